"""The expressions of JavaScript and TypeScript that routes are made of, kept without their trees."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 25  # of nested expressions that are looked into
MAX_CHAIN = 400  # calls after each other
MAX_ITEMS = 300  # of an array, an object or a list of arguments

# calls that give back what they are called on, so that they are written in chains
FLUENT = frozenset(
    """
    get post put patch delete del all within head options use route register basePath prefix routes allowedMethods on openapi middleware
    decorate addHook setErrorHandler setNotFoundHandler onError notFound after ready listen param withTypeProvider doc decorateRequest
    decorateReply setValidatorCompiler setSerializerCompiler addSchema addContentTypeParser enable disable set
    """.split()
)
_PREFIXING = frozenset({"route", "basePath", "prefix", "within"})
_WRAPPERS = frozenset({"parenthesized_expression", "await_expression", "as_expression", "satisfies_expression", "non_null_expression"})
FUNCTIONS = frozenset(
    {"arrow_function", "function_expression", "function", "function_declaration", "method_definition", "generator_function_declaration"}
)


@dataclass(frozen=True, slots=True)
class Text:
    """A string that is written out."""

    value: str


@dataclass(frozen=True, slots=True)
class Joined:
    """Strings after each other: a template, or a sum."""

    parts: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Name:
    """A name, and the byte it stands at: what it means depends on the scope there."""

    name: str
    at: int


@dataclass(frozen=True, slots=True)
class Member:
    """`of.name`."""

    of: Expression
    name: str


@dataclass(frozen=True, slots=True)
class Call:
    """A call: of `base`, or of its method `name`. `prefixes` are the paths that a chain before it went through.

    In `router.route('/x').get(a).post(b)` the last call has the base `router`, the name `post` and the prefix `/x`.
    """

    base: Expression
    name: str
    arguments: tuple[Expression, ...]
    prefixes: tuple[Expression, ...]
    made: bool
    at: int
    line: int


@dataclass(frozen=True, slots=True)
class Record:
    """An object's entries, those that are spread into it under the name "..."; a method of it is a function."""

    entries: tuple[tuple[str, Expression], ...]


@dataclass(frozen=True, slots=True)
class Items:
    """An array's items, `spread` marking those that are arrays themselves."""

    items: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Spread:
    """`...of`."""

    of: Expression


@dataclass(frozen=True, slots=True)
class Either:
    """A value with its fallback, or the two sides of a condition."""

    first: Expression
    second: Expression
    fallback: bool


@dataclass(frozen=True, slots=True)
class Inline:
    """A function or class that is written in place, by the byte it starts at."""

    at: int


@dataclass(frozen=True, slots=True)
class Other:
    """Anything else; `text` is its beginning."""

    text: str = ""


Expression: TypeAlias = Text | Joined | Name | Member | Call | Record | Items | Spread | Either | Inline | Other


def expression(node: Node | None, depth: int = 0) -> Expression:
    """What a node of the tree says, to a bounded depth."""
    while node is not None and node.type in _WRAPPERS:
        node = node.named_children[0] if node.named_children else None
    if node is None or depth > MAX_DEPTH:
        return Other()
    kind = node.type
    if kind in ("string", "number", "true", "false"):
        return Text(string_of(node) if kind == "string" else text_of(node))
    if kind in ("identifier", "shorthand_property_identifier", "this", "meta_property"):
        return Name(text_of(node), node.start_byte)
    if kind in FUNCTIONS or kind == "class":
        return Inline(node.start_byte)
    if kind in ("call_expression", "new_expression"):
        return call(node, depth)
    return _compound(node, kind, depth + 1)


def _compound(node: Node, kind: str, depth: int) -> Expression:
    if kind == "member_expression":
        return Member(expression(node.child_by_field_name("object"), depth), text_of(node.child_by_field_name("property")))
    if kind == "subscript_expression":
        index = expression(node.child_by_field_name("index"), depth)
        return Member(expression(node.child_by_field_name("object"), depth), index.value if isinstance(index, Text) else "")
    if kind == "template_string":
        return Joined(tuple(_template(node, depth)))
    if kind == "object":
        return Record(tuple(entry for child in node.named_children[:MAX_ITEMS] for entry in _entry(child, depth)))
    if kind == "array":
        return Items(tuple(expression(child, depth) for child in node.named_children[:MAX_ITEMS] if child.type != "comment"))
    if kind == "spread_element":
        return Spread(expression(node.named_children[0] if node.named_children else None, depth))
    left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
    if kind == "binary_expression" and left is not None:
        operator = text_of(node.child_by_field_name("operator"))
        if operator == "+":
            return Joined((expression(left, depth), expression(right, depth)))
        if operator in ("||", "??"):
            return Either(expression(left, depth), expression(right, depth), True)
    if kind == "ternary_expression":
        first, second = node.child_by_field_name("consequence"), node.child_by_field_name("alternative")
        return Either(expression(first, depth), expression(second, depth), False)
    return Other(text_of(node)[:40] if node.end_byte - node.start_byte < 200 else kind)


def _template(node: Node, depth: int) -> list[Expression]:
    parts: list[Expression] = []
    for child in node.children[:MAX_ITEMS]:
        if child.type == "template_substitution":
            parts.append(expression(child.named_children[0] if child.named_children else None, depth))
        elif child.is_named:
            parts.append(Text(text_of(child)))
    return parts


def _entry(node: Node, depth: int) -> list[tuple[str, Expression]]:
    if node.type == "pair":
        key = node.child_by_field_name("key")
        return [(string_of(key) if key is not None else "", expression(node.child_by_field_name("value"), depth))]
    if node.type == "shorthand_property_identifier":
        return [(text_of(node), Name(text_of(node), node.start_byte))]
    if node.type == "method_definition":
        return [(text_of(node.child_by_field_name("name")), Inline(node.start_byte))]
    if node.type == "spread_element":
        return [("...", expression(node.named_children[0] if node.named_children else None, depth))]
    return []


def string_of(node: Node) -> str:
    """The text of a string without its quotes, or of a bare word."""
    text = text_of(node)
    return text[1:-1] if text[:1] in ("'", '"', "`") else text


def call(node: Node, depth: int = 0) -> Call:
    """A call or `new`, its chain unwound without recursion: a chain may have hundreds of links."""
    made = node.type == "new_expression"
    callee = node.child_by_field_name("constructor" if made else "function")
    while callee is not None and callee.type in _WRAPPERS:
        callee = callee.named_children[0] if callee.named_children else None
    given = arguments(node, depth + 1)
    at, line = node.start_byte, line_of(node)
    if callee is None or callee.type != "member_expression":
        return Call(expression(callee, depth + 1), "", given, (), made, at, line)
    place = callee.child_by_field_name("property")
    prefixes: list[Expression] = []
    below = callee.child_by_field_name("object")
    name = text_of(place)
    links = 0
    while name in FLUENT and below is not None and below.type == "call_expression":
        links += 1
        if links > MAX_CHAIN:
            return Call(Other(), name, given, (), made, at, line)
        inner = below.child_by_field_name("function")
        link = text_of(inner.child_by_field_name("property")) if inner is not None and inner.type == "member_expression" else ""
        if inner is None or link not in FLUENT:
            break
        if link in _PREFIXING:
            before = arguments(below, depth + 1)
            prefixes += before[:1] if len(before) == 1 else ()
        below = inner.child_by_field_name("object")
    return Call(
        expression(below, depth + 1), name, given, tuple(reversed(prefixes)), made, at, line_of(place) if place is not None else line
    )


def arguments(node: Node, depth: int = 0) -> tuple[Expression, ...]:
    """The arguments of a call."""
    given = node.child_by_field_name("arguments")
    if given is None or given.type != "arguments":
        return ()
    return tuple(expression(child, depth) for child in given.named_children[:MAX_ITEMS] if child.type != "comment")
