"""Whether an alert tells whoever it wakes what to do."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.alert_attributes import Attributes, alert_attributes
from readiness_checks.facts.alerts import alerts, broken_rules

REMEDY = "Give each alert how long it must hold, its severity, a summary, and a link to the runbook section that says what to do."


@check(
    "observability.alerts-actionable", title="Alerts say how grave they are and what to do", tier="production", weight=2, demands=("E22",)
)
def alerts_actionable(repo: Repo) -> Verdict:
    """The share of attributes that the alerts carry: duration, severity, summary and a runbook link that resolves."""
    found = alert_attributes(repo)
    if not found:
        broken = broken_rules(repo)
        if broken:
            return Unknown(f"{broken[0]} looks like alert rules but does not parse")
        if alerts(repo):
            return NotApplicable("the alerts are made by a plugin or from service level objectives, not written as rules")
        return NotApplicable("no alert rules or alarms are committed")
    held = [present for item in found for _, present in item.has]
    evidence = tuple(
        Evidence(_said(item), item.alert.path, item.alert.line, item.name)
        for item in _fullest(found)
        if any(present for _, present in item.has)
    )
    lacking = [item for item in found if not all(present for _, present in item.has)]
    if not lacking:
        return Pass((*evidence, *_unchecked(found)))
    findings = tuple(Finding(_lacks(item), item.alert.path, item.alert.line, item.name, remedy=REMEDY) for item in lacking)
    if not any(held):
        return Fail(findings)
    return Partial(sum(held), len(held), findings, (*evidence, *_unchecked(found)))


def _fullest(found: tuple[Attributes, ...]) -> list[Attributes]:
    ranked = sorted(found, key=lambda item: (-sum(present for _, present in item.has), item.alert.path, item.alert.line or 0))
    return sorted(ranked[:3], key=lambda item: (item.alert.path, item.alert.line or 0))


def _said(item: Attributes) -> str:
    return "has " + _listed([name for name, present in item.has if present])


def _lacks(item: Attributes) -> str:
    lacking = [name for name, present in item.has if not present]
    if item.link == "broken":
        lacking = lacking[:-1]
        link = f"its link {item.target!r} leads to nothing"
        return f"lacks {_listed(lacking)}, and {link}" if lacking else link
    return f"lacks {_listed(lacking)}"


def _listed(names: list[str]) -> str:
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else "nothing"


def _unchecked(found: tuple[Attributes, ...]) -> tuple[Evidence, ...]:
    """Links that lead out of the repository count, and are said to be unchecked."""
    away = [item for item in found if item.link == "unchecked"]
    if not away:
        return ()
    first = away[0]
    said = f"{len(away)} link{'s' * (len(away) > 1)} to other hosts or made when the alert fires, not checked"
    return (Evidence(said, first.alert.path, first.alert.line),)
