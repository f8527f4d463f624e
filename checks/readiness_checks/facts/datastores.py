"""The databases whose loss would lose data: relational and document stores in use, not caches, brokers or search indexes."""

from __future__ import annotations

from readiness.model import Component
from readiness.repo import Repo, fact
from readiness_checks.facts.services import backends
from readiness_checks.facts.stores import stores_of
from readiness_checks.facts.technologies import Use

_EMBEDDED = frozenset({"derby", "h2", "hsqldb", "sqlite"})


@fact
def databases_used(repo: Repo) -> tuple[Use, ...]:
    """The stores of the services that are databases, each at its best place; those of most services first, embedded ones last.

    Without a service, what the whole repository uses counts.
    """
    found: dict[str, list[Use]] = {}
    for part in backends(repo) or (Component("", "", "repository"),):
        for use in stores_of(repo, part):
            if use.technology.is_a("database", "document-store"):
                found.setdefault(use.technology.id, []).append(use)
    ordered = sorted(found.items(), key=lambda item: (item[0] in _EMBEDDED, -len(item[1]), item[0]))
    return tuple(min(uses, key=lambda use: (use.path, use.line or 0)) for _, uses in ordered)
