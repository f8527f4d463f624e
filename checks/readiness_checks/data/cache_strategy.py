"""Whether what is written to a cache goes away by itself, or is dropped when it is no longer true."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.cache_writes import cache_writes

REMEDY = "Give every entry a lifetime that fits how stale it may be, or drop it where the data behind it changes."


@component_check("data.cache-strategy", title="Cached entries expire or are invalidated", tier="enterprise", weight=1, demands=("E7",))
def cache_strategy(repo: Repo, component: Component) -> Verdict:
    writes = cache_writes(repo, component)
    if not writes:
        return NotApplicable("nothing is written to a cache")
    kept = [write for write in writes if write.expires]
    evidence = tuple(Evidence(f"`{write.call}` {write.expires}", write.path, write.line) for write in kept[:3])
    findings = tuple(
        Finding(f"`{write.call}` writes an entry that nothing makes go away", write.path, write.line, remedy=REMEDY)
        for write in writes
        if not write.expires
    )
    if not findings:
        return Pass(evidence)
    return Partial(len(kept), len(writes), findings, evidence) if kept else Fail(findings)
