"""Kustomizations: which files they take as resources and as patches, and what the patches do to a workload's containers."""

from __future__ import annotations

import posixpath

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, mapping, sequence, string, strings
from readiness.syntax.yaml import parse_yaml
from readiness_checks.facts.stages import stage_of

PROBES = ("readinessProbe", "livenessProbe", "startupProbe")


@dataclass(frozen=True, slots=True)
class Patch:
    """What one patch does: to workloads of `kind` and `name` ("" for any), `deletes` the whole, or `sets` and `removes` probes.

    `sets` and `removes` hold pairs of container (its name, or its number as text; "" for every one) and probe field. `line` is that
    of the first of them in a patch file, else that of the entry in the kustomization.
    """

    kind: str
    name: str
    deletes: bool
    sets: frozenset[tuple[str, str]]
    removes: frozenset[tuple[str, str]]
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Kustomization:
    """One kustomization file; `resources` are the files and folders it takes, `patch_files` those it lays over them, from the root."""

    path: str
    folder: str
    component: bool
    resources: tuple[str, ...]
    patch_files: tuple[str, ...]
    patches: tuple[Patch, ...]
    images: tuple[tuple[str, str], ...]


@fact
def kustomizations(repo: Repo) -> tuple[Kustomization, ...]:
    """The repository's own kustomizations, sorted by path."""
    return tuple(
        _kustomization(repo, file.path, mapping(repo.yaml(file.path).value))
        for file in repo.named("kustomization.yaml", "kustomization.yml", "kustomization")
        if file.own
    )


def _kustomization(repo: Repo, path: str, value: Map) -> Kustomization:
    folder = path.rpartition("/")[0]
    taken = [item for key in ("resources", "bases", "components") for item in strings(value.get(key))]
    files: list[str] = []
    patches: list[Patch] = []
    for key in ("patchesStrategicMerge", "patches", "patchesJson6902"):
        items = sequence(value.get(key))
        for index, item in enumerate(items):
            line = items.line_at(index)
            entry = mapping(item)
            text = item if isinstance(item, str) else string(entry.get("path"))
            if isinstance(item, str) and "\n" in item:
                patches.extend(_read(parse_yaml(item).documents, Map(), path, line))
            elif text:
                patch_path = _joined(folder, text)
                files.append(patch_path)
                if repo.file(patch_path) is not None:
                    patches.extend(_read(repo.yaml(patch_path).documents, mapping(entry.get("target")), patch_path, None))
            elif entry.get("patch"):
                patches.extend(_read(parse_yaml(string(entry.get("patch"))).documents, mapping(entry.get("target")), path, line))
    images = tuple((string(mapping(item).get("name")), string(mapping(item).get("newName"))) for item in sequence(value.get("images")))
    resources = tuple(_joined(folder, item) for item in taken if "://" not in item and not item.startswith("github.com/"))
    return Kustomization(path, folder, value.get("kind") == "Component", resources, tuple(files), tuple(patches), images)


def _joined(folder: str, path: str) -> str:
    return posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")


def _read(documents: tuple[object, ...], target: Map, path: str, line: int | None) -> list[Patch]:
    """The patches of a file or text: strategic merges by their own kind and name, JSON patches by the target's."""
    kind, name = string(target.get("kind")), string(target.get("name"))
    made = []
    for document in documents:
        if isinstance(document, Seq):
            made.append(_json_patch(document, kind, name, path, line))
        elif isinstance(document, Map):
            own = mapping(document.get("metadata"))
            made.append(
                _merge_patch(document, kind or string(document.get("kind")), name or ("" if kind else string(own.get("name"))), path, line)
            )
    return made


def _json_patch(operations: Seq, kind: str, name: str, path: str, line: int | None) -> Patch:
    sets: set[tuple[str, str]] = set()
    removes: set[tuple[str, str]] = set()
    lines = []
    for index, operation in enumerate(operations):
        parts = string(mapping(operation).get("path")).strip("/").split("/")
        if len(parts) >= 2 and parts[-1] in PROBES:
            (removes if mapping(operation).get("op") == "remove" else sets).add((parts[-2], parts[-1]))
            lines.append(operations.line_at(index))
    return Patch(kind, name, False, frozenset(sets), frozenset(removes), path, line or min(lines, default=1))


def _merge_patch(document: Map, kind: str, name: str, path: str, line: int | None) -> Patch:
    pod = mapping(mapping(mapping(document.get("spec")).get("template")).get("spec"))
    sets: set[tuple[str, str]] = set()
    removes: set[tuple[str, str]] = set()
    lines = []
    for item in sequence(pod.get("containers")):
        container = mapping(item)
        for probe in PROBES:
            if probe in container:
                lines.append(container.line_of(probe))
                gone = container[probe] is None or mapping(container[probe]).get("$patch") == "delete"
                (removes if gone else sets).add((string(container.get("name")), probe))
    deletes = document.get("$patch") == "delete"
    return Patch(kind, name, deletes, frozenset(sets), frozenset(removes), path, line or min(lines, default=1))


@fact
def patch_files(repo: Repo) -> frozenset[str]:
    """The files that are patches, not resources: what they hold is a part of something else."""
    return frozenset(path for item in kustomizations(repo) for path in item.patch_files)


@fact
def reached(repo: Repo) -> dict[str, frozenset[str]]:
    """For each kustomization, by its path, the files and folders that it takes, directly or through others."""
    by_folder = {item.folder: item for item in kustomizations(repo)}

    found: dict[str, frozenset[str]] = {}
    for item in kustomizations(repo):
        taken: set[str] = set()
        pending = list(item.resources)
        while pending:
            resource = pending.pop()
            if resource not in taken:
                taken.add(resource)
                inner = by_folder.get(resource)
                pending.extend(inner.resources if inner is not None else ())
        found[item.path] = frozenset(taken)
    return found


@fact
def _takers(repo: Repo) -> dict[str, frozenset[str]]:
    """For each file and folder that is taken, the kustomizations that take it, directly or through others."""
    found: dict[str, set[str]] = {}
    for path, taken in reached(repo).items():
        for resource in taken:
            found.setdefault(resource, set()).add(path)
    return {resource: frozenset(paths) for resource, paths in found.items()}


def patches_on(repo: Repo, path: str, kind: str, name: str) -> tuple[Patch, ...]:
    """The patches that some kustomization lays over the workload `name` of `kind` in the file `path`; production's where it is one.

    Those of components count too: a component is laid over whatever the kustomization that takes it takes.
    """
    takers = _takers(repo)
    over: set[str] = set(takers.get(path, ()))
    folder = path.rpartition("/")[0]
    while folder:
        over |= takers.get(folder, frozenset())
        folder = folder.rpartition("/")[0]
    production = any(stage_of(path) == "production" for path in over)
    return tuple(
        patch
        for item in kustomizations(repo)
        if not (production and stage_of(item.folder) == "other")
        if item.patches and (item.path in over or (item.component and over & takers.get(item.folder, frozenset())))
        for patch in item.patches
        if patch.kind in ("", kind) and patch.name in ("", name)
    )
