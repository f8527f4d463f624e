"""Reads Elixir's expressions out of their tree: atoms and strings are texts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness_checks.facts.expressions import MAX_DEPTH, Call, Name, Opaque, Value, text_at, unescaped
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_SHORT = 160
_WORDS: dict[str, Value] = {"true": True, "false": False, "nil": None}


def value_of(node: Node | None, depth: int = 0) -> Value:
    """The value of an expression."""
    if node is None or depth > MAX_DEPTH:
        return Opaque()
    text = text_of(node)
    if node.type in ("boolean", "nil"):
        return _WORDS.get(text)
    if node.type in ("atom", "quoted_atom"):
        return text_at(text.lstrip(":").strip('"'), line_of(node))
    if node.type == "string":
        return _string(node)
    if node.type == "integer":
        return int(text) if text.isdigit() and len(text) < 20 else Opaque(text)
    if node.type == "list":
        items = [value_of(child, depth + 1) for child in node.named_children]
        return next((item for item in items if isinstance(item, dict)), None) or tuple(items)
    if node.type == "keywords":
        return _keywords(node, depth)
    if node.type == "call":
        return call_of(node, depth)
    return Name(text) if node.type in ("identifier", "alias") else Opaque(text[:_SHORT])


def call_of(node: Node, depth: int = 0) -> Call:
    """A call with its arguments; its keywords are its named arguments."""
    target = node.child_by_field_name("target")
    args: list[Value] = []
    named: dict[str, Value] = {}
    given = next((child for child in node.named_children if child.type == "arguments"), None)
    for argument in given.named_children if given is not None else ():
        if argument.type == "keywords":
            named.update(_keywords(argument, depth))
        elif argument.type != "comment":
            args.append(value_of(argument, depth + 1))
    block = next((child for child in node.named_children if child.type == "do_block"), None)
    return Call(text_of(target), None, tuple(args), named, line_of(node), text_of(node)[:_SHORT], block)


def _keywords(node: Node, depth: int) -> dict[str, Value]:
    found: dict[str, Value] = {}
    for pair in node.named_children:
        if pair.type == "pair":
            key = text_of(pair.child_by_field_name("key")).strip().strip('":')
            found[key] = value_of(pair.child_by_field_name("value"), depth + 1)
    return found


def _string(node: Node) -> Value:
    pieces = []
    for child in node.named_children:
        if child.type == "interpolation":
            return Opaque(text_of(node)[:_SHORT])
        pieces.append(unescaped(text_of(child)) if child.type == "escape_sequence" else text_of(child))
    return text_at("".join(pieces), line_of(node))
