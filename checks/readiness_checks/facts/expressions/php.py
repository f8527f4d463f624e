"""PHP's expressions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness_checks.facts.expressions.braced import (
    Grammar,
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
)
from readiness_checks.facts.syntax_trees import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_TEXTS = frozenset(("string", "encapsed_string", "heredoc", "nowdoc", "heredoc_body", "nowdoc_body"))
_CLOSURES = frozenset(("anonymous_function", "anonymous_function_creation_expression", "arrow_function"))
_CALLS = frozenset(
    (
        "member_call_expression",
        "nullsafe_member_call_expression",
        "scoped_call_expression",
        "function_call_expression",
        "object_creation_expression",
    )
)


def _called(node: Node) -> Parts:
    arguments = node.child_by_field_name("arguments") or next((child for child in node.children if child.type == "arguments"), None)
    if node.type == "object_creation_expression":
        return text_of(next(iter(node.named_children), None)).rpartition("\\")[2], None, arguments
    if node.type == "function_call_expression":
        return text_of(node.child_by_field_name("function")), None, arguments
    on = node.child_by_field_name("object") or node.child_by_field_name("scope")
    return text_of(node.child_by_field_name("name")), on, arguments


def _entry(node: Node) -> tuple[Node | None, Node | None]:
    parts = node.named_children if node.type == "array_element_initializer" else [node]
    return (parts[0], parts[1]) if len(parts) == 2 else (None, parts[0] if parts else None)


PHP = Grammar(
    readers={
        **dict.fromkeys(_TEXTS, read_text),
        **dict.fromkeys(_CLOSURES, read_closure),
        **dict.fromkeys(_CALLS, read_call),
        **dict.fromkeys(("boolean", "null"), read_word),
        **dict.fromkeys(
            ("name", "variable_name", "qualified_name", "member_access_expression", "class_constant_access_expression"), read_name
        ),
        **dict.fromkeys(("parenthesized_expression", "cast_expression"), read_wrapped),
        "integer": read_number,
        "array_creation_expression": read_list,
        "binary_expression": read_sum,
    },
    texts=_TEXTS,
    pieces=frozenset(("string_content", "escape_sequence", "nowdoc_string", "string_value")),
    interpolations=frozenset(
        ("variable_name", "member_access_expression", "subscript_expression", "dynamic_variable_name", "member_call_expression")
    ),
    closures=_CLOSURES,
    calls=_CALLS,
    plus=".",
    called=_called,
    entry=_entry,
)
