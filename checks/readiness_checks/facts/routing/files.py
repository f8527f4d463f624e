"""Routes of frameworks that take a route's path from its file: Next.js (app router and API pages), Medusa, SvelteKit."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit
from readiness_checks.facts.route_marks.files import EXPORTED, PAGED
from readiness_checks.facts.routing import Route, RouteTable
from readiness_checks.facts.routing.paths import joined

_METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS")
_NAMED = Regex(r"(?:\bas\s+|:\s*)?\b(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b\s*(?=,|$|\})")
_CATCH_ALL = Regex(r"^\[\[?\.\.\.(\w+)\]\]?$")
_PARAMETER = Regex(r"\[\[?(\w[\w-]*)(?:=\w+)?\]?\]")
# where each framework's folder begins below that of its package; what it leaves out of the path
_ROOTS = {"route": ("app", "src/app", "src/api"), "+server": ("src/routes",)}
_PAGES = ("pages/api/", "src/pages/api/")


@fact
def file_routes(repo: Repo) -> RouteTable:
    """What files serve by where they are."""
    routes: set[Route] = set()
    for hit in repo.hits(EXPORTED):
        routes.update(_exported(repo, hit))
    for hit in repo.hits(PAGED):
        if "pages/api/" in hit.path:
            routes.update(_paged(repo, hit))
    return RouteTable(tuple(routes))


def _exported(repo: Repo, hit: Hit) -> Iterator[Route]:
    package = _package(repo, hit.path)
    folder = dirname(hit.path)[len(package) :].strip("/")
    stem = hit.path.rpartition("/")[2].rpartition(".")[0]
    method, listed = hit.groups
    methods = [method] if method else _NAMED.findall(" ".join(listed.split()))
    for root in _ROOTS[stem]:
        if folder == root or folder.startswith(root + "/"):
            framework = "sveltekit" if stem == "+server" else "medusa" if root == "src/api" else "nextjs"
            for each in methods:
                yield from _served(folder[len(root) :], each, hit, framework)


def _paged(repo: Repo, hit: Hit) -> Iterator[Route]:
    """A page of `pages/api` answers any method."""
    below = hit.path[len(_package(repo, hit.path)) :].strip("/")
    for root in _PAGES:
        if below.startswith(root):
            yield from _served(
                "api/" + below[len(root) :].rpartition(".")[0].removesuffix("/index").removesuffix("index"), "", hit, "nextjs"
            )


def _served(path: str, method: str, hit: Hit, framework: str) -> Iterator[Route]:
    parts: list[str] = []
    optional = False
    for part in path.split("/"):
        if (part.startswith("(") and part.endswith(")")) or part.startswith("@") or not part:
            continue  # groups and slots are no part of the path
        caught = _CATCH_ALL.match(part)
        optional = part.startswith("[[")
        parts.append("{" + caught.group(1) + "...}" if caught else _PARAMETER.sub(r"{\1}", part))
    yield Route(method, joined(*parts), hit.path, hit.line, framework)
    if optional:
        yield Route(method, joined(*parts[:-1]), hit.path, hit.line, framework)


def _package(repo: Repo, path: str) -> str:
    folder = dirname(path)
    while folder and repo.file(folder + "/package.json") is None:
        folder = dirname(folder)
    return folder
