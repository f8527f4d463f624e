"""Whether a pipeline of continuous integration is configured and does something."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.ci import Pipeline, pipelines, runs_something
from readiness_checks.facts.ci_effect import working_pipelines

REMEDY = "Add a pipeline that builds and tests every change, for example a workflow in .github/workflows or a .gitlab-ci.yml."


@check("delivery.ci-present", title="A CI pipeline is configured", tier="mvp", weight=5, demands=("D4",), essential=True)
def ci_present(repo: Repo) -> Verdict:
    """A pipeline with a command that does something passes; one that prints, prepares or calls what is not there does not count."""
    working = working_pipelines(repo)
    if working:
        first = {pipeline.system: pipeline for pipeline in reversed(working)}
        return Pass(tuple(Evidence(f"{system}: {_jobs(len(first[system].jobs))}", first[system].path, 1) for system in sorted(first)))
    found = pipelines(repo)
    broken = next((pipeline for pipeline in found if pipeline.problem is not None), None)
    if broken is not None:
        return Unknown(f"{broken.path} does not parse, so its jobs cannot be seen")
    if found:
        return Fail(tuple(Finding(_idle(item), item.path, 1, severity="high", remedy=REMEDY) for item in found[:3]))
    return Fail((Finding("no CI pipeline is configured", severity="high", remedy=REMEDY),))


def _idle(pipeline: Pipeline) -> str:
    if runs_something(pipeline):
        return "the pipeline does nothing: its jobs only print, prepare or call what is not there"
    return "the pipeline has no job that runs anything"


def _jobs(count: int) -> str:
    return "1 job" if count == 1 else f"{count} jobs"
