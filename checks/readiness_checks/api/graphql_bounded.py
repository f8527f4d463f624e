"""Whether a GraphQL server refuses queries that would cost too much."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.apis import apis
from readiness_checks.facts.graphql_limits import query_limits

REMEDY = "Add a limit of depth, complexity or cost to the server's validation rules, and set it a little above your largest real query."


@component_check("api.graphql-bounded", title="GraphQL queries are bounded", tier="production", weight=1, demands=("E4",))
def graphql_bounded(repo: Repo, component: Component) -> Verdict:
    served = next((api for api in apis(repo, component) if api.style == "graphql"), None)
    if served is None:
        return NotApplicable("it serves no GraphQL")
    limits = query_limits(repo, component)
    if limits:
        return Pass(tuple(Evidence(limit.note, limit.path, limit.line) for limit in limits[:3]))
    message = "GraphQL is served, and nothing limits the depth, complexity or cost of a query"
    return Fail((Finding(message, served.path, served.line, severity="medium", remedy=REMEDY),))
