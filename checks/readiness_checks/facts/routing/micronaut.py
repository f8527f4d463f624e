"""Routes of Micronaut controllers: `@Controller` and the annotations of its methods, inherited from interfaces too."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.micronaut import MARKED
from readiness_checks.facts.routing import Route, RouteTable
from readiness_checks.facts.routing.jvm import Annotation, Type
from readiness_checks.facts.routing.jvm.names import is_literal, module_of, supers_of, text_of_value, unit_of
from readiness_checks.facts.routing.jvm.settings import expanded, home_of, setting
from readiness_checks.facts.routing.making import routes_made, under

_VERBS = {verb.capitalize(): verb.upper() for verb in ("get", "post", "put", "patch", "delete", "head", "options")}
_QUERY = Regex(r"\{[?&][^{}]{0,200}\}")
_SEGMENT = Regex(r"\{/([^{}]{1,100})\}")


@fact
def micronaut_routes(repo: Repo) -> RouteTable:
    """The routes of every controller, below the context path of its module."""
    found: list[Route] = []
    for path in sorted({hit.path for hit in repo.hits(MARKED)}):
        unit = unit_of(repo, path)
        for each in unit.types if unit else ():
            if each.kind == "class" and not each.abstract and each.annotation("Controller"):
                found += _controller(repo, each)
    return RouteTable(tuple(found))


def _controller(repo: Repo, each: Type) -> Iterator[Route]:
    module = home_of(repo, module_of(each.file))
    above = supers_of(repo, each)
    controller = each.annotation("Controller")
    base = setting(repo, module, "micronaut.server.context-path")
    prefix = under(base, _paths(repo, controller, each)[0][0] if controller else "")
    done: set[tuple[str, int]] = set()
    for declaring in (each, *above):
        for method in [found for found in declaring.methods if (found.name, found.parameters) not in done]:
            mapped = [annotation for annotation in method.annotations if annotation.name in _VERBS]
            if not mapped:
                continue
            done.add((method.name, method.parameters))
            for annotation in mapped:
                for path, literal in _paths(repo, annotation, declaring):
                    whole = expanded(repo, module, under(prefix, path)) or "/"
                    followed = bool(prefix.strip("/")) or not literal or declaring is not each
                    place = (declaring.file, method.line)
                    yield from routes_made("micronaut", "braces", [_VERBS[annotation.name]], whole, place, composed=followed)


def _paths(repo: Repo, annotation: Annotation, owner: Type) -> list[tuple[str, bool]]:
    values = annotation.given("value", "uri", "uris")
    found = [(_template(text_of_value(repo, value, owner)), is_literal(value)) for value in values]
    return found or [("", True)]


def _template(path: str) -> str:
    """A URI template without its query part; `{/id}` is a segment that may be left out."""
    return _SEGMENT.sub(lambda found: "/{" + found[1] + "?}", _QUERY.sub("", path))
