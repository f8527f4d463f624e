"""Whether pipeline files parse and everything that they call is there."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.ci import Pipeline, pipelines
from readiness_checks.facts.commands import resolution
from readiness_checks.facts.following import Missing

MESSAGES = {
    "script": "runs {name}, which does not exist",
    "target": "calls the make target {name}, which no Makefile here defines",
    "package script": "runs the package script {name}, which package.json does not define",
    "action": "uses the local action {name}, which does not exist",
    "workflow": "calls the workflow {name}, which does not exist",
}


@check("delivery.ci-valid", title="Pipelines parse and what they call exists", tier="mvp", weight=2, demands=("D4",))
def ci_valid(repo: Repo) -> Verdict:
    """Anything that the system would refuse, or that cannot be found when the step runs, fails; what may be made later does not."""
    found = pipelines(repo)
    if not found:
        return NotApplicable("no CI pipeline is configured")
    findings = [
        Finding(f"does not parse: {item.problem.message}", item.path, item.problem.line, severity="high", remedy="Mend the syntax.")
        for item in found
        if item.problem is not None
    ]
    findings.extend(
        Finding(fault.message, item.path, fault.line, severity="high", remedy="Mend the pipeline, or remove what it no longer needs.")
        for item in found
        for fault in item.faults
    )
    findings.extend(_missing(item) for item in resolution(repo).missing if item.fault)
    if findings:
        return Fail(tuple(sorted(set(findings), key=lambda finding: (finding.path or "", finding.line or 0, finding.message))))
    first = {item.system: item for item in reversed(found)}
    return Pass(tuple(Evidence(_said(system, found), first[system].path, 1) for system in sorted(first)))


def _said(system: str, found: tuple[Pipeline, ...]) -> str:
    files = [item for item in found if item.system == system]
    jobs = sum(len(item.jobs) for item in files)
    return f"{system}: {_counted(len(files), 'file')}, {_counted(jobs, 'job')}, and everything they call is here"


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def _missing(item: Missing) -> Finding:
    through = f" (through {', '.join(item.via)})" if item.via else ""
    message = MESSAGES[item.kind].format(name=repr(item.name)) + through
    return Finding(message, item.path, item.line, severity="high", remedy="Add what is called, or call what exists.")
