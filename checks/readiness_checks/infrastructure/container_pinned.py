"""Whether the images that a service's Dockerfiles build on name a version."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.dockerfiles import names_version_of
from readiness_checks.facts.infrastructure import dockerfiles_of

_REMEDY = "Name a version of the image, such as `node:22-slim`, or its digest, and let an update bot move it."


@component_check(
    "infrastructure.container-pinned", title="Base images are pinned to a version", tier="production", weight=2, demands=("E19",)
)
def container_pinned(repo: Repo, component: Component) -> Verdict:
    """Every base image and `COPY --from` image carries a version or digest; arguments without a default leave theirs open."""
    found = dockerfiles_of(repo, component)
    files = [file for file in found if not file.empty]
    if not files:
        return NotApplicable(f"{found[0].path} puts nothing into the image" if found else "no Dockerfile builds it")
    images = [(file.path, image, names_version_of(image)) for file in files for image in file.images]
    pinned = [(path, image) for path, image, versioned in images if versioned]
    loose = [(path, image) for path, image, versioned in images if versioned is False]
    if not images:
        return Pass(tuple(Evidence("starts from scratch", file.path, file.stages[-1].line) for file in files[:3]))
    if not pinned and not loose:
        path, image, _ = images[0]
        return Unknown(f"{path}:{image.line} takes its image from an argument without a default: {image.written}")
    evidence = tuple(Evidence(image.image, path, image.line) for path, image in pinned[:5])
    findings = tuple(Finding(f"{image.image} names no version", path, image.line, remedy=_REMEDY) for path, image in loose)
    if not findings:
        return Pass(evidence)
    return Partial(len(pinned), len(pinned) + len(loose), findings, evidence) if pinned else Fail(findings)
