"""The expressions of JavaScript and TypeScript."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness_checks.facts.expressions.braced import (
    Grammar,
    Parts,
    read_call,
    read_closure,
    read_list,
    read_map,
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

_TEXTS = frozenset(("string", "template_string"))
_CLOSURES = frozenset(("arrow_function", "function_expression", "function"))
_CALLS = frozenset(("call_expression", "new_expression"))


def _called(node: Node) -> Parts:
    arguments = node.child_by_field_name("arguments")
    function = node.child_by_field_name("function") or node.child_by_field_name("constructor")
    if function is not None and function.type == "member_expression":
        return text_of(function.child_by_field_name("property")), function.child_by_field_name("object"), arguments
    return text_of(function)[:80], None, arguments


def _entry(node: Node) -> tuple[Node | None, Node | None]:
    if node.type == "pair":
        return node.child_by_field_name("key"), node.child_by_field_name("value")
    if node.type == "shorthand_property_identifier":
        return node, node
    return None, node


JAVASCRIPT = Grammar(
    readers={
        **dict.fromkeys(_TEXTS, read_text),
        **dict.fromkeys(_CLOSURES, read_closure),
        **dict.fromkeys(_CALLS, read_call),
        **dict.fromkeys(("true", "false", "null", "undefined"), read_word),
        **dict.fromkeys(("identifier", "member_expression", "property_identifier", "shorthand_property_identifier", "this"), read_name),
        **dict.fromkeys(("parenthesized_expression", "await_expression"), read_wrapped),
        "number": read_number,
        "array": read_list,
        "object": read_map,
        "binary_expression": read_sum,
    },
    texts=_TEXTS,
    pieces=frozenset(("string_fragment", "escape_sequence")),
    interpolations=frozenset(("template_substitution",)),
    closures=_CLOSURES,
    calls=_CALLS,
    plus="+",
    called=_called,
    entry=_entry,
)
