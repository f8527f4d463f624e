"""What names stand for while functions of Go are read: routers, texts, and where values come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readiness.repo import Repo
from readiness_checks.facts.routing.go_functions import Function, Key, Package, callees
from readiness_checks.facts.routing.go_packages import constant, folder_of, text_at
from readiness_checks.facts.routing.mounts import Mount
from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.syntax_trees import captures, text_of

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Declared:
    """A route declared on a router, its path as written."""

    router: Key
    method: str
    path: str
    file: str
    line: int


@dataclass(slots=True)
class Scope:
    """What names stand for: routers by key, texts, or where a value comes from."""

    path: str
    function: Function
    routers: dict[str, Key] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    origins: dict[str, tuple[str, str]] = field(default_factory=dict)
    outer: Scope | None = None

    def router(self, name: str) -> Key | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.routers:
                return scope.routers[name]
            scope = scope.outer
        return None

    def text(self, name: str) -> str | None:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.texts:
                return scope.texts[name]
            scope = scope.outer
        return None

    def origin(self, name: str) -> tuple[str, str]:
        scope: Scope | None = self
        while scope is not None:
            if name in scope.origins:
                return scope.origins[name]
            scope = scope.outer
        return "", ""


@dataclass(slots=True)
class Reading:
    """What has been found so far."""

    repo: Repo
    package: Package
    declared: list[Declared] = field(default_factory=list)
    mounts: list[Mount[Key]] = field(default_factory=list)
    aliases: list[tuple[Key, Key]] = field(default_factory=list)
    roots: dict[Key, None] = field(default_factory=dict)
    nodes: int = 0


def field_key(reading: Reading, scope: Scope, node: Node) -> Key | None:
    """The key of `s.router`, where a struct of the package has such a field for a router."""
    if node.type != "selector_expression":
        return None
    origin = scope.origin(text_of(node.child_by_field_name("operand")))
    owner = origin[1] if origin[0] == "type" else ""
    return reading.package.field_key(scope.function.folder, owner, text_of(node.child_by_field_name("field")))


def origin_of(reading: Reading, scope: Scope, call: Node) -> tuple[str, str]:
    """The folder and name of the function that makes a value."""
    callee = call.child_by_field_name("function")
    if callee is None:
        return "", ""
    if callee.type == "identifier":
        return scope.function.folder, text_of(callee)
    module = reading.package.imports.get(scope.path, {}).get(text_of(callee.child_by_field_name("operand")))
    where = folder_of(reading.repo, module) if module is not None else None
    return (where, text_of(callee.child_by_field_name("field"))) if where is not None else ("", "")


def text_in(reading: Reading, scope: Scope, node: Node | None) -> str:
    def named(name: str) -> str:
        head, _, rest = name.partition(".")
        if not rest:
            known = scope.text(name)
            return known if known is not None else constant(reading.repo, scope.function.folder, name)
        module = reading.package.imports.get(scope.path, {}).get(head)
        folder = folder_of(reading.repo, module) if module is not None else None
        return constant(reading.repo, folder, rest) if folder is not None else UNKNOWN

    if node is not None and node.type == "call_expression" and text_at(node, named) == UNKNOWN:
        return _prefixed(reading, scope, node)
    return text_at(node, named)


def _prefixed(reading: Reading, scope: Scope, call: Node) -> str:
    """The text of `s.path("/orders")`: a function that makes a path of a path puts something before it, or at times nothing."""
    given = call.child_by_field_name("arguments")
    texts = [
        text for each in (given.named_children if given is not None else ()) if (text := text_in(reading, scope, each)).startswith("/")
    ]
    if len(texts) != 1:
        return UNKNOWN
    callee = call.child_by_field_name("function")
    operand = callee.child_by_field_name("operand") if callee is not None and callee.type == "selector_expression" else None
    found = callees(reading.repo, reading.package, scope.path, call, scope.origin(text_of(operand)))
    names = {name for name, _ in found[0].parameters} if len(found) == 1 else set()
    returned = captures("go", "(return_statement (expression_list . (identifier) @name .))", found[0].body) if names else {}
    as_given = any(text_of(name) in names for name in returned.get("name", ()))
    return texts[0] if as_given else UNKNOWN + texts[0]
