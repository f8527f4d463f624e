"""C#'s expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness_checks.facts.expressions import Value, text_at
from readiness_checks.facts.expressions.braced import (
    Grammar,
    Known,
    Parts,
    read_call,
    read_closure,
    read_list,
    read_name,
    read_number,
    read_sum,
    read_text,
    read_word,
    read_wrapped,
    value_of,
)
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_TEXTS = frozenset(("string_literal", "verbatim_string_literal", "raw_string_literal", "interpolated_string_expression"))
_CLOSURES = frozenset(("lambda_expression", "anonymous_method_expression"))
_CALLS = frozenset(("invocation_expression", "object_creation_expression"))


def _called(node: Node) -> Parts:
    arguments = node.child_by_field_name("arguments")
    if node.type == "object_creation_expression":
        return text_of(node.child_by_field_name("type")).rpartition(".")[2], None, arguments
    function = node.child_by_field_name("function")
    if function is not None and function.type == "member_access_expression":
        return _plain(function.child_by_field_name("name")), function.child_by_field_name("expression"), arguments
    return _plain(function), None, arguments


def _plain(node: Node | None) -> str:
    """A name without its type arguments."""
    return text_of(node).partition("<")[0][:80]


def _entry(node: Node) -> tuple[Node | None, Node | None]:
    return None, node


def _text(grammar: Grammar, node: Node, known: Known, depth: int) -> Value:
    found = read_text(grammar, node, known, depth)
    is_verbatim = text_of(node).startswith(('@"', '$@"', '@$"'))
    return text_at(found.replace('""', '"'), line_of(node)) if is_verbatim and isinstance(found, str) else found


def _array(grammar: Grammar, node: Node, known: Known, depth: int) -> Value:
    initializer = next((child for child in node.named_children if child.type == "initializer_expression"), None)
    return read_list(grammar, initializer, known, depth) if initializer is not None else ()


def _anonymous(grammar: Grammar, node: Node, known: Known, depth: int) -> Value:
    """`new { Id = ..., Name = ... }`: names and values by turns."""
    parts = [child for child in node.named_children if child.type != "comment"]
    pairs = zip(parts[::2], parts[1::2], strict=False)
    return {text_of(name): value_of(grammar, value, known, depth + 1) for name, value in pairs}


CSHARP = Grammar(
    readers={
        **dict.fromkeys(_TEXTS, _text),
        **dict.fromkeys(_CLOSURES, read_closure),
        **dict.fromkeys(_CALLS, read_call),
        **dict.fromkeys(("boolean_literal", "null_literal"), read_word),
        **dict.fromkeys(("identifier", "member_access_expression", "qualified_name", "generic_name"), read_name),
        **dict.fromkeys(("parenthesized_expression", "cast_expression", "await_expression"), read_wrapped),
        **dict.fromkeys(("implicit_array_creation_expression", "array_creation_expression"), _array),
        "collection_expression": read_list,
        **dict.fromkeys(("collection_element", "expression_element"), read_wrapped),
        "integer_literal": read_number,
        "anonymous_object_creation_expression": _anonymous,
        "binary_expression": read_sum,
    },
    texts=_TEXTS,
    pieces=frozenset(("string_literal_content", "string_content", "escape_sequence", "raw_string_content")),
    interpolations=frozenset(("interpolation",)),
    closures=_CLOSURES,
    calls=_CALLS,
    plus="+",
    called=_called,
    entry=_entry,
)
