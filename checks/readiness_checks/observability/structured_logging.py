"""Whether a service writes log records that machines can read."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.logging import configured_logs, idle_logs, unwired_loggers

REMEDY = "Log JSON, logfmt or key=value records through a library that is configured where the service starts."


@component_check(
    "observability.structured-logging", title="Logs are structured", tier="production", weight=3, demands=("E21", "D6"), essential=True
)
def structured_logging(repo: Repo, component: Component) -> Verdict:
    """A library or setting that writes structured records passes where it is used; one that is only installed does not."""
    if component.kind != "backend":
        return NotApplicable("the repository holds no service")
    logs = configured_logs(repo, component)
    if logs:
        return Pass(tuple(Evidence(log.by, log.path, log.line) for log in logs))
    idle = idle_logs(repo, component)
    if idle:
        place = idle[0]
        return Fail((Finding(f"{place.by}: set up in a function that nothing calls", place.path, place.line, remedy=REMEDY),))
    unwired = unwired_loggers(repo, component)
    if unwired:
        return Fail(
            tuple(
                Finding(f"{item.name} is installed, but nothing makes it write structured records", item.path, item.line, remedy=REMEDY)
                for item in unwired[:1]
            )
        )
    return Fail((Finding("logs are plain text: no structured logging is configured", remedy=REMEDY),))
