"""Whether callers can ask as often as they like."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.apis import apis
from readiness_checks.facts.rate_limits import idle_limits, rate_limits

REMEDY = "Wire a limiter into the application (express-rate-limit, slowapi, Rack::Attack, AddRateLimiter, ...), its ingress or its gateway."


@component_check("api.rate-limited", title="Requests are rate-limited", tier="production", weight=2, demands=("E4",))
def rate_limited(repo: Repo, component: Component) -> Verdict:
    """A limit on part of the API passes, and the evidence names the part."""
    served = next((api for api in apis(repo, component) if api.style in ("rest", "graphql")), None)
    if component.kind != "backend" or served is None:
        return NotApplicable("it serves no REST or GraphQL API")
    limits = rate_limits(repo, component)
    if limits:
        return Pass(tuple(Evidence(f"{limit.by} limits {limit.scope}", limit.path, limit.line) for limit in limits[:3]))
    idle = tuple(
        Evidence(f"{limit.what} is declared, but nothing uses it", limit.path, limit.line) for limit in idle_limits(repo, component)[:2]
    )
    message = "nothing limits how often callers may ask: no limiter in the application, at an ingress or at a gateway"
    return Fail((Finding(message, served.path, served.line, remedy=REMEDY),), idle)
