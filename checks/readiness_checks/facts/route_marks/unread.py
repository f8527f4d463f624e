"""What marks frameworks whose routes are not read."""

from __future__ import annotations

from readiness.scan import Pattern

PYTHON = Pattern(
    literals=(
        "aiohttp import web", "aiohttp.web", "import falcon", "from falcon", "from litestar", "from sanic", "tornado.web",
        "tornado import web", "from ninja", "from bottle", "import bottle", "from blacksheep", "import cherrypy", "pyramid.config",
        "from robyn", "from emmett", "from quart",
    ),
    regex=r"(?m)^\s*(?:from|import)\s+(aiohttp|falcon|litestar|sanic|tornado|ninja|bottle|blacksheep|cherrypy|pyramid|robyn|emmett|quart)"
    r"(?:\.web|\.config)?\s+(?:import\s+[^\n]{0,200}\b(?:web|App|API|Litestar|Sanic|Blueprint|NinjaAPI|Router|Bottle|route|Application|Configurator"
    r"|Robyn|SubRouter|Quart|RequestHandler|get|post)\b|as\s|$)|^\s*import\s+(falcon|bottle|cherrypy|tornado\.web)\b",
    languages=("python",),
    once=True,
)  # fmt: skip
RUBY = Pattern(
    literals=("Sinatra::Base", "Sinatra::Application", "require 'sinatra", 'require "sinatra', "< Roda", "Hanami::Routes", "Cuba.define"),
    languages=("ruby",),
    once=True,
)
JVM = Pattern(
    literals=("io.javalin.Javalin", "io.vertx.ext.web.Router", "import spark.Spark", "import static spark.Spark", "io.helidon.webserver"),
    languages=("java", "kotlin"),
    once=True,
)
SCRIPTS = Pattern(
    literals=("@hapi/hapi", "restify", "elysia", "@adonisjs/core/services/router", "@feathersjs/feathers", "polka"),
    regex=r"(?:from|require\()\s*[\"'](@hapi/hapi|restify|elysia|@adonisjs/core/services/router|@feathersjs/feathers|polka)[\"']",
    languages=("javascript", "typescript"),
    once=True,
)
GO = Pattern(
    literals=(
        "github.com/beego/beego", "github.com/kataras/iris", "github.com/gogf/gf", "github.com/emicklei/go-restful",
        "github.com/danielgtaylor/huma",
    ),
    languages=("go",),
    once=True,
)  # fmt: skip
PHP = Pattern(literals=("CodeIgniter\\Router\\RouteCollection",), languages=("php",), once=True)
RUST = Pattern(
    literals=("use warp::", "use salvo::", "use tide::"), regex=r"(?m)^\s*(?:pub )?use (warp|salvo|tide)::", languages=("rust",), once=True
)
DOTNET = Pattern(literals=(": ICarterModule", ": CarterModule", ": NancyModule"), languages=("csharp",), once=True)
ELIXIR = Pattern(literals=("use Plug.Router",), languages=("elixir",), once=True)
