"""The data stores a service keeps its data in: those it has a driver for and is configured to reach."""

from __future__ import annotations

from readiness.model import Component
from readiness.repo import Repo, fact
from readiness_checks.facts.technologies import Use, used

CATEGORIES = (
    "database",
    "cloud-database",
    "document-store",
    "key-value-store",
    "column-store",
    "graph-store",
    "time-series-store",
    "search",
)
# stores that are spoken to with another's driver: the driver alone does not say that the other is there too
_SPEAKS = {
    "alloydb": "postgresql",
    "cockroachdb": "postgresql",
    "timescaledb": "postgresql",
    "yugabytedb": "postgresql",
    "redshift": "postgresql",
    "mariadb": "mysql",
    "tidb": "mysql",
    "planetscale": "mysql",
    "valkey": "redis",
    "keydb": "redis",
    "dragonfly": "redis",
    "opensearch": "elasticsearch",
    "documentdb": "mongodb",
}
_FEW = 4  # drivers of more stores than this beside configured ones are what the program offers to others, not what it keeps data in


@fact
def stores_of(repo: Repo, component: Component) -> tuple[Use, ...]:
    """One use for each data store of the component, the best place first found, sorted by technology.

    A driver that is a requirement or an import shows a store, so does a managed resource; an image or an address alone is what
    others use. A program with drivers of many stores keeps its own data in those that it is configured for.
    """
    found: dict[str, list[Use]] = {}
    for use in used(repo, component, *CATEGORIES):
        if not use.development:
            found.setdefault(use.technology.id, []).append(use)
    configured = {key for key, uses in found.items() if any(use.how in ("image", "url", "configuration", "resource") for use in uses)}
    driven = {key for key, uses in found.items() if any(use.how in ("dependency", "import") for use in uses)}
    managed = {key for key, uses in found.items() if any(use.how == "resource" for use in uses)}
    kept = driven | managed | (configured & {"sqlite"})
    if len(driven - configured) > _FEW and configured & driven:
        kept &= configured
    for key, other in _SPEAKS.items():
        if key in kept and other not in configured:
            kept.discard(other)
    order = ("configuration", "url", "resource", "import", "dependency", "image", "file")
    return tuple(min(found[key], key=lambda use: (order.index(use.how), use.path, use.line or 0)) for key in sorted(kept))
