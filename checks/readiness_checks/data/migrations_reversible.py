"""Whether the latest migrations can be taken back."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.migrations import latest, migrations_of

REMEDY = "Write the way back, or say that none is needed in the tool's own words (`RunPython.noop`, an explicit `down`)."


@component_check(
    "data.migrations-reversible", title="The latest migrations can be rolled back", tier="production", weight=2, demands=("E5",)
)
def migrations_reversible(repo: Repo, component: Component) -> Verdict:
    sets = migrations_of(repo, component)
    if not sets:
        return NotApplicable("no schema migrations are committed")
    two_way = [made for made in sets if not made.forward_only]
    if not two_way:
        return NotApplicable(f"{', '.join(sorted({made.title for made in sets}))} migrations only go forward")
    judged = [(made, migration) for made in two_way for migration in latest(made)]
    if not judged:
        return NotApplicable("the latest migrations change nothing that could be taken back")
    reversible = [(made, migration) for made, migration in judged if migration.reversible]
    evidence = tuple(
        Evidence(
            f"{made.title}: {sum(other is made for other, _ in reversible)} of the latest {len(latest(made))} can be taken back",
            made.path,
        )
        for made in two_way[:5]
        if any(other is made for other, _ in reversible)
    )
    findings = tuple(
        Finding(f"`{migration.name}` cannot be taken back: {migration.why}", migration.path, migration.line, remedy=REMEDY)
        for _, migration in judged
        if not migration.reversible
    )[:20]
    if not findings:
        return Pass(evidence)
    return Partial(len(reversible), len(judged), findings, evidence) if reversible else Fail(findings)
