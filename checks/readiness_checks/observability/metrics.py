"""Whether a service exports metrics of its own."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.functions import functions
from readiness_checks.facts.metrics import exported_metrics, silent_metrics, unwired_metrics

REMEDY = "Expose a metrics endpoint, or send metrics to a collector: request counts, errors and durations first."


@component_check(
    "observability.metrics", title="Application metrics are exported", tier="production", weight=3, demands=("E21", "D6"), essential=True
)
def metrics(repo: Repo, component: Component) -> Verdict:
    """An exporter or agent in use passes, or a client library whose numbers leave the process; a mere dependency does not."""
    if component.kind != "backend":
        return NotApplicable("the repository holds no service")
    sources = exported_metrics(repo, component)
    if sources:
        return Pass(tuple(Evidence(source.by, source.path, source.line) for source in sources))
    invoked = functions(repo, component)
    if invoked:
        note = "the platform counts invocations, errors and durations of each function"
        return Pass((Evidence(note, invoked[0].path, invoked[0].line),))
    silent = silent_metrics(repo, component)
    if silent:
        place = silent[0]
        message = f"{place.by}: metrics are set up here, but nothing exposes or sends them"
        return Fail((Finding(message, place.path, place.line, remedy=REMEDY),))
    unwired = unwired_metrics(repo, component)
    if unwired:
        return Fail(
            tuple(Finding(f"{item.name} is installed, but nothing uses it", item.path, item.line, remedy=REMEDY) for item in unwired[:1])
        )
    return Fail((Finding("no metrics are exported", remedy=REMEDY),))
