"""Whether somebody is named as the owner of the code."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.owners import owner_files, ownerships

REMEDY = "Add .github/CODEOWNERS with a rule for every part of the tree, for example `* @org/team`."


@check("operations.ownership", title="The code has named owners", tier="production", weight=1, demands=("E32",))
def ownership(repo: Repo) -> Verdict:
    """Rules that name owners and match files pass; those that match nothing are notes."""
    named = [rule for rule in ownerships(repo) if rule.owners]
    alive = [rule for rule in named if rule.matches]
    dead = tuple(
        Finding(f"the pattern {rule.pattern} matches no file", rule.path, rule.line, severity="low", remedy="Correct or remove the rule.")
        for rule in named
        if not rule.matches
    )
    if alive:
        return Pass(
            tuple(Evidence(f"{rule.pattern or rule.source}: {', '.join(rule.owners[:3])}", rule.path, rule.line) for rule in alive[:3]),
            dead,
        )
    if dead:
        return Fail(dead)
    files = owner_files(repo)
    if files:
        return Fail((Finding("the file names no owner", files[0], 1, remedy=REMEDY),))
    return Fail((Finding("no CODEOWNERS, catalog-info.yaml or MAINTAINERS names an owner", remedy=REMEDY),))
