"""The arguments of a call are told apart by the commas of their own depth."""

from __future__ import annotations

import pytest

from readiness_checks.facts.argument_text import arguments_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("set(key, value)", ("key", "value")),
        ("set(f(a, b), [1, 2], {x: (3)})", ("f(a, b)", "[1, 2]", "{x: (3)}")),
        ('set("a, )", 60)', ('"a, )"', "60")),
        ("set(\n  key,\n  value,\n)", ("key", "value")),
        ("set()", ()),
        ("set(key", None),
        ("set", None),
    ],
)
def test_arguments_are_parted_at_their_own_depth(text: str, expected: tuple[str, ...] | None) -> None:
    """Brackets and strings hide the commas inside; a call without an end has no arguments."""
    found = arguments_of(text, 0)

    assert expected == found
