"""Where programs of the repository begin: what starts a server, takes work from a queue, is a cloud function, or a command line."""

from __future__ import annotations

from functools import partial
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.lines import quoted_lines

_code = partial(Pattern, code=True)

Starts: TypeAlias = Literal["server", "worker", "function", "command"]

_JVM = ("java", "kotlin", "scala", "groovy")
_JS = ("javascript", "typescript")
_DOTNET = ("csharp", "fsharp", "vb")

SERVERS: tuple[Pattern, ...] = (
    _code(
        (
            "FastAPI(", "Flask(", "(Flask)", "(FastAPI)", "(Sanic)", "(Quart)", "(Starlette)", "Starlette(", "Sanic(", "Quart(",
            "Litestar(", "APIFlask(", "falcon.App(", "asgi.App(", "web.Application(", "NinjaAPI(", "get_wsgi_application(",
            "get_asgi_application(", "ROOT_URLCONF", "grpc.server(", "aio.server(", "Robyn(", "OpenAPI(__name__", "Configurator(",
            "Bottle(", "ThreadingHTTPServer(", "HTTPServer(", "FlaskApp(", "AsyncApp(", "FastMCP(",
        ),
        r"(?<![\w.])(?:\w+\.)?(?:FastAPI|Flask|Starlette|Sanic|Quart|Litestar|APIFlask|Robyn|Bottle|FlaskApp|NinjaAPI|Configurator"
        r"|(?:Threading)?HTTPServer|get_[aw]sgi_application|(?:falcon|asgi)\.App|web\.Application|(?:grpc|aio)\.server|OpenAPI|AsyncApp|FastMCP)\("
        r"|^ROOT_URLCONF\s*=|^class \w+\((?:Flask|FastAPI|Sanic|Quart|Starlette)\)",
        languages=("python",),
    ),
    _code(
        (
            "express()", "express.default()", "express')()", 'express")()',
            "fastify(", "Fastify(", "new Koa", "NestFactory.create", "new Hono", "Hapi.server(",
            "Hapi.Server(", "hapi.server(", "createServer(", "new Elysia(", "new ApolloServer(", "new grpc.Server(", "new Server(",
            "polka(", "Bun.serve(", "Deno.serve(", "new ServiceBroker(", "FoalTS", "createApp(AppController", "startServer(",
            "new Ignitor(", "createYoga(", "strapi(",
        ),
        r"\bexpress(?:\.default)?\(\)|\brequire\(['\"]express['\"]\)\(\)"
        r"|\b[fF]astify\(|\bnew Koa\w*\(|\bNestFactory\.create\w*[(<]|\bnew Hono\b|\b[hH]api\.[sS]erver\("
        r"|\b(?:https?|http2|restify|net)\.createServer\(|(?<![\w.])createServer\((?:app|\(req|async|function|listener|handler)"
        r"|\bnew Elysia\("
        r"|\bnew ApolloServer\b|\bnew grpc\.Server\(|\bpolka\(|\b(?:Bun|Deno)\.serve\(|\bnew ServiceBroker\("
        r"|\bcreateApp\(AppController|\bnew Ignitor\("
        r"|\bcreateYoga\(|\bstrapi\(\)",
        languages=_JS,
    ),
    _code(
        (
            "@SpringBootApplication", "SpringApplication.run", "runApplication<", "SpringBootServletInitializer", "@QuarkusMain",
            "Quarkus.run(", "Micronaut.run(", "Micronaut.build(", "embeddedServer(", "io.ktor.server.netty.EngineMain",
            "Javalin.create", "ServerBuilder.forPort", "NettyServerBuilder", "@ApplicationPath", "extends Application<",
            "HttpServer.create(", "vertx.createHttpServer", "new AbstractVerticle", "extends AbstractVerticle",
            "@EnableAutoConfiguration", "Http4sServer", "EmberServerBuilder", "BlazeServerBuilder", "Http().newServerAt",
            "ZIOAppDefault", "extends HttpServlet", "Grpc.newServerBuilder", "WebServer.builder()", "RatpackServer.start",
            "Undertow.builder",
        ),
        languages=_JVM,
    ),
    _code(
        (
            "ListenAndServe", "http.Server{", "http.Serve(", "gin.Default(", "gin.New(", "echo.New(", "fiber.New(", "chi.NewRouter(",
            "chi.NewMux(", "grpc.NewServer(", "mux.NewRouter(", "iris.New(", "iris.Default(", "beego.Run", "httprouter.New(",
            "kratos.New(", "rest.MustNewServer", "zrpc.MustNewServer", "fasthttp.Server{", "hertz/pkg/app/server",
            "connect.NewHandler", "kitex/server", "micro.NewService(", "goa.design", "buffalo.New(",
        ),
        languages=("go",),
    ),
    _code(
        (
            "WebApplication.Create", "WebHost.CreateDefaultBuilder", "ConfigureWebHostDefaults", "UseStartup<", "UseKestrel(",
            "MapGrpcService<", "WebHostBuilder(", "ConfigureFunctionsWebApplication", "GiraffeMiddleware", "webHost [",
        ),
        languages=_DOTNET,
    ),
    _code(
        (
            "Rails.application", "Sinatra::Base", "Sinatra::Application", "require 'sinatra'", 'require "sinatra"', "Grape::API",
            "< Roda", "Hanami.app", "Hanami.boot", "Padrino", "Cuba.define", "GRPC::RpcServer",
        ),
        r"\brun Rails\.application|\bRails\.application\.(?:initialize!|load_server|routes\.draw)|^require .sinatra"
        r"|\bSinatra::(?:Base|Application)"
        r"|<\s*Grape::API|<\s*Roda\b|\bHanami\.(?:app|boot)\b|\bPadrino\b|\bCuba\.define|\bGRPC::RpcServer",
        languages=("ruby",),
    ),
    _code(
        (
            "AppFactory::create", "new Slim\\App", "new \\Slim\\App", "new Illuminate\\Foundation\\Application", "new Application(",
            "Application::configure(", "use MicroKernelTrait", "extends BaseKernel", "new \\Phalcon\\Mvc\\", "Lumen\\Application(",
            "yii\\web\\Application", "Laminas\\Mvc\\Application::init", "CodeIgniter\\Boot", "Swoole\\Http\\Server(",
            "Hyperf\\Contract\\ApplicationInterface", "Cake\\Http\\Server", "Illuminate\\Contracts\\Http\\Kernel",
            "handleRequest(Request::capture",
        ),
        languages=("php",),
    ),
    _code(
        ("use Phoenix.Endpoint", "Plug.Cowboy", "Plug.Adapters.Cowboy", "Bandit", "GRPC.Server.Supervisor"),
        r"use Phoenix\.Endpoint|\{\s*(?:Plug\.Cowboy|Bandit|GRPC\.Server\.Supervisor)|Plug\.(?:Adapters\.)?Cowboy\.(?:child_spec|http)",
        languages=("elixir",),
    ),
    _code(
        (
            "HttpServer::new", "axum::serve", "axum::Server::", "Server::bind(", "rocket::build", "rocket::ignite", "#[launch]",
            "warp::serve", "Server::builder()", "tide::new", "poem::Server", "Server::new(", "hyper::server", "TcpListener::bind",
            "LocalServer::",
        ),
        r"\bHttpServer::new|\baxum::(?:serve|Server::)|\bServer::(?:bind\(|builder\(\))|\brocket::(?:build|ignite)|#\[launch\]|\bwarp::serve|\btide::new"
        r"|\bpoem::Server|\bServer::new\(|\bhyper::server",
        languages=("rust",),
    ),
)  # fmt: skip

WORKERS: tuple[Pattern, ...] = (
    _code(
        (
            "Celery(", "StreamsApp", "faust.App(", "dramatiq.set_broker", "ServiceBusClient", "KafkaConsumer(", "AIOKafkaConsumer(",
            "aio_pika.connect", "BlockingConnection(",
        ),
        r"(?<![\w.])(?:Celery|KafkaConsumer|AIOKafkaConsumer)\(|\bfaust\.App\(|\bdramatiq\.set_broker|\baio_pika\.connect|\bBlockingConnection\(",
        languages=("python",),
    ),
    _code(
        ("Host.CreateDefaultBuilder", "Host.CreateApplicationBuilder", "HostBuilder()", "ConfigureFunctionsWorkerDefaults"),
        languages=_DOTNET,
    ),
    _code(
        ("new Worker(", "new Queue(", "@RabbitSubscribe", "createMicroservice", "@Processor("),
        r"\bnew Worker\(\s*['\"`]|\bnew Queue\(\s*['\"`]|@RabbitSubscribe|@Processor\(|\.createMicroservice",
        languages=_JS,
    ),
    _code(
        ("worker.New(", "asynq.NewServer(", "sarama.NewConsumer", "kafka.NewReader(", "rabbitmq.NewConsumer", "nats.Connect("),
        languages=("go",),
    ),
    _code(
        ("@KafkaListener", "@RabbitListener", "@SqsListener", "@JmsListener", "KafkaConsumer<", "new KafkaConsumer", "new KafkaStreams(",
         "basicConsume("),
        languages=_JVM,
    ),
    _code(("new ConsumerBuilder<", "ServiceBusProcessor", "EventingBasicConsumer"), languages=_DOTNET),
)  # fmt: skip

FUNCTIONS: tuple[Pattern, ...] = (
    _code(
        ("_handler(event", "handler(event", "APIGatewayRestResolver", "functions_framework", "func.FunctionApp("),
        r"^(?:async )?def \w{0,60}handler\(\s*event|\bAPIGateway\w*Resolver\(|^@functions_framework\.|\bfunc\.FunctionApp\(",
        languages=("python",),
    ),
    _code(
        ("handler =", "Handler =", "handler: ", "function handler", "exports.handler", "functions.https"),
        r"^export (?:const|async function|function) (?:\w{0,40}H|h)andler\b|\bexports\.(?:\w{0,40}H|h)andler\s*="
        r"|\bfunctions\.https\.on",
        languages=_JS,
    ),
    _code(("lambda.Start(", "lambda.StartWithOptions(", "functions.HTTP("), languages=("go",)),
    _code(
        ("RequestHandler<", "RequestStreamHandler", "HttpFunction"),
        r"\bimplements (?:RequestHandler<|RequestStreamHandler|HttpFunction)",
        languages=_JVM,
    ),
    _code(("ILambdaContext", "[Function(", "[FunctionName("), languages=_DOTNET),
    _code(("def lambda_handler(", "FunctionsFramework.http"), languages=("ruby",)),
    _code(("lambda_runtime::run", "lambda_http::run", "service_fn("), languages=("rust",)),
)  # fmt: skip

COMMANDS: tuple[Pattern, ...] = (
    _code(("@click.command", "@click.group", "ArgumentParser(", "typer.Typer(", "@app.command"), languages=("python",)),
    _code(("#!/usr/bin/env node", "yargs(", "new Command(", "from 'commander'", 'from "commander"'), languages=_JS, comments=True),
    _code(("func main()",), r"^func main\(\)", languages=("go",)),
    _code(("fn main()",), r"^\s*(?:pub )?(?:async )?fn main\(\)", languages=("rust",)),
    _code(("public static void main(", "fun main("), languages=_JVM),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of own source that starts a program of some kind."""

    starts: Starts
    path: str
    line: int


_KINDS: tuple[tuple[Starts, tuple[Pattern, ...]], ...] = (
    ("server", SERVERS),
    ("worker", WORKERS),
    ("function", FUNCTIONS),
    ("command", COMMANDS),
)


@fact
def entries(repo: Repo) -> tuple[Entry, ...]:
    """Every entry in own source, sorted by place; tests, samples and generated code have none."""
    found = {
        Entry(starts, hit.path, hit.line)
        for starts, patterns in _KINDS
        for hit in repo.hits(*patterns)
        if not hit.path.endswith("build.rs") and "/benches/" not in f"/{hit.path}"
    }
    kept = (entry for entry in found if not (entry.path.endswith(".py") and entry.line in quoted_lines(repo, entry.path)))
    return tuple(sorted(kept, key=lambda entry: (entry.path, entry.line, entry.starts)))
