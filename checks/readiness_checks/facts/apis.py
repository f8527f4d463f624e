"""Which kinds of API a component serves, and whether they take writes."""

from __future__ import annotations

import re
from typing import Literal, TypeAlias

from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.api_documents import describing, documents_of
from readiness_checks.facts.api_styles import GRAPHQL, GRPC, HANDLERS, IMPLEMENTED, JSON, REST, WEBSOCKET, WRITES
from readiness_checks.facts.declared_routes import DeclaredRoute, declared_routes
from readiness_checks.facts.descriptions.protobuf import proto_services, reads
from readiness_checks.facts.lines import lines_of

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
MAX_CLASS = 600  # lines of a class that are looked at above a method
_REQUESTED = Regex(r"\(self,\s*(?:_?request|req)\b")
_VIEW = Regex(r"\([^\n]{0,200}(?:View|Resource|Handler|Endpoint|API|Api|Controller|Mixin)")
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
    if not answers and any(component.owns(path) for path in page_templates(repo)):
        return None
    first = min(declared, key=lambda route: ("api" not in f"{route.file}/{route.path}".lower(), route.file, route.line))
    return Api("rest", first.file, first.line, f"{len(declared)} route{'' if len(declared) == 1 else 's'}")


@fact
def page_templates(repo: Repo) -> tuple[str, ...]:
    """The templates of HTML pages in the repository's own folders."""
    pages = (*repo.named(*_TEMPLATES), *(file for file in repo.named("*.html", "*.htm") if _PAGES.search(file.folder)))
    return tuple(file.path for file in pages if file.role in ("data", "source", "configuration"))


@fact
def serves_http(repo: Repo, component: Component) -> tuple[DeclaredRoute, ...]:
    """The component's own literal routes, of APIs and of pages, by place."""
    return tuple(route for route in declared_routes(repo) if component.owns(route.file))


@fact
def accepts_writes(repo: Repo, component: Component) -> DeclaredRoute | None:
    """The first place where the component takes requests that change something, None when it shows none.

    A literal route of a writing method if there is one; else a handler of writes, a mutation, or a writing operation of a committed
    description, with the path "" and the kind of place as the framework.
    """
    written = next((route for route in serves_http(repo, component) if route.writes), None)
    if written is not None:
        return written
    handlers = [
        DeclaredRoute(_method(hit.groups), "", hit.path, hit.line, note)
        for note, pattern in WRITES.items()
        for hit in repo.hits(pattern)
        if component.owns(hit.path) and (note != "class-based view" or _in_view(repo, hit))
    ]
    if handlers:
        return min(handlers, key=lambda route: (route.file, route.line))
    styles = tuple(api.style for api in apis(repo, component))
    for document in describing(documents_of(repo, component), styles):
        if document.kind == "protobuf":
            line = _served_write(repo, component, document.path)
        else:
            line = (document.written or document.line) if document.writes else None
        if line is not None:
            return DeclaredRoute("POST", "", document.path, line, document.kind)
    if "grpc" in styles and not any(document.kind == "protobuf" for document in documents_of(repo, component)):
        for hit in repo.hits(HANDLERS):
            if component.owns(hit.path) and not reads(hit.groups[0]):
                return DeclaredRoute("POST", "", hit.path, hit.line, f"gRPC method {hit.groups[0]}")
    return None


def _served_write(repo: Repo, component: Component, path: str) -> int | None:
    """The line of the first writing method among the services of a file that the component serves, None when there is none.

    A file may define the services of all: where the source names those that it implements, the others are somebody else's.
    """
    services = proto_services(repo, path)
    served = implemented_services(repo, component)
    own = [service for service in services if _plain(service.name) in served] if served else services
    return next((service.written for service in own if service.written is not None), None)


@fact
def implemented_services(repo: Repo, component: Component) -> frozenset[str]:
    """The gRPC services that the component's source implements or registers, in lower case and without the ending `Service`."""
    return frozenset(
        _plain(next(group for group in hit.groups if group))
        for pattern in IMPLEMENTED.values()
        for hit in repo.hits(pattern)
        if component.owns(hit.path) and any(hit.groups)
    )


def _plain(service: str) -> str:
    return service.lower().removesuffix("service")


def _in_view(repo: Repo, hit: Hit) -> bool:
    """Whether a method called `put` handles requests: it takes one, or its class extends a view, resource or handler."""
    lines = lines_of(repo, hit.path)
    if hit.line > len(lines):
        return False
    if _REQUESTED.search(lines[hit.line - 1]):
        return True
    depth = len(lines[hit.line - 1]) - len(lines[hit.line - 1].lstrip())
    for text in reversed(lines[max(hit.line - MAX_CLASS, 0) : hit.line - 1]):
        if text.lstrip().startswith("class ") and len(text) - len(text.lstrip()) < depth:
            return _VIEW.search(text) is not None
    return False


def _method(groups: tuple[str, ...]) -> str:
    return next((group.upper() for group in groups if group), "POST")
