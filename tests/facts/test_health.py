"""Health endpoints are recognised by what their path asks, and by what registers it."""

from __future__ import annotations

import pytest

from readiness_checks.facts.health import health_endpoints, says_health
from tests.repos import repo_of


@pytest.mark.parametrize(
    "path",
    [
        "/health",
        "/healthz",
        "/_healthz",
        "/api/health-check/",
        "/api/v1/utils/health-check/",
        "/health/live",
        "/livez",
        "/readyz",
        "/up",
        "/ping",
        "/status",
        "/api/v3/status/",
        "/status.json",
        "health",
        "/v1/accounts/health",
    ],
)
def test_paths_that_ask_how_the_service_is(path: str) -> None:
    """The last segment decides; weak words count only below neutral ones."""
    assert says_health(path)


@pytest.mark.parametrize(
    "path",
    [
        "/orders/:id/status",
        "/orders/{id}/health",
        "/users/<int:pk>/ping",
        "/orders/status",
        "/statuses",
        "/live/streams",
        "/",
        "",
        "/healthy-recipes",
    ],
)
def test_paths_that_ask_something_else(path: str) -> None:
    """The status of a record, and words that only begin alike, are no health."""
    assert not says_health(path)


def _seen(path: str, text: str) -> list[tuple[str, int | None]]:
    return [(endpoint.by, endpoint.line) for endpoint in health_endpoints(repo_of({path: text}))]


def test_a_compared_path_is_an_endpoint() -> None:
    """A server without a router compares the path itself."""
    assert _seen("server.js", "http.createServer((req, res) => {\n  if (req.url === '/healthz') res.end('ok');\n});\n") == [
        ("answers /healthz", 2)
    ]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("client.go", 'package a\n\nfunc f() { resp, err := http.Get(host + "/healthz") }\n'),
        ("client.py", 'requests.get(url + "/health")\n'),
        ("log.py", 'if not request.path.startswith("/health"):\n    log()\n'),
        ("app.js", "// app.get('/health', ok)\n"),
        ("client.ts", "const up = await axios.get('/health');\n"),
    ],
)
def test_calls_filters_and_comments_are_no_endpoints(path: str, text: str) -> None:
    """Asking a neighbour, leaving a path out of the log, and a route in a comment answer nothing."""
    assert _seen(path, text) == []
