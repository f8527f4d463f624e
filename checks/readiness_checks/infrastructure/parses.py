"""Whether the infrastructure code can be read at all: its files parse, and what they name inside the repository is there."""

from __future__ import annotations

from collections import Counter

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.provisioning import InfrastructureFile, infrastructure_files

REMEDIES = {
    "parse": "Mend the syntax, and have CI run the tool's own validation so that it stays mended.",
    "reference": "Bring the file back, or name the one that is meant.",
}


@check("infrastructure.parses", title="Infrastructure code is valid", tier="production", weight=2, demands=("E16",))
def parses(repo: Repo) -> Verdict:
    """The share of files without a flaw; only what is certain is one."""
    files = infrastructure_files(repo)
    if not files:
        return NotApplicable("there is no infrastructure code")
    sound = tuple(file for file in files if not file.flaws)
    findings = tuple(
        Finding(flaw.message, file.path, flaw.line, severity="high" if flaw.kind == "parse" else "medium", remedy=REMEDIES[flaw.kind])
        for file in files
        for flaw in file.flaws
    )
    if not findings:
        return Pass(_seen(sound))
    return Partial(len(sound), len(files), findings, _seen(sound)) if sound else Fail(findings)


def _seen(files: tuple[InfrastructureFile, ...]) -> tuple[Evidence, ...]:
    """One line a tool, at its first file."""
    counts = Counter(file.tool for file in files)
    first = {file.tool: file.path for file in reversed(files)}
    return tuple(
        Evidence(
            f"{count} {tool} {'file parses' if count == 1 else 'files parse'} and {'names' if count == 1 else 'name'} what is there",
            first[tool],
        )
        for tool, count in sorted(counts.items())
    )[:5]
