"""The HTTP routes that the code implements, whole paths with their mounts and prefixes, by the syntax trees of each framework's files."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeAlias

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.routing import Gap, Route, RouteTable

__all__ = ["Gap", "Route", "RouteTable", "routes"]

Reader: TypeAlias = Callable[[Repo], RouteTable]

# what tests are helped by stands among the source at times
_OF_TESTS = Regex(r"(?i)(?:^|/)(?:tests?|mocks?|fakes?)[_-]?(?:helpers?|utils?|servers?|support|kit|suites?|apis?)?/|/mocks?\.\w+$")


@fact
def routes(repo: Repo) -> RouteTable:
    """Every implemented route by file and line, and every place where routes could not be read."""
    tables = [read(repo) for read in _readers(frozenset(file.language for file in repo.files if file.role == "source"))]
    found = {route for table in tables for route in table.routes if not _OF_TESTS.search(route.file)}
    gaps = {gap for table in tables for gap in table.gaps if not _OF_TESTS.search(gap.path)}
    return RouteTable(
        tuple(sorted(found, key=lambda route: (route.file, route.line, route.path, route.method))),
        tuple(sorted(gaps, key=lambda gap: (gap.path, gap.line))),
    )


def _readers(languages: frozenset[str]) -> Iterator[Reader]:
    """The readers of the frameworks of these languages; those of the others are not even imported."""
    if "python" in languages:
        from readiness_checks.facts.routing.django import django_routes
        from readiness_checks.facts.routing.fastapi import fastapi_routes
        from readiness_checks.facts.routing.flask import flask_routes

        yield from (django_routes, fastapi_routes, flask_routes)
    if languages & {"javascript", "typescript"}:
        from readiness_checks.facts.routing.files import file_routes
        from readiness_checks.facts.routing.nestjs import nestjs_routes
        from readiness_checks.facts.routing.node import node_routes

        yield from (file_routes, nestjs_routes, node_routes)
    if languages & {"java", "kotlin", "groovy", "scala"}:
        from readiness_checks.facts.routing.jaxrs import jaxrs_routes
        from readiness_checks.facts.routing.ktor import ktor_routes
        from readiness_checks.facts.routing.micronaut import micronaut_routes
        from readiness_checks.facts.routing.spring import spring_routes

        yield from (jaxrs_routes, ktor_routes, micronaut_routes, spring_routes)
    if "csharp" in languages:
        from readiness_checks.facts.routing.aspnet_controllers import aspnet_controller_routes
        from readiness_checks.facts.routing.aspnet_endpoints import aspnet_endpoint_routes
        from readiness_checks.facts.routing.fast_endpoints import fast_endpoints_routes

        yield from (aspnet_controller_routes, aspnet_endpoint_routes, fast_endpoints_routes)
    if "go" in languages:
        from readiness_checks.facts.routing.go import go_routes
        from readiness_checks.facts.routing.grpc_gateway import grpc_gateway_routes

        yield from (go_routes, grpc_gateway_routes)
    if "ruby" in languages:
        from readiness_checks.facts.routing.rails.reader import grape_routes, rails_routes

        yield from (grape_routes, rails_routes)
    if "php" in languages:
        from readiness_checks.facts.routing.php.laravel import laravel_routes
        from readiness_checks.facts.routing.php.symfony import symfony_routes

        yield from (laravel_routes, symfony_routes)
    if "elixir" in languages:
        from readiness_checks.facts.routing.phoenix import phoenix_routes

        yield phoenix_routes
    if "rust" in languages:
        from readiness_checks.facts.routing.rust.reader import rust_routes

        yield rust_routes
    from readiness_checks.facts.routing.unread import unread_routes

    yield unread_routes
