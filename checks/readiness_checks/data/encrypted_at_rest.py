"""Whether the managed data stores and volumes of the infrastructure code are encrypted on disk."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.stored_encrypted import managed_stores

REMEDY = "Switch the store's encryption on where it is declared; most stores must be restored from a snapshot for that, so plan it."


@check("data.encrypted-at-rest", title="Stored data is encrypted", tier="production", weight=2, demands=("E13",))
def encrypted_at_rest(repo: Repo) -> Verdict:
    """Every declared store whose definition says enough counts; those that inherit or are decided elsewhere leave the share."""
    stores = managed_stores(repo)
    if not stores:
        return NotApplicable("no infrastructure code declares a managed data store or volume")
    told = [store for store in stores if store.encrypted is not None]
    if not told:
        return Unknown(f"{stores[0].name}: {stores[0].note}")
    plain = tuple(
        Finding(f"{store.name} is not encrypted: {store.note}", store.path, store.line, severity="high", remedy=REMEDY)
        for store in told
        if not store.encrypted
    )
    evidence = tuple(Evidence(f"{store.name}: {store.note}", store.path, store.line) for store in told if store.encrypted)[:5]
    if not plain:
        return Pass(evidence)
    return Partial(len(told) - len(plain), len(told), plain, evidence) if evidence else Fail(plain)
