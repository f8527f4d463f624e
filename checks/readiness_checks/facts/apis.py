"""Which kinds of API a component serves, and whether they take writes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.api_documents import describing, documents_of
from readiness_checks.facts.api_styles import GRAPHQL, GRPC, JSON, REST, WEBSOCKET, WRITES
from readiness_checks.facts.routes import Route, routes

Style: TypeAlias = Literal["rest", "graphql", "grpc", "websocket"]

_TEMPLATES = (
    "*.erb", "*.haml", "*.slim", "*.twig", "*.blade.php", "*.ejs", "*.hbs", "*.pug", "*.jinja", "*.jinja2", "*.j2", "*.cshtml", "*.razor",
    "*.heex", "*.eex", "*.leex", "*.mustache", "*.jsp", "*.ftl", "*.gohtml", "*.tmpl",
)  # fmt: skip
_PAGES = Regex(r"(?:^|/)(?:templates?|views?|pages)(?:/|$)", re.IGNORECASE)
# Routes for those who run the service rather than for those who use it.
_OPERATIONAL = Regex(
    r"(?:^|/)(?:_?health\w*|alive|livez?|liveness|ready|readyz|readiness|metrics|ping|status|version|now|up|favicon\.ico|robots\.txt"
    r"|swagger[^/]*|graphi?ql|docs?|openapi[^/]*|static|assets|actuator|debug|pprof)(?:/|$)",
    re.IGNORECASE,
)
_TABLES: tuple[tuple[Style, dict[str, Pattern]], ...] = (("rest", REST), ("graphql", GRAPHQL), ("grpc", GRPC), ("websocket", WEBSOCKET))


@dataclass(frozen=True, slots=True)
class Api:
    """One kind of API that a component serves; the place and the note say what shows it best."""

    style: Style
    path: str
    line: int
    note: str


@fact
def apis(repo: Repo, component: Component) -> tuple[Api, ...]:
    """The kinds of API that the component's own source serves, each once.

    Routes alone may serve pages: they make a REST API where something answers in JSON, or where there are no pages.
    """
    found: dict[Style, Api] = {}
    for style, table in _TABLES:
        for note, pattern in table.items():
            for hit in repo.hits(pattern):
                if component.owns(hit.path):
                    candidate = Api(style, hit.path, hit.line, note)
                    known = found.get(style)
                    if known is None or (candidate.path, candidate.line) < (known.path, known.line):
                        found[style] = candidate
                    break
    if "rest" not in found and (answered := _json_routes(repo, component)) is not None:
        found["rest"] = answered
    return tuple(found[style] for style, _ in _TABLES if style in found)


def _json_routes(repo: Repo, component: Component) -> Api | None:
    declared = [route for route in serves_http(repo, component) if not _OPERATIONAL.search(route.path)]
    answers = {hit.path for pattern in JSON.values() for hit in repo.hits(pattern) if component.owns(hit.path)}
    if all(route.path == "/" and route.method == "GET" for route in declared):
        return None  # a greeting is no API
    if not answers and any(component.owns(path) for path in _page_templates(repo)):
        return None
    first = min(declared, key=lambda route: ("api" not in f"{route.file}/{route.path}".lower(), route.file, route.line))
    return Api("rest", first.file, first.line, f"{len(declared)} route{'' if len(declared) == 1 else 's'}")


@fact
def _page_templates(repo: Repo) -> tuple[str, ...]:
    """The templates of HTML pages in the repository's own folders."""
    pages = (*repo.named(*_TEMPLATES), *(file for file in repo.named("*.html", "*.htm") if _PAGES.search(file.folder)))
    return tuple(file.path for file in pages if file.role in ("data", "source", "configuration"))


@fact
def serves_http(repo: Repo, component: Component) -> tuple[Route, ...]:
    """The component's own literal routes, of APIs and of pages, by place."""
    return tuple(route for route in routes(repo) if component.owns(route.file))


@fact
def accepts_writes(repo: Repo, component: Component) -> Route | None:
    """The first place where the component takes requests that change something, None when it shows none.

    A literal route of a writing method if there is one; else a handler of writes, a mutation, or a writing operation of a committed
    description, with the path "" and the kind of place as the framework.
    """
    written = next((route for route in serves_http(repo, component) if route.writes), None)
    if written is not None:
        return written
    handlers = [
        Route(_method(hit.groups), "", hit.path, hit.line, note)
        for note, pattern in WRITES.items()
        for hit in repo.hits(pattern)
        if component.owns(hit.path)
    ]
    if handlers:
        return min(handlers, key=lambda route: (route.file, route.line))
    styles = tuple(api.style for api in apis(repo, component))
    for document in describing(documents_of(repo, component), styles):
        if document.writes:
            return Route("POST", "", document.path, document.written or document.line, document.kind)
    return None


def _method(groups: tuple[str, ...]) -> str:
    return next((group.upper() for group in groups if group), "POST")
