"""How generators of API descriptions are wired in, as data: a pattern each, all on the generator's own words.

A key is the generator's name. `NEEDS` holds what must stand somewhere besides; `SWITCHED_OFF` what says at the same place that
nothing is to be served.
"""

from __future__ import annotations

from readiness.scan import Pattern

_PYTHON = ("python",)
_SCRIPTS = ("javascript", "typescript")
_JVM = ("java", "kotlin", "groovy", "scala")
_BUILD = ("pom.xml", "build.gradle", "build.gradle.kts", "libs.versions.toml")
_CSHARP = ("csharp", "fsharp", "vb")

REST: dict[str, Pattern] = {
    "FastAPI": Pattern(literals=("FastAPI(",), regex=r"\bFastAPI\(", languages=_PYTHON),
    "drf-spectacular": Pattern(
        literals=("SpectacularAPIView", "drf_spectacular.openapi.AutoSchema"),
        regex=r"SpectacularAPIView|[\"']drf_spectacular\.openapi",
        languages=_PYTHON,
    ),
    "drf-yasg": Pattern(literals=("get_schema_view(",), regex=r"=\s*get_schema_view\(", languages=_PYTHON),
    "flask-smorest": Pattern(literals=("flask_smorest",), regex=r"from flask_smorest import [^\n]{0,80}\bApi\b", languages=_PYTHON),
    "flask-restx": Pattern(literals=("flask_restx", "flask_restplus"), regex=r"(?:from|import) flask_rest(?:x|plus)\b", languages=_PYTHON),
    "apiflask": Pattern(literals=("APIFlask(",), languages=_PYTHON),
    "flask-apispec": Pattern(literals=("FlaskApiSpec(",), languages=_PYTHON),
    "flasgger": Pattern(literals=("Swagger(",), regex=r"=\s*Swagger\(\s*\w|^\s*Swagger\(app", languages=_PYTHON),
    "apispec": Pattern(literals=("APISpec(",), languages=_PYTHON),
    "spectree": Pattern(literals=("SpecTree(",), languages=_PYTHON),
    "flask-openapi3": Pattern(literals=("flask_openapi3",), regex=r"from flask_openapi3 import", languages=_PYTHON),
    "django-ninja": Pattern(literals=("NinjaAPI(", "NinjaExtraAPI("), languages=_PYTHON),
    "litestar": Pattern(literals=("Litestar(",), languages=_PYTHON),
    "sanic-ext": Pattern(literals=("sanic_ext",), regex=r"(?:from|import) sanic_ext\b", languages=_PYTHON),
    "aws-lambda-powertools": Pattern(literals=("enable_swagger(",), languages=_PYTHON),
    "@nestjs/swagger": Pattern(literals=("SwaggerModule.setup(", "SwaggerModule.createDocument("), languages=_SCRIPTS),
    "@fastify/swagger": Pattern(
        literals=("@fastify/swagger", "fastify-swagger"),
        regex=r"(?:require\(|from\s|import\()\s*[\"'](?:@fastify/swagger|fastify-swagger)[\"']",
        languages=_SCRIPTS,
    ),
    "swagger-jsdoc": Pattern(literals=("swagger-jsdoc",), regex=r"(?:require\(|from\s)\s*[\"']swagger-jsdoc[\"']", languages=_SCRIPTS),
    "express-jsdoc-swagger": Pattern(
        literals=("express-jsdoc-swagger",), regex=r"(?:require\(|from\s)\s*[\"']express-jsdoc-swagger", languages=_SCRIPTS
    ),
    "swagger-autogen": Pattern(literals=("swagger-autogen",), regex=r"(?:require\(|from\s)\s*[\"']swagger-autogen", languages=_SCRIPTS),
    "zod-to-openapi": Pattern(
        literals=("OpenApiGeneratorV3", "OpenAPIHono(", "extendZodWithOpenApi(", "generateOpenApi(", "generateOpenApiDocument("),
        regex=r"OpenApiGeneratorV3\w{0,2}\(|OpenAPIHono\(|\bextendZodWithOpenApi\(|\bgenerateOpenApi(?:Document)?\(",
        languages=_SCRIPTS,
    ),
    "elysia-swagger": Pattern(
        literals=("@elysiajs/swagger", "@elysiajs/openapi", "hono-openapi"),
        regex=r"from\s*[\"'](?:@elysiajs/|hono-openapi)",
        languages=_SCRIPTS,
    ),
    "tsoa": Pattern(literals=('"spec"', '"routes"'), regex=r"\"(?:spec|routes)\"\s*:\s*\{", names=("tsoa.json",), roles=("configuration",)),
    "routing-controllers-openapi": Pattern(literals=("routingControllersToSpec(",), languages=_SCRIPTS),
    "loopback": Pattern(literals=("@loopback/rest",), regex=r"from\s*[\"']@loopback/rest[\"']", languages=_SCRIPTS),
    "koa-swagger-decorator": Pattern(
        literals=("koa-swagger-decorator",), regex=r"(?:require\(|from\s)\s*[\"']koa-swagger-decorator", languages=_SCRIPTS
    ),
    "springdoc": Pattern(
        literals=("springdoc-openapi",),
        regex=r"springdoc-openapi-(?:starter|ui|webmvc|webflux|kotlin|data|security)",
        names=_BUILD,
        roles=("configuration", "source"),
    ),
    "springfox": Pattern(
        literals=("EnableSwagger2", "EnableOpenApi", "Docket("), regex=r"@EnableSwagger2|@EnableOpenApi|new Docket\(", languages=_JVM
    ),
    "swagger-core": Pattern(
        literals=("swagger-gradle-plugin", "swagger-maven-plugin", "swagger-jaxrs2", "OpenApiResource"),
        regex=r"io\.swagger\.core\.v3[.:\"'\w-]{0,40}swagger-(?:gradle-plugin|maven-plugin|jaxrs2)"
        r"|<artifactId>swagger-(?:maven-plugin|jaxrs2)|new OpenApiResource\(",
        names=_BUILD,
        languages=_JVM,
        roles=("configuration", "source"),
    ),
    "smallrye-openapi": Pattern(
        literals=("smallrye-openapi",), regex=r"quarkus-smallrye-openapi", names=_BUILD, roles=("configuration", "source")
    ),
    "micronaut-openapi": Pattern(literals=("micronaut-openapi",), names=_BUILD, roles=("configuration", "source")),
    "ktor-openapi": Pattern(
        literals=("ktor-swagger-ui", "ktor-openapi", "kompendium"),
        regex=r"smiley4[.:\w\"' ]{0,30}ktor|kompendium-core|ktor-openapi",
        names=_BUILD,
        roles=("configuration", "source"),
    ),
    "javalin-openapi": Pattern(literals=("javalin-openapi",), names=_BUILD, roles=("configuration", "source")),
    "Swashbuckle": Pattern(literals=("AddSwaggerGen(", "AddSwaggerGen;"), languages=_CSHARP),
    "NSwag": Pattern(literals=("AddOpenApiDocument(", "AddSwaggerDocument("), languages=_CSHARP),
    "Microsoft.AspNetCore.OpenApi": Pattern(literals=("AddOpenApi(",), regex=r"\.AddOpenApi\(", languages=_CSHARP),
    "FastEndpoints.Swagger": Pattern(literals=("SwaggerDocument(",), regex=r"\.SwaggerDocument\(", languages=_CSHARP),
    "swaggo": Pattern(literals=("@Router",), regex=r"//\s*@Router\s+/", languages=("go",), comments=True),
    "huma": Pattern(
        literals=("danielgtaylor/huma", "humachi.New(", "humago.New("), regex=r"\"github\.com/danielgtaylor/huma", languages=("go",)
    ),
    "goa": Pattern(literals=("goa.design/goa",), regex=r"\"goa\.design/goa/v\d/dsl\"", languages=("go",)),
    "fuego": Pattern(literals=("go-fuego/fuego",), regex=r"\"github\.com/go-fuego/fuego\"", languages=("go",)),
    "go-restful-openapi": Pattern(literals=("go-restful-openapi",), regex=r"\"github\.com/emicklei/go-restful-openapi", languages=("go",)),
    "go-swagger": Pattern(
        literals=("swagger:route", "swagger:operation"), regex=r"//\s*swagger:(?:route|operation)\s", languages=("go",), comments=True
    ),
    "rswag": Pattern(literals=("Rswag::Api",), regex=r"Rswag::Api::Engine|Rswag::Ui::Engine", languages=("ruby",)),
    "grape-swagger": Pattern(literals=("add_swagger_documentation",), languages=("ruby",)),
    "apipie": Pattern(literals=("Apipie.configure",), languages=("ruby",)),
    "rspec-openapi": Pattern(
        literals=("rspec-openapi", "rspec/openapi"),
        regex=r"gem [\"']rspec-openapi|require [\"']rspec/openapi",
        names=("gemfile",),
        languages=("ruby",),
        roles=("configuration", "source", "test"),
    ),
    "l5-swagger": Pattern(literals=("darkaonline/l5-swagger",), names=("composer.json",), roles=("configuration",)),
    "scribe": Pattern(literals=("knuckleswtf/scribe",), names=("composer.json",), roles=("configuration",)),
    "scramble": Pattern(literals=("dedoc/scramble",), names=("composer.json",), roles=("configuration",)),
    "nelmio/api-doc-bundle": Pattern(literals=("NelmioApiDocBundle",), regex=r"NelmioApiDocBundle::class", languages=("php",)),
    "api-platform": Pattern(literals=("#[ApiResource", "@ApiResource"), regex=r"(?:#\[|@)ApiResource\b", languages=("php",), comments=True),
    "swagger-php": Pattern(literals=("OpenApi\\Generator", "OpenApi\\scan("), regex=r"OpenApi\\(?:Generator|scan\()", languages=("php",)),
    "utoipa": Pattern(literals=("OpenApi", "OpenApiRouter"), regex=r"derive\([^)\n]{0,80}\bOpenApi\b|OpenApiRouter::", languages=("rust",)),
    "aide": Pattern(literals=("aide::axum", "ApiRouter::new("), regex=r"\baide::|ApiRouter::new\(", languages=("rust",)),
    "poem-openapi": Pattern(literals=("OpenApiService::new(",), languages=("rust",)),
    "okapi": Pattern(literals=("openapi_get_routes!", "mount_endpoints_and_merged_docs!"), languages=("rust",)),
    "open_api_spex": Pattern(
        literals=("OpenApiSpex.Plug", "behaviour OpenApi"),
        regex=r"OpenApiSpex\.Plug\.(?:PutApiSpec|RenderSpec)|@behaviour OpenApi",
        languages=("elixir",),
    ),
    "phoenix_swagger": Pattern(literals=("PhoenixSwagger",), regex=r"use PhoenixSwagger", languages=("elixir",)),
    "TypeSpec": Pattern(literals=("@typespec/openapi3",), suffixes=(".yaml", ".json", ".tsp"), roles=("configuration",)),
}
GRAPHQL: dict[str, Pattern] = {
    "graphene": Pattern(
        literals=("graphene.Schema(", "build_federated_schema(", "federated_schema("),
        regex=r"graphene\.Schema\(|build_federated_schema\(|=\s*Schema\(\s*query=",
        languages=_PYTHON,
    ),
    "strawberry": Pattern(literals=("strawberry.Schema(", "strawberry.federation.Schema("), languages=_PYTHON),
    "ariadne": Pattern(literals=("make_executable_schema(",), languages=_PYTHON),
    "type-graphql": Pattern(literals=("type-graphql",), regex=r"from\s*[\"']type-graphql[\"']", languages=_SCRIPTS),
    "nexus": Pattern(literals=("makeSchema(",), languages=_SCRIPTS),
    "pothos": Pattern(literals=("@pothos/core",), regex=r"from\s*[\"']@pothos/core[\"']", languages=_SCRIPTS),
    "@nestjs/graphql": Pattern(literals=("autoSchemaFile", "typePaths"), regex=r"\b(?:autoSchemaFile|typePaths)\s*:", languages=_SCRIPTS),
    "graphql-js": Pattern(literals=("new GraphQLSchema(",), languages=_SCRIPTS),
    "SDL in source": Pattern(
        literals=("type Query",),
        regex=r"\btype Query\s*(?:@[^{\n]{0,80})?\{",
        languages=("python", "javascript", "typescript", "go", "ruby", "php", "rust", "java", "kotlin", "csharp"),
    ),
    "Hot Chocolate": Pattern(literals=(".AddGraphQLServer(", ".AddGraphQL("), languages=_CSHARP),
    "graphql-ruby": Pattern(literals=("GraphQL::Schema",), regex=r"<\s*GraphQL::Schema\s*(?:\n|$)", languages=("ruby",)),
    "async-graphql": Pattern(literals=("async_graphql",), regex=r"\basync_graphql\b", languages=("rust",)),
    "juniper": Pattern(literals=("RootNode::new(",), languages=("rust",)),
    "absinthe": Pattern(literals=("use Absinthe.Schema",), regex=r"use Absinthe\.Schema\s*(?:\n|$)", languages=("elixir",)),
    "graphql-php": Pattern(
        literals=("rebing/graphql-laravel", "overblog/graphql-bundle"), names=("composer.json",), roles=("configuration",)
    ),
    "graphql-spqr": Pattern(literals=("GraphQLSchemaGenerator(", "@GraphQLApi"), languages=_JVM),
    "graphql-go": Pattern(literals=("graphql.NewSchema(",), languages=("go",)),
}
# A generator that writes comments into a document is wired in where something serves or writes that document.
NEEDS: dict[str, Pattern] = {
    "swagger-jsdoc": Pattern(
        literals=(
            "swagger-ui-express",
            "writeFile",
            "koa2-swagger-ui",
            "redoc-express",
            "json(swagger",
            "send(swagger",
            "json(spec",
            "send(spec",
        ),
        languages=_SCRIPTS,
    ),
    "swaggo": Pattern(
        literals=("swaggo/", "swag init", "httpSwagger", "ginSwagger", "docs.SwaggerInfo", "swag.Register("),
        regex=r"swaggo/(?:gin-swagger|http-swagger|echo-swagger|swag|fiber-swagger|files)|swag init|gofiber/swagger"
        r"|docs\.SwaggerInfo|swag\.Register\(",
        languages=("go",),
    ),
}
SWITCHED_OFF: dict[str, Pattern] = {
    "FastAPI": Pattern(
        literals=("FastAPI(",), regex=r"\bFastAPI\([^)]{0,600}?openapi_url\s*=\s*(?:None|\"\"|'')", languages=_PYTHON, lines=25
    ),
}
