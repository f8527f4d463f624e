"""How source code shows that it serves REST, GraphQL, gRPC or WebSockets, as data."""

from __future__ import annotations

from functools import partial

from readiness.scan import Pattern

_code = partial(Pattern, code=True)

_PYTHON = ("python",)
_SCRIPTS = ("javascript", "typescript")
_JVM = ("java", "kotlin", "groovy", "scala")
_CSHARP = ("csharp", "fsharp", "vb")
_GO = ("go",)
_INFRASTRUCTURE = (".yaml", ".yml", ".json", ".tf", ".bicep")

# What answers in JSON by its nature: one of these is a REST API even where no route is literal.
REST: dict[str, Pattern] = {
    "FastAPI": _code(literals=("FastAPI(",), regex=r"=\s*FastAPI\(", languages=_PYTHON),
    "Django REST framework": _code(literals=("rest_framework",), regex=r"from rest_framework[\w.]{0,40} import", languages=_PYTHON),
    "Django Ninja": _code(literals=("NinjaAPI(",), languages=_PYTHON),
    "Flask-RESTful": _code(
        literals=("flask_restful", "flask_restx", "flask_smorest", "connexion"),
        regex=r"(?:from|import) (?:flask_restful|flask_restx|flask_smorest|connexion)\b",
        languages=_PYTHON,
    ),
    "NestJS controller": _code(literals=("@Controller(", "@RestController("), regex=r"@(?:Rest)?Controller\(", languages=_SCRIPTS),
    "Spring REST controller": _code(
        literals=("@RestController", "@ResponseBody"), regex=r"@RestController\b|@ResponseBody\b", languages=_JVM
    ),
    "Jakarta REST resource": _code(literals=("@Produces(",), regex=r"@Produces\(", languages=_JVM),
    "Micronaut controller": _code(literals=("io.micronaut.http.annotation",), languages=_JVM),
    "Ktor": _code(literals=("call.respond(",), languages=("kotlin",)),
    "ASP.NET Core API controller": _code(literals=("[ApiController", "[ApiController]"), languages=_CSHARP),
    "oapi-codegen server": _code(literals=("HandlerFromMux(", "RegisterHandlers(", "HandlerWithOptions("), languages=_GO),
    "grpc-gateway": _code(
        literals=("HandlerFromEndpoint(", "HandlerServer(", "GatewayHandler", "runtime.NewServeMux("),
        regex=r"Register\w{1,60}Handler(?:FromEndpoint|Server)?\(|runtime\.NewServeMux\(",
        languages=_GO,
    ),
    "Rails API controller": _code(literals=("ActionController::API", "Grape::API"), languages=("ruby",)),
    "API Platform": _code(literals=("#[ApiResource",), languages=("php",), comments=True),
    "WordPress REST route": _code(literals=("register_rest_route(",), languages=("php",)),
    "Amazon API Gateway": _code(
        literals=("AWS::Serverless::Api", "AWS::Serverless::HttpApi", "AWS::ApiGateway::RestApi", "aws_api_gateway_rest_api"),
        suffixes=_INFRASTRUCTURE,
        roles=("configuration", "source"),
    ),
    "Serverless Framework HTTP event": _code(
        literals=("- http:", "- httpApi:"),
        regex=r"^\s*- http(?:Api)?:",
        names=("serverless.yml", "serverless.yaml"),
        roles=("configuration",),
    ),
}
# What shows that routes, which may well serve pages, answer in JSON.
JSON: dict[str, Pattern] = {
    "python": _code(literals=("jsonify(", "JsonResponse(", "JSONResponse(", "json_response(", "application/json"), languages=_PYTHON),
    "node": _code(
        literals=(".json(", "reply.send(", "res.send(", "ctx.body", "response.send(", ".send({"),
        regex=r"\b(?:res|response|c|ctx|context|reply|r|Response|NextResponse)\.(?:status\([^)\n]{0,80}\)\.)?(?:json|send)\(|ctx\.body\s*=|\)\.send\(",
        languages=_SCRIPTS,
    ),
    "jvm": _code(literals=("ResponseEntity", "ctx.json(", "APPLICATION_JSON"), languages=_JVM),
    "dotnet": _code(literals=("[ApiController", "ControllerBase", "Results.Ok(", "JsonResult", "TypedResults"), languages=_CSHARP),
    "go": _code(literals=("json.NewEncoder(", ".JSON(", "application/json", "json.Marshal(", "render.JSON("), languages=_GO),
    "ruby": _code(
        literals=("render json:", "format.json", "render :json", ".to_json", "json:"),
        regex=r"render\s*\(?:?json|format\.json|render json:",
        languages=("ruby",),
    ),
    "jbuilder": _code(literals=("json.",), regex=r"^\s*json\.", suffixes=(".jbuilder", ".rabl"), roles=("configuration", "source", "data")),
    "php": _code(
        literals=("response()->json(", "JsonResource", "JsonResponse", "$this->json(", "wp_send_json", "->json(", "ResourceCollection"),
        languages=("php",),
    ),
    "elixir": _code(literals=("json(conn", 'accepts, ["json"', "Jason.encode"), languages=("elixir",)),
    "rust": _code(literals=("Json(", "Json<", "HttpResponse::", "IntoResponse"), languages=("rust",)),
}
GRAPHQL: dict[str, Pattern] = {
    "GraphQL server": _code(
        literals=(
            "new ApolloServer",
            "GraphQLModule.forRoot",
            "graphqlHTTP(",
            "createYoga(",
            "mercurius",
            "graphql-http/lib/use",
            "createHandler({ schema",
        ),
        regex=r"new ApolloServer\b|GraphQLModule\.forRoot|\bgraphqlHTTP\(|\bcreateYoga\(|register\(\s*mercurius|graphql-http/lib/use"
        r"|createHandler\(\{ schema",
        languages=_SCRIPTS,
    ),
    "GraphQL view": _code(
        literals=(
            "GraphQLView",
            "graphene.Schema(",
            "strawberry.Schema(",
            "GraphQLRouter(",
            "make_executable_schema(",
            "build_federated_schema(",
        ),
        languages=_PYTHON,
    ),
    "Spring for GraphQL": _code(
        literals=("@QueryMapping", "@MutationMapping", "@SchemaMapping", "@DgsQuery", "@DgsComponent", "@GraphQLApi"), languages=_JVM
    ),
    "Hot Chocolate": _code(literals=(".AddGraphQLServer(", ".MapGraphQL("), languages=_CSHARP),
    "gqlgen": _code(
        literals=("NewExecutableSchema(", "graphql.MustParseSchema(", "graphql.ParseSchema(", "relay.Handler{", "graphql.NewSchema("),
        languages=_GO,
    ),
    "graphql-ruby": _code(literals=("GraphQL::Schema",), regex=r"<\s*GraphQL::Schema\s*(?:\n|$)", languages=("ruby",)),
    "Lighthouse": Pattern(literals=("nuwave/lighthouse", "rebing/graphql-laravel"), names=("composer.json",), roles=("configuration",)),
    "async-graphql": _code(
        literals=("async_graphql", "juniper::"), regex=r"\basync_graphql(?:_\w{1,20})?::|\bjuniper::", languages=("rust",)
    ),
    "Absinthe": _code(literals=("use Absinthe.Schema", "Absinthe.Plug"), languages=("elixir",)),
    "AWS AppSync": _code(
        literals=("AWS::AppSync::GraphQLApi", "aws_appsync_graphql_api"), suffixes=_INFRASTRUCTURE, roles=("configuration", "source")
    ),
}
GRPC: dict[str, Pattern] = {
    "gRPC service registered": _code(
        literals=("Server(",), regex=r"\.?\bRegister(?!Health|Reflection)[A-Z]\w{0,60}(?:Service)?Server\(\s*\w", languages=_GO
    ),
    "Connect handler": _code(
        literals=("connect.NewUnaryHandler", "ServiceHandler("),
        regex=r"connect\.New\w{1,20}Handler|connect\.New[A-Z]\w{0,60}ServiceHandler\(|\w{1,40}connect\.New\w{1,60}Handler\(",
        languages=_GO,
    ),
    "gRPC service implemented": _code(
        literals=("ImplBase",), regex=r"\w{1,80}Grpc\.\w{1,80}ImplBase|CoroutineImplBase|extends \w{1,80}ImplBase", languages=_JVM
    ),
    "gRPC server": _code(literals=("_to_server(", "grpc.server(", "grpc.aio.server("), languages=_PYTHON),
    "gRPC service added": _code(
        literals=(".addService(", "new grpc.Server(", "Transport.GRPC"),
        regex=r"\.addService\(|new grpc\.Server\(|Transport\.GRPC",
        languages=_SCRIPTS,
    ),
    "gRPC service mapped": _code(literals=("MapGrpcService<",), languages=_CSHARP),
    "tonic server": _code(
        literals=("tonic::transport::Server", "tonic::transport::{"),
        regex=r"tonic::transport::(?:Server|\{[^}\n]{0,80}Server)",
        languages=("rust",),
    ),
    "GRPC::RpcServer": _code(literals=("GRPC::RpcServer",), languages=("ruby",)),
    "GRPC.Server": _code(literals=("use GRPC.Server",), languages=("elixir",)),
}
WEBSOCKET: dict[str, Pattern] = {
    "WebSocket server": _code(
        literals=("WebSocketServer(", "WebSocket.Server(", "@WebSocketGateway", "socket.io", "@fastify/websocket", "express-ws"),
        regex=r"new \w{0,10}\.?WebSocketServer\(|new WebSocket\.Server\(|@WebSocketGateway"
        r"|(?:require\(|from\s)\s*[\"'](?:socket\.io|@fastify/websocket|express-ws)[\"']",
        languages=_SCRIPTS,
    ),
    "WebSocket route": _code(
        literals=(".websocket(", "WebsocketConsumer", "WebSocketHandler", "socketio.AsyncServer(", "SocketIO(", "websocket_urlpatterns"),
        regex=r"@\w{1,40}\.websocket\(|\w{0,20}WebsocketConsumer\)|WebSocketHandler\)|socketio\.AsyncServer\(|=\s*SocketIO\("
        r"|websocket_urlpatterns\s*=",
        languages=_PYTHON,
    ),
    "WebSocket upgrade": _code(
        literals=("websocket.Upgrader{", "websocket.Accept(", "websocket.Upgrade(", "websocket.Handler("), languages=_GO
    ),
    "WebSocket endpoint": _code(
        literals=("@ServerEndpoint", "registerStompEndpoints", "WebSocketHandlerRegistry", "webSocket("),
        regex=r"@ServerEndpoint\b|registerStompEndpoints|WebSocketHandlerRegistry|^\s*webSocket\(",
        languages=_JVM,
    ),
    "SignalR hub": _code(literals=(".MapHub<", "UseWebSockets("), languages=_CSHARP),
    "Action Cable channel": _code(literals=("ApplicationCable::Channel",), regex=r"<\s*ApplicationCable::Channel", languages=("ruby",)),
    "Phoenix channel": _code(literals=("channel ",), regex=r"^\s*channel\s*\(?\"", languages=("elixir",)),
    "WebSocket extractor": _code(literals=("WebSocketUpgrade", "ws::start(", "actix_ws::handle("), languages=("rust",)),
    "Amazon API Gateway WebSocket": _code(
        literals=("ProtocolType: WEBSOCKET", "- websocket:"), suffixes=(".yaml", ".yml"), roles=("configuration",)
    ),
}
# Handlers of writes whose route is not literal where they stand: class-based views, generic views, mutations.
WRITES: dict[str, Pattern] = {
    "class-based view": _code(
        literals=("def post(self", "def put(self", "def patch(self", "def delete(self, request"),
        regex=r"^\s+(?:async )?def (post|put|patch|delete)\(self\s*[,)]",
        languages=_PYTHON,
    ),
    "generic view": _code(
        literals=("ModelViewSet", "CreateAPIView", "CreateModelMixin", "UpdateAPIView", "DestroyAPIView"),
        regex=r"\((?:[^()\n]{0,200}\W)?(?:ModelViewSet|(?:List)?CreateAPIView|CreateModelMixin|\w{0,16}UpdateAPIView|\w{0,16}DestroyAPIView)",
        languages=_PYTHON,
    ),
    "request method": _code(
        literals=("request.method ==", "require_POST", "require_http_methods("),
        regex=r"request\.method == [\"'](POST|PUT|PATCH|DELETE)|@(?:\w{1,20}\.)?require_POST"
        r"|require_http_methods\([^)\n]{0,60}(POST|PUT|DELETE)",
        languages=_PYTHON,
    ),
    "mutation": _code(
        literals=("graphene.Mutation", "strawberry.mutation", "MutationType("),
        regex=r"graphene\.Mutation|strawberry\.mutation|MutationType\(",
        languages=_PYTHON,
    ),
    "API Platform operation": _code(
        literals=("use ApiPlatform\\Metadata\\", "#[ApiResource"),
        regex=r"^use ApiPlatform\\Metadata\\(Post|Put|Patch|Delete);"
        r"|#\[ApiResource(?:\](?![\s\S]{0,300}?#\[Get)|\((?![\s\S]{0,3000}?\boperations\s*:))",
        languages=("php",),
        lines=40,
        comments=True,  # an attribute begins like a shell comment
    ),
    "mutation resolver": _code(
        literals=("@Mutation(", "mutationType(", "type Mutation", "mutationField("),
        regex=r"@Mutation\(|mutationType\(|type Mutation\s*\{|mutationField\(",
        languages=_SCRIPTS,
    ),
    "mutation mapping": _code(
        literals=("@MutationMapping", "@DgsMutation", "AddMutationType", "[MutationType"), languages=(*_JVM, *_CSHARP)
    ),
    "GraphQL mutation": _code(
        literals=("BaseMutation", "GraphQL::Schema::Mutation"),
        regex=r"<\s*(?:\w{1,40}::){0,4}(?:BaseMutation|Mutation)\b",
        languages=("ruby",),
    ),
    "Absinthe mutation": _code(literals=("mutation do",), languages=("elixir",)),
}
# Methods of a gRPC service in Go, by name: they write where the service is served and their name is that of no read.
HANDLERS = Pattern(
    literals=("Response, error)", "Reply, error)", "emptypb.Empty, error)"),
    regex=r"^func \(\w{1,30} \*?\w{1,80}\) ([A-Z]\w{0,80})\(\s*\w{1,30} context\.Context,\s*\w{1,30} \*\w{1,80}\.\w{1,80}\)"
    r"\s*\(\*\w{1,80}\.\w{1,80}, error\)",
    languages=_GO,
)
# The gRPC services that a component implements or registers, by name: the first group that is there.
IMPLEMENTED: dict[str, Pattern] = {
    "go": _code(
        literals=("Server(", "Handler("),
        regex=r"\bRegister([A-Z]\w{0,80}?)(?:HTTP)?Server\(|\bconnect\.New([A-Z]\w{0,80}?)Handler\(|\w{1,40}connect\.New(\w{1,80}?)Handler\(",
        languages=_GO,
    ),
    "python": _code(literals=("_to_server(",), regex=r"\badd_(\w{1,80}?)(?:Servicer)?_to_server\(", languages=_PYTHON),
    "jvm": _code(
        literals=("ImplBase", "@GrpcService"),
        regex=r"(\w{1,80}?)(?:Coroutine)?ImplBase\b|@GrpcService[\s\S]{0,300}?\bimplements\s+(?:\w+\.)?(?:Mutiny)?(\w{1,80})",
        languages=_JVM,
        lines=6,
    ),
    "csharp": _code(literals=("Base",), regex=r":\s*(?:global::)?(?:[\w.]{1,100}\.)?(\w{1,80})\.\1Base\b", languages=_CSHARP),
    "node": _code(
        literals=(".addService(", "@GrpcMethod(", "@GrpcService("),
        regex=r"\.addService\(\s*(?:[\w.]{1,100}\.)?(\w{1,80}?)(?:\.service|Service)\b|@GrpcMethod\(\s*['\"](\w{1,80})['\"]",
        languages=_SCRIPTS,
        lines=2,
    ),
    "rust": _code(
        literals=("Server::new(", "Server::with_interceptor("), regex=r"\b(\w{1,80})Server::(?:new|with_interceptor)\(", languages=("rust",)
    ),
    "ruby": _code(literals=("::Service",), regex=r"<\s*(?:\w{1,60}::){0,6}(\w{1,80})::Service\b", languages=("ruby",)),
    "elixir": _code(literals=("use GRPC.Server",), regex=r"service:\s*(?:\w{1,60}\.){0,6}(\w{1,80})\.Service\b", languages=("elixir",)),
}
