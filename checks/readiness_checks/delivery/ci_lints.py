"""Whether the pipeline lints, or checks formatting or types."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.ci_effect import binds, without_ci
from readiness_checks.facts.ci_lint_runs import lint_runs
from readiness_checks.facts.ci_work import hidden, shown

REMEDY = "Run a linter, a format check or a type checker in the pipeline, in a step whose failure fails the build."


@check("delivery.ci-lints", title="CI lints, or checks format or types", tier="production", weight=2, demands=("E30", "D4"))
def ci_lints(repo: Repo) -> Verdict:
    """A linter, format check or type check that can fail the build passes; a formatter that rewrites files checks nothing."""
    if without_ci(repo):
        return NotApplicable(without_ci(repo))
    found = lint_runs(repo)
    failing = [work for work in found if binds(work.command)]
    if failing:
        return Pass(tuple(Evidence(f"runs {note}", path, line) for path, line, note in shown(failing)))
    if found:
        return Fail(
            tuple(
                Finding("lints, but its failure does not fail the build", work.command.path, work.command.line, remedy=REMEDY)
                for work in found[:5]
            )
        )
    unseen = hidden(repo, "lint", "lint", "quality", "style", "ci")
    if unseen:
        return Unknown(unseen)
    return Fail((Finding("no command of the pipelines lints or checks format or types", remedy=REMEDY),))
