"""The HTTP routes that the code implements, whole paths with their mounts and prefixes, by the syntax trees of each framework's files."""

from __future__ import annotations

from collections.abc import Callable

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.aspnet_controllers import aspnet_controller_routes
from readiness_checks.facts.routing.aspnet_endpoints import aspnet_endpoint_routes
from readiness_checks.facts.routing.django import django_routes
from readiness_checks.facts.routing.fast_endpoints import fast_endpoints_routes
from readiness_checks.facts.routing.fastapi import fastapi_routes
from readiness_checks.facts.routing.files import file_routes
from readiness_checks.facts.routing.flask import flask_routes
from readiness_checks.facts.routing.go import go_routes
from readiness_checks.facts.routing.grpc_gateway import grpc_gateway_routes
from readiness_checks.facts.routing.jaxrs import jaxrs_routes
from readiness_checks.facts.routing.ktor import ktor_routes
from readiness_checks.facts.routing.micronaut import micronaut_routes
from readiness_checks.facts.routing.nestjs import nestjs_routes
from readiness_checks.facts.routing.node import node_routes
from readiness_checks.facts.routing.phoenix import phoenix_routes
from readiness_checks.facts.routing.php.laravel import laravel_routes
from readiness_checks.facts.routing.php.symfony import symfony_routes
from readiness_checks.facts.routing.rails.reader import grape_routes, rails_routes
from readiness_checks.facts.routing.rust.reader import rust_routes
from readiness_checks.facts.routing.spring import spring_routes

__all__ = ["Gap", "Route", "RouteTable", "routes"]

_READERS: tuple[Callable[[Repo], RouteTable], ...] = (
    aspnet_controller_routes,
    aspnet_endpoint_routes,
    fast_endpoints_routes,
    django_routes,
    fastapi_routes,
    file_routes,
    flask_routes,
    go_routes,
    grape_routes,
    grpc_gateway_routes,
    jaxrs_routes,
    ktor_routes,
    laravel_routes,
    micronaut_routes,
    nestjs_routes,
    node_routes,
    phoenix_routes,
    rails_routes,
    rust_routes,
    spring_routes,
    symfony_routes,
)
# what tests are helped by stands among the source at times
_OF_TESTS = Regex(r"(?i)(?:^|/)(?:tests?|mocks?|fakes?)[_-]?(?:helpers?|utils?|servers?|support|kit|suites?|apis?)?/|/mocks?\.\w+$")


@fact
def routes(repo: Repo) -> RouteTable:
    """Every implemented route by file and line, and every place where routes could not be read."""
    tables = [read(repo) for read in _READERS]
    found = {route for table in tables for route in table.routes if not _OF_TESTS.search(route.file)}
    gaps = {gap for table in tables for gap in table.gaps if not _OF_TESTS.search(gap.path)}
    return RouteTable(
        tuple(sorted(found, key=lambda route: (route.file, route.line, route.path, route.method))),
        tuple(sorted(gaps, key=lambda gap: (gap.path, gap.line))),
    )
