"""XML is read without trusting it."""

from __future__ import annotations

import pytest

from readiness.syntax.xml import parse_xml


def test_elements_carry_lines_and_plain_tags() -> None:
    """Namespaces are dropped, lines count from 1, text is that directly inside."""
    root, problem = parse_xml('<?xml version="1.0" encoding="utf-16"?>\n<p xmlns="urn:x">\n  <a k="v">one<b/>two</a>\n</p>')

    assert problem is None
    assert root is not None
    assert [(element.tag, element.line, element.text.strip()) for element in root.walk()] == [
        ("p", 2, ""),
        ("a", 3, "onetwo"),
        ("b", 3, ""),
    ]
    assert (root.value("a"), root.under("a")[0].attributes) == ("onetwo", {"k": "v"})


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<a>",
        "plain",
        "<a></b>",
        '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>',
        '<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd">%x;]><a/>',
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>',
        "<a>" * 5_000 + "</a>" * 5_000,
        "<a>" + " " * 5_000_001 + "</a>",
    ],
    ids=["empty", "open", "no-markup", "crossed", "entity", "parameter-entity", "external-entity", "deep", "large"],
)
def test_bad_input_is_a_problem_and_never_an_exception(text: str) -> None:
    """Malformed, deep and large documents, and those that declare entities, give a problem and no element."""
    root, problem = parse_xml(text)

    assert root is None
    assert problem is not None
