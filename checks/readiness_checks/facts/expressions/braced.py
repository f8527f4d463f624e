"""Reads the expressions of languages that look like C: PHP, JavaScript, TypeScript and C#, each by a table of its node types."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, TypeAlias

from readiness.records import dataclass
from readiness_checks.facts.expressions import MAX_DEPTH, Call, Closure, Name, Opaque, Text, Value, text_at, unescaped
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_SHORT = 200
_WORDS: dict[str, Value] = {
    "true": True, "false": False, "null": None, "undefined": None, "True": True, "False": False, "TRUE": True, "FALSE": False, "NULL": None,
}  # fmt: skip

Known: TypeAlias = Mapping[str, Value]
Parts: TypeAlias = "tuple[str, Node | None, Node | None]"


Reader: TypeAlias = "Callable[[Grammar, Node, Known, int], Value]"


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """How a language is read: what reads each type of node, and which types are texts, their pieces, closures and calls.

    `called` gives a call's name, what it is called on, and its arguments; `entry` the key (None without one) and value of an entry of a
    list or mapping; `plus` is the operator that joins texts.
    """

    readers: Mapping[str, Reader]
    texts: frozenset[str]
    pieces: frozenset[str]
    interpolations: frozenset[str]
    closures: frozenset[str]
    calls: frozenset[str]
    plus: str
    called: Callable[[Node], Parts]
    entry: Callable[[Node], tuple[Node | None, Node | None]]


def value_of(grammar: Grammar, node: Node | None, known: Known, depth: int = 0) -> Value:
    """The value of an expression; names that are `known` stand for their values."""
    if node is None or depth > MAX_DEPTH:
        return Opaque()
    read = grammar.readers.get(node.type)
    return read(grammar, node, known, depth) if read is not None else Opaque(text_of(node)[:_SHORT])


def call_of(grammar: Grammar, node: Node, known: Known, depth: int = 0) -> Call:
    """A call with its arguments, those with names apart."""
    name, on, given = grammar.called(node)
    args: list[Value] = []
    named: dict[str, Value] = {}
    children = [given] if given is not None and given.type in grammar.texts else given.named_children if given is not None else []
    for child in children:
        if child.type == "comment":
            continue
        label = child.child_by_field_name("name") if child.type == "argument" else None
        inner = child.named_children[-1] if child.type == "argument" and child.named_children else child
        value = value_of(grammar, inner, known, depth + 1)
        if label is not None:
            named[text_of(label)] = value
        else:
            args.append(value)
    target = value_of(grammar, on, known, depth + 1) if on is not None else None
    return Call(name, target, tuple(args), named, _line_of_name(node, given), text_of(node)[:_SHORT])


def _line_of_name(node: Node, given: Node | None) -> int:
    """The line of the last call of a chain: that on which its arguments begin."""
    return line_of(given) if given is not None else line_of(node)


def read_text(grammar: Grammar, node: Node, known: Known, depth: int) -> Value:
    """A literal text; opaque where something unknown is put in."""
    pieces: list[str] = []
    for child in node.named_children:
        if child.type in grammar.interpolations:
            inner = value_of(
                grammar, next((part for part in child.named_children if part.type != "interpolation_brace"), child), known, depth + 1
            )
            if not isinstance(inner, (str, int)):
                return Opaque(text_of(node)[:_SHORT])
            pieces.append(str(inner))
        elif child.type in grammar.pieces:
            pieces.append(unescaped(text_of(child)) if child.type == "escape_sequence" else text_of(child))
        elif child.named_children and child.type in grammar.texts:
            inner = read_text(grammar, child, known, depth + 1)
            if not isinstance(inner, str):
                return inner
            pieces.append(inner)
    if not node.named_children:
        pieces.append(text_of(node).lstrip("@$")[1:-1])
    return text_at("".join(pieces), line_of(node))


def read_word(_grammar: Grammar, node: Node, _known: Known, _depth: int) -> Value:
    """true, false or nothing."""
    return _WORDS.get(text_of(node))


def read_name(_grammar: Grammar, node: Node, known: Known, _depth: int) -> Value:
    """A name, dotted where it is."""
    text = text_of(node)
    if text in _WORDS:
        return _WORDS[text]
    if text in known:
        return known[text]
    return Name(text.replace("->", ".").replace("::", ".").lstrip("$")) if "(" not in text else Opaque(text[:_SHORT])


def read_number(_grammar: Grammar, node: Node, _known: Known, _depth: int) -> Value:
    """A whole number."""
    text = text_of(node).replace("_", "")
    return int(text) if text.isdigit() and len(text) < 20 else Opaque(text)


def read_list(grammar: Grammar, node: Node, known: Known, depth: int) -> Value:
    """A list, or a mapping where its entries have keys."""
    entries = [grammar.entry(child) for child in node.named_children if child.type != "comment"]
    if any(key is not None for key, _ in entries):
        return read_map(grammar, node, known, depth)
    return tuple(value_of(grammar, value, known, depth + 1) for _, value in entries)


def read_map(grammar: Grammar, node: Node, known: Known, depth: int) -> Value:
    """A mapping; what is spread into it stands under `**`."""
    found: dict[str, Value] = {}
    for child in node.named_children:
        if child.type == "comment":
            continue
        key, value = grammar.entry(child)
        name = value_of(grammar, key, {}, depth + 1) if key is not None else None
        text = name.text if isinstance(name, Name) else str(name) if isinstance(name, (str, int)) else "**"
        found[text] = value_of(grammar, value, known, depth + 1)
    return found


def read_wrapped(grammar: Grammar, node: Node, known: Known, depth: int) -> Value:
    """What stands in parentheses, behind `await` or a cast."""
    return value_of(grammar, node.named_children[-1] if node.named_children else None, known, depth + 1)


def read_call(grammar: Grammar, node: Node, known: Known, depth: int) -> Value:
    """A call, as a value."""
    return call_of(grammar, node, known, depth)


def read_closure(_grammar: Grammar, node: Node, _known: Known, _depth: int) -> Value:
    """A function that is given to a call."""
    return Closure(node)


def read_sum(grammar: Grammar, node: Node, known: Known, depth: int) -> Value:
    """Texts that are joined."""
    operator = text_of(node.child_by_field_name("operator")) or "".join(text_of(child) for child in node.children if not child.is_named)
    if operator != grammar.plus:
        return Opaque(text_of(node)[:_SHORT])
    sides = [value_of(grammar, side, known, depth + 1) for side in node.named_children if side.type != "comment"]
    texts = [side for side in sides if isinstance(side, str)]
    if len(texts) < len(sides):
        return Opaque(text_of(node)[:_SHORT])
    first = texts[0]
    return text_at("".join(texts), first.line if isinstance(first, Text) else line_of(node))
