"""What the readers of routes say of tiny repositories, one short line a route."""

from __future__ import annotations

from collections.abc import Mapping

from readiness_checks.facts.routes import routes
from tests.repos import repo_of


def lines_of(files: Mapping[str, str]) -> list[str]:
    """`GET /orders/{id}` for each route that is implemented, ANY where every method is; a `?` before those that are dynamic."""
    found = routes(repo_of(files)).routes
    return sorted(("? " if each.certainty == "dynamic" else "") + f"{each.method or 'ANY'} {each.path}" for each in found)


def gaps_of(files: Mapping[str, str]) -> list[str]:
    """`path:line reason` for each place that could not be read."""
    return [f"{gap.path}:{gap.line} {gap.reason}" for gap in routes(repo_of(files)).gaps]
