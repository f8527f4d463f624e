"""Routes of Go: net/http, Gin, Echo, chi, Fiber, gorilla/mux, httprouter and their kin, followed through groups and functions."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.go import CALLS, GENERATED, ROUTERS
from readiness_checks.facts.routing import Certainty, Route, RouteTable
from readiness_checks.facts.routing.go_functions import Key, read_packages
from readiness_checks.facts.routing.go_reading import read_functions
from readiness_checks.facts.routing.go_scope import Reading
from readiness_checks.facts.routing.mounts import Mount, prefixes, unified
from readiness_checks.facts.routing.paths import UNKNOWN, Style, joined, spellings

_SERVER = b"ServerInterface"


def _generated(repo: Repo) -> list[str]:
    """The generated files that register routes, where something calls them."""
    if not repo.hits(GENERATED):
        return []
    named = (file for file in repo.named("*.gen.go", "*_gen.go", "*generated*.go") if file.role == "generated")
    return [file.path for file in named if _SERVER in repo.raw(file.path)]


@fact
def go_routes(repo: Repo) -> RouteTable:
    """The routes of Go servers in the repository's own source, those that generated servers register among them."""
    written = (hit.path for hit in repo.hits(ROUTERS, CALLS) if not hit.path.endswith(("_test.go", ".pb.gw.go")))
    paths = tuple(dict.fromkeys((*written, *_generated(repo))))
    if not paths:
        return RouteTable()
    reading = Reading(repo, read_packages(repo, paths))
    read_functions(reading)
    one = unified(reading.aliases)
    mounts = [Mount(one.get(each.parent, each.parent), one.get(each.child, each.child), each.prefix) for each in reading.mounts]
    children = {mount.child for mount in mounts}
    roots = dict.fromkeys(one.get(root, root) for root in reading.roots)
    found = prefixes([root for root in roots if root not in children], mounts)
    return RouteTable(tuple(dict.fromkeys(_routes(reading, found, one))))


def _routes(reading: Reading, reached: dict[Key, tuple[str, ...]], one: dict[Key, Key]) -> Iterator[Route]:
    for each in reading.declared:
        # a function that nobody is seen to call may be called with any group
        for prefix in reached.get(one.get(each.router, each.router), (joined(UNKNOWN),)):
            style: Style = "braces" if "{" in each.path and ":" not in each.path.replace("{?}", "").partition("{")[0] else "colon"
            for spelt in spellings(each.path, style):
                path = joined(prefix, spelt)
                sure: Certainty = "dynamic" if UNKNOWN in path else "literal" if prefix == "/" else "composed"
                yield Route(each.method, path, each.file, each.line, "go", sure)
