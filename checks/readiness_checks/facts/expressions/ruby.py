"""Reads Ruby expressions out of their tree: symbols and strings are texts, heredocs among them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from readiness.regex import Regex
from readiness_checks.facts.expressions import MAX_DEPTH, Call, Name, Opaque, Value, text_at, unescaped
from readiness_checks.facts.syntax_trees import captures, line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_SHORT = 160
_SINGLE = Regex(r"\\(['\\])")  # all that single quotes escape
_CONSTANTS: dict[str, Value] = {"true": True, "false": False, "nil": None}
_HEREDOCS = "(heredoc_beginning) @begin (heredoc_body) @body"

Known = Mapping[str, Value]


def heredocs(root: Node) -> dict[str, Value]:
    """The texts of the heredocs of a file, by where they are begun: what `value_of` needs among the names it knows."""
    found = captures("ruby", _HEREDOCS, root)
    begun, bodies = found.get("begin", []), found.get("body", [])
    return {f"<<{begin.start_byte}": _heredoc(body) for begin, body in zip(begun, bodies, strict=False)}


def value_of(node: Node | None, known: Known, depth: int = 0) -> Value:
    """The value of an expression; names that are `known` stand for their values."""
    if node is None or depth > MAX_DEPTH:
        return Opaque()
    kind = node.type
    if kind in _CONSTANTS:
        return _CONSTANTS[kind]
    read = _READERS.get(kind)
    return read(node, known, depth) if read is not None else Opaque(text_of(node)[:_SHORT])


def call_of(node: Node, known: Known, depth: int = 0) -> Call:
    """A call with its arguments; pairs among them are its named arguments."""
    receiver = node.child_by_field_name("receiver")
    args: list[Value] = []
    named: dict[str, Value] = {}
    given = node.child_by_field_name("arguments")
    for argument in given.named_children if given is not None else ():
        if argument.type == "pair":
            key = argument.child_by_field_name("key")
            named[text_of(key).strip(":\"'")] = value_of(argument.child_by_field_name("value"), known, depth + 1)
        elif argument.type == "hash_splat_argument":
            named["**"] = Opaque(text_of(argument)[:_SHORT])
        elif argument.type == "splat_argument":
            inner = value_of(next(iter(argument.named_children), None), known, depth + 1)
            args.extend(inner if isinstance(inner, tuple) else (Opaque(text_of(argument)[:_SHORT]),))
        elif argument.type not in ("comment", "block_argument"):
            args.append(value_of(argument, known, depth + 1))
    on = value_of(receiver, known, depth + 1) if receiver is not None else None
    name = text_of(node.child_by_field_name("method"))
    return Call(name, on, tuple(args), named, line_of(node), text_of(node)[:_SHORT], node.child_by_field_name("block"))


def parameters(block: Node) -> tuple[str, ...]:
    """The names that a block gives to what it is called with."""
    given = block.child_by_field_name("parameters")
    return tuple(text_of(child) for child in given.named_children if child.type == "identifier") if given is not None else ()


def _call(node: Node, known: Known, depth: int) -> Value:
    call = call_of(node, known, depth)
    if call.name in ("squish", "strip", "strip_heredoc", "freeze", "dup", "html_safe", "to_s", "to_sym", "chomp") and isinstance(
        call.on, str
    ):
        return call.on
    return call


def _identifier(node: Node, known: Known, _depth: int) -> Value:
    name = text_of(node)
    return known[name] if name in known else Name(name)


def _name(node: Node, known: Known, _depth: int) -> Value:
    name = text_of(node)
    return known[name] if name in known else Name(name.replace("::", "."))


def _symbol(node: Node, _known: Known, _depth: int) -> Value:
    return text_at(text_of(node).lstrip(":").strip("\"'"), line_of(node))


def _string(node: Node, known: Known, depth: int) -> Value:
    pieces: list[str] = []
    single = text_of(node).startswith("'")
    for child in node.named_children:
        if child.type == "string_content":
            pieces.append(_SINGLE.sub(r"\1", text_of(child)) if single else text_of(child))
        elif child.type == "escape_sequence":
            pieces.append(unescaped(text_of(child)))
        elif child.type == "interpolation":
            inner = value_of(next(iter(child.named_children), None), known, depth + 1)
            if not isinstance(inner, (str, int)):
                return Opaque(text_of(node)[:_SHORT])
            pieces.append(str(inner))
    return text_at("".join(pieces), line_of(node))


def _heredoc(body: Node) -> Value:
    pieces = []
    for child in body.named_children:
        if child.type == "interpolation":
            return Opaque('"' + text_of(body).strip()[:_SHORT])
        if child.type in ("heredoc_content", "escape_sequence"):
            pieces.append(unescaped(text_of(child)) if child.type == "escape_sequence" else text_of(child))
    return text_at("".join(pieces), line_of(body))


def _begun(node: Node, known: Known, _depth: int) -> Value:
    return known.get(f"<<{node.start_byte}", Opaque(text_of(node)))


def _joined(node: Node, known: Known, depth: int) -> Value:
    parts = [value_of(part, known, depth + 1) for part in node.named_children]
    texts = [part for part in parts if isinstance(part, str)]
    return text_at("".join(texts), line_of(node)) if len(texts) == len(parts) else Opaque(text_of(node)[:_SHORT])


def _sum(node: Node, known: Known, depth: int) -> Value:
    return _joined(node, known, depth) if text_of(node.child_by_field_name("operator")) == "+" else Opaque(text_of(node)[:_SHORT])


def _items(node: Node, known: Known, depth: int) -> Value:
    return tuple(value_of(child, known, depth + 1) for child in node.named_children if child.type != "comment")


def _hash(node: Node, known: Known, depth: int) -> Value:
    found: dict[str, Value] = {}
    for pair in node.named_children:
        if pair.type == "pair":
            key = text_of(pair.child_by_field_name("key")).strip(":\"'")
            found[key] = value_of(pair.child_by_field_name("value"), known, depth + 1)
    return found


def _inner(node: Node, known: Known, depth: int) -> Value:
    return value_of(next(iter(node.named_children), None), known, depth + 1)


def _number(node: Node, _known: Known, _depth: int) -> Value:
    text = text_of(node).replace("_", "")
    return int(text) if text.isdigit() and len(text) < 20 else Opaque(text)


_READERS: dict[str, Callable[[Node, Known, int], Value]] = {
    "call": _call,
    "identifier": _identifier,
    "constant": _name,
    "scope_resolution": _name,
    "simple_symbol": _symbol,
    "delimited_symbol": _symbol,
    "bare_symbol": _symbol,
    "bare_string": _string,
    "string": _string,
    "chained_string": _joined,
    "heredoc_beginning": _begun,
    "array": _items,
    "string_array": _items,
    "symbol_array": _items,
    "hash": _hash,
    "parenthesized_statements": _inner,
    "integer": _number,
    "binary": _sum,
}
