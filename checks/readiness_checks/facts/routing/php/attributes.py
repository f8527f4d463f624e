"""Attributes of PHP classes and methods, and the `@Route` annotations of their comments, as data."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness.regex import Regex
from readiness_checks.facts.routing.php.values import Arguments, arguments_of, elements_of, text_in, texts_in
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_COMMENT = 10_000
_VERBS = ("Get", "Post", "Put", "Patch", "Delete")
_ANNOTATION = Regex(r"@(?:Rest\\|FOS\\)?(Route|Get|Post|Put|Patch|Delete)\s*\(([^()]{0,600}(?:\([^()]{0,200}\)[^()]{0,300}){0,5})\)")
_PATH = Regex(r"^\s*(?:path\s*=\s*)?\"([^\"]{0,300})\"")
_LATER_PATH = Regex(r"\bpath\s*=\s*\"([^\"]{0,300})\"")
_METHODS = Regex(r"\bmethods\s*=\s*\{?\s*([^}]{0,200})")
_WORD = Regex(r"\w+")


@dataclass(frozen=True, slots=True)
class Mapped:
    """One `Route`: its path (None where there is none, "" in `paths` for a localized one), its methods (none for any), and its line."""

    path: str
    localized: bool
    methods: tuple[str, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Controller:
    """A class with the routes that stand on it and on its methods; `invoked` says that it is called itself."""

    name: str
    line: int
    mappings: tuple[Mapped, ...]
    methods: tuple[tuple[str, tuple[Mapped, ...]], ...]
    resource_line: int


def controllers_of(root: Node) -> Iterator[Controller]:
    """Every class of a file, with its routes."""
    waiting = list(root.named_children)
    namespace = ""
    while waiting:
        node = waiting.pop(0)
        if node.type == "namespace_definition":
            namespace = text_of(node.child_by_field_name("name"))
            body = node.child_by_field_name("body")
            waiting = [*(body.named_children if body else ()), *waiting]
        if node.type != "class_declaration":
            continue
        body = node.child_by_field_name("body")
        members = body.named_children if body else []
        name = f"{namespace}\\{text_of(node.child_by_field_name('name'))}".lstrip("\\")
        constants = dict(_constants(members, name.rpartition("\\")[2]))
        methods = [
            (text_of(each.child_by_field_name("name")), tuple(_mappings(each, constants)))
            for each in members
            if each.type == "method_declaration"
        ]
        resource = next((line_of(each) for each, called in _attributes(node) if called == "ApiResource"), 0)
        yield Controller(name, line_of(node), tuple(_mappings(node, constants)), tuple(methods), resource)


def _constants(members: list[Node], name: str) -> Iterator[tuple[str, str]]:
    for each in members:
        for element in each.named_children if each.type == "const_declaration" else ():
            if element.type == "const_element" and len(element.named_children) == 2:
                key, value = element.named_children
                for owner in ("self", "static", name):
                    yield f"{owner}::{text_of(key)}", text_in(value)


def _attributes(node: Node) -> Iterator[tuple[Node, str]]:
    listed = node.child_by_field_name("attributes")
    for group in listed.named_children if listed else ():
        for each in group.named_children:
            if each.type == "attribute" and each.named_children:
                yield each, text_of(each.named_children[0]).rpartition("\\")[2]


def _mappings(node: Node, constants: dict[str, str]) -> Iterator[Mapped]:
    for each, name in _attributes(node):
        if name == "Route" or (name in _VERBS and text_of(each.named_children[0]).startswith(("Rest\\", "FOS\\"))):
            given = arguments_of(each.child_by_field_name("parameters"))
            yield _attribute(given, name, line_of(each), constants)
    comment = node.prev_named_sibling
    if comment is not None and comment.type == "comment":
        yield from _annotations(text_of(comment)[:MAX_COMMENT], line_of(comment))


def _attribute(given: Arguments, name: str, line: int, constants: dict[str, str]) -> Mapped:
    path = given.at(0, "path")
    methods = (name.upper(),) if name in _VERBS else tuple(method.upper() for method in texts_in(given.at(10_000, "methods")))
    methods = () if "{?}" in methods else methods
    localized = path is not None and any(True for _ in elements_of(path))
    return Mapped(text_in(path, constants) if path is not None and not localized else "", localized, methods, line)


def _annotations(comment: str, line: int) -> Iterator[Mapped]:
    for found in _ANNOTATION.finditer(comment):
        arguments = found[2].replace("\n", " ")
        path = _PATH.match(arguments) or _LATER_PATH.search(arguments)
        listed = _METHODS.search(arguments)
        methods = (found[1].upper(),) if found[1] != "Route" else tuple(_WORD.findall(listed[1])) if listed else ()
        at = line + comment.count("\n", 0, found.start())
        yield Mapped(path[1] if path else "", "{" in arguments[:2], methods, at)
