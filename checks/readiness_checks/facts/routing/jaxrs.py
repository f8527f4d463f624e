"""Routes of Jakarta REST (JAX-RS) resources, as Jersey, RESTEasy, Quarkus and Dropwizard serve them."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.jaxrs import APPLICATION, MARKED
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.jvm import Annotation, Method, Type
from readiness_checks.facts.routing.jvm.generated import generated_gap
from readiness_checks.facts.routing.jvm.names import (
    implementations,
    is_literal,
    module_of,
    supers_of,
    text_of_value,
    type_named,
    unit_of,
)
from readiness_checks.facts.routing.jvm.settings import expanded, home_of, setting
from readiness_checks.facts.routing.making import routes_made, under

_VERBS = frozenset(("GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"))
_CLIENTS = ("RegisterRestClient", "RegisterClientHeaders", "Provider")
_ROOT = ("quarkus.http.root-path", "server.servlet.context-path", "server.context-path")
_REST = ("quarkus.rest.path", "quarkus.resteasy-reactive.path", "quarkus.resteasy.path", "spring.jersey.application-path")
MAX_DEPTH = 4


@fact
def jaxrs_routes(repo: Repo) -> RouteTable:
    """The routes of every resource class, below the application's path."""
    routes: list[Route] = []
    gaps: list[Gap] = []
    for each in _resources(repo):
        for found in _resource(repo, each):
            if isinstance(found, Gap):
                gaps.append(found)
            else:
                routes.append(found)
    return RouteTable(tuple(dict.fromkeys(routes)), tuple(dict.fromkeys(gaps)))


def _resources(repo: Repo) -> Iterator[Type]:
    """Every class that is a root resource: by its own `@Path`, or that of an interface which it implements."""
    done: set[tuple[str, str]] = set()
    marked = sorted({hit.path for hit in repo.hits(MARKED)})
    waiting = list(marked)
    for path in waiting:
        unit = unit_of(repo, path)
        for each in unit.types if unit else ():
            if each.kind == "interface" and each.annotation("Path") and not each.annotation(*_CLIENTS):
                waiting += [other for other in implementations(repo).get(each.simple, ()) if other not in waiting]
            if each.kind != "class" or each.abstract or each.annotation(*_CLIENTS) or (each.file, each.name) in done:
                continue
            done.add((each.file, each.name))
            if _holder(each, supers_of(repo, each)) is not None or _generated(repo, each):
                yield each


def _generated(repo: Repo, each: Type) -> tuple[str, ...]:
    """Interfaces of a class that are named like generated ones and stand nowhere."""
    if each.annotation("Path", "Service", "Component"):
        return ()
    return tuple(name for name in each.supers if name.endswith(("Api", "Resource")) and type_named(repo, name, each.file) is None)


def _holder(each: Type, above: tuple[Type, ...]) -> Type | None:
    return next((type_ for type_ in (each, *above) if type_.annotation("Path")), None)


def _resource(repo: Repo, each: Type) -> Iterator[Route | Gap]:
    above = supers_of(repo, each)
    holder = _holder(each, above)
    base = _base(repo, each.file)
    for name in _generated(repo, each):
        yield generated_gap(repo, each, name)
    path = holder.annotation("Path") if holder else None
    if holder is not None and path is not None:
        prefix, literal = _path(repo, path, holder)
        whole = under(base, expanded(repo, home_of(repo, module_of(each.file)), prefix))
        yield from _methods(repo, each, whole, composed=bool(base) or not literal, depth=0)


def _methods(repo: Repo, each: Type, prefix: str, *, composed: bool, depth: int) -> Iterator[Route | Gap]:
    for declaring, method in _handlers(each, supers_of(repo, each)):
        path = next((annotation for annotation in method.annotations if annotation.name == "Path"), None)
        written, literal = _path(repo, path, declaring) if path else ("", True)
        verbs = [annotation.name for annotation in method.annotations if annotation.name in _VERBS]
        place = (declaring.file, method.line)
        whole = under(prefix, written) or "/"
        if verbs:
            followed = composed or bool(prefix and written) or not literal or declaring is not each
            yield from routes_made("jakarta-rest", "braces", verbs, whole, place, composed=followed)
        elif path is not None:
            below = type_named(repo, method.returns.partition("<")[0], declaring.file) if depth < MAX_DEPTH else None
            if below is not None and any(True for _ in _handlers(below, supers_of(repo, below))):
                yield from _methods(repo, below, whole, composed=True, depth=depth + 1)
            else:
                yield from routes_made("jakarta-rest", "braces", [""], under(whole, "{?}"), place)


def _handlers(each: Type, above: tuple[Type, ...]) -> Iterator[tuple[Type, Method]]:
    """A class's own annotated methods, else those that it inherits or implements."""
    done: set[tuple[str, int]] = set()
    for declaring in (each, *above):
        # overloads of one type all serve; what overrides hides those of the types above
        found = [
            method
            for method in declaring.methods
            if (method.name, method.parameters) not in done
            and any(annotation.name in _VERBS or annotation.name == "Path" for annotation in method.annotations)
        ]
        done |= {(method.name, method.parameters) for method in found}
        yield from ((declaring, method) for method in found)


def _path(repo: Repo, annotation: Annotation, owner: Type) -> tuple[str, bool]:
    values = annotation.given("value")
    return (text_of_value(repo, values[0], owner), is_literal(values[0])) if values else ("", True)


def _base(repo: Repo, path: str) -> str:
    """The servlet's path and the application's path for the resources of one file."""
    module = module_of(path)
    home = home_of(repo, module)
    parts = [setting(repo, home, *_ROOT), setting(repo, home, *_REST) or _application(repo, module)]
    return "".join("/" + part.strip("/* ") for part in parts if part.strip("/* "))


@fact
def _application(repo: Repo, module: str) -> str:
    """The `@ApplicationPath` of a module, or the only one of the repository; unknown where there are several."""
    found = []
    for hit in repo.hits(APPLICATION):
        unit = unit_of(repo, hit.path)
        for each in unit.types if unit else ():
            annotation = each.annotation("ApplicationPath")
            if annotation is not None:
                found.append((module_of(hit.path), _path(repo, annotation, each)[0]))
    own = {path for folder, path in found if folder == module}
    known = own or {path for _, path in found}
    return expanded(repo, home_of(repo, module), next(iter(known))) if len(known) == 1 else "{?}" if known and own else ""
