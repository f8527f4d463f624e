"""Frameworks whose routes are not read: a service that uses one of them implements more than is known."""

from __future__ import annotations

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.unread import DOTNET, ELIXIR, GO, JVM, PHP, PYTHON, RUBY, RUST, SCRIPTS
from readiness_checks.facts.routing import Gap, RouteTable

_WHY = "are declared with {}, which is not read"


@fact
def unread_routes(repo: Repo) -> RouteTable:
    """No route, and a gap for each file that wires such a framework."""
    patterns = (PYTHON, RUBY, JVM, SCRIPTS, GO, PHP, RUST, DOTNET, ELIXIR)
    found = [(hit, next(filter(None, hit.groups), hit.text)) for pattern in patterns for hit in repo.hits(pattern)]
    return RouteTable((), tuple(Gap(hit.path, hit.line, _WHY.format(name.strip(" <:'\"")[:60])) for hit, name in found))
