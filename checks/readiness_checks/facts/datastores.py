"""The databases whose loss would lose data: relational and document stores in use, not caches, brokers or search indexes."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.repo import Repo, fact
from readiness_checks.facts.dockerfiles import purpose_of
from readiness_checks.facts.services import backends
from readiness_checks.facts.technologies import Use, used, uses

_CATEGORIES = ("database", "document-store")


@dataclass(frozen=True, slots=True)
class Datastore:
    """A database in use, and the first place that shows it."""

    name: str
    path: str
    line: int | None


@fact
def databases_used(repo: Repo) -> tuple[Datastore, ...]:
    """One entry a database that the services use at run time, the one that most places speak of first.

    Without a service, what the whole repository uses counts.
    """
    places: dict[str, list[Use]] = {}
    parts = backends(repo)
    found = {use for part in parts for use in used(repo, part, *_CATEGORIES)} if parts else set(uses(repo))
    for use in found:
        if use.technology.is_a(*_CATEGORIES) and not use.development:
            places.setdefault(use.technology.id, []).append(use)
    ordered = sorted(places.items(), key=lambda item: (-len(item[1]), item[0]))
    return tuple(
        _datastore(min(found, key=lambda use: (purpose_of(use.path) != "production", use.path.count("/"), use.path, use.line or 0)))
        for _, found in ordered
    )


def _datastore(use: Use) -> Datastore:
    return Datastore(use.technology.name, use.path, use.line)
