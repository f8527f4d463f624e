"""Expressions of Python as far as routers are made of them: strings, names, sums, lists, tables and calls."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 14  # of an expression
MAX_ITEMS = 2_000  # of one list: tables of URLs are long


@dataclass(frozen=True, slots=True)
class Text:
    """A string literal."""

    value: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Name:
    """A name with its attributes: `settings.API_PREFIX`."""

    dotted: str
    line: int = 0


@dataclass(frozen=True, slots=True)
class Sum:
    """Strings or lists put after each other."""

    parts: tuple[Expr, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Listing:
    """A list, tuple or set."""

    items: tuple[Expr, ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Table:
    """A dictionary whose keys are strings; the other entries are left out."""

    entries: tuple[tuple[str, Expr], ...]
    line: int = 0


@dataclass(frozen=True, slots=True)
class Call:
    """A call: the callee's dotted name (`?` for a part that is no name), its arguments and keywords."""

    callee: str
    arguments: tuple[Expr, ...] = ()
    keywords: tuple[tuple[str, Expr], ...] = ()
    line: int = 0

    def keyword(self, name: str) -> Expr | None:
        """The value of a keyword, None when it is not given."""
        return next((value for key, value in self.keywords if key == name), None)

    def given(self, at: int, name: str) -> Expr | None:
        """An argument by its place or by its keyword."""
        return self.arguments[at] if len(self.arguments) > at else self.keyword(name)

    @property
    def receiver(self) -> str:
        return self.callee.rpartition(".")[0]

    @property
    def method(self) -> str:
        return self.callee.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class Flag:
    """`True`, `False`."""

    value: bool
    line: int = 0


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else."""

    line: int = 0


Expr: TypeAlias = "Text | Name | Sum | Listing | Table | Call | Flag | Other"


def expression(node: Node | None, depth: int = 0) -> Expr:
    """A node as an expression; what routers are not made of is `Other`."""
    if node is None or depth > MAX_DEPTH:
        return Other()
    read = _READERS.get(node.type)
    return read(node, depth) if read is not None else Other(line_of(node))


def _string(node: Node, depth: int) -> Expr:
    parts: list[Expr] = []
    for child in node.named_children:
        if child.type == "string_content":
            parts.append(Text(text_of(child)))
        elif child.type == "interpolation":
            parts.append(expression(child.child_by_field_name("expression"), depth + 1))
    if all(isinstance(part, Text) for part in parts):
        return Text("".join(part.value for part in parts if isinstance(part, Text)), line_of(node))
    return Sum(tuple(parts), line_of(node))


def _strings(node: Node, depth: int) -> Expr:
    return Sum(tuple(_string(child, depth) for child in node.named_children), line_of(node))


def _name(node: Node, _depth: int) -> Expr:
    return Name(_dotted(node), line_of(node))


def _flag(node: Node, _depth: int) -> Expr:
    return Flag(node.type == "true", line_of(node))


def _value(node: Node, depth: int) -> Expr:
    return expression(node.child_by_field_name("value"), depth + 1)


def _call(node: Node, depth: int) -> Expr:
    arguments: list[Expr] = []
    keywords: list[tuple[str, Expr]] = []
    given = node.child_by_field_name("arguments")
    for child in given.named_children[:MAX_ITEMS] if given is not None else ():
        if child.type == "keyword_argument":
            keywords.append((text_of(child.child_by_field_name("name")), expression(child.child_by_field_name("value"), depth + 1)))
        elif child.type != "comment":
            arguments.append(expression(child, depth + 1))
    return Call(_dotted(node.child_by_field_name("function")), tuple(arguments), tuple(keywords), line_of(node))


def _dotted(node: Node | None) -> str:
    parts: list[str] = []
    while node is not None and node.type == "attribute":
        parts.append(text_of(node.child_by_field_name("attribute")))
        node = node.child_by_field_name("object")
    parts.append(text_of(node) if node is not None and node.type == "identifier" else "?")
    return ".".join(reversed(parts))


def _operator(node: Node, depth: int) -> Expr:
    if text_of(node.child_by_field_name("operator")) != "+":
        return Other(line_of(node))
    # a long chain leans to the left
    parts: list[Expr] = []
    left: Node | None = node
    while left is not None and left.type == "binary_operator":
        parts.append(expression(left.child_by_field_name("right"), depth + 1))
        left = left.child_by_field_name("left")
    parts.append(expression(left, depth + 1))
    return Sum(tuple(reversed(parts)), line_of(node))


def _listing(node: Node, depth: int) -> Expr:
    return Listing(
        tuple(expression(child, depth + 1) for child in node.named_children[:MAX_ITEMS] if child.type != "comment"), line_of(node)
    )


def _table(node: Node, depth: int) -> Expr:
    entries: list[tuple[str, Expr]] = []
    for child in node.named_children[:MAX_ITEMS]:
        key = expression(child.child_by_field_name("key"), depth + 1) if child.type == "pair" else None
        if isinstance(key, Text):
            entries.append((key.value, expression(child.child_by_field_name("value"), depth + 1)))
    return Table(tuple(entries), line_of(node))


def _inside(node: Node, depth: int) -> Expr:
    return expression(node.named_children[0], depth + 1) if node.named_children else Other(line_of(node))


_READERS: dict[str, Callable[[Node, int], Expr]] = {
    "string": _string,
    "concatenated_string": _strings,
    "identifier": _name,
    "attribute": _name,
    "call": _call,
    "binary_operator": _operator,
    "true": _flag,
    "false": _flag,
    "list": _listing,
    "tuple": _listing,
    "set": _listing,
    "expression_list": _listing,
    "dictionary": _table,
    "parenthesized_expression": _inside,
    "await": _inside,
    "list_splat": _inside,
    "named_expression": _value,
}
