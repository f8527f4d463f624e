"""The technologies we recognise, and where the repository uses them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

from readiness.model import Component
from readiness.repo import Repo, fact

How: TypeAlias = Literal["dependency", "import", "image", "file", "url", "configuration", "resource", "command", "action"]


@dataclass(frozen=True, slots=True)
class Technology:
    """One entry of technologies.toml. `packages` and `imports` are pairs of ecosystem (language) and names."""

    id: str
    name: str
    categories: tuple[str, ...]
    language: str = ""
    packages: tuple[tuple[str, tuple[str, ...]], ...] = ()
    imports: tuple[tuple[str, tuple[str, ...]], ...] = ()
    images: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    url_schemes: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()

    def is_a(self, *categories: str) -> bool:
        """Whether it is in any of `categories`; given none, in any at all."""
        return not categories or any(category in self.categories for category in categories)


@dataclass(frozen=True, slots=True)
class Use:
    """One place that shows a technology in use. `development` marks what only tests, builds or development need."""

    technology: Technology
    path: str
    line: int | None
    how: How
    development: bool = False


def technologies() -> tuple[Technology, ...]:
    """All technologies, sorted by id."""
    return ()


@fact
def uses(repo: Repo) -> tuple[Use, ...]:
    """Every use in the repository's own files and in its tests, sorted by technology and place."""
    return ()


@fact
def used(repo: Repo, component: Component, *categories: str) -> tuple[Use, ...]:
    """Uses of technologies in `categories` (all, given none) in the component or in files that serve it, runtime uses first."""
    return ()


@fact
def imported(repo: Repo, component: Component, *categories: str) -> tuple[Use, ...]:
    """Like `used`, only those that own source code proves, or that a framework loads for merely being a dependency."""
    return ()
