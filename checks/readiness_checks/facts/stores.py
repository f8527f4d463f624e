"""The data stores a service keeps its data in: those it has a driver for and is configured to reach."""

from __future__ import annotations

from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.dockerfiles import purpose_of
from readiness_checks.facts.technologies import Use, used

CATEGORIES = (
    "database",
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
_SETTINGS = Regex(r"config|setting|env|database|application|\bdb\b|properties")
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
    configured = {key for key, uses in found.items() if _shown(uses, "image", "resource") or any(map(_chooses, uses))}
    driven = {key for key, uses in found.items() if _shown(uses, "dependency", "import")}
    # the choice among an abstraction's drivers shows nothing until something uses it: search engines under Scout or Haystack
    driven -= {key for key, uses in found.items() if uses[0].technology.is_a("search") and not _shown(uses, "import")} - configured
    # drivers of relational stores come with some platforms: PHP, SQLite everywhere
    chosen = {key for key, uses in found.items() if uses[0].technology.is_a("database") and any(map(_chooses, uses))}
    managed = {key for key, uses in found.items() if _shown(uses, "resource")}
    # a repository that only deploys runs what its manifests start
    deployed = {key for key, uses in found.items() if component.kind == "repository" and _shown(uses, "image")}
    kept = driven | managed | chosen | deployed
    if len(driven - configured) > _FEW and configured & driven:
        kept &= configured
    for key, other in _SPEAKS.items():
        if key in kept and other not in configured:
            kept.discard(other)
    return tuple(min(found[key], key=_worth) for key in sorted(kept))


def _worth(use: Use) -> tuple[bool, int, str, int]:
    """A sort key that puts the most telling place first: production's own before hidden folders, tests' and developers' files."""
    order = ("configuration", "url", "resource", "import", "dependency", "image", "file")
    hidden = use.path.startswith(".") and "/" in use.path
    return hidden or purpose_of(use.path) != "production", order.index(use.how), use.path, use.line or 0


def _chooses(use: Use) -> bool:
    return use.how == "configuration" or (use.how == "url" and _SETTINGS.search(use.path.rpartition("/")[2].lower()) is not None)


def _shown(uses: list[Use], *ways: str) -> bool:
    return any(use.how in ways for use in uses)
