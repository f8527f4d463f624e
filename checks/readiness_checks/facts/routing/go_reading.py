"""Follows routers through the functions of Go: what is made of them, where they are handed to, what is declared on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness_checks.facts.routing.go_declaring import (
    SHOUTED,
    SPOKEN,
    arguments_of,
    chain,
    declare_route,
    declare_verb,
    functions_named,
    pattern_of,
)
from readiness_checks.facts.routing.go_functions import ROUTER_TYPES, Function, Key, callees, parameters_of
from readiness_checks.facts.routing.go_packages import folder_of
from readiness_checks.facts.routing.go_scope import Reading, Scope, field_key, origin_of, text_in
from readiness_checks.facts.routing.mounts import Mount
from readiness_checks.facts.routing.paths import UNKNOWN, normalised
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_NODES = 60_000  # of one function
_MADE = frozenset({
    "gin.New", "gin.Default", "echo.New", "chi.NewRouter", "chi.NewMux", "fiber.New", "mux.NewRouter", "http.NewServeMux", "httprouter.New",
    "router.New", "bunrouter.New", "httptreemux.New", "httptreemux.NewContextMux", "iris.New", "iris.Default", "web.New", "way.NewRouter",
    "flow.New", "pat.New", "fasthttprouter.New", "huma.NewRouter",
})  # fmt: skip
# functions without any of these are not visited
_TELLING = tuple(
    word.encode()
    for word in (
        *_MADE,
        *ROUTER_TYPES,
        ".GET(",
        ".POST(",
        ".PUT(",
        ".PATCH(",
        ".DELETE(",
        ".Get(",
        ".Post(",
        ".Put(",
        ".Delete(",
        ".Handle",
        "outer",
        "Mux",
    )
)
_SAME = frozenset(
    {
        "With",
        "Use",
        "StrictSlash",
        "UseEncodedPath",
        "SkipClean",
        "Name",
        "Host",
        "Schemes",
        "Headers",
        "Queries",
        "Version",
        "HeadersRegexp",
        "MatcherFunc",
        "BuildVarsFunc",
        "BuildOnly",
    }
)
_FILES = frozenset({"Static", "StaticFS", "StaticFile", "ServeFiles", "ServeFilesCustom", "File", "StaticFileFS"})
_PLAIN = frozenset(
    "string int int64 bool error byte rune any context.Context gin.HandlerFunc http.HandlerFunc echo.HandlerFunc fiber.Handler".split()
)


def read_functions(reading: Reading) -> None:
    """Read every function of the packages."""
    for (folder, name), (path, value) in reading.package.variables.items():
        empty = Scope(path, Function(path, "", 0, "", "", (), "", value))
        made = _router(reading, empty, value)
        if made is not None:
            reading.aliases.append((made, ("variable", folder, name)))
    for function in [each for known in reading.package.functions.values() for each in known]:
        scope = Scope(function.path, function)
        for at, (name, kind) in enumerate(function.parameters):
            key = function.parameter(at)
            if name and key is not None and kind not in _PLAIN:
                scope.routers[name] = key
        if function.receiver:
            scope.origins[function.receiver] = ("type", function.owner)
        text = function.body.text or b""
        if any(word in text for word in _TELLING) or any(kind.endswith(ROUTER_TYPES) for _, kind in function.parameters):
            reading.nodes = 0
            _visit(reading, scope, function.body)


def _visit(reading: Reading, scope: Scope, body: Node) -> None:
    """Statements in the order of the text; function literals are read where they are handed to a router, others in place."""
    pending = [body]
    while pending:
        node = pending.pop()
        reading.nodes += 1
        if reading.nodes > MAX_NODES:
            return
        kind = node.type
        if kind in ("short_var_declaration", "assignment_statement"):
            _assign(reading, scope, node.child_by_field_name("left"), node.child_by_field_name("right"))
        elif kind in ("var_spec", "const_spec"):
            _declare(reading, scope, node)
        elif kind == "return_statement":
            _return(reading, scope, node)
        elif kind == "call_expression":
            _router(reading, scope, node)
        elif kind != "func_literal":
            pending.extend(reversed(node.named_children))


def _declare(reading: Reading, scope: Scope, node: Node) -> None:
    value = node.child_by_field_name("value")
    for name, given in zip(node.children_by_field_name("name"), value.named_children if value is not None else (), strict=False):
        _bind(reading, scope, name, given)


def _assign(reading: Reading, scope: Scope, left: Node | None, right: Node | None) -> None:
    if left is None or right is None:
        return
    names = left.named_children
    for at, given in enumerate(right.named_children):
        if at < len(names):
            _bind(reading, scope, names[at], given)


def _bind(reading: Reading, scope: Scope, name: Node, given: Node) -> None:
    value = given.child_by_field_name("operand") if given.type == "unary_expression" else given
    if value is not None and value.type == "composite_literal":
        _fields(reading, scope, value)
        scope.origins[text_of(name)] = ("type", text_of(value.child_by_field_name("type")))
        return
    if given.type == "func_literal":
        _visit(reading, Scope(scope.path, scope.function, outer=scope), given)
        return
    router = _router(reading, scope, given)
    if router is None:
        if name.type == "identifier":
            text = text_in(reading, scope, given)
            scope.texts[text_of(name)] = text if UNKNOWN not in text else UNKNOWN
            if given.type == "call_expression":
                scope.origins[text_of(name)] = origin_of(reading, scope, given)
    elif name.type == "identifier":
        scope.routers[text_of(name)] = router
    elif (key := field_key(reading, scope, name)) is not None and key != router:
        reading.aliases.append((router, key))


def _fields(reading: Reading, scope: Scope, literal: Node) -> None:
    """The routers that the fields of a new struct are given."""
    owner = text_of(literal.child_by_field_name("type"))
    body = literal.child_by_field_name("body")
    for element in body.named_children if body is not None else ():
        if element.type == "keyed_element" and len(element.named_children) == 2:
            key, value = (child.named_children[0] if child.named_children else child for child in element.named_children)
            router = _router(reading, scope, value)
            if router is not None:
                field = reading.package.field_key(scope.function.folder, owner, text_of(key))
                if field is not None:
                    reading.aliases.append((router, field))


def _return(reading: Reading, scope: Scope, node: Node) -> None:
    for listed in node.named_children:
        for given in listed.named_children if listed.type == "expression_list" else (listed,):
            if given.type == "func_literal":
                _visit(reading, Scope(scope.path, scope.function, outer=scope), given)
            value = given.child_by_field_name("operand") if given.type == "unary_expression" else given
            if value is not None and value.type == "composite_literal":
                _fields(reading, scope, value)
                continue
            router = _handled(reading, scope, given)[0] if given.type == "call_expression" else _router(reading, scope, given)
            if router is not None and scope.outer is None:
                reading.aliases.append((router, scope.function.returned))


@dataclass(slots=True)
class _Pending:
    """What a chain of gorilla's calls has said of its route so far."""

    path: str | None = None
    methods: tuple[str, ...] = ()
    line: int = 0
    below: bool = False
    served: bool = False


def _router(reading: Reading, scope: Scope, node: Node | None, depth: int = 0) -> Key | None:
    """The router that an expression stands for; whatever its calls declare on the way is taken down."""
    if node is None or depth > 8:
        return None
    if node.type == "identifier":
        return scope.router(text_of(node)) or _variable(reading, scope.function.folder, text_of(node))
    if node.type == "selector_expression":
        return _selected(reading, scope, node)
    if node.type == "unary_expression":
        return _router(reading, scope, node.child_by_field_name("operand"), depth + 1)
    if node.type != "call_expression":
        return None
    base, links = chain(node)
    current, links = _begin(reading, scope, base, links, depth)
    pending = _Pending()
    for name, call in links:
        current = _link(reading, scope, (current, pending), name, call)
    if pending.path is not None and current is not None and pending.served:
        for method in pending.methods or ("",):
            declare_route(reading, scope, current, (method, pending.path + ("/*" if pending.below else "")), pending.line)
    return current


def _begin(
    reading: Reading, scope: Scope, base: Node, links: list[tuple[str, Node]], depth: int
) -> tuple[Key | None, list[tuple[str, Node]]]:
    """The router that a chain starts from, and the calls that are left of it."""
    key: Key
    if links and text_of(base) + "." + links[0][0] in _MADE:
        key = ("made", scope.path, str(links[0][1].start_byte))
        reading.roots[key] = None
        return key, links[1:]
    if base.type == "call_expression":
        return _called(reading, scope, base, depth), links
    if text_of(base) == "http" and links and links[0][0] in ("Handle", "HandleFunc"):
        key = ("default",)
        reading.roots[key] = None
        return key, links
    if base.type == "identifier" and scope.router(text_of(base)) is None and len(links) >= 1:
        module = reading.package.imports.get(scope.path, {}).get(text_of(base))
        if module is not None:
            return _called(reading, scope, links[0][1], depth), links[1:]
    return _router(reading, scope, base, depth + 1), links


def _selected(reading: Reading, scope: Scope, node: Node) -> Key | None:
    operand = node.child_by_field_name("operand")
    module = reading.package.imports.get(scope.path, {}).get(text_of(operand))
    if module is not None:
        folder = folder_of(reading.repo, module)
        return _variable(reading, folder, text_of(node.child_by_field_name("field"))) if folder is not None else None
    return field_key(reading, scope, node)


def _variable(reading: Reading, folder: str, name: str) -> Key | None:
    return ("variable", folder, name) if (folder, name) in reading.package.variables else None


def _link(reading: Reading, scope: Scope, state: tuple[Key | None, _Pending], name: str, call: Node) -> Key | None:
    """What one call of a chain makes of the router before it."""
    current, pending = state
    arguments = arguments_of(call)
    if name in _SAME:
        return current
    if name in ("Group", "Route", "Party") and current is not None:
        return _group(reading, scope, current, arguments, call)
    if name in ("PathPrefix", "Path", "HandleFunc", "Handle", "Handler", "HandlerFunc", "Methods", "Subrouter", "HandleContext"):
        return _gorilla(reading, scope, (current, pending), name, call)
    if name in ("Mount", "Forward") and len(arguments) == 2 and current is not None:
        _mount(reading, scope, current, (text_in(reading, scope, arguments[0]), arguments[1]), call)
        return current
    if name in SHOUTED or name in SPOKEN:
        return declare_verb(reading, scope, current, name, call)
    if name in ("Method", "MethodFunc", "Add", "Match") and len(arguments) >= 3 and current is not None:
        method = text_in(reading, scope, arguments[0])
        path = text_in(reading, scope, arguments[1])
        declare_route(reading, scope, current, (method.upper() if method.isalpha() else "", path), line_of(call))
        return current
    if name in _FILES:
        return current
    return _hand_over(reading, scope, call)


def _group(reading: Reading, scope: Scope, current: Key, arguments: list[Node], call: Node) -> Key:
    literal = next((each for each in arguments if each.type == "func_literal"), None)
    child: Key = ("made", scope.path, str(call.start_byte), str(call.end_byte))
    first = arguments[0] if arguments and arguments[0].type != "func_literal" else None
    prefix = normalised(text_in(reading, scope, first), "colon") if first is not None else ""
    reading.mounts.append(Mount(current, child, prefix))
    if literal is not None:
        inner = Scope(scope.path, scope.function, outer=scope)
        for name, _ in parameters_of(literal.child_by_field_name("parameters"))[:1]:
            inner.routers[name] = child
        body = literal.child_by_field_name("body")
        if body is not None:
            _visit(reading, inner, body)
    elif first is not None and len(arguments) == 2 and arguments[1].type in ("identifier", "selector_expression"):
        # chi takes the name of a function as well as a literal
        for function in functions_named(reading, scope, arguments[1]):
            key = function.parameter(0)
            if key is not None:
                reading.mounts.append(Mount(child, key, ""))
    return child


def _gorilla(reading: Reading, scope: Scope, state: tuple[Key | None, _Pending], name: str, call: Node) -> Key | None:
    """gorilla/mux and net/http: what is said of a route piece by piece."""
    current, pending = state
    arguments = arguments_of(call)
    if name == "Methods":
        pending.methods = tuple(text_in(reading, scope, each).upper() for each in arguments)
        return current
    if name == "Subrouter" and current is not None:
        child: Key = ("made", scope.path, str(call.start_byte), str(call.end_byte))
        reading.mounts.append(Mount(current, child, normalised(pending.path or "", "braces")))
        pending.path, pending.below, pending.served = None, False, False
        return child
    if name in ("PathPrefix", "Path") and arguments:
        pending.path, pending.line, pending.below = text_in(reading, scope, arguments[0]), line_of(call), name == "PathPrefix"
        return current
    if name in ("Handler", "HandlerFunc") and pending.path is not None and arguments and current is not None:
        pending.served = not (pending.below and _serve(reading, scope, current, arguments[0]))
        return current
    if name in ("Handle", "HandleFunc", "HandleContext") and len(arguments) == 2 and current is not None:
        text = text_in(reading, scope, arguments[0])
        if not _serve(reading, scope, current, arguments[1]):
            method, path = pattern_of(text)
            pending.path, pending.line, pending.served = path, line_of(call), True
            pending.methods = (method,) if method else pending.methods
        return current
    if name == "Handle" and len(arguments) >= 3 and current is not None:
        method = text_in(reading, scope, arguments[0]).upper()
        declare_route(reading, scope, current, (method if method.isalpha() else "", text_in(reading, scope, arguments[1])), line_of(call))
    return current


def _serve(reading: Reading, scope: Scope, current: Key, handler: Node) -> bool:
    """Whether a handler is a router itself; it is then reached through this one, which takes nothing off the path by itself."""
    child, stripped = _handled(reading, scope, handler)
    if child is None or child[0] == "param":
        return False
    reading.mounts.append(Mount(current, child, normalised(stripped, "braces")))
    return True


def _mount(reading: Reading, scope: Scope, current: Key, given: tuple[str, Node], call: Node) -> None:
    child, _ = _handled(reading, scope, given[1])
    if child is not None:
        reading.mounts.append(Mount(current, child, normalised(given[0], "colon")))
    else:
        declare_route(reading, scope, current, ("", given[0].rstrip("/") + "/*"), line_of(call))


def _handled(reading: Reading, scope: Scope, node: Node, depth: int = 0) -> tuple[Key | None, str]:
    """The router inside a handler, through what wraps it, and the prefix that `http.StripPrefix` takes off."""
    if depth > 5:
        return None, ""
    if node.type == "call_expression":
        name = text_of(node.child_by_field_name("function"))
        arguments = arguments_of(node)
        if name.endswith("StripPrefix") and len(arguments) == 2:
            child, stripped = _handled(reading, scope, arguments[1], depth + 1)
            return child, text_in(reading, scope, arguments[0]) + stripped
        made = _router(reading, scope, node)
        if made is not None:
            return made, ""
        found = [each for each in (_handled(reading, scope, argument, depth + 1) for argument in arguments) if each[0] is not None]
        return found[0] if len(found) == 1 else (None, "")
    key = _router(reading, scope, node)
    known = key is not None and key[0] in ("made", "variable", "returned", "field")
    return (key, "") if known else (None, "")


def _called(reading: Reading, scope: Scope, call: Node, depth: int) -> Key | None:
    """A call of a function of the repository: routers are handed to it, and it may return one."""
    if text_of(call.child_by_field_name("function")) in _MADE:
        key: Key = ("made", scope.path, str(call.start_byte))
        reading.roots[key] = None
        return key
    if depth > 6:
        return None
    return _hand_over(reading, scope, call)


def _hand_over(reading: Reading, scope: Scope, call: Node) -> Key | None:
    callee = call.child_by_field_name("function")
    arguments = arguments_of(call)
    for each in arguments:
        if each.type == "func_literal":
            body = each.child_by_field_name("body")
            if body is not None:
                _visit(reading, Scope(scope.path, scope.function, outer=scope), body)
    routers = [(at, _router(reading, scope, each)) for at, each in enumerate(arguments) if each.type != "func_literal"]
    operand = callee.child_by_field_name("operand") if callee is not None and callee.type == "selector_expression" else None
    origin = (
        origin_of(reading, scope, operand) if operand is not None and operand.type == "call_expression" else scope.origin(text_of(operand))
    )
    found = callees(reading.repo, reading.package, scope.path, call, origin)
    given = [(at, key) for at, key in routers if key is not None]
    if len(found) > 1:
        found = [each for each in found if all(at < len(each.parameters) for at, _ in given)]
    for function in found:
        for at, key in given:
            taken = function.parameter(at)
            if taken is not None and taken != key:
                reading.mounts.append(Mount(key, taken, ""))
    if len(found) == 1:
        return found[0].returned
    return None
