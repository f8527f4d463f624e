"""Whether the jobs that test or build run on every change."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.ci import Trigger, pipelines
from readiness_checks.facts.ci_work import Work, changes_work

REMEDY = "Start the pipeline on pull or merge requests, or on pushes to every branch."


@check("delivery.ci-on-changes", title="CI runs on every change", tier="mvp", weight=2, demands=("D4", "Q7"))
def ci_on_changes(repo: Repo) -> Verdict:
    """Jobs that test or build and run on pull requests or every push pass; on the main branch or a schedule alone is half."""
    if not pipelines(repo):
        return NotApplicable("no CI pipeline is configured")
    work = changes_work(repo)
    if not work:
        return Fail((Finding("no job of the pipelines tests or builds", pipelines(repo)[0].path, 1, remedy=REMEDY),))
    started = [(item, trigger) for item in work for trigger in item.command.triggers]
    every = [(item, trigger) for item, trigger in started if trigger.event == "change" or trigger.every_push]
    if every:
        explicit = [pair for pair in every if not pair[1].implied] or every
        return Pass(_evidence(explicit[0]))
    some = [(item, trigger) for item, trigger in started if trigger.event in ("push", "schedule")]
    place = (some or started or [(work[0], None)])[0]
    if some:
        branches = ", ".join(sorted({branch for _, trigger in some for branch in trigger.branches})[:4])
        when = f"pushes to {branches}" if branches else "a schedule"
        return Partial(1, 2, (Finding(f"tests and builds run only on {when}", place[0].command.path, place[1].line if place[1] else 1, remedy=REMEDY),))
    return Fail((Finding("tests and builds run only when somebody starts them or tags a release", place[0].command.path, place[0].command.line, remedy=REMEDY),))


def _evidence(found: tuple[Work, Trigger]) -> tuple[Evidence, ...]:
    item, trigger = found
    if trigger.implied:
        note = f"{item.what} runs on every push: the pipeline names no trigger, so the system's default holds"
    else:
        note = f"{item.what} runs on {'pull or merge requests' if trigger.event == 'change' else 'every push'}"
    return (Evidence(note, item.command.path, trigger.line),)
