"""Judges a repository from end to end and gathers everything that the outputs print."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from readiness.engine import run
from readiness.model import Check, Component, Description, Result, Skipped, Tier, below
from readiness.repo import Repo
from readiness.score import Score, weigh


@dataclass(frozen=True, slots=True)
class Report:
    """One run: what was judged, what it is built with, the outcome of each check by id, and what that weighs."""

    repository: str
    commit: str | None
    dirty: bool
    profile: Tier
    description: Description
    results: tuple[Result, ...]
    score: Score
    skipped: tuple[Skipped, ...]
    notices: tuple[str, ...] = ()


def components_of(description: Description) -> tuple[Component, ...]:
    """What component checks judge: each backend service, the whole repository where there is none."""
    return tuple(part for part in description.components if part.kind == "backend") or (Component("", "", "repository", description.stack),)


def focused(repo: Repo, description: Description, focus: str) -> Repo:
    """The part of the repository that `focus` is: itself and everything that no other component owns."""
    others = tuple(
        part.path for part in description.components if part.path and not below(part.path, focus) and not below(focus, part.path)
    )
    return repo.narrowed(lambda path: below(path, focus) or not any(below(path, other) for other in others))


def fingerprint(check_id: str, path: str | None, subject: str, message: str) -> str:
    """16 hex digits that name a finding across runs, whatever its line."""
    text = "\0".join((check_id, path or "", subject, message))
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()[:16]
