"""Syntax trees say the same in every run."""

from __future__ import annotations

from readiness_checks.facts.syntax_trees import captures, parse, text_of

_STRUCTS = "(type_spec name: (type_identifier) @name type: (struct_type (field_declaration_list) @fields))"


def test_captures_come_in_the_order_of_the_text() -> None:
    """Names and bodies that one query captures can be taken together."""
    source = "package p\n" + "".join(f"type T{number} struct {{\n\tA{number} string\n}}\n" for number in range(40))

    found = captures("go", _STRUCTS, parse("go", source.encode()))

    assert [text_of(node) for node in found["name"]] == [f"T{number}" for number in range(40)]
    assert [text_of(node).split()[1] for node in found["fields"]] == [f"A{number}" for number in range(40)]
