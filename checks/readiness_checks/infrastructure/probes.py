"""Whether Kubernetes is told how to see that each container is ready and alive."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.infrastructure import workloads_of

_REMEDY = "Add a readinessProbe, and a livenessProbe or startupProbe, that ask the service's own health endpoint."


@component_check(
    "infrastructure.probes", title="Workloads have readiness and liveness probes", tier="production", weight=3, demands=("E23", "E19")
)
def probes(repo: Repo, component: Component) -> Verdict:
    """Each long-running container of its own has a readiness probe, and a liveness or startup probe."""
    containers = [(workload, item) for workload in workloads_of(repo, component) if workload.long_running for item in workload.containers]
    if not containers:
        return NotApplicable("no Kubernetes workload runs it")
    probed = [(workload, item) for workload, item in containers if item.probed is True]
    bare = [(workload, item) for workload, item in containers if item.probed is False]
    if not probed and not bare:
        return Unknown(f"the probes of {containers[0][1].path}:{containers[0][1].line} come from values that are not here")
    evidence = tuple(
        Evidence(f"{workload.kind} {workload.name} has {item.probe_names}", item.path, item.line) for workload, item in probed[:5]
    )
    findings = tuple(
        Finding(
            f"container {item.name} of {workload.kind} {workload.name} has {item.missing_probes}",
            item.path,
            item.line,
            severity="medium",
            remedy=_REMEDY,
        )
        for workload, item in bare
    )
    if not findings:
        return Pass(evidence)
    return Partial(len(probed), len(probed) + len(bare), findings, evidence) if probed else Fail(findings)
