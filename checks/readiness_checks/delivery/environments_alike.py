"""Whether the environments that are configured by parallel files set the same keys."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.environments import parallel_environments

REMEDY = "Set the key there too, give it a default in the base file, or drop it where nothing reads it."


@check("delivery.environments-alike", title="Environments set the same keys", tier="enterprise", weight=1, demands=("E17", "Q10"))
def environments_alike(repo: Repo) -> Verdict:
    """The share of keys that every file of a set gives, over all sets."""
    found = parallel_environments(repo)
    if not found:
        return NotApplicable("no environments are configured by parallel files")
    total, shared = sum(item.total for item in found), sum(item.shared for item in found)
    findings = tuple(
        Finding(f"does not set `{lack.key}`, which {lack.other}:{lack.line} sets", lack.path, None, lack.key, "low", REMEDY)
        for item in found
        for lack in item.lacking
    )
    evidence = tuple(Evidence(f"{len(item.paths)} environments set the same keys", item.paths[0]) for item in found if not item.lacking)[:5]
    if not findings:
        return Pass(evidence)
    return Partial(shared, total, findings[:20], evidence) if shared else Fail(findings[:20], evidence)
