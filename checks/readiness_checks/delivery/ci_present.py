"""Whether a pipeline of continuous integration is configured and does something."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.ci import pipelines, runs_something

REMEDY = "Add a pipeline that builds and tests every change, for example a workflow in .github/workflows or a .gitlab-ci.yml."


@check("delivery.ci-present", title="A CI pipeline is configured", tier="mvp", weight=5, demands=("D4",), essential=True)
def ci_present(repo: Repo) -> Verdict:
    """A pipeline file with at least one job that runs something passes; a file without any does not count."""
    found = pipelines(repo)
    working = [pipeline for pipeline in found if runs_something(pipeline)]
    if working:
        first = {pipeline.system: pipeline for pipeline in reversed(working)}
        return Pass(tuple(Evidence(f"{system}: {_jobs(len(first[system].jobs))}", first[system].path, 1) for system in sorted(first)))
    broken = next((pipeline for pipeline in found if pipeline.problem is not None), None)
    if broken is not None:
        return Unknown(f"{broken.path} does not parse, so its jobs cannot be seen")
    if found:
        return Fail(
            tuple(Finding("the pipeline has no job that runs anything", item.path, 1, severity="high", remedy=REMEDY) for item in found[:3])
        )
    return Fail((Finding("no CI pipeline is configured", severity="high", remedy=REMEDY),))


def _jobs(count: int) -> str:
    return "1 job" if count == 1 else f"{count} jobs"
