"""Where a service makes its metrics: client libraries in use, framework exporters, and agents that report them."""

from __future__ import annotations

from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import dig, strings
from readiness_checks.facts.declared_routes import declared_routes
from readiness_checks.facts.dependencies import Dependency, dependencies
from readiness_checks.facts.mentions import runs
from readiness_checks.facts.metrics_exposures import EXPOSURES, SENT_BY_OTHERS
from readiness_checks.facts.wiring import reaching

_NODE = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")
_STARTED = ("dockerfile", "procfile", "containerfile")

# What is seen, in words, and how; a phrase is the note of the evidence.
METRICS: dict[str, Pattern] = {
    "Prometheus client": Pattern(
        ("prometheus_client", "prometheus_flask_exporter", "prometheus_fastapi_instrumentator", "starlette_exporter",
        "starlette_prometheus", "aioprometheus", "starlette_prom"),
        r"^\s*(?:from|import)\s+(?:prometheus_client|prometheus_flask_exporter|prometheus_fastapi_instrumentator|starlette_exporter"
        r"|starlette_prometheus|aioprometheus)\b",
        languages=("python",),
    ),
    "django-prometheus": Pattern(("django_prometheus",),
    r"""["']django_prometheus["']|django_prometheus\.urls|^\s*from\s+django_prometheus""", languages=("python",)),
    "StatsD client": Pattern(
        ("statsd", "StatsD", "Statsd"),
        r"^\s*(?:from|import)\s+(?:statsd|datadog|aiodogstatsd|markus)\b"
        r"""|(?:require\(|from\s)\s*['"](?:hot-shots|node-statsd|statsd-client|lynx|dd-trace/dogstatsd)['"]"""
        r"|\bDatadog::Statsd\.new|\bStatsD\.(?:increment|measure|gauge|histogram|distribution)\b|\bStatsd\.new\b"
        r"|DogStatsd|DogStatsD|Domnikl.Statsd|new\s+StatsdClient|com\.timgroup\.statsd|dogstatsd::|statsd\.NewClient\(|statsd\.New\(",
        languages=("python", *_NODE, "ruby", "php", "csharp", *_JVM, "rust", "go"),
    ),
    "hot-shots": Pattern(("hot-shots",), r"""(?:require\(|from\s)\s*['"]hot-shots['"]""", languages=_NODE),
    "Datadog metrics": Pattern(("from datadog ", "import datadog", "datadog.initialize("),
    r"^\s*(?:from\s+datadog\s+import|import\s+datadog\b)|datadog\.initialize\(", languages=("python",)),
    "OpenTelemetry metrics": Pattern(
        ("MeterProvider", "get_meter(", "getMeter(", "WithMetrics(", "AddOpenTelemetryMetrics", "PeriodicExportingMetricReader",
        "otel.Meter(", "otel/sdk/metric", "metricReader"),
        r"\b(?:Sdk)?MeterProvider\s*[(:.{]|\bNew(?:MeterProvider)\(|\bget_meter\(|\bmetrics\.getMeter\(|\.WithMetrics\("
        r"|AddOpenTelemetryMetrics\(|PeriodicExportingMetricReader|\botel\.Meter\(|otel/sdk/metric\"|\bmetricReaders?\s*:",
        languages=("python", *_NODE, *_JVM, "go", "csharp", "fsharp", "ruby", "php", "rust"),
    ),
    "Powertools Metrics": Pattern(
        ("aws_lambda_powertools", "@aws-lambda-powertools/metrics", "aws_embedded_metrics", "aws-embedded-metrics", "cloudwatchlogs.emf",
        "lambda.powertools.metrics"),
        r"from\s+aws_lambda_powertools(?:\.metrics)?\s+import\s+[^#\n]{0,200}\bMetrics\b|@aws-lambda-powertools/metrics"
        r"|aws_embedded_metrics|aws-embedded-metrics|cloudwatchlogs\.emf|lambda\.powertools\.metrics",
        languages=("python", *_NODE, *_JVM, "csharp"),
    ),
    "CloudWatch custom metrics": Pattern(
        ("put_metric_data", "PutMetricData", "putMetricData"),
        r"\.put_metric_data\(|\bPutMetricDataCommand\(|\.putMetricData\(|\.PutMetricData(?:Async)?\(", languages=("python", *_NODE,
        *_JVM, "go", "csharp", "ruby")
    ),
    "prom-client": Pattern(
        ("prom-client", "express-prom-bundle", "nestjs-prometheus", "fastify-metrics", "swagger-stats", "express-prometheus-middleware",
        "koa-prom"),
        r"""(?:require\(|from\s|import\s)\s*['"](?:prom-client|express-prom-bundle|@[\w-]{1,40}/nestjs-prometheus|fastify-metrics"""
        r"""|swagger-stats|express-prometheus-middleware|koa-prometheus[\w-]{0,20})['"]""",
        languages=_NODE,
    ),
    "Micrometer": Pattern(("io.micrometer.core",), r"^\s*import\s+(?:static\s+)?io\.micrometer\.core\.", languages=_JVM),
    "Prometheus Java client": Pattern(("io.prometheus.",), r"^\s*import\s+(?:static\s+)?io\.prometheus\.(?:client|metrics)\.",
    languages=_JVM),
    "MicroProfile Metrics": Pattern(("org.eclipse.microprofile.metrics",), r"^\s*import\s+org\.eclipse\.microprofile\.metrics",
    languages=_JVM),
    "Dropwizard Metrics": Pattern(("com.codahale.metrics", "io.dropwizard.metrics"),
    r"^\s*import\s+(?:com\.codahale\.metrics|io\.dropwizard\.metrics)", languages=_JVM),
    "metrics endpoint of Spring Boot's actuator": Pattern(
        ("endpoints.web.exposure.include", "ENDPOINTS_WEB_EXPOSURE_INCLUDE"),
        r"(?i)endpoints[._]web[._]exposure[._]include\s*[=:][^\n]{0,200}?(?:\*|\bmetrics\b|\bprometheus\b)",
        suffixes=(".properties", ".yaml", ".yml", ".env"), roles=("configuration", "source"),
    ),
    "JMX exporter agent": Pattern(("jmx_prometheus_javaagent",), suffixes=(".yaml", ".yml", ".sh", ".env"), names=_STARTED,
    roles=("configuration", "source")),
    "OpenTelemetry agent": Pattern(
        ("opentelemetry-javaagent", "opentelemetry-instrument"),
        r"-javaagent:[^\s\"']{0,120}opentelemetry-javaagent|\bopentelemetry-instrument[\"']?[\s,]+(?!tation)[\w\"'/-]",
        suffixes=(".yaml", ".yml", ".sh", ".env"), names=_STARTED, roles=("configuration", "source"),
    ),
    "Datadog runtime metrics": Pattern(
        ("DD_RUNTIME_METRICS_ENABLED", "runtimeMetrics"),
        r"DD_RUNTIME_METRICS_ENABLED[\s\"']{0,3}[=:\s][\s\"']{0,3}(?:true|1)|runtimeMetrics\s*:\s*true",
        languages=_NODE, suffixes=(".yaml", ".yml", ".sh", ".env", ".tf"), names=_STARTED, roles=("configuration", "source"),
    ),
    "Prometheus Go client": Pattern(
        (
            '"github.com/prometheus/client_golang', '"github.com/VictoriaMetrics/metrics', '"github.com/DataDog/datadog-go',
            '"github.com/hashicorp/go-metrics', '"github.com/armon/go-metrics',
            '"github.com/smira/go-statsd', '"github.com/cactus/go-statsd-client', '"github.com/rcrowley/go-metrics',
            '"github.com/slok/go-http-metrics', '"github.com/uber-go/tally',
            '"github.com/labstack/echo-contrib/prometheus', '"github.com/labstack/echo-contrib/echoprometheus',
            '"github.com/zsais/go-gin-prometheus', '"github.com/penglongli/gin-metrics',
            '"github.com/ansrivas/fiberprometheus', '"go.opencensus.io/stats/view', '"github.com/grpc-ecosystem/go-grpc-prometheus',
            '"github.com/go-kit/kit/metrics/prometheus', '"github.com/Depado/ginprom',
        ),
        r'"((?:github\.com/[\w-]+|go\.opencensus\.io)/[\w-]+)', languages=("go",),
    ),
    "prometheus-net": Pattern(
        ("UseHttpMetrics(", "MapMetrics(", "UseMetricServer(", "MapPrometheusScrapingEndpoint(",
        "UseOpenTelemetryPrometheusScrapingEndpoint(", "Metrics.Create", "KestrelMetricServer("),
        r"\.UseHttpMetrics\(|\.MapMetrics\(|\.UseMetricServer\(|PrometheusScrapingEndpoint\(|\bMetrics\.Create(?:Counter|Gauge|Histogram"
        r"|Summary)\(|new\s+KestrelMetricServer\(", languages=("csharp", "fsharp"),
    ),
    "App.Metrics": Pattern(("App.Metrics",), r"\busing\s+App\.Metrics", languages=("csharp",)),
    "Application Insights": Pattern(
        ("ApplicationInsightsTelemetry", "applicationinsights", "UseAzureMonitor(", "configure_azure_monitor(", "useAzureMonitor("),
        r"AddApplicationInsightsTelemetry\w*\(|\.UseAzureMonitor\(|\bconfigure_azure_monitor\(|\buseAzureMonitor\(|(?:require\("
        r"|from\s)\s*['\"]applicationinsights['\"]", languages=("csharp", "fsharp", "python", *_NODE),
    ),
    "Prometheus Ruby client": Pattern(
        ("Prometheus::", "PrometheusExporter", "prometheus/middleware", "prometheus_exporter"),
        r"\bPrometheus::(?:Client|Middleware)\b|\bPrometheusExporter::\w+|prometheus/middleware", languages=("ruby",)
    ),
    "Yabeda": Pattern(("Yabeda",), r"\bYabeda(?:\.configure|::Prometheus|::Datadog|::Statsd)\b", languages=("ruby",)),
    "APM agent's metrics": Pattern(
        ("newrelic", "NewRelic", "elasticapm", "elastic-apm", "elastic_apm"),
        r"\bnewrelic\.agent\.initialize\(|newrelic-admin\s+run-program|(?:require\(|import\s|from\s|-r\s)\s*['\"]?newrelic['\"]?"
        r"|\bnewrelic\.NewApplication\(|elasticapm\.contrib\.|elastic-apm-node"
        r"|-javaagent:[^\s\"']{0,120}(?:newrelic|elastic-apm)",
        languages=("python", *_NODE, "go"), names=_STARTED, suffixes=(".sh", ".yaml", ".yml"), roles=("configuration", "source"),
    ),
    "Prometheus PHP client": Pattern(
        ("Prometheus\\", "ArtprimaPrometheusMetrics"),
        r"\bPrometheus\\(?:CollectorRegistry|RenderTextFormat|Storage|RegistryInterface|Facades)|Spatie\\Prometheus"
        r"|ArtprimaPrometheusMetricsBundle|Superbalist\\LaravelPrometheus", languages=("php",)
    ),
    "a Rust metrics exporter": Pattern(
        ("prometheus::", "actix_web_prom", "axum_prometheus", "metrics_exporter_", "prometheus_client::", "cadence::",
        "rocket_prometheus", "metrics_prometheus"),
        r"(?<![:\w])(?:prometheus|actix_web_prom|axum_prometheus|metrics_exporter_\w{1,20}|prometheus_client|cadence|rocket_prometheus"
        r"|metrics_prometheus)::", languages=("rust",)
    ),
    "PromEx": Pattern(
        ("PromEx", "TelemetryMetricsPrometheus", "TelemetryMetricsStatsd", "TelemetryMetricsTelegraf", "PrometheusExporter", "Peep",
        "TelemetryMetricsCloudwatch"),
        r"\buse\s+PromEx\b|\{?(?:TelemetryMetricsPrometheus(?:\.Core)?|TelemetryMetricsStatsd|TelemetryMetricsTelegraf"
        r"|TelemetryMetricsCloudwatch|Peep)\b\s*,|\bPrometheus\.PlugExporter\b", languages=("elixir",)
    ),
}  # fmt: skip

# Dependencies that a framework turns into an endpoint or an exporter by itself.
_AUTOMATIC = {
    "maven": (
        "micrometer-registry-",
        "micronaut-micrometer-registry-",
        "quarkus-micrometer-registry-",
        "quarkus-micrometer-opentelemetry",
        "quarkus-smallrye-metrics",
        "quarkus-opentelemetry-exporter",
        "spring-boot-starter-opentelemetry",
    ),
    "gradle": (
        "micrometer-registry-",
        "micronaut-micrometer-registry-",
        "quarkus-micrometer-registry-",
        "quarkus-micrometer-opentelemetry",
        "quarkus-smallrye-metrics",
        "spring-boot-starter-opentelemetry",
    ),
    "rubygems": ("newrelic_rpm", "skylight", "scout_apm", "appsignal", "yabeda-prometheus-mmap"),
}
# Gems that report nothing until their configuration file is there.
_CONFIGURED = {"newrelic_rpm": "newrelic.yml", "skylight": "skylight.yml", "scout_apm": "scout_apm.yml", "appsignal": "appsignal.yml"}
_LIBRARIES = frozenset({
    "prometheus-client", "prometheus_client", "prometheus-fastapi-instrumentator", "starlette-exporter", "django-prometheus",
    "prometheus-flask-exporter", "statsd", "prom-client", "express-prom-bundle", "hot-shots", "simpleclient", "prometheus-metrics-core",
    "prometheus-net", "prometheus-net.aspnetcore", "app.metrics", "yabeda", "yabeda-prometheus", "prometheus_exporter", "statsd-instrument",
    "github.com/prometheus/client_golang", "promphp/prometheus_client_php", "prometheus", "prom_ex",
})  # fmt: skip


SHOWN = 2  # sources are looked for until so many are found
MAX_EXPOSURES = 20  # places of one exporter that are looked at
_ENDPOINT = Regex(r"(?:^|[/^])(?:metrics|prometheus|prom)/?\$?$")


@dataclass(frozen=True, slots=True)
class _Served:
    path: str


@dataclass(frozen=True, slots=True)
class MetricsSource:
    """One place that makes a service's metrics leave it, or counts them with a client library; `by` names it."""

    by: str
    path: str
    line: int | None


@fact
def metrics_sources(repo: Repo) -> tuple[MetricsSource, ...]:
    """Every place in own source and configuration that registers, counts or exposes metrics, sorted by place."""
    found: dict[tuple[str, int], MetricsSource] = {}
    for by, pattern in METRICS.items():
        for hit in repo.hits(pattern):
            found.setdefault((hit.path, hit.line), MetricsSource(by, hit.path, hit.line))
    for dependency in dependencies(repo):
        names = _AUTOMATIC.get(dependency.ecosystem, ())
        artefact = dependency.name.rpartition(":")[2]
        if dependency.group != "runtime" or not artefact.startswith(names) or not names:
            continue
        wanted = _CONFIGURED.get(artefact)
        if wanted is None or repo.named(wanted):
            found[dependency.path, dependency.line or 0] = MetricsSource(artefact, dependency.path, dependency.line)
    for path, line in _exposed(repo):
        found[path, line] = MetricsSource("metrics endpoint of Spring Boot's actuator", path, line)
    return tuple(sorted(found.values(), key=lambda source: (source.path, source.line or 0)))


def _exposed(repo: Repo) -> list[tuple[str, int]]:
    """Where nested YAML exposes the actuator's metrics; the dotted spelling is a pattern."""
    found = []
    for file in repo.named("application*.yml", "application*.yaml"):
        if not file.own or "exposure" not in repo.text(file.path):
            continue
        for document in repo.yaml(file.path).documents:
            exposure = dig(document, "management", "endpoints", "web", "exposure")
            shown = " ".join(strings(dig(exposure, "include")))
            if any(word in shown for word in ("*", "metrics", "prometheus")):
                found.append((file.path, exposure.line_of("include")))
    return found


@fact
def exported_metrics(repo: Repo, component: Component) -> tuple[MetricsSource, ...]:
    """The component's sources whose metrics leave the process, the code that makes them run as far as names tell."""
    sources = reaching(repo, component, metrics_sources(repo))
    names = {source.by for source in sources}
    silent = {by for by in names & set(EXPOSURES) if not _leaves(repo, component, by, names)}
    found = []
    for source in sources:
        if source.by not in silent and runs(repo, component, source.path, source.line or 1):
            found.append(source)
            if len(found) == SHOWN:
                break
    return tuple(found)


@fact
def silent_metrics(repo: Repo, component: Component) -> tuple[MetricsSource, ...]:
    """Where the component counts; to be asked where it exports nothing."""
    return reaching(repo, component, metrics_sources(repo))


def _leaves(repo: Repo, component: Component, by: str, names: set[str]) -> bool:
    """Whether something exposes or sends what the library counts: its exporter, an agent, or a route of one's own."""
    if any(name.startswith(SENT_BY_OTHERS.get(by, ())) for name in names):
        return True
    exposed = reaching(repo, component, repo.hits(EXPOSURES[by]))
    if any(runs(repo, component, hit.path, hit.line) for hit in exposed[:MAX_EXPOSURES]):
        return True
    served = reaching(repo, component, (_Served(route.file) for route in declared_routes(repo) if _ENDPOINT.search(route.path)))
    return bool(served)


@fact
def unwired_metrics(repo: Repo, component: Component) -> tuple[Dependency, ...]:
    """Metrics libraries the component depends on; where nothing exports metrics: what is installed and not used."""
    return reaching(
        repo,
        component,
        (item for item in dependencies(repo) if item.group == "runtime" and item.name.rpartition(":")[2].lower() in _LIBRARIES),
    )
