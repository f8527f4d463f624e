"""What lets metrics leave a process that counts them: endpoints, push gateways and exporters of client libraries, as data."""

from __future__ import annotations

from readiness.scan import Pattern

_NODE = ("javascript", "typescript")
_JVM = ("java", "kotlin", "scala", "groovy")

# By the name of a library that only counts (`metrics.METRICS`): what must stand somewhere in the service for its numbers to be seen.
EXPOSURES: dict[str, Pattern] = {
    "Prometheus client": Pattern(
        (
            "make_asgi_app", "make_wsgi_app", "start_http_server", "start_wsgi_server", "generate_latest", "push_to_gateway",
            "pushadd_to_gateway", "MetricsHandler", "write_to_textfile", "GraphiteBridge", "start_server(", "aioprometheus",
            "prometheus_flask_exporter", "prometheus_fastapi_instrumentator", "starlette_exporter", "starlette_prometheus",
            "PrometheusMiddleware", "PROMETHEUS_MULTIPROC_DIR",
        ),
        r"\b(?:make_[aw]sgi_app|start_(?:http|wsgi)_server|generate_latest|push(?:add)?_to_gateway|MetricsHandler|write_to_textfile"
        r"|GraphiteBridge)\b|^\s*(?:from|import)\s+(?:aioprometheus|prometheus_flask_exporter|prometheus_fastapi_instrumentator"
        r"|starlette_exporter|starlette_prometheus)\b|\bPROMETHEUS_MULTIPROC_DIR\b",
        languages=("python",),
    ),
    "prom-client": Pattern(
        (".metrics()", "ushgateway(", "getMetricsAs", "express-prom-bundle", "nestjs-prometheus", "fastify-metrics", "swagger-stats",
        "express-prometheus-middleware", "koa-prom", "AggregatorRegistry", ".clusterMetrics("),
        r"\.(?:metrics|clusterMetrics)\(\)|\b[pP]ushgateway\(|getMetricsAs\w{1,20}\(|AggregatorRegistry"
        r"|['\"](?:express-prom-bundle|@[\w-]{1,40}/nestjs-prometheus|fastify-metrics|swagger-stats|express-prometheus-middleware"
        r"|koa-prometheus[\w-]{0,20})['\"]",
        languages=_NODE,
    ),
    "Prometheus Go client": Pattern(
        ("promhttp", "expfmt", "prometheus/push", ".WritePrometheus(", "fasthttpadaptor", "PushGateway"),
        r"\bpromhttp\b|\bexpfmt\b|prometheus/push\"|\.WritePrometheus\(|fasthttpadaptor|PushGateway",
        languages=("go",),
    ),
    "Micrometer": Pattern(
        ("PrometheusMeterRegistry", "OtlpMeterRegistry", "StatsdMeterRegistry", "DatadogMeterRegistry", "CloudWatchMeterRegistry",
        "InfluxMeterRegistry", "GraphiteMeterRegistry", "JmxMeterRegistry", "LoggingMeterRegistry", "MicrometerMetricsFeature"),
        languages=_JVM,
    ),
    "Prometheus Java client": Pattern(
        ("MetricsServlet", "HTTPServer", "PushGateway", "TextFormat", "PrometheusMetricsServlet", "ExpositionFormats"),
        languages=_JVM,
    ),
    "Prometheus Ruby client": Pattern(
        ("Middleware::Exporter", "prometheus/middleware/exporter", "Client::Push", "Formats::Text", "PrometheusExporter"),
        languages=("ruby",)
    ),
    "prometheus-net": Pattern(
        ("MapMetrics(", "UseMetricServer(", "ScrapingEndpoint(", "KestrelMetricServer(", "MetricPusher(", "new MetricServer("),
        languages=("csharp", "fsharp"),
    ),
    "OpenTelemetry metrics": Pattern(
        ("MeterProvider", "WithMetrics(", "AddOpenTelemetryMetrics", "PeriodicExportingMetricReader", "otel/sdk/metric", "metricReader",
        "MetricExporter", "otlpmetric", "autoexport", "opentelemetry_distro", "configure_azure_monitor"),
        languages=("python", *_NODE, *_JVM, "go", "csharp", "fsharp", "ruby", "php", "rust"),
    ),
    "Prometheus PHP client": Pattern(
        ("RenderTextFormat", "ArtprimaPrometheusMetricsBundle", "LaravelPrometheus", "Spatie\\Prometheus", "PushGateway"),
        languages=("php",)
    ),
}  # fmt: skip
# An agent or a framework beside the code that sends away what such libraries count.
SENT_BY_OTHERS: dict[str, tuple[str, ...]] = {
    "OpenTelemetry metrics": ("OpenTelemetry agent", "quarkus-opentelemetry-exporter", "quarkus-micrometer-opentelemetry",
        "spring-boot-starter-opentelemetry"),
    "Micrometer": (
        "micrometer-registry-", "micronaut-micrometer-registry-", "quarkus-micrometer-registry-",
        "quarkus-micrometer-opentelemetry", "metrics endpoint of Spring Boot's actuator", "OpenTelemetry agent",
        "spring-boot-starter-opentelemetry",
    ),
    "Prometheus Java client": ("JMX exporter agent",),
}  # fmt: skip
