"""Routes of Spring MVC and WebFlux controllers: mappings of classes, of methods, and of the interfaces and classes above them."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.spring import ACTUATOR, FUNCTIONAL, MARKED, PREFIXED, SECURITY
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.jvm import Annotation, Method, Type, Unit
from readiness_checks.facts.routing.jvm.generated import generated_gap
from readiness_checks.facts.routing.jvm.names import is_literal, module_of, supers_of, text_of_value, type_named, unit_of
from readiness_checks.facts.routing.jvm.settings import expanded, home_of, setting
from readiness_checks.facts.routing.making import routes_made, under
from readiness_checks.facts.routing.paths import UNKNOWN

_VERBS = {
    f"{verb.capitalize()}{word}": verb.upper() for verb in ("get", "post", "put", "patch", "delete") for word in ("Mapping", "Exchange")
}
_MAPPINGS = (*_VERBS, "RequestMapping")
_CLIENTS = ("FeignClient", "ReactiveFeignClient", "HttpExchange")
_STEREOTYPES = ("RestController", "Controller", "RepositoryRestController", "BasePathAwareController")
_NOT_SPRING = ("io.micronaut.", "jakarta.ws.rs.", "javax.ws.rs.")
_CONTEXT = ("server.servlet.context-path", "server.context-path", "server.servlet.contextpath")
_SERVLET = ("spring.mvc.servlet.path", "server.servlet.path", "spring.webflux.base-path")


@fact
def spring_routes(repo: Repo) -> RouteTable:
    """The routes of every controller, below the context path of its module."""
    routes: list[Route] = []
    gaps: list[Gap] = []
    for path in sorted({hit.path for hit in repo.hits(MARKED)}):
        unit = unit_of(repo, path)
        if unit is None or any(imported.startswith(_NOT_SPRING[0]) for imported in unit.imports):
            continue
        found = [route for each in unit.types if _serves(repo, each) for route in _controller(repo, each)]
        routes += found
        gaps += _gaps(repo, unit, bool(found))
    for hit in repo.hits(SECURITY):
        routes += routes_made("spring-boot", "braces", [""], _base(repo, hit.path) + hit.groups[0], (hit.path, hit.line), composed=True)
    gaps += (Gap(hit.path, hit.line, "are declared by router functions") for hit in repo.hits(FUNCTIONAL))
    for hit in repo.hits(ACTUATOR) if routes else ():
        module = home_of(repo, hit.path.rpartition("/")[0])
        below = setting(repo, module, "management.endpoints.web.base-path") or "/actuator"
        routes += routes_made("spring-boot", "braces", [""], under(below, UNKNOWN), (hit.path, hit.line))
    return RouteTable(tuple(routes), tuple(gaps))


def _gaps(repo: Repo, unit: Unit, found: bool) -> Iterator[Gap]:
    for each in unit.types:
        exported = each.annotation("RepositoryRestResource")
        if exported is not None and not any(value == (("unknown", ""),) for value in exported.given("exported")):
            yield Gap(each.file, each.line, "are made by Spring Data REST from a repository")
        if _serves(repo, each):
            for name in each.supers:
                if name.endswith(("Api", "ApiDelegate")) and type_named(repo, name, each.file) is None:
                    yield generated_gap(repo, each, name)
    if not found and not unit.whole and not unit.types:
        yield Gap(unit.path, 1, "stand in a file that does not parse")


def _serves(repo: Repo, each: Type) -> bool:
    """Whether a type is a bean that handles requests: by a stereotype, or one of its own annotations' annotations."""
    if each.kind != "class" or each.abstract or each.annotation(*_CLIENTS[:2]):
        return False
    if each.annotation(*_STEREOTYPES):
        return True
    if each.annotation("RequestMapping"):
        return True
    declared = (type_named(repo, annotation.name, each.file) for annotation in each.annotations)
    return any(above is not None and above.kind == "annotation" and above.annotation(*_STEREOTYPES[:2]) for above in declared)


def _controller(repo: Repo, each: Type) -> Iterator[Route]:
    module = home_of(repo, module_of(each.file))
    above = supers_of(repo, each)
    base = _base(repo, each.file) + _path_prefix(repo, module_of(each.file))
    holder = next((type_ for type_ in (each, *_annotated(repo, each), *above) if type_.annotation("RequestMapping", "HttpExchange")), None)
    mapping = holder.annotation("RequestMapping", "HttpExchange") if holder else None
    prefixes = [path for path, _ in _paths(repo, mapping, holder)] if mapping and holder else [""]
    for declaring, method, annotation in _handlers(each, above):
        place = (each.file, method.line) if declaring is each else (declaring.file, method.line)
        for path, literal in _paths(repo, annotation, declaring):
            for prefix in prefixes:
                whole = expanded(repo, module, under(under(base, prefix), path)) or "/"
                followed = bool(base or prefix.strip("/")) or not literal or declaring is not each
                yield from routes_made("spring-boot", "braces", _methods(annotation, mapping), whole, place, composed=followed)


def _base(repo: Repo, path: str) -> str:
    """What the settings of a file's module put before every route."""
    module = home_of(repo, module_of(path))
    parts = (setting(repo, module, *keys).strip("/") for keys in (_CONTEXT, _SERVLET))
    return "".join(f"/{part}" for part in parts if part)


def _annotated(repo: Repo, each: Type) -> tuple[Type, ...]:
    """The repository's own annotation types on a class, which may carry a mapping of their own."""
    found = (type_named(repo, annotation.name, each.file) for annotation in each.annotations if annotation.name not in _STEREOTYPES)
    return tuple(type_ for type_ in found if type_ is not None and type_.kind == "annotation")


def _handlers(each: Type, above: tuple[Type, ...]) -> Iterator[tuple[Type, Method, Annotation]]:
    """Each mapped method with its mapping: a class's own, else the nearest that it inherits or implements."""
    done: set[tuple[str, int]] = set()
    for declaring in (each, *above):
        # overloads of one type all serve; what overrides hides those of the types above
        found = [method for method in declaring.methods if (method.name, method.parameters) not in done]
        for method in found:
            mapped = [annotation for annotation in method.annotations if annotation.name in _MAPPINGS]
            if mapped:
                done.add((method.name, method.parameters))
                yield from ((declaring, method, annotation) for annotation in mapped)


def _paths(repo: Repo, annotation: Annotation, owner: Type) -> list[tuple[str, bool]]:
    """The paths of a mapping and whether each is written there; one empty path where it has none."""
    values = annotation.given("value", "path", "url")
    return [(text_of_value(repo, value, owner), is_literal(value)) for value in values] or [("", True)]


def _methods(annotation: Annotation, above: Annotation | None) -> list[str]:
    if annotation.name in _VERBS:
        return [_VERBS[annotation.name]]
    values = annotation.given("method") or (above.given("method") if above else ())
    names = [text.rpartition(".")[2] for value in values for kind, text in value if kind == "name"]
    return names or [""]


def _path_prefix(repo: Repo, module: str) -> str:
    """A prefix that the module's configuration puts before its controllers; unknown where it asks which controllers."""
    found = [hit for hit in repo.hits(PREFIXED) if module_of(hit.path) == module]
    if not found:
        return ""
    prefix, predicate = found[0].groups
    everywhere = "RestController" in predicate or predicate.strip().startswith(("c -> true", "_ -> true", "{ true"))
    return under("/", prefix).rstrip("/") if prefix and everywhere and len(found) == 1 else "/{?}"
