"""Interfaces that a build generates from an API description: what implements them agrees with it by construction."""

from __future__ import annotations

import posixpath

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.jvm_generated import INPUTS
from readiness_checks.facts.routing import Gap
from readiness_checks.facts.routing.jvm import Type
from readiness_checks.facts.routing.jvm.names import module_of
from readiness_checks.facts.routing.jvm.settings import home_of, setting


def generated_gap(repo: Repo, type_: Type, interface: str) -> Gap:
    """The gap that a type leaves which implements an interface that no file declares."""
    module = module_of(type_.file)
    inputs = _inputs(repo)
    found = [document for folder, document in inputs if folder == module] or [document for _, document in inputs]
    named = setting(repo, home_of(repo, module), "quarkus.openapi.generator.server.spec")
    quarkus = f"{module}/src/main/resources/openapi/{named}".lstrip("/")
    if named and repo.file(quarkus) is not None:
        found = [quarkus]
    if found:
        return Gap(type_.file, type_.line, f"are generated from the specification into {interface}", found[0])
    return Gap(type_.file, type_.line, f"stand in the interface {interface}, which is not in the repository")


@fact
def _inputs(repo: Repo) -> tuple[tuple[str, str], ...]:
    """The module and the document of each generator's input that the repository holds."""
    found = []
    for hit in repo.hits(INPUTS):
        module = hit.path.rpartition("/")[0]
        written = hit.groups[0].rpartition("}")[2].replace("$rootDir", "").replace("$projectDir", "").split("$")[-1].strip().lstrip("/")
        for folder in (module, ""):
            document = posixpath.normpath(posixpath.join(folder, written))
            if repo.file(document) is not None:
                found.append((module, document))
                break
    return tuple(found)
