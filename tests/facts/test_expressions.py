"""What an expression says is read the same from every language, and what cannot be known is opaque."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from readiness_checks.facts.expressions import (
    Call,
    Closure,
    Name,
    Opaque,
    Text,
    Value,
    chain,
    elixir,
    literals,
    python,
    root,
    ruby,
    written,
)
from readiness_checks.facts.expressions.braced import Grammar, value_of
from readiness_checks.facts.expressions.csharp import CSHARP
from readiness_checks.facts.expressions.javascript import JAVASCRIPT
from readiness_checks.facts.expressions.php import PHP
from readiness_checks.facts.syntax_trees import parse

if TYPE_CHECKING:
    from tree_sitter import Node

BRACED: dict[str, tuple[Grammar, str]] = {
    "javascript": (JAVASCRIPT, "f({});"),
    "typescript": (JAVASCRIPT, "f({});"),
    "php": (PHP, "<?php f({});"),
    "csharp": (CSHARP, "f({});"),
}
PLAIN = {"python": "f({})\n", "ruby": "f({})\n", "elixir": "f({})\n"}


def read(language: str, text: str) -> Value:
    """The value of an expression, read as the only argument of a call `f`."""
    frame = BRACED[language][1] if language in BRACED else PLAIN[language]
    tree = parse(language, frame.replace("{}", text).encode())
    found = next((call for node in below(tree) if (call := _call(language, node, tree)) and call.name == "f"), None)
    return found.args[0] if found is not None and found.args else None


def below(node: Node) -> Iterator[Node]:
    """The node and all nodes in it, outer ones first."""
    pending = [node]
    while pending:
        current = pending.pop(0)
        yield current
        pending.extend(current.named_children)


def _call(language: str, node: Node, tree: Node) -> Call | None:
    if node.type not in ("call", "call_expression", "invocation_expression", "function_call_expression"):
        return None
    if language in BRACED:
        made = value_of(BRACED[language][0], node, {"KNOWN": "orders"})
    elif language == "python":
        made = python.call_of(node, {"KNOWN": "orders"})
    elif language == "ruby":
        made = ruby.call_of(node, {**ruby.heredocs(tree), "KNOWN": "orders"})
    else:
        made = elixir.call_of(node)
    return made if isinstance(made, Call) else None


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", '"DROP TABLE " "old"', "DROP TABLE old"),
        ("python", '("a" + KNOWN)', "aorders"),
        ("python", 'f"DROP TABLE {KNOWN}"', "DROP TABLE orders"),
        ("python", r'"a\\nb"', r"a\nb"),
        ("python", r'"a\nb\t\"c\""', 'a\nb\t"c"'),
        ("python", r'r"\d\n"', r"\d\n"),
        ("python", '"""one\ntwo"""', "one\ntwo"),
        ("ruby", ":state", "state"),
        ("ruby", '"DROP #{KNOWN}"', "DROP orders"),
        ("ruby", r'"a;\nb"', "a;\nb"),
        ("ruby", r"'it\'s'", "it's"),
        ("ruby", r"'a\nb\\c'", r"a\nb\c"),
        ("php", r"'App\\Shop\n'", r"App\Shop\n"),
        ("ruby", '"DROP TABLE " + "old"', "DROP TABLE old"),
        ("ruby", '"DROP TABLE " \\\n "old"', "DROP TABLE old"),
        ("ruby", '"  a ".freeze', "  a "),
        ("elixir", ":state", "state"),
        ("elixir", ':"my table"', "my table"),
        ("elixir", r'"a;\nb"', "a;\nb"),
        ("javascript", "`DROP TABLE ${KNOWN}`", "DROP TABLE orders"),
        ("javascript", "'it\\'s' + \" here\"", "it's here"),
        ("javascript", r"'a\\nb'", r"a\nb"),
        ("typescript", "('orders')", "orders"),
        ("javascript", "''", ""),
        ("php", "'a' . 'b'", "ab"),
        ("php", '"DROP TABLE old"', "DROP TABLE old"),
        ("php", '"say \\"hi\\""', 'say "hi"'),
        ("php", "''", ""),
        ("csharp", '"a" + "b"', "ab"),
        ("csharp", '@"DROP TABLE old"', "DROP TABLE old"),
        ("csharp", '@"DROP TABLE ""Orders"""', 'DROP TABLE "Orders"'),
        ("csharp", '$"DROP TABLE old"', "DROP TABLE old"),
        ("csharp", '$@"DROP TABLE ""Orders"""', 'DROP TABLE "Orders"'),
        ("csharp", '"""DROP TABLE "Orders" """', 'DROP TABLE "Orders" '),
        ("csharp", '$"DROP TABLE {KNOWN}"', "DROP TABLE orders"),
        ("csharp", '""', ""),
    ],
)  # fmt: skip
def test_a_text_is_what_the_program_would_see(language: str, text: str, expected: str) -> None:
    """Quotes and escapes are taken away, pieces joined, and known names put in."""
    assert read(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("python", 'f"DROP TABLE {name}"'),
        ("python", '"DROP TABLE " + name'),
        ("python", '"DROP TABLE %s" % name'),
        ("ruby", '"DROP TABLE #{name}"'),
        ("ruby", '"DROP TABLE " + name'),
        ("elixir", '"DROP TABLE #{name}"'),
        ("elixir", '"DROP TABLE " <> name'),
        ("javascript", "`DROP TABLE ${name}`"),
        ("javascript", "'DROP TABLE ' + name"),
        ("php", '"DROP TABLE $name"'),
        ("php", '"DROP TABLE {$this->name}"'),
        ("php", "'DROP TABLE ' . $name"),
        ("csharp", '$"DROP TABLE {name}"'),
        ("csharp", '"DROP TABLE " + name'),
    ],
)
def test_a_text_with_something_unknown_in_it_is_opaque(language: str, text: str) -> None:
    """Half a text is never taken for the whole; what is written is kept for messages."""
    found = read(language, text)

    assert isinstance(found, Opaque)
    assert "DROP TABLE" in found.text


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("python", "[1, 'a', None, True]", (1, "a", None, True)),
        ("python", "['a', *['b', 'c']]", ("a", "b", "c")),
        ("python", "('a',) + ('b',)", ("a", "b")),
        ("python", "{'a': 0x10, 'b': 1_000}", {"a": 16, "b": 1000}),
        ("python", "{'a': 1, **rest}", {"a": 1, "**": Opaque("**rest")}),
        ("ruby", "%w[a b]", ("a", "b")),
        ("ruby", "%i[a b]", ("a", "b")),
        ("ruby", "[:a, 1_000, nil]", ("a", 1000, None)),
        ("ruby", "{ a: 1, 'b' => false }", {"a": 1, "b": False}),
        ("elixir", "[:a, :b]", ("a", "b")),
        ("elixir", "[a: 1, b: nil]", {"a": 1, "b": None}),
        ("javascript", "['a', 2, null, undefined]", ("a", 2, None, None)),
        ("javascript", "{ a: 1, 'b-c': [true], ...rest }", {"a": 1, "b-c": (True,), "**": Opaque("...rest")}),
        ("javascript", "{ KNOWN, [key]: 1 }", {"KNOWN": "orders", "**": 1}),
        ("typescript", "{ a: /* why */ 1 }", {"a": 1}),
        ("php", "['a', 'b']", ("a", "b")),
        ("php", "['a' => 1, 'b' => TRUE]", {"a": 1, "b": True}),
        ("php", "array('a', null)", ("a", None)),
        ("csharp", 'new[] { "a", "b" }', ("a", "b")),
        ("csharp", 'new string[] { "a" }', ("a",)),
        ("csharp", '["a", "b"]', ("a", "b")),
        ("csharp", 'new { Id = 1, Name = "x" }', {"Id": 1, "Name": "x"}),
    ],
)
def test_lists_and_mappings_hold_values(language: str, text: str, expected: Value) -> None:
    """Every way of a language to write a list or a mapping gives the same tuple or dict; what is spread in is marked."""
    assert read(language, text) == expected


@pytest.mark.parametrize(
    ("language", "text", "name", "on", "named"),
    [
        ("python", "sa.Column('id', sa.Integer(), nullable=False)", "Column", Name("sa"), {"nullable": False}),
        ("ruby", "t.string(:state, null: false)", "string", Name("t"), {"null": False}),
        ("elixir", "add(:state, :text, null: false)", "add", None, {"null": False}),
        ("javascript", "t.string('state')", "string", Name("t"), {}),
        ("javascript", "new Table({})", "Table", None, {}),
        ("php", "$table->string('state', length: 20)", "string", Name("table"), {"length": 20}),
        ("php", "Schema::drop('old')", "drop", Name("Schema"), {}),
        ("php", "new \\App\\Table()", "Table", None, {}),
        ("csharp", 'm.AddColumn<string>(name: "Nick", "t")', "AddColumn", Name("m"), {"name": "Nick"}),
        ("csharp", "new Some.Table()", "Table", None, {}),
    ],
)
def test_a_call_is_told_apart_from_what_it_is_called_on(language: str, text: str, name: str, on: Value, named: dict[str, Value]) -> None:
    """Name, receiver and named arguments are kept apart; packages, type arguments and sigils are no part of a name."""
    call = read(language, text)

    assert isinstance(call, Call)
    assert (name, on, named) == (call.name, call.on, dict(call.named))


def test_a_chain_is_followed_to_its_root() -> None:
    """The last call comes first; the name it all starts from is known."""
    call = read("javascript", "t.string('a').notNullable().defaultTo('x')")

    assert isinstance(call, Call)
    assert [each.name for each in chain(call)] == ["defaultTo", "notNullable", "string"]
    assert root(call) == "t"


def test_a_chained_call_stands_on_the_line_of_its_own_arguments() -> None:
    """A finding on the third call of a chain points at the third line."""
    call = read("php", "$table->string('a')\n    ->nullable()\n    ->change()")

    assert isinstance(call, Call)
    assert [each.line for each in chain(call)] == [3, 2, 1]


def test_arguments_are_got_by_name_before_position() -> None:
    """A named argument wins; a position beyond the end gives nothing."""
    call = read("python", "op.add_column('orders', 'x', table_name='lines')")

    assert isinstance(call, Call)
    assert [call.get("table_name", 0), call.get("name", 1), call.get("name", 9), call.get("name")] == ["lines", "x", None, None]
    assert (call.has("table_name"), call.has("name")) == (True, False)


def test_a_function_given_to_a_call_is_a_closure() -> None:
    """Its node is kept, so that what it does can be read."""
    found = [read(*each) for each in (("javascript", "(t) => t.id()"), ("php", "function ($t) { $t->id(); }"), ("csharp", "t => new { }"))]

    assert all(isinstance(each, Closure) for each in found)


def test_a_ruby_heredoc_is_read_from_its_first_line() -> None:
    """The text lies below the line that begins it; one with something put in is opaque."""
    tree = parse("ruby", b"f(<<~SQL)\n  DROP TABLE old\nSQL\nf(<<~SQL)\n  DROP TABLE #{x}\nSQL\n")
    calls = [call for node in below(tree) if (call := _call("ruby", node, tree)) and call.name == "f"]
    plain, filled = (call.args[0] for call in calls)

    assert isinstance(plain, Text)
    assert "DROP TABLE old" in plain
    assert isinstance(filled, Opaque)


def test_constants_are_those_assigned_once() -> None:
    """A name with two values has neither."""
    known = python.constants(parse("python", b'A = "a"\nB = A + "b"\nC = 1\nC = 2\n'))

    assert known == {"A": "a", "B": "ab", "C": Opaque()}


def test_a_list_of_texts_holds_nothing_else() -> None:
    """One item that is no text spoils the list: half of the columns would be a lie."""
    assert [literals("a"), literals(("a", "b")), literals(("a", Name("b"))), literals(None)] == [("a",), ("a", "b"), (), ()]


def test_a_value_is_written_for_messages() -> None:
    """Texts in quotes, truth in lower case, names as they stand."""
    assert [written(each) for each in (True, None, "x", 3, Name("sa.now"))] == ["true", "null", "'x'", "3", "sa.now"]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        *((language, "[" * 3000 + "]" * 3000) for language in ("python", "ruby", "elixir", "javascript", "php", "csharp")),
        *((language, "g(" * 3000 + ")" * 3000) for language in ("python", "ruby", "elixir", "javascript", "php", "csharp")),
        *((language, "(" * 3000) for language in ("python", "ruby", "elixir", "javascript", "php", "csharp")),
        ("python", 'f"{' * 2000 + "1" + '}"' * 2000),
        ("ruby", '"#{' * 2000 + "1" + '}"' * 2000),
        ("javascript", "`${" * 2000 + "1" + "}`" * 2000),
        ("php", '"{$a[' * 2000),
        ("javascript", "'a'" + " + 'a'" * 3000),
        ("python", "'a'" + " + 'a'" * 3000),
        ("php", "$a" + "->b()" * 3000),
    ],
)  # fmt: skip
def test_nesting_without_end_is_no_error(language: str, text: str) -> None:
    """Beyond the bound everything is opaque, and no text is made up."""
    assert not isinstance(read(language, text), str)
