"""Routes of Grape APIs: resources, namespaces, versions in paths, and the APIs that one mounts in another."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.grape import CLASSES
from readiness_checks.facts.routing import Route, RouteTable
from readiness_checks.facts.routing.making import routes_made, under
from readiness_checks.facts.routing.rails.ruby import Call, call_of, statements_of, text_in, texts_in
from readiness_checks.facts.syntax_trees import root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_NESTS = ("resource", "resources", "namespace", "group", "segment", "version")
MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class _Piece:
    """A route, or another API that is mounted (`mounts` is its name), below its class."""

    method: str
    path: str
    file: str
    line: int
    mounts: str = ""


@dataclass(frozen=True, slots=True)
class _Api:
    name: str
    prefix: str
    pieces: tuple[_Piece, ...]


@fact
def grape_classes(repo: Repo) -> frozenset[str]:
    """The names of the repository's own Grape APIs."""
    return frozenset(api.name for api in _apis(repo))


def grape_routes_below(repo: Repo, mounts: tuple[tuple[str, str], ...]) -> RouteTable:
    """The routes of every API that no other mounts, below the paths that an application mounts it at."""
    apis = {api.name: api for api in _apis(repo)}
    inner = {_named(apis, piece.mounts, api.name) for api in apis.values() for piece in api.pieces if piece.mounts}
    found: list[Route] = []
    for name, api in sorted(apis.items()):
        at = [prefix for mounted, prefix in mounts if mounted == name]
        for prefix in at or ([""] if name not in inner else []):
            found += _below(apis, api, prefix, 0)
    return RouteTable(tuple(dict.fromkeys(found)))


def _below(apis: dict[str, _Api], api: _Api, prefix: str, depth: int) -> Iterator[Route]:
    base = under(prefix, api.prefix)
    for piece in api.pieces:
        whole = under(base, piece.path) or "/"
        if not piece.mounts:
            yield from routes_made("grape", "colon", [piece.method], whole, (piece.file, piece.line), composed=whole != piece.path)
            continue
        other = apis.get(_named(apis, piece.mounts, api.name))
        if other is not None and depth < MAX_DEPTH:
            yield from _below(apis, other, whole, depth + 1)
        else:
            yield from routes_made("grape", "colon", [""], under(whole, "{?}"), (piece.file, piece.line))


def _named(apis: dict[str, _Api], name: str, within: str) -> str:
    """The whole name of an API that one class calls by a shorter name."""
    outer = within
    while outer:
        outer = outer.rpartition("::")[0]
        full = f"{outer}::{name}" if outer else name
        if full in apis:
            return full
    return name


@fact
def _apis(repo: Repo) -> tuple[_Api, ...]:
    found: list[_Api] = []
    for path in sorted({hit.path for hit in repo.hits(CLASSES)}):
        root = root_of(repo, path)
        waiting: list[tuple[Node, str]] = [(root, "")] if root is not None else []
        while waiting:
            node, outer = waiting.pop()
            for each in statements_of(node):
                if each.type not in ("class", "module"):
                    continue
                name = outer + text_of(each.child_by_field_name("name"))
                above = text_of(each.child_by_field_name("superclass"))
                if "Grape::API" in above:
                    found.append(_api(name, path, each))
                else:
                    waiting.append((each, name + "::"))
    return tuple(found)


def _api(name: str, path: str, node: Node) -> _Api:
    prefix = version = ""
    for each in statements_of(node):
        call = call_of(each)
        if call is None or not call.positional or call.block is not None:
            continue
        if call.name == "prefix":
            prefix = text_in(call.positional[0], {})
        elif call.name == "version":
            version = _version(call)
    return _Api(name, under(prefix, version), tuple(_pieces(path, node, "", 0)))


def _version(call: Call) -> str:
    """The version that stands in the path; headers and parameters put none there."""
    using = call.options.get("using")
    if using is not None and text_in(using, {}) != "path":
        return ""
    return text_in(call.positional[0], {}) if len(call.positional) == 1 and call.positional[0].type != "array" else "{?}"


def _pieces(file: str, node: Node, prefix: str, depth: int) -> Iterator[_Piece]:
    if depth > MAX_DEPTH:
        return
    for each in statements_of(node):
        call = call_of(each)
        if call is None:
            continue
        if call.name in _VERBS and call.block is not None:
            paths = [text for given in call.positional for text in texts_in(given, {})] or [""]
            yield from (_Piece(call.name.upper(), under(prefix, path), file, call.line) for path in paths)
        elif call.name == "mount":
            yield from _mounts(file, call, prefix)
        elif call.name == "route_param" and call.block is not None and call.positional:
            yield from _pieces(file, call.block, under(prefix, ":" + text_in(call.positional[0], {})), depth + 1)
        elif call.name in _NESTS and call.block is not None:
            inner = _version(call) if call.name == "version" else text_in(call.positional[0], {}) if call.positional else ""
            yield from _pieces(file, call.block, under(prefix, inner), depth + 1)
        elif call.block is not None and call.name in ("params", "helpers", "before", "after", "rescue_from", "desc"):
            continue
        elif call.block is not None and call.receiver is None:
            yield from _pieces(file, call.block, prefix, depth + 1)


def _mounts(file: str, call: Call, prefix: str) -> Iterator[_Piece]:
    at = [(key, text_in(value, {})) for key, value in call.pairs] or [(node, "") for node in call.positional]
    if "at" in call.options:
        at = [(node, text_in(call.options["at"], {})) for node in call.positional]
    for node, path in at:
        yield replace(_Piece("", under(prefix, path), file, call.line), mounts=text_of(node).removeprefix("::"))
