"""Routes made from what a framework writes: whole paths in its own spelling in, normalised routes out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from readiness_checks.facts.routing import Certainty, Route
from readiness_checks.facts.routing.paths import UNKNOWN, Style, spellings

ANYTHING = "{?}"  # where whatever is mounted decides what follows


def routes_made(
    framework: str, style: Style, methods: Iterable[str], path: str, place: tuple[str, int], *, composed: bool = False
) -> Iterator[Route]:
    """A route for each method ("" for any) and each spelling of `path`, which may hold optional parts; `place` is file and line.

    A path that holds `{?}` is dynamic whatever `composed` says.
    """
    file, line = place
    certainty: Certainty = "dynamic" if UNKNOWN in path else "composed" if composed else "literal"
    for spelt in spellings(path, style):
        for method in dict.fromkeys(methods):
            yield Route(method.upper(), spelt, file, line, framework, certainty)


def under(prefix: str, path: str) -> str:
    """Two paths in a framework's own spelling after each other."""
    return f"{prefix.rstrip('/')}/{path.lstrip('/')}" if path else prefix
