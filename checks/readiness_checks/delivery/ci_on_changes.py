"""Whether the jobs that test or build run on every change."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.ci import Trigger
from readiness_checks.facts.ci_effect import without_ci
from readiness_checks.facts.ci_lint_runs import lint_runs
from readiness_checks.facts.ci_test_runs import test_runs
from readiness_checks.facts.ci_work import Work, build_runs, hidden

REMEDY = "Start the pipeline on pull or merge requests, or on pushes to every branch."


@check("delivery.ci-on-changes", title="CI runs on every change", tier="mvp", weight=2, demands=("D4", "Q7"))
def ci_on_changes(repo: Repo) -> Verdict:
    """Jobs that test or build and run on pull requests or every push pass; on the main branch or a schedule alone is half."""
    if without_ci(repo):
        return NotApplicable(without_ci(repo))
    work = (*test_runs(repo), *build_runs(repo)) or lint_runs(repo)
    if not work:
        if hidden(repo, "test or build", "test", "ci", "build"):
            return Unknown(hidden(repo, "test or build", "test", "ci", "build"))
        return Fail((Finding("no job of the pipelines tests or builds", remedy=REMEDY),))
    started = [(item, trigger) for item in work for trigger in item.command.triggers]
    every = [(item, trigger) for item, trigger in started if trigger.event == "change" or trigger.every_push]
    if every:
        return Pass((_evidence(*next((pair for pair in every if not pair[1].implied), every[0])),))
    some = [(item, trigger) for item, trigger in started if trigger.event in ("push", "schedule")]
    if some:
        branches = ", ".join(sorted({branch for _, trigger in some for branch in trigger.branches})[:4])
        when = f"pushes to {branches}" if branches else "a schedule"
        finding = Finding(f"tests and builds run only on {when}", some[0][0].command.started_by, some[0][1].line, remedy=REMEDY)
        return Partial(1, 2, (finding,))
    message = "tests and builds run only when somebody starts them or tags a release"
    return Fail((Finding(message, work[0].command.path, work[0].command.line, remedy=REMEDY),))


def _evidence(item: Work, trigger: Trigger) -> Evidence:
    if trigger.implied:
        when, what = ("every push", "trigger") if trigger.event == "push" else ("pull requests", "trigger of theirs")
        note = f"{item.what} runs on {when}: the pipeline names no {what}, so the system's default holds"
    else:
        note = f"{item.what} runs on {'pull or merge requests' if trigger.event == 'change' else 'every push'}"
    return Evidence(note, item.command.started_by, trigger.line)
