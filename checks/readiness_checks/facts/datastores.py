"""The databases whose loss would lose data: relational and document stores in use, not caches, brokers or search indexes."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.repo import Repo, fact

from readiness_checks.facts.technologies import uses

_CATEGORIES = ("database", "document-store")


@dataclass(frozen=True, slots=True)
class Datastore:
    """A database in use, and the first place that shows it."""

    name: str
    path: str
    line: int | None


@fact
def databases_used(repo: Repo) -> tuple[Datastore, ...]:
    """One entry a database that the repository's services use at run time, sorted by name."""
    found: dict[str, Datastore] = {}
    for use in uses(repo):
        if use.technology.is_a(*_CATEGORIES) and not use.development:
            found.setdefault(use.technology.id, Datastore(use.technology.name, use.path, use.line))
    return tuple(found[key] for key in sorted(found))
