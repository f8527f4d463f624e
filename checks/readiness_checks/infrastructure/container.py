"""Whether something in the repository builds a container image of each service."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.image_builders import image_builders, serverless_only
from readiness_checks.facts.infrastructure import dockerfiles_of
from readiness_checks.facts.services import has_service


@component_check("infrastructure.container", title="The service is built into a container image", tier="mvp", weight=3, demands=("E19",))
def container(repo: Repo, component: Component) -> Verdict:
    """A Dockerfile that builds it, or a tool that builds an image without one."""
    if not has_service(repo):
        return NotApplicable("there is no service to run")
    files = dockerfiles_of(repo, component)
    building = tuple(item for item in files if not item.empty)
    if building:
        notes = {"production": "builds the service", "development": "builds the service for development"}
        return Pass(
            tuple(Evidence(notes.get(item.purpose, "builds the service"), item.path, item.stages[-1].line) for item in building[:3])
        )
    builders = image_builders(repo, component)
    if builders:
        return Pass(tuple(Evidence(f"{item.tool} builds the image", item.path, item.line) for item in builders[:3]))
    functions = serverless_only(repo, component)
    if functions:
        return NotApplicable(f"it runs as functions only ({functions})")
    remedy = "Add a Dockerfile, or set up a tool that builds an image from your source (buildpacks, Jib, ko, the .NET SDK)."
    if files:
        return Fail((Finding("puts nothing into the image and starts nothing", files[0].path, files[0].stages[-1].line, remedy=remedy),))
    return Fail((Finding("nothing builds a container image of the service", remedy=remedy),))
