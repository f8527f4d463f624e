"""Routes of Laravel, Lumen and Slim: what providers and `bootstrap/app.php` load, below the prefixes they load it with."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.laravel import DECLARES, ROUTERS
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.making import routes_made, under
from readiness_checks.facts.routing.php.declarations import Piece, pieces_of
from readiness_checks.facts.syntax_trees import root_of

MAX_DEPTH = 10
_INHERITS = Regex(r"\bclass \w{1,100}(?:\s+extends\s+\\?(?:\w{1,60}\\){0,6}(\w{1,80}))?")
_TRAIT = Regex(r"(?m)^    use \w")


@fact
def laravel_routes(repo: Repo) -> RouteTable:
    """The routes of every file that is loaded, and of those that nothing is seen to load by Laravel's conventions."""
    pieces = {path: found for path in _files(repo) if (found := _pieces(repo, path))}
    loaded = {target for path, found in pieces.items() for piece in found if piece.loads and (target := _target(repo, path, piece))}
    lost = [under(piece.path, "") for found in pieces.values() for piece in found if piece.loads == "?"]
    routes: list[Route] = []
    gaps: list[Gap] = []
    for path in sorted(pieces):
        if path not in loaded:
            routes += _routes(repo, path, _convention(path, lost), 0)
    for path, found in sorted(pieces.items()):
        for piece in found:
            if piece.loads and piece.loads != "?" and _target(repo, path, piece) is None and "{?}" not in piece.loads:
                continue  # a file of a package that is not here, or one that is made
            if piece.loads == "?" and not any(other not in loaded and "/routes/" in "/" + other for other in pieces):
                gaps.append(Gap(path, piece.line, "are loaded from files whose names are made at run time"))
    return RouteTable(tuple(dict.fromkeys(routes)), tuple(gaps))


@fact
def _files(repo: Repo) -> tuple[str, ...]:
    found = {hit.path for hit in repo.hits(DECLARES)}
    routers = {hit.path for hit in repo.hits(ROUTERS)}
    return tuple(sorted(found | routers))


@fact
def _pieces(repo: Repo, path: str) -> tuple[Piece, ...]:
    root = root_of(repo, path)
    return pieces_of(root) if root is not None else ()


def _convention(path: str, lost: list[str]) -> str:
    """The prefix of a file that nothing is seen to load."""
    if path.endswith("routes/api.php"):
        return "api"
    in_routes = "/routes/" in "/" + path
    return next((prefix for prefix in lost if prefix), "") if in_routes and len(set(lost)) == 1 else ""


def _routes(repo: Repo, path: str, prefix: str, depth: int) -> Iterator[Route]:
    for piece in _pieces(repo, path):
        whole = under(prefix, piece.path)
        if piece.handler and not _handled(repo, piece.handler):
            continue
        if not piece.loads:
            followed = piece.composed or bool(prefix)
            yield from routes_made("laravel", "braces", piece.methods, whole or "/", (path, piece.line), composed=followed)
            continue
        target = _target(repo, path, piece)
        if target is not None and target != path and depth < MAX_DEPTH:
            yield from _routes(repo, target, whole, depth + 1)


@fact
def _handled(repo: Repo, handler: str) -> bool:
    """Whether a controller may have the action that a resource routes to: not where its whole class is read and lacks it."""
    controller, _, action = handler.partition("@")
    files = repo.named(f"{controller}.php") if controller.isidentifier() else ()
    text = repo.text(files[0].path) if len(files) == 1 else ""
    inherits = _INHERITS.search(text)
    if not text or inherits is None or inherits[1] not in (None, "Controller", "BaseController") or _TRAIT.search(text):
        return True
    return f"function {action}(" in text


def _target(repo: Repo, path: str, piece: Piece) -> str | None:
    """The file that a piece loads, None when there is no such file."""
    folder = path.rpartition("/")[0]
    if piece.loads.startswith("./"):
        tried = [posixpath.normpath(posixpath.join(folder, piece.loads))]
    else:
        tried = []
        while True:
            tried.append(posixpath.normpath(posixpath.join(folder, piece.loads)))
            if not folder:
                break
            folder = folder.rpartition("/")[0]
    return next((each for each in tried if repo.file(each) is not None), None)
