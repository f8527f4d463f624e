"""Metrics are what is counted and exported, not what is installed."""

from __future__ import annotations

import pytest

from readiness_checks.facts.metrics import metrics_sources
from tests.repos import repo_of


@pytest.mark.parametrize(
    ("path", "text", "by"),
    [
        ("app.py", "from prometheus_client import Counter\n", "Prometheus client"),
        ("settings.py", 'INSTALLED_APPS = ["django_prometheus"]\n', "django-prometheus"),
        ("metrics.ts", "import client from 'prom-client';\n", "prom-client"),
        ("Program.cs", "app.UseHttpMetrics();\n", "prometheus-net"),
        (
            "src/main/resources/application.properties",
            "management.endpoints.web.exposure.include=health,metrics\n",
            "metrics endpoint of Spring Boot's actuator",
        ),
        (
            "src/main/resources/application.yml",
            "management:\n  endpoints:\n    web:\n      exposure:\n        include: '*'\n",
            "metrics endpoint of Spring Boot's actuator",
        ),
        ("lib/metrics.rb", "StatsD.increment('orders')\n", "StatsD client"),
        ("Dockerfile", 'FROM python:3.12-slim\nCMD ["opentelemetry-instrument", "python", "app.py"]\n', "OpenTelemetry agent"),
        ("src/main.rs", "use axum_prometheus::PrometheusMetricLayer;\n", "a Rust metrics exporter"),
    ],
)  # fmt: skip
def test_what_exports_metrics(path: str, text: str, by: str) -> None:
    """Each ecosystem's usual way is seen where it is used."""
    assert [source.by for source in metrics_sources(repo_of({path: text}))] == [by]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/main/resources/application.properties", "management.endpoints.web.exposure.include=health,info\n"),
        ("Program.cs", "// app.MapPrometheusScrapingEndpoint();\n"),
        ("tests/test_metrics.py", "from prometheus_client import REGISTRY\n"),
        ("src/metrics.rs", "use crate::prometheus::Registry;\n"),
        ("requirements.txt", "opentelemetry-instrumentation-flask==0.48b0\n"),
    ],
)
def test_what_exports_none(path: str, text: str) -> None:
    """Health alone, comments, tests, names of one's own and requirements export nothing."""
    assert metrics_sources(repo_of({path: text})) == ()
