"""The pipelines of continuous integration in a repository, one model over all systems."""

from __future__ import annotations

from readiness.repo import Repo, fact
from readiness_checks.facts.ci.azure import azure_pipelines
from readiness_checks.facts.ci.bitbucket import bitbucket
from readiness_checks.facts.ci.buildkite import buildkite
from readiness_checks.facts.ci.circleci import circleci
from readiness_checks.facts.ci.cloudbuild import aws_code_build, cloud_build
from readiness_checks.facts.ci.drone import drone, woodpecker
from readiness_checks.facts.ci.github import github_actions
from readiness_checks.facts.ci.gitlab import gitlab_ci
from readiness_checks.facts.ci.jenkins import jenkins
from readiness_checks.facts.ci.model import Event, Fault, Job, Pipeline, Step, Trigger
from readiness_checks.facts.ci.travis import travis

__all__ = ["Event", "Fault", "Job", "Pipeline", "Step", "Trigger", "ci_systems", "pipelines", "runs_something"]

_READERS = (
    github_actions, gitlab_ci, jenkins, circleci, azure_pipelines, bitbucket, travis, drone, woodpecker, buildkite, cloud_build,
    aws_code_build,
)  # fmt: skip


@fact
def pipelines(repo: Repo) -> tuple[Pipeline, ...]:
    """Every pipeline file of the repository, by system and then path; files that do not parse carry their `problem`."""
    return tuple(pipeline for read in _READERS for pipeline in read(repo))


@fact
def ci_systems(repo: Repo) -> tuple[tuple[str, str, int], ...]:
    """The systems in use, each with its first pipeline: name as in `Pipeline.system`, path, line."""
    found: dict[str, tuple[str, str, int]] = {}
    for pipeline in pipelines(repo):
        if pipeline.jobs or pipeline.problem is not None:
            found.setdefault(pipeline.system, (pipeline.system, pipeline.path, 1))
    return tuple(found[system] for system in sorted(found))


def runs_something(pipeline: Pipeline) -> bool:
    """Whether any job of a pipeline runs a script, uses an action or calls another pipeline."""
    return any(job.uses or any(step.run.strip() or step.uses for step in job.steps) for job in pipeline.jobs if not job.disabled)
