"""Whether there are runbooks with real steps for operating the service."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.guides import OPERATION, Guide, about_operation, guides, has_steps, placeholder_guides
from readiness_checks.facts.services import has_service

REMEDY = (
    "Write a runbook with the steps and commands for the failures you expect: how to see it, find the cause, stop the harm, whom to call."
)


@check(
    "operations.runbooks",
    title="Runbooks with real steps exist",
    tier="production",
    weight=5,
    demands=("D7", "E24"),
    essential=True,
)
def runbooks(repo: Repo) -> Verdict:
    """An operations guide with steps or commands passes; one in name only fails with its place."""
    if not has_service(repo):
        return NotApplicable("no service to operate")
    found = [guide for guide in guides(repo, OPERATION) if about_operation(repo, guide)]
    real = [guide for guide in found if has_steps(guide)]
    if real:
        fullest = sorted(real, key=lambda guide: (-guide.steps - len(guide.commands), guide.path))[:3]
        return Pass(tuple(Evidence(f"{guide.title}: {_counted(guide)}", guide.path, guide.line) for guide in fullest))
    thin = (*placeholder_guides(repo, OPERATION), *found)
    if thin:
        return Fail(
            tuple(Finding(f"{guide.title!r} holds no steps", guide.path, guide.line, severity="high", remedy=REMEDY) for guide in thin)
        )
    return Fail((Finding("no runbook or operations guide", severity="high", remedy=REMEDY),))


def _counted(guide: Guide) -> str:
    commands = len(guide.commands)
    return f"{guide.steps} step{'s' * (guide.steps != 1)}, {commands} command{'s' * (commands != 1)}"
