"""The words of following a command: where it stands, what it runs, what is missing."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal, TypeAlias

from readiness.records import dataclass

MAX_DEPTH = 8
MAX_COMMANDS = 3_000  # of one step
MissingKind: TypeAlias = Literal["script", "target", "package script", "action", "workflow", "folder"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a script stands, and what led there. `trusted`: the files it sees are this repository's, so that a missing one is missing."""

    path: str
    line: int
    via: tuple[str, ...] = ()
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a pipeline calls and the repository does not hold.

    `fault` is false where the call is no mistake: the caller allows for it, something may make it, or it is there and runs nothing.
    """

    kind: MissingKind
    name: str
    path: str
    line: int
    via: tuple[str, ...] = ()
    fault: bool = True


@dataclass(frozen=True, slots=True)
class Run:
    """One command after following: `line` is the line in the pipeline, `via` the places that led from it here."""

    words: tuple[str, ...]
    line: int
    folder: str | None
    can_fail: bool
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Context:
    """What holds where a command stands: the pipeline's line, the way here, and what was called on it already (`seen`)."""

    line: int
    via: tuple[str, ...]
    can_fail: bool
    depth: int
    trusted: bool
    path: str
    source: str
    variables: tuple[tuple[str, str], ...] = ()
    seen: frozenset[tuple[str, ...]] = frozenset()

    def deeper(self, place: str, can_fail: bool, key: tuple[str, ...], source: str) -> Context:
        """Inside a script that stands at `place`; `key` names it, `source` is its text."""
        via = (*self.via, place)
        return Context(
            self.line, via, self.can_fail and can_fail, self.depth + 1, self.trusted, self.path, source, self.variables, self.seen | {key}
        )

    def one_deeper(self) -> Context:
        """The same place inside a command that wraps another."""
        return replace(self, depth=self.depth + 1)
