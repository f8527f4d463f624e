"""Whether the latest migrations can be applied while a release is running."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.migration_hazards import Hazard
from readiness_checks.facts.migration_safety import judged_migrations
from readiness_checks.facts.migrations import migrations_of


@component_check(
    "data.migrations-safe",
    title="The latest migrations neither lock nor break a running release",
    tier="production",
    weight=3,
    demands=("E5", "Q4"),
)
def migrations_safe(repo: Repo, component: Component) -> Verdict:
    sets = migrations_of(repo, component)
    if not sets:
        return NotApplicable("no schema migrations are committed")
    by_set = [(made, judged_migrations(repo, made)) for made in sets]
    unread = sum(each.unread for _, judged in by_set for each in judged)
    # what could not be read in full is neither safe nor not
    known = [(made, each) for made, judged in by_set for each in judged if each.hazards or not each.unread]
    if all(each.initial for _, each in known) and any(len(made.migrations) > 1 for made in sets):
        seen = f"{unread} of their statements could not be read" if unread else "what they do could not be read"
        return Unknown(f"{sets[0].counted}: {seen}")
    safe = [(made, each) for made, each in known if not each.hazards]
    evidence = tuple(
        Evidence(f"{made.title}: {met} of the latest {total} {'is' if met == 1 else 'are'} safe to apply", made.path)
        for made, _ in by_set[:5]
        if (total := sum(other is made for other, _ in known)) and (met := sum(other is made for other, _ in safe))
    )
    if unread:
        evidence += (Evidence(f"{unread} statement{'' if unread == 1 else 's'} could not be read and did not count", sets[0].path),)
    findings = tuple(finding for _, each in known for finding in _findings(each.hazards))[:30]
    if not findings:
        return Pass(evidence)
    return Partial(len(safe), len(known), findings, evidence) if safe else Fail(findings)


def _findings(hazards: tuple[Hazard, ...]) -> Iterator[Finding]:
    """One finding for each kind of thing that is wrong in a migration, at the first place where it is."""
    kinds: dict[tuple[str, str], list[Hazard]] = {}
    for hazard in hazards:
        kinds.setdefault((hazard.operation.kind, hazard.remedy), []).append(hazard)
    for alike in kinds.values():
        first = alike[0]
        said = first.message if len(alike) == 1 else f"{first.message}, and {len(alike) - 1} more like it"
        yield Finding(said, first.operation.path, first.operation.line, severity=first.severity, remedy=first.remedy)
