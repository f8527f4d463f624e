"""Kubernetes workloads: from plain manifests, Kustomize bases with their patches, and Helm charts rendered with their defaults."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, Literal, TypeAlias

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import Map, mapping, sequence, string
from readiness_checks.facts.helm import Rendered, charts, rendered_templates
from readiness_checks.facts.kustomize import PROBES, Patch, patch_files, patches_on
from readiness_checks.facts.unknowns import PLACEHOLDER

Presence: TypeAlias = Literal["present", "absent", "unknown"]

MAX_MANIFESTS = 2_000
RESOURCE = Pattern(("kind:",), r"^\s*(?:- )?kind:\s*[\"']?([A-Z][A-Za-z]+)", suffixes=(".yaml", ".yml"), roles=("configuration",))
RESOURCE_JSON = Pattern(
    ('"kind"',),
    r"\"kind\"\s*:\s*\"(Deployment|StatefulSet|DaemonSet|CronJob|Job|Pod|List|Rollout)\"",
    suffixes=(".json",),
    roles=("configuration",),
)

# kinds that run pods, and where their pod template lies
_TEMPLATES: dict[str, tuple[str, ...]] = {
    "Deployment": ("spec", "template"),
    "StatefulSet": ("spec", "template"),
    "DaemonSet": ("spec", "template"),
    "ReplicaSet": ("spec", "template"),
    "ReplicationController": ("spec", "template"),
    "Rollout": ("spec", "template"),
    "DeploymentConfig": ("spec", "template"),
    "Job": ("spec", "template"),
    "CronJob": ("spec", "jobTemplate", "spec", "template"),
    "Pod": (),
}
LONG_RUNNING = frozenset(
    {
        "Deployment",
        "StatefulSet",
        "DaemonSet",
        "ReplicaSet",
        "ReplicationController",
        "Rollout",
        "DeploymentConfig",
        "Service",
        "Configuration",
        "Pod",
    }
)


@dataclass(frozen=True, slots=True)
class Container:
    """One container of a pod. The probes are `unknown` where the chart's values alone do not tell; `fields` is what was written.

    `patched` is the overlay's patch that brings a probe or takes one away, with its line.
    """

    name: str
    image: str
    readiness: Presence
    liveness: Presence
    startup: Presence
    path: str
    line: int
    fields: Map
    patched: tuple[str, int] | None = None

    @property
    def probed(self) -> bool | None:
        """Whether it has a readiness probe, and a liveness or startup probe; None where that hangs on unknown values."""
        alive = {self.liveness, self.startup}
        if self.readiness == "present" and "present" in alive:
            return True
        return False if self.readiness == "absent" or alive == {"absent"} else None

    @property
    def probe_names(self) -> str:
        """The probes it has, as a report names them."""
        states = (("readiness", self.readiness), ("liveness", self.liveness), ("startup", self.startup))
        named = [name for name, state in states if state == "present"]
        return f"{' and '.join(named)} probes" if named else "no probes"

    @property
    def missing_probes(self) -> str:
        """What it lacks, as a report says it."""
        if self.readiness == self.liveness == self.startup == "absent":
            return "no probes"
        return "no readiness probe" if self.readiness == "absent" else "no liveness or startup probe"


@dataclass(frozen=True, slots=True)
class Workload:
    """Something that runs pods, as it would be created without further settings."""

    kind: str
    name: str
    containers: tuple[Container, ...]
    init_containers: tuple[Container, ...]
    path: str
    line: int
    origin: Literal["manifest", "helm"]

    @property
    def long_running(self) -> bool:
        """Whether it is meant to run on: not a job, and not a bare pod that may end."""
        return self.kind in LONG_RUNNING and self.kind != "Pod"


@dataclass(frozen=True, slots=True)
class KubernetesFile:
    """A file with Kubernetes resources and the kinds it holds."""

    path: str
    line: int
    kinds: tuple[str, ...]


@fact
def kubernetes_files(repo: Repo) -> tuple[KubernetesFile, ...]:
    """The repository's own files that hold Kubernetes resources (`apiVersion` and `kind`), charts' templates left out; sorted."""
    chart_homes = tuple(f"{chart.folder}/templates/" if chart.folder else "templates/" for chart in charts(repo))
    found: dict[str, int] = {}
    for hit in repo.hits(RESOURCE, RESOURCE_JSON):
        if not hit.path.startswith(chart_homes) or not chart_homes:
            found.setdefault(hit.path, hit.line)
    made = []
    for path, line in sorted(found.items())[:MAX_MANIFESTS]:
        kinds = tuple(dict.fromkeys(string(item.get("kind")) for item in _resources(repo, path)))
        if kinds:
            made.append(KubernetesFile(path, line, kinds))
    return tuple(made)


def _resources(repo: Repo, path: str) -> Iterator[Map]:
    """The Kubernetes resources of a file, lists opened."""
    parsed = repo.json(path) if path.endswith(".json") else repo.yaml(path)
    yield from _opened(parsed.documents)


def _opened(documents: Iterable[Any]) -> Iterator[Map]:
    for document in documents:
        resource = mapping(document)
        if resource.get("kind") == "List":
            yield from _opened(sequence(resource.get("items")))
        elif isinstance(resource.get("kind"), str) and isinstance(resource.get("apiVersion"), str):
            yield resource


@fact
def workloads(repo: Repo) -> tuple[Workload, ...]:
    """The repository's own workloads, sorted by place; patches and what a chart switches off by default are none."""
    made = [*_plain(repo), *_charted(repo)]
    return tuple(sorted(made, key=lambda item: (item.path, item.line, item.name)))


def _plain(repo: Repo) -> Iterator[Workload]:
    patches = patch_files(repo)
    for file in kubernetes_files(repo):
        if file.path in patches:
            continue
        for resource in _resources(repo, file.path):
            workload = read_workload(resource, file.path, "manifest")
            if workload is not None:
                yield _patched(workload, patches_on(repo, file.path, workload.kind, workload.name))


def _charted(repo: Repo) -> Iterator[Workload]:
    for chart in charts(repo):
        for template in rendered_templates(repo, chart):
            for resource in _opened(template.parsed.documents):
                workload = read_workload(resource, template.path, "helm")
                if workload is not None:
                    containers = tuple(_moved(item, template) for item in workload.containers)
                    first = tuple(_moved(item, template) for item in workload.init_containers)
                    yield replace(workload, line=template.line(workload.line), containers=containers, init_containers=first)


def _moved(container: Container, template: Rendered) -> Container:
    """The container with the template's own line; what an incomplete rendering lacks is unknown."""
    moved = replace(container, line=template.line(container.line))
    if not template.incomplete:
        return moved
    states: list[Presence] = ["unknown" if state == "absent" else state for state in (moved.readiness, moved.liveness, moved.startup)]
    return replace(moved, readiness=states[0], liveness=states[1], startup=states[2])


def read_workload(resource: Map, path: str, origin: Literal["manifest", "helm"]) -> Workload | None:
    """The workload that a resource declares, None for other kinds and for those without a container."""
    kind = string(resource.get("kind"))
    knative = kind in ("Service", "Configuration") and string(resource.get("apiVersion")).startswith("serving.knative.dev/")
    where = ("spec", "template") if knative else _TEMPLATES.get(kind)
    if where is None:
        return None
    template: Map = resource
    for key in where:
        template = mapping(template.get(key))
    pod = mapping(template.get("spec"))
    containers = _containers(pod, "containers", path)
    if not containers:
        return None
    name = string(mapping(resource.get("metadata")).get("name"))
    return Workload(kind, name, containers, _containers(pod, "initContainers", path), path, resource.line_of("kind"), origin)


def _containers(pod: Map, key: str, path: str) -> tuple[Container, ...]:
    items = sequence(pod.get(key))
    made = []
    for index, item in enumerate(items):
        fields = mapping(item)
        if string(fields.get("name")) or string(fields.get("image")):
            readiness, liveness, startup = (_presence(fields, probe) for probe in PROBES)
            made.append(
                Container(
                    string(fields.get("name")),
                    string(fields.get("image")),
                    readiness,
                    liveness,
                    startup,
                    path,
                    items.line_at(index),
                    fields,
                )
            )
    return tuple(made)


def _presence(fields: Map, probe: str) -> Presence:
    value = fields.get(probe)
    if isinstance(value, Map) and value and PLACEHOLDER not in value:
        return "present"
    if (isinstance(value, Map) and PLACEHOLDER in value) or value == PLACEHOLDER or (value is None and PLACEHOLDER in fields):
        return "unknown"
    return "absent"


def _patched(workload: Workload, patches: tuple[Patch, ...]) -> Workload:
    """The workload as its overlays leave it: a probe that one adds is there, one that any removes is not."""
    if not patches:
        return workload
    containers = []
    for index, container in enumerate(workload.containers):
        names = {container.name, str(index), ""}
        states = {"readinessProbe": container.readiness, "livenessProbe": container.liveness, "startupProbe": container.startup}
        by = None
        for patch in patches:
            for name, probe in patch.sets:
                if name in names:
                    by = (patch.path, patch.line) if states[probe] != "present" else by
                    states[probe] = "present"
        for patch in patches:
            for name, probe in patch.removes:
                if name in names:
                    by = (patch.path, patch.line)
                    states[probe] = "absent"
        readiness, liveness, startup = (states[probe] for probe in PROBES)
        containers.append(replace(container, readiness=readiness, liveness=liveness, startup=startup, patched=by))
    return replace(workload, containers=tuple(containers))
