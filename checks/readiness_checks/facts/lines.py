"""The lines of a file, split once for all who look around a place."""

from __future__ import annotations

from readiness.repo import Repo, fact


@fact
def lines_of(repo: Repo, path: str) -> tuple[str, ...]:
    """The lines of a file without their ends; the first is line 1."""
    return tuple(repo.text(path).split("\n"))
