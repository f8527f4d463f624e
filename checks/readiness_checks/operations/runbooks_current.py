"""Whether runbooks speak of the system as it is today."""

from __future__ import annotations

from datetime import datetime, timezone

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.claims.wording import said_wrong
from readiness_checks.facts.runbook_state import Runbooks, runbook_state

YEAR = 365 * 86_400  # seconds
GONE = "Correct the runbook, or bring back what it names: whoever follows it has no time to search."
OLD = "Walk through the runbook against the system as it runs today, correct it, and commit that it was reviewed."


@check("operations.runbooks-current", title="Runbooks are current", tier="enterprise", weight=1, demands=("D7", "Q15"))
def runbooks_current(repo: Repo) -> Verdict:
    """The share of what runbooks name that is here, and of runbooks that changed within a year of the code."""
    state = runbook_state(repo)
    if not state.guides:
        return NotApplicable("there are no runbooks")
    dated = [(path, when) for path, when in state.changed if state.code is not None]
    if not state.claims and not dated:
        return Unknown("there is no history to tell the runbooks' age by, and they name nothing that could be looked up")
    old = [(path, when) for path, when in dated if state.code is not None and when < state.code - YEAR]
    findings = [Finding(said_wrong(claim), claim.path, claim.line, remedy=GONE) for claim in state.claims if not claim.holds]
    findings.extend(Finding(_aged(when, state.code or when), path, remedy=OLD) for path, when in old)
    total = len(state.claims) + len(dated)
    evidence = _evidence(state, {path for path, _ in old})
    ordered = tuple(sorted(findings, key=lambda finding: (finding.path or "", finding.line or 0, finding.message)))
    if not ordered:
        return Pass(evidence)
    return Partial(total - len(ordered), total, ordered, evidence) if total > len(ordered) else Fail(ordered, evidence)


def _evidence(state: Runbooks, old: set[str]) -> tuple[Evidence, ...]:
    """What holds, for the three runbooks that name the most, and what was not judged."""
    held = {path: sum(claim.path == path and claim.holds for claim in state.claims) for path in {guide.path for guide in state.guides}}
    when = dict(state.changed)
    made = []
    for path in sorted(held, key=lambda path: (-held[path], path))[:3]:
        said = [f"{held[path]} thing{'s' * (held[path] > 1)} that it names {'are' if held[path] > 1 else 'is'} here"] if held[path] else []
        if path in when and path not in old and state.code is not None:
            said.append(f"changed on {_day(when[path])}")
        if said:
            made.append(Evidence(", ".join(said), path))
    if state.code is None:
        made.append(Evidence("there is no whole history here, so how old the runbooks are was not judged"))
    return tuple(made)


def _aged(when: int, code: int) -> str:
    return f"last changed on {_day(when)}, more than a year before the code did on {_day(code)}"


def _day(seconds: int) -> str:
    """An ISO 8601 date in UTC."""
    return datetime.fromtimestamp(min(seconds, 253_402_300_799), tz=timezone.utc).date().isoformat()
