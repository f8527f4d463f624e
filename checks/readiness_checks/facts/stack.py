"""What the repository and each of its services are built with."""

from __future__ import annotations

from readiness.model import Component, Stack
from readiness.repo import Repo, fact


@fact
def stack(repo: Repo) -> Stack:
    """The stack of the whole repository: what its backends use, its CI and its infrastructure."""
    return Stack()


@fact
def stack_of(repo: Repo, component: Component) -> Stack:
    """The stack of one component."""
    return Stack()
