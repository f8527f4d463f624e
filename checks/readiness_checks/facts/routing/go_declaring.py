"""The calls of Go that declare routes on a router, and what their arguments say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness_checks.facts.routing.go_functions import ROUTER_TYPES, Function, Key
from readiness_checks.facts.routing.go_packages import folder_of
from readiness_checks.facts.routing.go_scope import Declared, Reading, Scope, text_in
from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_CHAIN = 40
SHOUTED = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "ANY"})
SPOKEN = frozenset({"Get", "Post", "Put", "Patch", "Delete", "Head", "Options", "Any", "All", "Connect", "Trace"})


def chain(node: Node) -> tuple[Node, list[tuple[str, Node]]]:
    """The value that a chain of calls starts from, and the calls from the first to the last: name and call."""
    links: list[tuple[str, Node]] = []
    while node.type == "call_expression" and len(links) < MAX_CHAIN:
        callee = node.child_by_field_name("function")
        operand = callee.child_by_field_name("operand") if callee is not None and callee.type == "selector_expression" else None
        if callee is None or operand is None:
            break
        links.append((text_of(callee.child_by_field_name("field")), node))
        node = operand
    links.reverse()
    return node, links


def arguments_of(call: Node) -> list[Node]:
    given = call.child_by_field_name("arguments")
    return [child for child in given.named_children if child.type != "comment"] if given is not None else []


def declare_verb(reading: Reading, scope: Scope, current: Key | None, name: str, call: Node) -> Key | None:
    arguments = arguments_of(call)
    if len(arguments) < 2 or arguments[1].type == "nil":
        return None
    path = text_in(reading, scope, arguments[0])
    known = current is not None and (current[0] != "param" or _is_router(scope, current))
    if not known and path and not path.startswith(("/", UNKNOWN)):
        return None
    if not known and (name in SPOKEN or not _imports_router(reading, scope)):
        return None
    method = "" if name.upper() in ("ANY", "ALL") else name.upper()
    declare_route(reading, scope, current or ("unknown",), (method, path), line_of(call))
    return current


def _is_router(scope: Scope, key: Key) -> bool:
    """Whether a parameter is of a router's type, or of one that may be (an interface or wrapper of the repository's own)."""
    kind = dict(scope.function.parameters).get(key[-1], "")
    return kind.endswith(ROUTER_TYPES) or kind.rpartition(".")[2].lower().endswith(
        ("router", "group", "mux", "engine", "routes", "app", "routeradmin")
    )


def _imports_router(reading: Reading, scope: Scope) -> bool:
    modules = " ".join(reading.package.imports.get(scope.path, {}).values())
    return any(
        word in modules
        for word in (
            "gin-gonic/gin",
            "labstack/echo",
            "go-chi/chi",
            "gofiber/fiber",
            "gorilla/mux",
            "httprouter",
            "fasthttp/router",
            "bunrouter",
        )
    )


def functions_named(reading: Reading, scope: Scope, node: Node) -> list[Function]:
    """The functions that a name used as a value may mean."""
    folder = scope.function.folder
    if node.type == "identifier":
        return reading.package.functions.get((folder, text_of(node)), [])
    operand, name = text_of(node.child_by_field_name("operand")), text_of(node.child_by_field_name("field"))
    module = reading.package.imports.get(scope.path, {}).get(operand)
    where = folder_of(reading.repo, module) if module is not None else None
    if where is not None:
        return reading.package.functions.get((where, name), [])
    origin = scope.origin(operand)
    if origin[0] == "type":
        return reading.package.functions.get((folder, f"{origin[1]}.{name}"), [])
    return reading.package.methods.get(name, [])


def pattern_of(text: str) -> tuple[str, str]:
    """Method and path of a pattern of net/http: `GET example.com/orders/{id}`; one that ends with a slash serves what is below."""
    method, _, rest = text.rpartition(" ")
    path = rest if rest.startswith(("/", UNKNOWN)) else "/" + rest.partition("/")[2]
    return method.strip().upper(), path


def declare_route(reading: Reading, scope: Scope, router: Key, told: tuple[str, str], line: int) -> None:
    method, path = told
    reading.declared.append(Declared(router, method, path, scope.path, line))
