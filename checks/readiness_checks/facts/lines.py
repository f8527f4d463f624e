"""The lines of a file, split once for all who look around a place, and those that are text inside of code."""

from __future__ import annotations

from readiness.repo import Repo, fact


@fact
def lines_of(repo: Repo, path: str) -> tuple[str, ...]:
    """The lines of a file without their ends; the first is line 1."""
    return tuple(repo.text(path).split("\n"))


@fact
def quoted_lines(repo: Repo, path: str) -> frozenset[int]:
    """The lines, from 1, that begin between triple quotes: documentation and templates in Python and Elixir, not code."""
    found = set()
    opened = ""
    for number, line in enumerate(lines_of(repo, path), 1):
        if opened:
            found.add(number)
        for quotes in ('"""', "'''"):
            if opened in ("", quotes) and line.count(quotes) % 2:
                opened = "" if opened else quotes
    return frozenset(found)
