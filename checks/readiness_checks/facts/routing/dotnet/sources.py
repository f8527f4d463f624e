"""One C# file: its classes with attributes, methods and constants, and the calls that map endpoints."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readiness.repo import Repo, fact
from readiness_checks.facts.syntax_trees import captures, line_of, root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_CHAIN = 200  # calls after each other
MAX_CALLS = 3_000  # of one file
_QUERY = """
[(class_declaration) (interface_declaration) (record_declaration) (struct_declaration)] @class
[(method_declaration) (constructor_declaration) (local_function_statement)] @method
(field_declaration (variable_declaration (variable_declarator) @field))
"""
_CALLS = "(invocation_expression) @call (variable_declarator) @variable"
_TYPES = frozenset({"class_declaration", "interface_declaration", "record_declaration", "struct_declaration"})


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a string: written text, or with `named` the dotted name that stands for it, "?" for what cannot be told."""

    text: str
    named: bool = False


Text = tuple[Part, ...]
UNREAD: Text = (Part("?", True),)


@dataclass(frozen=True, slots=True)
class Argument:
    """An argument: its name if it is named, as a string where it is one, and all the texts of an array; `lambda_` for a function."""

    name: str
    text: Text | None
    items: tuple[Text, ...]
    source: str


@dataclass(frozen=True, slots=True)
class Attribute:
    """`[Name(arguments)]`, the name without its namespace and without `Attribute`."""

    name: str
    arguments: tuple[Argument, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Link:
    """One call of a chain: `name` with what it is given, and the type arguments as they are written."""

    name: str
    arguments: tuple[Argument, ...]
    line: int
    generic: str = ""


@dataclass(frozen=True, slots=True)
class Chain:
    """`base.A(x).B(y)`: the name that it begins with, its links in order, and the byte where it starts."""

    base: str
    links: tuple[Link, ...]
    at: int
    end: int


@dataclass(slots=True)
class Method:
    """A method: its attributes, the names and types of its parameters, and whether it extends its first one."""

    name: str
    start: int
    end: int
    line: int
    attributes: tuple[Attribute, ...]
    parameters: tuple[tuple[str, str], ...]
    extends: bool
    public: bool
    static: bool
    returns: str
    chains: list[Chain] = field(default_factory=list)
    variables: dict[str, Chain] = field(default_factory=dict)
    strings: dict[str, Text] = field(default_factory=dict)


@dataclass(slots=True)
class Class:
    """A class, interface or record, what it is based on, its methods, and its strings by name."""

    name: str
    start: int
    end: int
    line: int
    abstract: bool
    attributes: tuple[Attribute, ...]
    bases: tuple[str, ...]
    methods: list[Method] = field(default_factory=list)
    strings: dict[str, Text] = field(default_factory=dict)


@dataclass(slots=True)
class Source:
    """A file: its classes, and what stands outside of all methods as one method of its own."""

    path: str
    classes: list[Class]
    outside: Method

    @property
    def methods(self) -> list[tuple[Class | None, Method]]:
        """All methods with their classes."""
        return [(None, self.outside), *((owner, method) for owner in self.classes for method in owner.methods)]


@fact
def read_source(repo: Repo, path: str) -> Source | None:
    """The C# file at `path` without the calls in it; None when it cannot be parsed."""
    return _read(repo, path, _QUERY)


@fact
def read_calls(repo: Repo, path: str) -> Source | None:
    """The C# file at `path` with the chains of calls in its methods."""
    return _read(repo, path, _QUERY + _CALLS)


def _read(repo: Repo, path: str, query: str) -> Source | None:
    root = root_of(repo, path)
    file = repo.file(path)
    if root is None or file is None or file.language != "csharp":
        return None
    found = captures("csharp", query, root)
    classes = [_class(node) for node in sorted(found.get("class", ()), key=lambda each: each.start_byte)]
    source = Source(path, classes, Method("", 0, root.end_byte, 1, (), (), False, False, True, ""))
    for node in sorted(found.get("method", ()), key=lambda each: each.start_byte):
        owner = _innermost(classes, node.start_byte)
        if owner is not None:
            owner.methods.append(_method(node))
    for node in found.get("field", ()):
        _field(classes, node)
    links: set[int] = set()
    for node in sorted(found.get("call", ()), key=lambda each: (each.start_byte, -each.end_byte))[:MAX_CALLS]:
        if node.id not in links:
            chain = _chain(node, links)
            if chain is not None:
                _method_at(source, node.start_byte).chains.append(chain)
    for node in found.get("variable", ()):
        _variable(source, node)
    return source


def _innermost(classes: list[Class], at: int) -> Class | None:
    return next((each for each in reversed(classes) if each.start <= at < each.end), None)


def _method_at(source: Source, at: int) -> Method:
    owner = _innermost(source.classes, at)
    inside = [method for method in owner.methods if method.start <= at < method.end] if owner else []
    return inside[-1] if inside else source.outside


def _class(node: Node) -> Class:
    bases = next((child for child in node.named_children if child.type == "base_list"), None)
    made = Class(
        text_of(node.child_by_field_name("name")),
        node.start_byte,
        node.end_byte,
        line_of(node.child_by_field_name("name") or node),
        node.type == "interface_declaration"
        or any(child.type == "modifier" and text_of(child) == "abstract" for child in node.named_children),
        _attributes(node),
        tuple(text_of(child) for child in (bases.named_children if bases else ()) if child.type != "argument_list"),
    )
    body = node.child_by_field_name("body")
    for child in body.named_children if body else ():
        if child.type == "property_declaration":
            value = child.child_by_field_name("value")
            inner = (
                value.named_children[0] if value is not None and value.type == "arrow_expression_clause" and value.named_children else value
            )
            text = text_value(inner)
            if text is not None:
                made.strings.setdefault(text_of(child.child_by_field_name("name")), text)
    return made


def _method(node: Node) -> Method:
    listed = node.child_by_field_name("parameters")
    given = [child for child in (listed.named_children if listed else ()) if child.type == "parameter"]
    modifiers = {text_of(child) for child in node.named_children if child.type == "modifier"}
    name = node.child_by_field_name("name")
    return Method(
        text_of(name),
        node.start_byte,
        node.end_byte,
        line_of(name or node),
        _attributes(node),
        tuple((text_of(each.child_by_field_name("name")), text_of(each.child_by_field_name("type"))) for each in given),
        bool(given) and any(child.type == "modifier" and text_of(child) == "this" for child in given[0].named_children),
        "public" in modifiers,
        "static" in modifiers,
        text_of(node.child_by_field_name("returns") or node.child_by_field_name("type"))[:200],
    )


def _attributes(node: Node) -> tuple[Attribute, ...]:
    found = []
    for listed in node.named_children:
        for each in listed.named_children if listed.type == "attribute_list" else ():
            if each.type != "attribute":
                continue
            name = text_of(each.child_by_field_name("name")).rpartition(".")[2].partition("<")[0].removesuffix("Attribute")
            given = next((child for child in each.named_children if child.type == "attribute_argument_list"), None)
            found.append(Attribute(name, tuple(_arguments(given)), line_of(each)))
    return tuple(found)


def _arguments(node: Node | None) -> list[Argument]:
    found = []
    for child in (node.named_children if node else ())[:50]:
        if child.type not in ("argument", "attribute_argument") or not child.named_children:
            continue
        value = child.named_children[-1]
        name = text_of(child.named_children[0]) if len(child.named_children) > 1 else ""
        found.append(Argument(name, text_value(value), _items(value), text_of(value)[:200]))
    return found


def _items(node: Node) -> tuple[Text, ...]:
    """The strings of an array that is written out."""
    if node.type not in (
        "implicit_array_creation_expression",
        "array_creation_expression",
        "collection_expression",
        "initializer_expression",
    ):
        return ()
    found: list[Text] = []
    waiting = list(node.named_children)
    for _ in range(200):
        if not waiting:
            break
        child = waiting.pop(0)
        if child.type in ("initializer_expression", "collection_element", "expression_element"):
            waiting = [*child.named_children, *waiting]
        elif child.type != "array_type":
            found.append(text_value(child) or UNREAD)
    return tuple(found)


def text_value(node: Node | None, depth: int = 0) -> Text | None:
    """An expression as a string; None when it is none, a name when it may stand for one."""
    if node is None or depth > 20:
        return None
    if node.type in ("string_literal", "raw_string_literal", "verbatim_string_literal"):
        return (Part(text_of(node).lstrip("@$").strip('"')),)
    if node.type in ("identifier", "member_access_expression", "qualified_name"):
        return (Part(text_of(node)[:200], True),)
    if node.type == "invocation_expression" and text_of(node.child_by_field_name("function")) == "nameof":
        return (Part(text_of(node.child_by_field_name("arguments")).strip("()").rpartition(".")[2]),)
    if node.type == "interpolated_string_expression":
        parts: list[Part] = []
        for child in node.named_children:
            if child.type == "interpolation":
                inner = next((each for each in child.named_children if each.type != "interpolation_brace"), None)
                parts += text_value(inner, depth + 1) or UNREAD
            elif child.type in ("string_content", "interpolated_string_text", "escape_sequence"):
                parts.append(Part(text_of(child).replace("{{", "{").replace("}}", "}")))
        return tuple(parts)
    if node.type == "binary_expression" and text_of(node.child_by_field_name("operator")) == "+":
        left, right = text_value(node.child_by_field_name("left"), depth + 1), text_value(node.child_by_field_name("right"), depth + 1)
        return (*(left or UNREAD), *(right or UNREAD)) if left or right else None
    if node.type in ("parenthesized_expression", "postfix_unary_expression") and node.named_children:
        return text_value(node.named_children[0], depth + 1)
    return None


def _chain(node: Node, links: set[int]) -> Chain | None:
    """The chain of calls that ends with `node`; the calls in it are written down in `links`."""
    found: list[Link] = []
    current: Node | None = node
    for _ in range(MAX_CHAIN):
        if current is None or current.type != "invocation_expression":
            break
        links.add(current.id)
        function = current.child_by_field_name("function")
        given = current.child_by_field_name("arguments")
        if function is None:
            return None
        member = function.type == "member_access_expression"
        name = function.child_by_field_name("name") if member else function
        generic = ""
        if name is not None and name.type == "generic_name":
            generic = text_of(name.named_children[-1]).strip("<>")
            name = name.named_children[0]
        found.append(Link(text_of(name), tuple(_arguments(given)), line_of(name or current), generic))
        current = function.child_by_field_name("expression") if member else None
        if current is None:
            return Chain("", tuple(reversed(found)), node.start_byte, node.end_byte)
    base = text_of(current)[:200] if current is not None else ""
    return Chain(base, tuple(reversed(found)), node.start_byte, node.end_byte)


def _field(classes: list[Class], node: Node) -> None:
    owner = _innermost(classes, node.start_byte)
    value = node.named_children[-1] if len(node.named_children) > 1 else None
    text = text_value(value)
    if owner is not None and text is not None:
        owner.strings.setdefault(text_of(node.child_by_field_name("name")), text)


def _variable(source: Source, node: Node) -> None:
    """A variable that a chain of calls gives, or that is another name of one."""
    name = node.child_by_field_name("name")
    value = node.named_children[-1] if len(node.named_children) > 1 else None
    if name is None or value is None:
        return
    if value.type == "await_expression" and value.named_children:
        value = value.named_children[0]
    method = _method_at(source, node.start_byte)
    if value.type == "invocation_expression":
        chain = next((each for each in method.chains if each.at == value.start_byte and each.end == value.end_byte), None)
        if chain is not None:
            method.variables.setdefault(text_of(name), chain)
    elif value.type == "identifier":
        method.variables.setdefault(text_of(name), Chain(text_of(value), (), value.start_byte, value.end_byte))
    else:
        text = text_value(value)
        if text is not None:
            method.strings.setdefault(text_of(name), text)
