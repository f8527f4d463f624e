"""Reads Python expressions out of their tree."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from readiness_checks.facts.expressions import MAX_DEPTH, Call, Name, Opaque, Text, Value, text_at, unescaped
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_SHORT = 160
_NOTHING: Mapping[str, Value] = {}


def value_of(node: Node | None, known: Mapping[str, Value] = _NOTHING, depth: int = 0) -> Value:
    """The value of an expression; names that are `known` stand for their values."""
    if node is None or depth > MAX_DEPTH:
        return Opaque()
    kind = node.type
    if kind in _CONSTANTS:
        return _CONSTANTS[kind]
    read = _READERS.get(kind)
    return read(node, known, depth) if read is not None else Opaque(text_of(node)[:_SHORT])


def call_of(node: Node, known: Mapping[str, Value] = _NOTHING, depth: int = 0) -> Value:
    """A call with its arguments; splats make it opaque to whoever counts arguments, as an `Opaque` among them."""
    function = node.child_by_field_name("function")
    if function is None:
        return Opaque()
    on: Value = None
    name = text_of(function)
    if function.type == "attribute":
        name = text_of(function.child_by_field_name("attribute"))
        on = value_of(function.child_by_field_name("object"), known, depth + 1)
    elif function.type != "identifier":
        return Opaque(text_of(node)[:_SHORT])
    args: list[Value] = []
    named: dict[str, Value] = {}
    given = node.child_by_field_name("arguments")
    for argument in given.named_children if given is not None else ():
        if argument.type == "keyword_argument":
            named[text_of(argument.child_by_field_name("name"))] = value_of(argument.child_by_field_name("value"), known, depth + 1)
        elif argument.type == "dictionary_splat":
            named["**"] = Opaque(text_of(argument)[:_SHORT])
        elif argument.type == "list_splat":
            args.extend(_splat(argument, known, depth))
        elif argument.type != "comment":
            args.append(value_of(argument, known, depth + 1))
    return Call(name, on, tuple(args), named, line_of(node), text_of(node)[:_SHORT])


def assignments(block: Node) -> Iterator[tuple[str, Node, Node]]:
    """The names that a block of statements itself assigns: name, value, statement."""
    for statement in block.named_children:
        if statement.type != "expression_statement":
            continue
        for inner in statement.named_children:
            if inner.type == "assignment":
                left, right = inner.child_by_field_name("left"), inner.child_by_field_name("right")
                if left is not None and right is not None and left.type == "identifier":
                    yield text_of(left), right, statement


def constants(module: Node) -> dict[str, Value]:
    """What the top of a module assigns once: texts, numbers, lists, mappings and calls by name."""
    found: dict[str, Value] = {}
    for name, right, _ in assignments(module):
        found[name] = Opaque() if name in found else value_of(right, found)
    return found


def functions(block: Node) -> dict[str, Node]:
    """The functions that a block defines, decorated or not, by name."""
    found = {}
    for statement in block.named_children:
        inner = statement.child_by_field_name("definition") if statement.type == "decorated_definition" else statement
        if inner is not None and inner.type == "function_definition":
            found[text_of(inner.child_by_field_name("name"))] = inner
    return found


def _identifier(node: Node, known: Mapping[str, Value], _depth: int) -> Value:
    name = text_of(node)
    return known[name] if name in known else Name(name)


def _attribute(node: Node, _known: Mapping[str, Value], _depth: int) -> Value:
    text = text_of(node)
    return Name(text) if "(" not in text and "[" not in text else Opaque(text[:_SHORT])


def _inner(node: Node, known: Mapping[str, Value], depth: int) -> Value:
    return value_of(next(iter(node.named_children), None), known, depth + 1)


def _adjacent(node: Node, known: Mapping[str, Value], depth: int) -> Value:
    return _joined([value_of(part, known, depth + 1) for part in node.named_children if part.type != "comment"], node)


def _sum(node: Node, known: Mapping[str, Value], depth: int) -> Value:
    if text_of(node.child_by_field_name("operator")) != "+":
        return Opaque(text_of(node)[:_SHORT])
    sides = [value_of(node.child_by_field_name(side), known, depth + 1) for side in ("left", "right")]
    if all(isinstance(side, tuple) for side in sides):
        return tuple(item for side in sides if isinstance(side, tuple) for item in side)
    return _joined(sides, node)


def _items(node: Node, known: Mapping[str, Value], depth: int) -> tuple[Value, ...]:
    found: list[Value] = []
    for child in node.named_children:
        if child.type == "list_splat":
            found.extend(_splat(child, known, depth))
        elif child.type != "comment":
            found.append(value_of(child, known, depth + 1))
    return tuple(found)


def _splat(node: Node, known: Mapping[str, Value], depth: int) -> tuple[Value, ...]:
    inner = value_of(next(iter(node.named_children), None), known, depth + 1)
    return inner if isinstance(inner, tuple) else (Opaque(text_of(node)[:_SHORT]),)


def _mapping(node: Node, known: Mapping[str, Value], depth: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for pair in node.named_children:
        if pair.type == "pair":
            key = value_of(pair.child_by_field_name("key"), known, depth + 1)
            if isinstance(key, (str, int)):
                found[str(key)] = value_of(pair.child_by_field_name("value"), known, depth + 1)
                continue
        if pair.type != "comment":
            found["**"] = Opaque(text_of(pair)[:_SHORT])
    return found


def _string(node: Node, known: Mapping[str, Value], depth: int) -> Value:
    pieces: list[str] = []
    raw = "r" in text_of(node.children[0]).lower() if node.children else False
    for child in node.named_children:
        if child.type == "string_content":
            pieces.append(text_of(child) if raw else unescaped(text_of(child)))
        elif child.type == "interpolation":
            inner = value_of(child.child_by_field_name("expression"), known, depth + 1)
            if not isinstance(inner, (str, int)):
                return Opaque(text_of(node)[:_SHORT])
            pieces.append(str(inner))
    return text_at("".join(pieces), line_of(node))


def _joined(parts: list[Value], node: Node) -> Value:
    texts = [part for part in parts if isinstance(part, str)]
    if len(texts) < len(parts):
        return Opaque(text_of(node)[:_SHORT])
    first = texts[0] if texts else ""
    return text_at("".join(texts), first.line if isinstance(first, Text) else line_of(node))


def _number(node: Node, _known: Mapping[str, Value], _depth: int) -> Value:
    text = text_of(node)
    try:
        return int(text.replace("_", ""), 0)
    except ValueError:
        return Opaque(text)


_CONSTANTS: dict[str, Value] = {"true": True, "false": False, "none": None}
_READERS: dict[str, Callable[[Node, Mapping[str, Value], int], Value]] = {
    "string": _string,
    "identifier": _identifier,
    "attribute": _attribute,
    "call": call_of,
    "integer": _number,
    "list": _items,
    "tuple": _items,
    "set": _items,
    "dictionary": _mapping,
    "parenthesized_expression": _inner,
    "await": _inner,
    "concatenated_string": _adjacent,
    "binary_operator": _sum,
}
