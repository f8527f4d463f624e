"""What one PHP file declares with Laravel's, Lumen's or Slim's routers: routes, and the files it loads routes from, below a prefix."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness_checks.facts.routing.making import under
from readiness_checks.facts.routing.php.resources import RESOURCES, resource_routes
from readiness_checks.facts.routing.php.values import CLOSURES, Link, body_of, chain_of, elements_of, text_in, texts_in
from readiness_checks.facts.syntax_trees import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 60
_VERBS = ("get", "post", "put", "patch", "delete", "options", "any")
_PAGES = {"view": "GET", "inertia": "GET", "livewire": "GET", "redirect": "", "permanentRedirect": ""}
_FACADES = ("Route", "Router", "Volt")
_VARIABLES = frozenset(
    (
        "$router",
        "$app",
        "$group",
        "$api",
        "$r",
        "$route",
        "$routes",
        "$this->router",
        "$app->router",
        "$this->app->router",
        "$this->app",
        "$proxy",
    )
)
_LOCAL = ("environment('local", 'environment("local', "isLocal", "environment(['local")
_AUTH = (
    ("GET", "login"), ("POST", "login"), ("POST", "logout"), ("GET", "register"), ("POST", "register"), ("GET", "password/reset"),
    ("POST", "password/email"), ("GET", "password/reset/{token}"), ("POST", "password/reset"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Piece:
    """A route of a file, below whatever loads the file; with `loads`, a file that is loaded at `path` instead (`?` when unknown which).

    `handler` is the `Controller@action` that a resource takes for granted.
    """

    methods: tuple[str, ...]
    path: str
    line: int
    composed: bool
    loads: str = ""
    handler: str = ""


def pieces_of(root: Node) -> tuple[Piece, ...]:
    """What a file declares, in order."""
    return tuple(_walk(root, "", 0))


def _walk(node: Node, prefix: str, depth: int) -> Iterator[Piece]:
    """Every chain and every required file below a node; the bodies of groups are walked with their own prefix."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        kind = each.type
        if kind in ("member_call_expression", "scoped_call_expression"):
            base, links = chain_of(each)
            if base in _FACADES or base in _VARIABLES:
                yield from _chain(base, links, prefix, depth)
                continue
            yield from _special(base, links, prefix)
        elif kind in ("require_expression", "require_once_expression", "include_expression", "include_once_expression"):
            yield Piece(
                (), prefix, each.start_point.row + 1, bool(prefix), file_in(each.named_children[0] if each.named_children else None)
            )
            continue
        elif kind == "if_statement" and any(word in text_of(each.child_by_field_name("condition")) for word in _LOCAL):
            continue
        waiting += reversed(each.named_children)


def _special(base: str, links: tuple[Link, ...], prefix: str) -> Iterator[Piece]:
    """Calls that load routes and are no chain of a router."""
    for link in links:
        if link.name == "loadRoutesFrom":
            yield Piece((), prefix, link.line, bool(prefix), file_in(link.arguments.at(0)))
        elif link.name == "withRouting":
            yield from _with_routing(link, prefix)
        elif link.name == "routes" and base == "Auth":
            yield from (Piece((method,), under(prefix, path), link.line, True) for method, path in _AUTH)


def _with_routing(link: Link, prefix: str) -> Iterator[Piece]:
    given = dict(link.arguments.named)
    if "api" in given:
        below = text_in(given["apiPrefix"]) if "apiPrefix" in given else "api"
        yield from (Piece((), under(prefix, below), link.line, True, file_in(node)) for node in _listed(given["api"]))
    if "web" in given:
        yield from (Piece((), prefix, link.line, bool(prefix), file_in(node)) for node in _listed(given["web"]))


def _listed(node: Node) -> list[Node]:
    return [value for _, value in elements_of(node)] if node.type == "array_creation_expression" else [node]


def _chain(base: str, links: tuple[Link, ...], prefix: str, depth: int) -> Iterator[Piece]:
    """What a chain declares; what is not of routers in it may still hold closures that declare more."""
    inner = prefix
    for at, link in enumerate(links):
        name, given = link.name, link.arguments
        if name == "prefix":
            inner = under(inner, text_in(given.at(0)))
        elif name in ("group", "version"):
            yield from _group(link, inner if name == "group" else under(inner, "{?}"), depth)
            return
        elif name in (*_VERBS, "match", "map", *_PAGES) or (name == "route" and base == "Volt"):
            yield from _route(base, link, links[at + 1 :], inner)
            return
        elif name in RESOURCES:
            for methods, path, handler in resource_routes(link, links[at + 1 :]):
                yield Piece(methods, under(inner, path), link.line, True, handler=handler)
            return
        elif name in ("auth", "loadRoutesFrom"):
            yield from _special_link(link, inner)
            return
        else:
            for node in given.positional:
                if node.type in CLOSURES and depth < MAX_DEPTH:
                    yield from _walk(node, inner, depth + 1)


def _special_link(link: Link, prefix: str) -> Iterator[Piece]:
    if link.name == "auth":
        yield from (Piece((method,), under(prefix, path), link.line, True) for method, path in _AUTH)
    else:
        yield Piece((), prefix, link.line, bool(prefix), file_in(link.arguments.at(0)))


def _route(base: str, link: Link, after: tuple[Link, ...], prefix: str) -> Iterator[Piece]:
    name, given = link.name, link.arguments
    several = name in ("match", "map")
    if base.startswith("$") and len(given.positional) < 2:
        return  # `$app->get('service')` asks a container
    path = given.at(1 if several else 0, "uri")
    if path is None or (base.startswith("$") and path.type not in ("string", "encapsed_string", "binary_expression")):
        return
    methods = tuple(method.upper() for method in texts_in(given.at(0))) if several else (_PAGES.get(name, name.upper()),)
    methods = ("GET",) if name == "route" else tuple("" if method in ("ANY", "{?}") else method for method in methods)
    # a prefix that stands after the verb is put before the route's own path
    own = [text_in(each.arguments.at(0)) for each in after if each.name == "prefix"]
    whole = prefix
    for part in (*reversed(own), _constrained(text_in(path), after)):
        whole = under(whole, part)
    yield Piece(methods, whole, link.line, bool(prefix or own))


def _constrained(path: str, after: tuple[Link, ...]) -> str:
    """A path whose parameters may hold slashes, where a constraint lets them: `->where('any', '.*')`."""
    for link in after:
        first = link.arguments.at(0)
        if link.name != "where" or first is None:
            continue
        pairs = [(key, text_in(value)) for key, value in elements_of(first)] or [(text_in(first), text_in(link.arguments.at(1)))]
        for name, pattern in pairs:
            if pattern in (".*", ".+", "(.*)", "(.+)", "^.*$"):
                path = path.replace("{" + name + "}", "{" + name + "...}").replace("{" + name + "?}", "{" + name + "...}")
    return path


def _group(link: Link, prefix: str, depth: int) -> Iterator[Piece]:
    inner = prefix
    for node in (*link.arguments.positional, *(value for _, value in link.arguments.named)):
        if node.type in CLOSURES:
            body = body_of(node)
            if body is not None and depth < MAX_DEPTH:
                yield from _walk(body, inner, depth + 1)
        elif node.type == "array_creation_expression":
            elements = dict(elements_of(node))
            if "prefix" in elements:
                inner = under(inner, text_in(elements["prefix"]))
            if elements and "" in elements and not any(elements):
                yield from (Piece((), inner, link.line, bool(inner), file_in(value)) for _, value in elements_of(node))
        elif node.type in ("string", "encapsed_string") and len(link.arguments.positional) > 1 and node == link.arguments.positional[0]:
            inner = under(inner, text_in(node))  # Slim's groups begin with their path
        else:
            yield Piece((), inner, link.line, bool(inner), file_in(node))


def file_in(node: Node | None) -> str:
    """The path that an expression names: relative to the file when it begins with `./`, else to the application; `?` when unknown."""
    if node is None:
        return "?"
    text = text_of(node)
    if node.type == "parenthesized_expression" and node.named_child_count == 1:
        return file_in(node.named_children[0])
    if node.type in ("function_call_expression", "member_call_expression"):
        name = text_of(node.child_by_field_name("function") or node.child_by_field_name("name"))
        arguments = node.child_by_field_name("arguments")
        given = [each.named_children[-1] for each in (arguments.named_children if arguments else ()) if each.named_children]
        folder = {"base_path": "", "basePath": "", "app_path": "app/", "path": ""}.get(name)
        path = text_in(given[0]) if len(given) == 1 else "{?}"
        return "?" if folder is None or "{?}" in path else folder + path.lstrip("/")
    if node.type == "binary_expression":
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        path = text_in(right)
        if text_of(left) == "__DIR__" and "{?}" not in path:
            return "./" + path.lstrip("/")
        if text_of(left).replace(" ", "") in ("dirname(__DIR__)", "dirname(__FILE__)") and "{?}" not in path:
            return ("./../" if "__DIR__" in text_of(left) else "./") + path.lstrip("/")
        return "?"
    return "./" + text_in(node) if node.type in ("string", "encapsed_string") and "$" not in text else "?"
