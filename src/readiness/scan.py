"""One pass over all text: patterns declared by facts, found together while each file is read once.

A `Pattern` is a module attribute of a plugin; the engine gathers all of them before it reads a file. Literals are found by
one Aho-Corasick automaton a kind of file; only where one stands is the pattern's regular expression tried, on a bounded window.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from functools import cached_property
from typing import Any, NamedTuple

from readiness.classify import File, Role
from readiness.records import dataclass

MAX_LINE = 500  # characters of a line that are looked at on each side of a literal
MAX_TRIES = 50  # of one pattern's regex on one line: a line of a megabyte may be all literals
MAX_HITS = 2_000  # of one pattern in one file; data files repeat themselves
MAX_TRIES = 5_000  # of one pattern's regex in one file; text made to be slow repeats a literal without end
_HASH = (b"#",)
_DASHES = (b"--",)
_SLASHES = (b"//", b"*", b"/*")
_COMMENTS: dict[str, tuple[bytes, ...]] = {
    **dict.fromkeys(("python", "ruby", "shell", "elixir", "perl", "crystal", "graphql"), _HASH),
    **dict.fromkeys(("sql", "lua", "haskell"), _DASHES),
    "hcl": (b"#", b"//"),
    "php": (*_SLASHES, b"#"),
    "erlang": (b"%",),
}


@dataclass(frozen=True, eq=False)
class Pattern:
    """Text worth knowing of: any of `literals` (case-sensitive, ASCII) with `regex` matching around it.

    The regex is searched in a window of `lines` lines that starts with the literal's own line; empty means that the literal alone
    decides. `languages`, `suffixes` and `names` narrow it to kinds of file (any of the three admits; none given admits all);
    `roles` are the roles it is looked for in. Hits in line comments are dropped unless `comments`. With `once`, the first hit in a file
    is enough. `before` is how many bytes ahead of the literal a match may begin, on its line. `code` says that a match which begins
    inside a string on its line is none: code that speaks of code (generators, linters, messages) is not that code.
    """

    literals: tuple[str, ...]
    regex: str = ""
    languages: tuple[str, ...] = ()
    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    roles: tuple[Role, ...] = ("source",)
    lines: int = 1
    comments: bool = False
    once: bool = False
    before: int = MAX_LINE
    code: bool = False

    @cached_property
    def compiled(self) -> re.Pattern[bytes] | None:
        """The regex over UTF-8, None when the literals alone decide: files are searched as they are stored."""
        return re.compile(self.regex.encode()) if self.regex else None

    def admits(self, file: File) -> bool:
        """Whether the pattern is looked for in `file`."""
        if file.role not in self.roles:
            return False
        if not (self.languages or self.suffixes or self.names):
            return True
        return file.language in self.languages or file.suffix in self.suffixes or file.name.lower() in self.names


class Hit(NamedTuple):  # made by the ten thousand, four times as fast as a frozen dataclass
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
        self._shared: dict[tuple[Pattern, ...], _Automaton | None] = {}
        self._names = frozenset(name for pattern in self._patterns for name in pattern.names)

    def find(self, file: File, raw: bytes) -> dict[Pattern, list[Hit]]:
        """The hits in one file's bytes, by pattern, in order of place."""
        lowered = file.name.lower()
        key = (file.role, file.language, file.suffix, lowered if lowered in self._names else "")
        if key not in self._automata:
            admitted = tuple(pattern for pattern in self._patterns if pattern.admits(file))
            # many kinds of file admit the same patterns
            if admitted not in self._shared:
                self._shared[admitted] = _Automaton(admitted) if admitted else None
            self._automata[key] = self._shared[admitted]
        automaton = self._automata[key]
        return automaton.find(file, raw) if automaton else {}


class _Automaton:
    def __init__(self, patterns: tuple[Pattern, ...]) -> None:
        import ahocorasick_rs

        wanted: dict[str, list[Pattern]] = {}
        for pattern in patterns:
            for literal in pattern.literals:
                wanted.setdefault(literal, []).append(pattern)
        self._owners = list(wanted.values())
        self._machine: Any = ahocorasick_rs.BytesAhoCorasick([literal.encode() for literal in wanted])

    def find(self, file: File, raw: bytes) -> dict[Pattern, list[Hit]]:
        found: dict[Pattern, list[Hit]] = {}
        markers = _COMMENTS.get(file.language) or (_SLASHES if file.language else _HASH)
        seen: set[tuple[int, int]] = set()
        tried: Counter[int] = Counter()
        row, counted, begin, finish, commented = 0, 0, 0, -1, False
        for owner, start, end in self._machine.find_matches_as_indexes(raw, overlapping=True):
            if not begin <= start <= finish:
                # matches come in the order of their ends: one may begin on the line before the last one's
                row += raw.count(b"\n", counted, start) if start >= counted else -raw.count(b"\n", start, counted)
                counted = start
                begin, finish = raw.rfind(b"\n", 0, start) + 1, raw.find(b"\n", start)
                finish = len(raw) if finish < 0 else finish
                commented = raw[begin : begin + 200].lstrip().startswith(markers)
                tried.clear()
            for pattern in self._owners[owner]:
                if (commented and not pattern.comments) or tried[id(pattern)] >= MAX_TRIES or (pattern.once and pattern in found):
                    continue
                tried[id(pattern)] += 1
                hit = _confirm(pattern, file.path, raw, (begin, start, end), row)
                if hit is not None and (id(pattern), hit[0]) not in seen:
                    seen.add((id(pattern), hit[0]))
                    hits = found.setdefault(pattern, [])
                    if len(hits) < MAX_HITS:
                        hits.append(hit[1])
        return found


def _confirm(pattern: Pattern, path: str, raw: bytes, place: tuple[int, int, int], row: int) -> tuple[int, Hit] | None:
    """The hit and the offset of its match, when the regex matches a stretch of the window that touches the literal."""
    begin, start, end = place
    compiled = pattern.compiled
    if compiled is None:
        if pattern.code and _in_string(raw[max(begin, start - MAX_LINE) : start]):
            return None
        return start, Hit(path, row + 1, raw[start:end].decode("utf-8", "replace"))
    first = max(begin, start - pattern.before)
    last = _end_of_lines(raw, end, pattern.lines)
    window = raw[first:last]
    for match in compiled.finditer(window):
        # one that ends before the literal belongs to another literal of the line
        if match.end() > start - first:
            if match.start() > end - first:
                return None
            if pattern.code and _in_string(window[: match.start()].rpartition(b"\n")[2]):
                continue
            line = row + 1 - raw.count(b"\n", first + match.start(), start) + raw.count(b"\n", start, first + match.start())
            groups = tuple((group or b"").decode("utf-8", "replace") for group in match.groups())
            return first + match.start(), Hit(path, line, match.group().decode("utf-8", "replace"), groups)
    return None


_QUOTES = re.compile(rb"\\.|[\"'`]")


def _in_string(before: bytes) -> bool:
    """Whether a line that begins with `before` is inside a quoted string there; an apostrophe within a word opens none."""
    opened = b""
    for found in _QUOTES.finditer(before):
        quote = found.group()
        if opened:
            opened = b"" if quote == opened else opened
        elif len(quote) == 1 and not (quote == b"'" and before[max(0, found.start() - 1) : found.start()].isalnum()):
            opened = quote
    return bool(opened)


def _end_of_lines(raw: bytes, end: int, lines: int) -> int:
    """Where the window ends: with the line that is `lines` - 1 after the literal's, within bounds."""
    limit = end + MAX_LINE * lines
    at = end - 1
    for _ in range(lines):
        at = raw.find(b"\n", at + 1, limit)
        if at < 0:
            return min(limit, len(raw))
    return at
