"""Routes of Phoenix and Plug routers: nested scopes, resources, live views, and the routers that one forwards to."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.phoenix import ROUTERS
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.making import routes_made, under
from readiness_checks.facts.syntax_trees import root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 30
_VERBS = ("get", "post", "put", "patch", "delete", "options", "head", "connect", "trace", "live")
_AROUND = ("live_session", "scope", "if", "unless")
# words of routers and of Plug that declare no route
_SILENT = frozenset(
    "use import require alias plug pipeline pipe_through def defp defmacro defmacrop @ moduledoc send_resp match_all raise else".split()
)
_ACTIONS = {
    "index": (("GET",), False, ""),
    "new": (("GET",), False, "new"),
    "create": (("POST",), False, ""),
    "show": (("GET",), True, ""),
    "edit": (("GET",), True, "edit"),
    "update": (("PATCH", "PUT"), True, ""),
    "delete": (("DELETE",), True, ""),
}
_MOUNTED = {
    "live_dashboard": "/dashboard",
    "oban_dashboard": "/oban",
    "ash_admin": "/",
    "backpex_routes": "/",
    "error_tracker_dashboard": "/errors",
}


@dataclass(frozen=True, slots=True)
class _Piece:
    """A route below its router; with `forwards`, what answers everything below `path`; with `gap`, why it could not be read."""

    methods: tuple[str, ...]
    path: str
    line: int
    composed: bool = False
    forwards: str = ""
    gap: str = ""


@fact
def phoenix_routes(repo: Repo) -> RouteTable:
    """The routes of every router; one that another forwards to stands below it."""
    routers: dict[str, tuple[str, tuple[_Piece, ...]]] = {}
    for path in sorted({hit.path for hit in repo.hits(ROUTERS)}):
        root = root_of(repo, path)
        for name, body in _modules(root) if root is not None else ():
            routers[name] = (path, tuple(_pieces(body, "", 0)))
    inner = {_named(routers, piece.forwards) for _, pieces in routers.values() for piece in pieces if piece.forwards}
    routes: list[Route] = []
    gaps = [Gap(path, piece.line, piece.gap) for path, pieces in routers.values() for piece in pieces if piece.gap]
    for name in sorted(routers):
        if name not in inner:
            routes += _below(routers, name, "", 0)
    return RouteTable(tuple(dict.fromkeys(routes)), tuple(gaps))


def _named(routers: dict[str, tuple[str, tuple[_Piece, ...]]], written: str) -> str:
    """The whole name of the router that an alias means, "" when it means none of them."""
    found = [name for name in routers if name == written or name.endswith("." + written)]
    return found[0] if len(found) == 1 else ""


def _below(routers: dict[str, tuple[str, tuple[_Piece, ...]]], name: str, prefix: str, depth: int) -> Iterator[Route]:
    path, pieces = routers[name]
    for piece in pieces:
        whole = under(prefix, piece.path) or "/"
        if piece.gap:
            continue
        if not piece.forwards:
            followed = bool(prefix) or piece.composed
            yield from routes_made("phoenix", "colon", piece.methods, whole, (path, piece.line), composed=followed)
            continue
        other = _named(routers, piece.forwards)
        if other and depth < MAX_DEPTH:
            yield from _below(routers, other, whole, depth + 1)
        else:
            yield from routes_made("phoenix", "colon", [""], under(whole, "{?}"), (path, piece.line))


def _modules(root: Node) -> Iterator[tuple[str, Node]]:
    for node in root.named_children:
        body = _block(node)
        if node.type == "call" and _target(node) == "defmodule" and body is not None:
            yield _written(_given(node)[0]) if _given(node) else "", body


def _target(node: Node) -> str:
    return text_of(node.child_by_field_name("target")) if node.type == "call" else ""


def _block(node: Node) -> Node | None:
    return next((each for each in node.named_children if each.type == "do_block"), None)


def _given(node: Node) -> list[Node]:
    arguments = next((each for each in node.named_children if each.type == "arguments"), None)
    return [each for each in (arguments.named_children if arguments else ()) if each.type not in ("keywords", "comment")]


def _options(node: Node) -> dict[str, Node]:
    arguments = next((each for each in node.named_children if each.type == "arguments"), None)
    pairs = [pair for each in (arguments.named_children if arguments else ()) if each.type == "keywords" for pair in each.named_children]
    return {text_of(pair.named_children[0]).strip(": "): pair.named_children[-1] for pair in pairs if len(pair.named_children) == 2}


def _written(node: Node | None) -> str:
    """A string, alias or atom as text; `{?}` for what it does not say."""
    if node is None:
        return "{?}"
    if node.type == "string":
        return "".join(text_of(each) if each.type == "quoted_content" else "{?}" for each in node.named_children)
    return text_of(node).lstrip(":") if node.type in ("alias", "atom") else "{?}"


def _pieces(body: Node, prefix: str, depth: int) -> Iterator[_Piece]:
    if depth > MAX_DEPTH:
        yield _Piece((), prefix, body.start_point.row + 1, gap="are nested too deeply to be read")
        return
    for node in body.named_children:
        if node.type == "call":
            yield from _piece(node, prefix, depth)


def _piece(node: Node, prefix: str, depth: int) -> Iterator[_Piece]:
    name, given, block, line = _target(node), _given(node), _block(node), node.start_point.row + 1
    if name in _VERBS and given:
        yield _Piece(("GET" if name == "live" else name.upper(),), under(prefix, _written(given[0])), line, bool(prefix.strip("/")))
    elif name == "match" and given:
        yield from _match(node, given, prefix, line)
    elif name == "scope" and block is not None:
        options = _options(node)
        path = _written(options["path"]) if "path" in options else _written(given[0]) if given and given[0].type != "alias" else ""
        yield from _pieces(block, under(prefix, path), depth + 1)
    elif name == "resources" and given:
        yield from _resources(node, given, prefix, depth)
    elif name == "forward" and given:
        to = _options(node).get("to") if len(given) < 2 else given[1]
        yield _Piece((), under(prefix, _written(given[0])), line, forwards=_written(to))
    elif name in _AROUND and block is not None:
        condition = text_of(given[0]) if given else ""
        if name not in ("if", "unless") or not any(word in condition for word in ("dev", ":test")):
            yield from _pieces(block, prefix, depth + 1)
    elif name in _MOUNTED:
        at = _written(given[0]) if given and given[0].type == "string" else _MOUNTED[name]
        yield _Piece((), under(prefix, at), line, forwards="?")
    elif block is not None and name not in _SILENT and "." not in name:
        yield from _pieces(block, prefix, depth + 1)
    elif name not in _SILENT and name.endswith(("_routes", "routes")):
        yield _Piece((), prefix, line, gap=f"are declared by `{name}`")


def _match(node: Node, given: list[Node], prefix: str, line: int) -> Iterator[_Piece]:
    """Phoenix writes `match :get, "/path"`, Plug `match "/path", via: :get`; `match _` answers what nothing else does."""
    if given[0].type == "string":
        via = _options(node).get("via")
        methods = tuple(
            _written(each).upper() for each in (via.named_children if via is not None and via.type == "list" else [via] if via else [])
        )
        yield _Piece(methods or ("",), under(prefix, _written(given[0])), line)
    elif len(given) > 1:
        method = _written(given[0]).upper()
        yield _Piece(("" if method in ("*", "{?}") else method,), under(prefix, _written(given[1])), line)


def _resources(node: Node, given: list[Node], prefix: str, depth: int) -> Iterator[_Piece]:
    options = _options(node)
    path = _written(given[0])
    singleton = "singleton" in options and text_of(options["singleton"]) == "true"
    parameter = _written(options["param"]) if "param" in options else "id"
    collection = under(prefix, path)
    member = collection if singleton else f"{collection}/:{parameter}"
    actions = [action for action in _ACTIONS if action != "index" or not singleton]
    for key, keep in (("only", True), ("except", False)):
        if key in options:
            named = {_written(each) for each in options[key].named_children}
            actions = [action for action in actions if (action in named) == keep]
    for action in actions:
        methods, one, suffix = _ACTIONS[action]
        yield _Piece(methods, under(member if one else collection, suffix), node.start_point.row + 1, composed=True)
    block = _block(node)
    if block is not None:
        name = path.rpartition("/")[2].removesuffix("s")
        yield from _pieces(block, collection if singleton else f"{collection}/:{name}_{parameter}", depth + 1)
