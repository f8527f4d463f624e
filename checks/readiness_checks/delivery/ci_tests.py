"""Whether the pipeline runs the tests, and fails when they fail."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.ci_effect import binds, without_ci
from readiness_checks.facts.ci_test_runs import test_runs
from readiness_checks.facts.ci_work import hidden, shown

REMEDY = "Run the test suite in a job of the pipeline, in a step whose failure fails the build."


@check("delivery.ci-tests", title="CI runs the tests", tier="mvp", weight=5, demands=("D4", "Q7"), essential=True)
def ci_tests(repo: Repo) -> Verdict:
    """A command that runs tests, directly or through what it calls, passes; one that cannot fail the build does not."""
    if without_ci(repo):
        return NotApplicable(without_ci(repo))
    found = test_runs(repo)
    failing = [work for work in found if binds(work.command)]
    if failing:
        return Pass(tuple(Evidence(f"runs {note}", path, line) for path, line, note in shown(failing)))
    if found:
        return Fail(
            tuple(
                Finding(
                    "runs tests, but their failure does not fail the build",
                    work.command.path,
                    work.command.line,
                    severity="high",
                    remedy=REMEDY,
                )
                for work in found[:5]
            )
        )
    unseen = hidden(repo, "run the tests", "test", "ci", "build")
    if unseen:
        return Unknown(unseen)
    return Fail((Finding("no command of the pipelines runs tests", severity="high", remedy=REMEDY),))
