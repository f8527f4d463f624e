"""Where a service answers whether it is well: routes, framework endpoints, and the gRPC health service."""

from __future__ import annotations

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.declared_routes import DeclaredRoute, declared_routes, in_tests
from readiness_checks.facts.dependencies import dependencies

_NODE = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")

# What is seen, in words, and how; a phrase is the note of the evidence.
HEALTH: dict[str, Pattern] = {
    "health checks of ASP.NET Core": Pattern(
        ("MapHealthChecks(", "UseHealthChecks(", "MapHealthChecksUI("), r"\.(?:MapHealthChecks|UseHealthChecks)\(", languages=("csharp",
        "fsharp")
    ),
    "gRPC health service": Pattern(
        (
            "RegisterHealthServer(", "grpchealth.NewHandler(", "HealthServicer_to_server", "HealthStatusManager", "HealthImplBase",
            "HealthBase", "MapGrpcService<", "MapGrpcHealthChecksService(",
            "HealthServiceImpl", "Health.service", "grpc-health-check", "grpc-js-health-check", "tonic_health", "Grpc::Health::Checker",
            "HealthCoroutineImplBase", "grpc_health_v1.RegisterHealth",
        ),
        r"\bRegisterHealthServer\(|\bgrpchealth\.NewHandler\(|add_HealthServicer_to_server\(|new\s+HealthStatusManager\b"
        r"|\bHealthStatusManager\(|HealthGrpc\.HealthImplBase|extends\s+HealthImplBase"
        r"|:\s*(?:\w+\.){0,3}HealthBase\b|MapGrpcService<[\w.]{0,60}Health\w*>|MapGrpcHealthChecksService\(|new\s+HealthServiceImpl\b"
        r"|\bHealth\.service\b|(?:require\(|from\s)\s*['\"]grpc-(?:js-)?health-check['\"]|\btonic_health::server"
        r"|Grpc::Health::Checker|HealthCoroutineImplBase",
        languages=("go", "python", *_JVM, "csharp", *_NODE, "rust", "ruby"),
    ),
    "Nest Terminus": Pattern(("HealthCheck()",), r"@HealthCheck\(\)", languages=_NODE),
    "a health library": Pattern(
        (
            "createTerminus(", "createLightship(", "under-pressure", "fastify-healthcheck", "express-healthcheck", "@cloudnative/health",
            "express-actuator", "fastify-custom-healthcheck",
            "health_check.urls", "watchman.urls", "django_healthchecks", "fastapi_health", "flask_healthz",
            "healthcheck import HealthCheck", "fastapi_healthchecks", "django_healthy",
            "OkComputer", "health_check_routes", "HealthCheck.setup", "Easymon", "Heartcheck", "rails/health#show", "Healthcheck.routes",
            "Spatie\\Health\\Http", "LiipMonitor", "PlugCheckup", "HeartCheck.Plug",
        ),
        r"\bcreateTerminus\(|\bcreateLightship\(|exposeStatusRoute|['\"](?:fastify-healthcheck|express-healthcheck"
        r"|@cloudnative/health(?:-connect)?|express-actuator|fastify-custom-healthcheck)['\"]"
        r"|health_check\.urls|watchman\.urls|django_healthchecks\.urls|^\s*from\s+(?:fastapi_health|flask_healthz|healthcheck"
        r"|fastapi_healthchecks)\b|OkComputer(?:\.mount_at|\.make_required|::Registry|::Engine)"
        r"|health_check_routes|HealthCheck\.setup|\bEasymon::Engine|Heartcheck::App|rails/health#show|Healthcheck\.routes"
        r"|Spatie\\Health\\Http|LiipMonitorBundle|\bPlugCheckup\b|HeartCheck\.Plug",
        languages=(*_NODE, "python", "ruby", "php", "elixir"),
    ),
    "a Go health library": Pattern(
        (
            '"github.com/heptiolabs/healthcheck', '"github.com/hellofresh/health-go', '"github.com/alexliesenfeld/health',
            '"github.com/etherlabsio/healthcheck', '"github.com/InVisionApp/go-health',
            '"github.com/AppsFlyer/go-sundheit', '"github.com/dimiro1/health', '"github.com/tavsec/gin-healthcheck',
            "gofiber/fiber/v2/middleware/healthcheck", "gofiber/fiber/v3/middleware/healthcheck",
            "healthx.NewHandler(", "middleware.Heartbeat(",
        ),
        languages=("go",),
    ),
    "MicroProfile Health": Pattern(("org.eclipse.microprofile.health",), r"^\s*import\s+org\.eclipse\.microprofile\.health",
    languages=_JVM),
    "Dropwizard health checks": Pattern(("healthChecks().register(",), languages=_JVM),
    "health route of Laravel": Pattern(("health:",), r"\bhealth:\s*['\"]/[\w/-]{1,60}['\"]", languages=("php",)),
}  # fmt: skip

# A literal path beside something that registers or compares paths, where no framework's declaration is recognised.
SPELT = Pattern(
    ("/health", "/_health", "/livez", "/readyz", "/liveness", "/readiness", "/heartbeat", "/alive", "/ping"),
    r"""^(.{0,300}?)["'`]((?:[\w${}./~*-]{0,80})/_?(?:health[\w-]{0,10}|livez|readyz|liveness|readiness|heartbeat|alive"""
    r"""|ping)(?:/[\w-]{1,20})?/?)["'`]""",
    languages=(
        "python",
        *_NODE,
        *_JVM,
        "go",
        "rust",
        "ruby",
        "php",
        "csharp",
        "elixir",
        "dart",
        "swift",
        "perl",
        "crystal",
        "clojure",
        "erlang",
    ),
)
_REGISTERS = Regex(
    r"(?:\b(?:HandleFunc|Handle|Handler|handle|route|Route|scope|nest|mount|Mount|forward|path|re_path|Heartbeat|prefixedPath|resource"
    r"|service|Group|Path(?:Prefix)?|add_url_rule|add_route|add_api_route|[Hh]ealth_?[Cc]heck\w*)\s*\("
    r"|\b(?:app|router|server|mux|fastify|\w{0,20}Router)\.(?:use|get|all|route)\(|===?|\bcase\b|\bwhen\b)[^\"'`]{0,60}$"
)
_CALLS = Regex(
    r"https?:|[Cc]lient|axios|fetch\(|requests?\.|httpx|http\.(?:Get|get|request)|urljoin|HasPrefix|[sS]tarts_?[wW]ith|start_with|[Ss]kip"
    r"|[Ee]xclude|[Ii]gnore|[Ww]hitelist|[Mm]atchers\(|Http::|curl|wget|!=|redirect"
)

# Kratos registers the gRPC health service with every gRPC server; clients import the same package.
KRATOS = Pattern(('"github.com/go-kratos/kratos/v2/transport/grpc"',), languages=("go",))
_SERVER = "grpc.NewServer("

# Dependencies that serve a health endpoint for merely being there.
_AUTOMATIC = {
    "spring-boot-starter-actuator": "Spring Boot actuator, /actuator/health",
    "quarkus-smallrye-health": "SmallRye Health of Quarkus, /q/health", "micronaut-management": "Micronaut management, /health",
    "okcomputer": "OkComputer, /okcomputer", "health_check": "health_check gem, /health_check",
    "helidon-health-checks": "Helidon health, /health",
}  # fmt: skip
_ECOSYSTEMS = {"maven": _AUTOMATIC, "gradle": _AUTOMATIC, "rubygems": _AUTOMATIC}

_STRONG = {
    "health",
    "healthz",
    "healthcheck",
    "healthchecks",
    "livez",
    "readyz",
    "liveness",
    "readiness",
    "heartbeat",
    "isalive",
    "livenessprobe",
    "readinessprobe",
    "healthcheckz",
    "healthstatus",
}
_WEAK = {"ping", "status", "up", "alive", "live", "ready", "statusz", "startup", "startupz", "probe"}
_NEUTRAL = Regex(
    r"(?:api|rest|v\d{1,3}|internal|system|monitoring|monitor|management|manage|public|private|service|services|server"
    r"|probe|probes|utils|_|core|app|admin|ops|actuator|common|meta)\Z"
)
_WORD = Regex(r"[-_.~]")


@dataclass(frozen=True, slots=True)
class HealthEndpoint:
    """One place that makes a service say whether it is well; `by` says what it is."""

    by: str
    path: str
    line: int | None


@fact
def health_endpoints(repo: Repo) -> tuple[HealthEndpoint, ...]:
    """Every health endpoint in own source, sorted by place."""
    found: dict[tuple[str, int | None], HealthEndpoint] = {}
    for hit in repo.hits(SPELT):
        before, path = hit.groups
        if says_health(path) and _REGISTERS.search(before) and not _CALLS.search(before) and not in_tests(repo, hit):
            found[hit.path, hit.line] = HealthEndpoint(f"answers {path}", hit.path, hit.line)
    for by, pattern in HEALTH.items():
        for hit in repo.hits(pattern):
            found[hit.path, hit.line] = HealthEndpoint(_named(by, hit), hit.path, hit.line)
    for hit in repo.hits(KRATOS):
        if _SERVER in repo.text(hit.path):
            found[hit.path, hit.line] = HealthEndpoint("gRPC health service of Kratos", hit.path, hit.line)
    for route in declared_routes(repo):
        if not route.writes and says_health(route.path):
            found[route.file, route.line] = HealthEndpoint(_shown(route), route.file, route.line)
    for dependency in dependencies(repo):
        automatic = _ECOSYSTEMS.get(dependency.ecosystem, {}).get(dependency.name.rpartition(":")[2])
        if automatic and dependency.group == "runtime":
            found[dependency.path, dependency.line] = HealthEndpoint(automatic, dependency.path, dependency.line)
    return tuple(sorted(found.values(), key=lambda endpoint: (endpoint.path, endpoint.line or 0)))


def says_health(path: str) -> bool:
    """Whether a route's path asks how the service is, not how one of its records is: `/status`, but no `/orders/{id}/status`."""
    segments = [part for part in path.lower().strip("/~^$").split("/") if part]
    if not segments or any(mark in part for part in segments[:-1] for mark in ":{<*("):
        return False
    last = _plain(segments[-1].removesuffix(".json").rstrip("/$"))
    above = [_plain(part) for part in segments[:-1]]
    if last in _STRONG:
        return True
    return last in _WEAK and all(part in _STRONG or _NEUTRAL.match(part) for part in above)


def _plain(segment: str) -> str:
    return _WORD.sub("", segment)


def _shown(route: DeclaredRoute) -> str:
    return f"{route.method} {route.path}".strip() if route.path.startswith("/") else f"{route.method} /{route.path}".strip()


def _named(by: str, hit: Hit) -> str:
    """A library's own words where one pattern stands for several."""
    return by + ": " + hit.text.strip(' "(') if by.startswith("a ") else by
