"""What an expression says, whatever the language: texts, numbers, names, lists, mappings and calls; all else is opaque."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, TypeAlias

from readiness.records import dataclass
from readiness.regex import Regex

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 60  # of expressions within expressions; deeper is opaque
_ESCAPE = Regex(r"\\([ntr\\\"'`$#\n])")
_MEANT = {"n": "\n", "t": "\t", "r": "\r", "\n": ""}


class Text(str):
    """A literal text that remembers the line its content starts on."""

    __slots__ = ("line",)
    line: int


def text_at(value: str, line: int) -> Text:
    """`value`, which starts on `line`."""
    made = Text(value)
    made.line = line
    return made


def unescaped(text: str) -> str:
    """A text with the escapes undone that all these languages share; others are left as they are written."""
    return _ESCAPE.sub(lambda found: _MEANT.get(found[1], found[1]), text) if "\\" in text else text


@dataclass(frozen=True, slots=True)
class Name:
    """A name as written, dotted where it is: `sa.Integer`; a symbol or an atom is a `Text`."""

    text: str

    @property
    def last(self) -> str:
        """The name after the last dot."""
        return self.text.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Opaque:
    """What cannot be known from the text alone; `text` is what is written, shortened."""

    text: str = ""


@dataclass(frozen=True, slots=True)
class Closure:
    """A function that is written where it is given to another: its node."""

    node: Node = field(compare=False)


@dataclass(frozen=True, slots=True)
class Call:
    """A call: `on` is what it is called on (None for a plain function), `named` the named arguments, `block` the code it is given."""

    name: str
    on: Value
    args: tuple[Value, ...]
    named: Mapping[str, Value]
    line: int
    text: str = ""
    block: Node | None = field(default=None, compare=False)

    def get(self, name: str, position: int | None = None) -> Value:
        """An argument by name, else by position; None where it is not given."""
        if name in self.named:
            return self.named[name]
        return self.args[position] if position is not None and position < len(self.args) else None

    def has(self, name: str) -> bool:
        """Whether the call gives the named argument."""
        return name in self.named


Value: TypeAlias = "str | int | float | bool | tuple[Value, ...] | dict[str, Value] | Name | Call | Closure | Opaque | None"


def literal(value: Value) -> str:
    """A value as text when it is a text or the last part of a name that stands for one, else ""."""
    return str(value) if isinstance(value, str) else ""


def literals(value: Value) -> tuple[str, ...]:
    """The texts of a list of texts, or of one text; empty where any of them is no text."""
    if isinstance(value, str):
        return (str(value),)
    if isinstance(value, tuple) and all(isinstance(each, str) for each in value):
        return tuple(str(each) for each in value)
    return ()


def written(value: Value) -> str:
    """A value roughly as it is written, for messages and for defaults."""
    if isinstance(value, (Name, Opaque, Call)):
        return value.text
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return "null"
    return f"'{value}'" if isinstance(value, str) else str(value) if isinstance(value, (int, float)) else ""


def chain(call: Call) -> Iterator[Call]:
    """A call and those it is called on, outermost (last written) first: `a().b().c()` gives c, b, a."""
    current: Value = call
    for _ in range(200):
        if not isinstance(current, Call):
            return
        yield current
        current = current.on


def root(call: Call) -> str:
    """The name that a chain of calls starts from: `t` of `t.string("a").nullable()`, "" for a plain function."""
    for each in chain(call):
        on = each.on
        if not isinstance(on, Call):
            return on.text if isinstance(on, Name) else ""
    return ""
