"""Whether somebody is told when the service misbehaves."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.alerts import alerts as alerts_of
from readiness_checks.facts.alerts import broken_rules, empty_rules
from readiness_checks.facts.services import has_service

REMEDY = "Commit alert rules beside the service: Prometheus or Grafana rules, or alarms in infrastructure code."


@check("observability.alerts", title="Alert rules are committed", tier="production", weight=3, demands=("D6", "E22"), essential=True)
def alerts(repo: Repo) -> Verdict:
    """One rule with an expression, or one declared alarm, passes; a rule file without a rule does not."""
    if not has_service(repo):
        return NotApplicable("the repository holds no service")
    found = alerts_of(repo)
    if found:
        shown = {alert.path: alert for alert in reversed(found)}
        counts = {path: sum(alert.path == path for alert in found) for path in shown}
        return Pass(
            tuple(
                Evidence(f"{alert.name} ({alert.kind})" + (f" and {counts[path] - 1} more" if counts[path] > 1 else ""), path, alert.line)
                for path, alert in sorted(shown.items())[:3]
            )
        )
    broken = broken_rules(repo)
    if broken:
        return Unknown(f"{broken[0]} looks like alert rules but does not parse")
    empty = empty_rules(repo)
    if empty:
        return Fail(tuple(Finding("a rule file without any alert", path, line, remedy=REMEDY) for path, line in empty[:3]))
    return Fail((Finding("no alert rules or alarms", remedy=REMEDY),))
