"""Whether a service can be asked if it is well."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.apis import apis, serves_http
from readiness_checks.facts.functions import functions
from readiness_checks.facts.health import health_endpoints
from readiness_checks.facts.technologies import used
from readiness_checks.facts.wiring import reaching

REMEDY = "Answer GET /healthz (is the process alive) and /readyz (can it serve), or the gRPC health service, and probe them."


@component_check(
    "observability.health-endpoint", title="The service has a health endpoint", tier="mvp", weight=3, demands=("E23",), essential=True
)
def health_endpoint(repo: Repo, component: Component) -> Verdict:
    """A route, a framework's endpoint or the gRPC health service passes, in code that a long-running service runs."""
    if component.kind != "backend":
        return NotApplicable("the repository holds no service")
    if functions(repo, component):
        return NotApplicable("it runs as functions, which no probe asks")
    endpoints = reaching(repo, component, health_endpoints(repo))
    if endpoints:
        return Pass(tuple(Evidence(endpoint.by, endpoint.path, endpoint.line) for endpoint in endpoints[:3]))
    if not (apis(repo, component) or serves_http(repo, component) or used(repo, component, "framework")):
        return NotApplicable("it serves neither HTTP nor gRPC")
    return Fail((Finding("no health endpoint", remedy=REMEDY),))
