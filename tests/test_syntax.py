"""Parsers give values with lines, and survive what crashes, stalls or explodes others."""

from __future__ import annotations

import time

import pytest

from readiness.syntax import Tagged, dig, mapping, walk
from readiness.syntax.json import parse_json
from readiness.syntax.toml import parse_toml
from readiness.syntax.yaml import parse_yaml


def test_yaml_keeps_lines_and_reads_on_as_text() -> None:
    """Keys carry their lines, `on` stays a key, application tags are references."""
    parsed = parse_yaml("on: push\njobs:\n  test:\n    steps: [a, b]\nkey: !Ref Thing\nversion: 1.10\nanswer: yes\n")
    value = parsed.value

    assert (value["on"], value["answer"], value["version"]) == ("push", "yes", 1.1)
    assert (mapping(value["jobs"]).line_of("test"), dig(value, "jobs", "test", "steps").line_at(1)) == (3, 4)
    assert isinstance(value["key"], Tagged)


def test_yaml_merges_and_keeps_what_came_before_an_error() -> None:
    """Merge keys are resolved; documents before a broken one are kept, and the problem has its line."""
    parsed = parse_yaml("base: &base {a: 1, b: 2}\nmore: {<<: *base, b: 3}\n---\nbroken: [\n")

    assert parsed.documents[0]["more"] == {"a": 1, "b": 3}
    assert parsed.problem is not None
    assert parsed.problem.line is not None


@pytest.mark.parametrize(
    "text",
    [
        "[" * 30_000 + "]" * 30_000,
        "{a: " * 30_000,
        "- " * 30_000,
        "? " * 30_000,
        "\n".join(" " * depth + "a:" for depth in range(3_000)),
        "a: &a [x, x, x, x, x, x, x, x, x]\n"
        + "\n".join(f"{chr(98 + n)}: &{chr(98 + n)} [{', '.join([f'*{chr(97 + n)}'] * 9)}]" for n in range(8)),
        "a0: &a0 {k: v}\n" + "\n".join(f"a{n}: &a{n} {{x{n}: 1, <<: [{', '.join([f'*a{n - 1}'] * 9)}]}}" for n in range(1, 9)),
        "a: &a [*a]\n",
        "&a a: *a\nb: &b {<<: *b}\n",
    ],
    ids=["brackets", "braces", "dashes", "questions", "indentation", "alias bomb", "merge bomb", "self alias", "self merge"],
)
def test_yaml_that_crashes_or_explodes_others_is_refused(text: str) -> None:
    """Deep nesting and bombs end in a problem, quickly: the process lives."""
    started = time.monotonic()
    parsed = parse_yaml(text)

    assert parsed.problem is not None
    assert time.monotonic() - started < 5


def test_an_alias_is_one_shared_object() -> None:
    """Walking a value visits shared parts once."""
    parsed = parse_yaml("a: &a {x: 1}\nb: [*a, *a, *a]\n")

    assert len(list(walk(parsed.value))) == 2


def test_json_with_comments_has_lines() -> None:
    """Comments and trailing commas are allowed, lines are those of the file."""
    parsed = parse_json('{\n  // why\n  "a": {"b": [1, 2,],},\n\t"url": "http://example.com/*x*/"\n}')

    assert parsed.value == {"a": {"b": [1, 2]}, "url": "http://example.com/*x*/"}
    assert mapping(parsed.value).line_of("url") == 4


def test_json_keeps_surrogate_escapes_and_long_keys() -> None:
    """What the YAML composer cannot read still comes as JSON, without lines."""
    parsed = parse_json('{"a": "\\ud83d\\ude00", "' + "k" * 2_000 + '": 1}')

    assert parsed.value["a"] == "\N{GRINNING FACE}"


@pytest.mark.parametrize("text", ["[" * 100_000, "{", '{"a": ', "nonsense"])
def test_json_that_does_not_parse_is_a_problem(text: str) -> None:
    """Depth and nonsense are problems, not exceptions."""
    assert parse_json(text).problem is not None


def test_toml_problems_have_lines() -> None:
    """A TOML error names its line."""
    parsed = parse_toml("a = 1\nb = \n")

    assert parsed.problem is not None
    assert parsed.problem.line == 2
