"""Whether Kubernetes is told how to see that each container is ready and alive."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.placement import Declared, declared_containers

_REMEDY = "Add a readinessProbe, and a livenessProbe or startupProbe, that ask the service's own health endpoint."


@component_check(
    "infrastructure.probes", title="Workloads have readiness and liveness probes", tier="production", weight=3, demands=("E23", "E19")
)
def probes(repo: Repo, component: Component) -> Verdict:
    """Each long-running container of its own has a readiness probe, and a liveness or startup probe."""
    containers = declared_containers(repo, component)
    if not containers:
        return NotApplicable("no Kubernetes workload runs it")
    probed = [item for item in containers if item.container.probed is True]
    bare = [item for item in containers if item.container.probed is False]
    if not probed and not bare:
        first = containers[0].container
        return Unknown(f"the probes of {first.path}:{first.line} come from values that are not here")
    evidence = tuple(_seen(item) for item in probed[:5])
    findings = tuple(_missing(item) for item in bare)
    if not findings:
        return Pass(evidence)
    return Partial(len(probed), len(probed) + len(bare), findings, evidence) if probed else Fail(findings)


def _seen(item: Declared) -> Evidence:
    workload, container = item.workload, item.container
    return Evidence(f"{workload.kind} {workload.name} has {container.probe_names}{item.stage}{item.elsewhere}", *item.place)


def _missing(item: Declared) -> Finding:
    workload, container = item.workload, item.container
    message = f"container {container.name} of {workload.kind} {workload.name} has {container.missing_probes}{item.stage}{item.elsewhere}"
    return Finding(message, *item.place, remedy=_REMEDY)
