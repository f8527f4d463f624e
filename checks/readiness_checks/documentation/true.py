"""Whether what the documents name is in the repository."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.claims import Claim, claims
from readiness_checks.facts.claims.wording import said_wrong
from readiness_checks.facts.documents import documents

REMEDY = "Correct the document, or bring back what it names."


@check("documentation.true", title="What the documents name exists", tier="production", weight=2, demands=("D8", "Q15"))
def true(repo: Repo) -> Verdict:
    """The share of links, headings, files, targets, scripts and services named in the documents that are here."""
    if not documents(repo):
        return NotApplicable("the repository has no documents")
    found = claims(repo)
    if not found:
        return NotApplicable("the documents name no file, heading, target, script or service of this repository")
    wrong = [claim for claim in found if not claim.holds]
    evidence = tuple(_counted(path, found) for path in _fullest(found))
    if not wrong:
        return Pass(evidence)
    findings = tuple(Finding(said_wrong(claim), claim.path, claim.line, severity="medium", remedy=REMEDY) for claim in wrong)
    return Partial(len(found) - len(wrong), len(found), findings, evidence) if evidence else Fail(findings)


def _fullest(found: tuple[Claim, ...]) -> list[str]:
    """The documents with the most that holds, README first among equals."""
    held: dict[str, int] = {}
    for claim in found:
        held[claim.path] = held.get(claim.path, 0) + claim.holds
    return sorted((path for path, count in held.items() if count), key=lambda path: (-held[path], path))[:3]


def _counted(path: str, found: tuple[Claim, ...]) -> Evidence:
    here = [claim for claim in found if claim.path == path and claim.holds]
    kinds = {claim.kind: sum(other.kind == claim.kind for other in here) for claim in here}
    said = ", ".join(f"{count} {kind}{'s' * (count > 1)}" for kind, count in sorted(kinds.items()))
    return Evidence(f"here as named: {said}", path, here[0].line)
