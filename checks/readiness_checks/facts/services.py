"""The deployable units of the repository: backend services, frontends, libraries, examples and tools."""

from __future__ import annotations

from readiness.model import Component
from readiness.repo import Repo, fact


@fact
def components(repo: Repo) -> tuple[Component, ...]:
    """Every unit with a manifest, sorted by path. One service at the root is one component with path ""."""
    return ()


@fact
def backends(repo: Repo) -> tuple[Component, ...]:
    """The backend services."""
    return tuple(component for component in components(repo) if component.kind == "backend")


def has_service(repo: Repo) -> bool:
    """Whether the repository holds a backend service."""
    return bool(backends(repo))


@fact
def serves(repo: Repo, component: Component, path: str) -> bool:
    """Whether `path` is the component's own, or shared: in no other service, frontend, example or tool."""
    return component.owns(path)


@fact
def main_language(repo: Repo, component: Component) -> str:
    """The language of most of the component's own source lines (Linguist's name, lower case), "" when it has none."""
    return ""
