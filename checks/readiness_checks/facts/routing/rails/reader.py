"""Routes of Rails applications, of the engines that they mount, and of the Grape APIs below them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.rails import API_ONLY, DRAWS
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.grape import grape_classes, grape_routes_below
from readiness_checks.facts.routing.making import routes_made, under
from readiness_checks.facts.routing.paths import UNKNOWN, joined
from readiness_checks.facts.routing.rails.place import Place
from readiness_checks.facts.routing.rails.routes import Drawing, draw
from readiness_checks.facts.routing.rails.ruby import call_of
from readiness_checks.facts.syntax_trees import root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_DRAWING = ("draw", "add_routes", "draw_routes")
MAX_MOUNTED = 5  # engines within engines


@fact
def rails_routes(repo: Repo) -> RouteTable:
    """The routes of every application; an engine's stand where an application of the repository mounts it."""
    routes: list[Route] = []
    gaps: list[Gap] = []
    engines = {engine for engine, _ in _drawings(repo) if engine}
    for engine, drawing in _drawings(repo):
        gaps += drawing.gaps
        for prefix in _prefixes(repo, engine):
            routes += (_below(route, prefix) for route in drawing.routes)
            for name, path, file, line in drawing.mounts:
                if name not in engines and name not in grape_classes(repo):
                    routes += routes_made("rails", "colon", [""], under(prefix, under(path, UNKNOWN)), (file, line))
    return RouteTable(tuple(dict.fromkeys(routes)), tuple(dict.fromkeys(gaps)))


@fact
def grape_routes(repo: Repo) -> RouteTable:
    """The routes of Grape APIs, below the paths that a Rails application mounts them at."""
    if not grape_classes(repo):
        return RouteTable()
    mounts = [
        (name, under(prefix, path))
        for engine, drawing in _drawings(repo)
        for prefix in _prefixes(repo, engine)
        for name, path, _, _ in drawing.mounts
    ]
    return grape_routes_below(repo, tuple(mounts))


def _below(route: Route, prefix: str) -> Route:
    if not prefix:
        return route
    return replace(route, path=joined(prefix, route.path), certainty="dynamic" if UNKNOWN in prefix + route.path else "composed")


def _prefixes(repo: Repo, engine: str) -> tuple[str, ...]:
    """Where the routes of an engine stand: below each path that mounts it, unknown where nothing does; an application's at the root."""
    waiting = [(engine, "")]
    found: list[str] = []
    for _ in range(MAX_MOUNTED if engine else 0):
        waiting = [
            (outer, under(path, below))
            for name, below in waiting
            for outer, drawing in _drawings(repo)
            for mounted, path, _, _ in drawing.mounts
            if mounted == name and outer != name
        ][:20]
        found += [path for outer, path in waiting if not outer]
        waiting = [each for each in waiting if each[0]]
    return tuple(dict.fromkeys(found)) or (("/" + UNKNOWN,) if engine else ("",))


@fact
def _drawings(repo: Repo) -> tuple[tuple[str, Drawing], ...]:
    """What each `routes.draw` declares below itself, by the engine whose routes it draws ("" for the application)."""
    found: list[tuple[str, Drawing]] = []
    for path in sorted({hit.path for hit in repo.hits(DRAWS)}):
        root = root_of(repo, path) if "config/" in path or "routes" in path else None
        if root is not None:
            found += _read(repo, path, root)
    return tuple(found)


def _read(repo: Repo, path: str, root: Node) -> Iterator[tuple[str, Drawing]]:
    folder = path.rpartition("config/")[0]
    forms = not any(hit.path.startswith(folder + "config/") for hit in repo.hits(API_ONLY))
    methods = {text_of(each.child_by_field_name("name")): each for each in root.named_children if each.type == "method"}
    for node in root.named_children:
        call = call_of(node)
        if call is None or call.name not in _DRAWING or call.block is None or call.receiver is None:
            continue
        receiver = text_of(call.receiver).removesuffix(".routes")
        drawing = Drawing(forms, lambda file, name: _drawn(repo, file, name), methods=dict(methods))
        draw(drawing, call.block, Place(path))
        if root.has_error:
            drawing.gaps.append(Gap(path, 1, "stand in a file that does not parse whole"))
        yield receiver if receiver.endswith("Engine") else "", drawing


def _drawn(repo: Repo, file: str, name: str) -> tuple[str, Node] | None:
    """The file that `draw :name` reads, and what it holds."""
    path = f"{file.rpartition('config/')[0]}config/routes/{name}.rb"
    root = root_of(repo, path) if repo.file(path) is not None else None
    return (path, root) if root is not None else None
