"""Which of several services a shared file is meant for: the one that its path names, else all of them."""

from __future__ import annotations

import re

from readiness.model import Component
from readiness.repo import Repo, fact
from readiness_checks.facts.services import backends, serves

# words that name a kind of thing rather than one service
_COMMON = frozenset({
    "api", "apis", "app", "apps", "service", "services", "server", "backend", "core", "common", "web", "shared", "src", "lib", "libs",
    "pkg", "internal", "cmd", "main", "docs", "doc", "proto", "protos", "openapi", "graphql", "schema", "schemas", "data", "database", "db",
    "migrations", "migration", "infrastructure", "domain", "public", "test", "tests",
})  # fmt: skip


@fact
def meant_for(repo: Repo, component: Component, path: str) -> bool:
    """Whether `path` is the component's own, or shared and not named after another service.

    `api/trainer.yml` and `src/Ordering.Infrastructure/…` are named after services called `trainer` and `Ordering.API`.
    """
    if component.owns(path):
        return True
    if not serves(repo, component, path):
        return False
    words = _words(path)
    named = [backend for backend in backends(repo) if _name(repo, backend) in words]
    return not named or any(backend.path == component.path for backend in named)


def _name(repo: Repo, component: Component) -> str:
    """What distinguishes a service's name: `orders` of `orders-service`, `Ordering` of `Ordering.API`; "\0" for nothing."""
    return next((word for word in _split(component.name) if word not in _COMMON and word not in _shared_words(repo)), "\0")


@fact
def _shared_words(repo: Repo) -> frozenset[str]:
    """The words that every one of several services has in its name: that of the product."""
    names = [frozenset(_split(backend.name)) for backend in backends(repo)]
    return frozenset.intersection(*names) if len(names) > 1 else frozenset()


def _words(path: str) -> frozenset[str]:
    return frozenset(word for part in path.split("/") for word in _split(part)) - _COMMON


def _split(name: str) -> list[str]:
    return [word for word in re.split(r"[^a-z0-9]+", name.lower()) if word]
