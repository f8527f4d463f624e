"""One pass over all text: patterns declared by facts, found together while each file is read once.

A `Pattern` is a module attribute of a plugin; the engine gathers all of them before it reads a file. Literals are found by
one Aho-Corasick automaton a kind of file; only where one stands is the pattern's regular expression tried, on a bounded window.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from readiness.classify import File, Role

MAX_LINE = 500  # characters of a line that are looked at on each side of a literal
MAX_HITS = 2_000  # of one pattern in one file; data files repeat themselves
_COMMENTS: dict[str, tuple[str, ...]] = {
    "python": ("#",), "ruby": ("#",), "shell": ("#",), "elixir": ("#",), "perl": ("#",), "hcl": ("#", "//"), "php": ("//", "#", "*", "/*"),
    "sql": ("--",), "lua": ("--",), "haskell": ("--",), "crystal": ("#",), "prisma": ("//",), "erlang": ("%",), "graphql": ("#",),
}  # fmt: skip
_SLASHES = ("//", "*", "/*")
_HASH = ("#",)


@dataclass(frozen=True, eq=False)
class Pattern:
    """Text worth knowing of: any of `literals` (case-sensitive, ASCII) with `regex` matching around it.

    The regex is searched in a window of `lines` lines that starts with the literal's own line; empty means that the literal alone
    decides. `languages`, `suffixes` and `names` narrow it to kinds of file (any of the three admits; none given admits all);
    `roles` are the roles it is looked for in. Hits in line comments are dropped unless `comments`.
    """

    literals: tuple[str, ...]
    regex: str = ""
    languages: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ("source",)
    lines: int = 1
    comments: bool = False

    @cached_property
    def compiled(self) -> re.Pattern[str] | None:
        return re.compile(self.regex) if self.regex else None

    def admits(self, file: File) -> bool:
        """Whether the pattern is looked for in `file`."""
        if file.role not in self.roles:
            return False
        if not (self.languages or self.suffixes or self.names):
            return True
        return file.language in self.languages or file.suffix in self.suffixes or file.name.lower() in self.names


@dataclass(frozen=True, slots=True)
class Hit:
    """One place where a pattern holds: the line counts from 1, `text` is what matched, `groups` the regex's groups ("" when absent)."""

    path: str
    line: int
    text: str
    groups: tuple[str, ...] = ()


class Scanner:
    """Finds all patterns in one file after another."""

    def __init__(self, patterns: Iterable[Pattern]) -> None:
        self._patterns = tuple(patterns)
        self._automata: dict[tuple[str, str, str, str], _Automaton | None] = {}
        self._names = frozenset(name for pattern in self._patterns for name in pattern.names)

    def find(self, file: File, raw: bytes) -> dict[Pattern, list[Hit]]:
        """The hits in one file's bytes, by pattern, in order of place."""
        lowered = file.name.lower()
        key = (file.role, file.language, file.suffix, lowered if lowered in self._names else "")
        if key not in self._automata:
            admitted = [pattern for pattern in self._patterns if pattern.admits(file)]
            self._automata[key] = _Automaton(admitted) if admitted else None
        automaton = self._automata[key]
        return automaton.find(file, raw) if automaton else {}


class _Automaton:
    def __init__(self, patterns: list[Pattern]) -> None:
        import ahocorasick_rs

        wanted: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            for literal in pattern.literals:
                wanted.setdefault(literal, []).append(pattern)
        self._owners = list(wanted.values())
        self._machine: Any = ahocorasick_rs.BytesAhoCorasick([literal.encode() for literal in wanted])

    def find(self, file: File, raw: bytes) -> dict[Pattern, list[Hit]]:
        found: dict[Pattern, list[Hit]] = {}
        places = self._machine.find_matches_as_indexes(raw, overlapping=True)
        if not places:
            return found
        newlines = [at for at, byte in enumerate(raw) if byte == 10] if len(raw) < 2_000 else _newlines(raw)
        markers = _COMMENTS.get(file.language) or (_SLASHES if file.language else _HASH)
        seen: set[tuple[int, int]] = set()
        for owner, start, end in places:
            row = bisect_right(newlines, start - 1)
            begin = newlines[row - 1] + 1 if row else 0
            for pattern in self._owners[owner]:
                hits = found.setdefault(pattern, [])
                if len(hits) >= MAX_HITS or (not pattern.comments and _commented(raw, begin, markers)):
                    continue
                hit = _confirm(pattern, file.path, raw, (begin, start, end), row, newlines)
                if hit is not None and (id(pattern), hit[0]) not in seen:
                    seen.add((id(pattern), hit[0]))
                    hits.append(hit[1])
        return {pattern: hits for pattern, hits in found.items() if hits}


def _newlines(raw: bytes) -> list[int]:
    places, at = [], raw.find(b"\n")
    while at >= 0:
        places.append(at)
        at = raw.find(b"\n", at + 1)
    return places


def _commented(raw: bytes, begin: int, markers: tuple[str, ...]) -> bool:
    return raw[begin : begin + 200].lstrip().decode("latin-1").startswith(markers)


def _confirm(pattern: Pattern, path: str, raw: bytes, place: tuple[int, int, int], row: int, newlines: list[int]) -> tuple[int, Hit] | None:
    """The hit and the offset of its match, when the regex matches a stretch that holds or follows the literal's line."""
    begin, start, end = place
    if pattern.compiled is None:
        return start, Hit(path, row + 1, raw[start:end].decode("latin-1"))
    first = max(begin, start - MAX_LINE)
    until = row + pattern.lines - 1
    last = newlines[until] if until < len(newlines) else len(raw)
    window = raw[first : min(last, end + MAX_LINE * pattern.lines)].decode("utf-8", "replace")
    # a match must reach the literal: one that ends before it belongs to another literal of the line
    prefix = len(raw[first:start].decode("utf-8", "replace"))
    for match in pattern.compiled.finditer(window):
        if match.end() > prefix:
            if match.start() > prefix + (end - start):
                return None
            line = row + 1 + window.count("\n", 0, match.start())
            groups = tuple(group or "" for group in match.groups())
            return first + match.start(), Hit(path, line, match.group(), groups)
    return None
