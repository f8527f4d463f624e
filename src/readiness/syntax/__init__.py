"""Guarded parsers: text of unknown origin in, plain values with line numbers out, never an exception, a crash or an explosion."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.records import dataclass


class Map(dict[str, Any]):
    """A mapping that remembers its line and the line of each key (counting from 1; 0 where the parser could not tell)."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.lines: dict[str, int] = {}

    def line_of(self, key: str) -> int:
        """The line of `key`, or of the mapping itself when the key is absent."""
        return self.lines.get(key, self.line)


class Seq(list[Any]):
    """A list that remembers its line and the line of each item."""

    __slots__ = ("line", "lines")

    def __init__(self, line: int = 0) -> None:
        super().__init__()
        self.line = line
        self.lines: list[int] = []

    def line_at(self, index: int) -> int:
        """The line of the item at `index`."""
        return self.lines[index] if index < len(self.lines) else self.line


class Tagged(str):
    """A scalar under an application tag (`!Ref`, `!vault`): a reference, not a literal. `tag` holds its `!`."""

    __slots__ = ("tag",)
    tag: str


def tagged(value: str, tag: str) -> Tagged:
    """`value` under `tag`."""
    made = Tagged(value)
    made.tag = tag
    return made


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a text could not be parsed; `line` counts from 1, None when unknown."""

    message: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class Parsed:
    """The documents of a file (one, but for YAML streams), and the problem that ended the parse if there was one."""

    documents: tuple[Any, ...] = ()
    problem: Problem | None = None

    @property
    def value(self) -> Any:
        """The first document, None when there is none."""
        return self.documents[0] if self.documents else None


def mapping(value: object) -> Map:
    """`value` if it is a mapping, else an empty one."""
    return value if isinstance(value, Map) else Map()


def sequence(value: object) -> Seq:
    """`value` if it is a list, else an empty one."""
    return value if isinstance(value, Seq) else Seq()


def string(value: object) -> str:
    """`value` as text: a string as it is, a number or boolean as written in YAML, anything else empty."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, (int, float)) else ""


def strings(value: object) -> tuple[str, ...]:
    """The texts of a list, or the one text that stands where a list may stand."""
    if isinstance(value, Seq):
        return tuple(string(item) for item in value if not isinstance(item, (Map, Seq)) and item is not None)
    return (string(value),) if string(value) else ()


def dig(value: object, *keys: str) -> Any:
    """What lies under nested keys, None when any of them is missing."""
    for key in keys:
        if not isinstance(value, Map):
            return None
        value = value.get(key)
    return value


def walk(value: object) -> Iterator[Map]:
    """Every mapping in a value, outermost first; shared parts once, so that aliases cannot explode."""
    seen: set[int] = set()
    pending: list[object] = [value]
    while pending:
        node = pending.pop()
        if not isinstance(node, (Map, Seq)) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Map):
            yield node
            pending.extend(reversed(list(node.values())))
        else:
            pending.extend(reversed(node))
