"""Routes of ASP.NET Core's controllers: templates of classes and methods, their tokens, versions, base classes and conventions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.aspnet_controllers import CONTROLLERS, CONVENTIONS, GROUPED, SLUGGED
from readiness_checks.facts.routing import Certainty, Route, RouteTable
from readiness_checks.facts.routing.dotnet.sources import Attribute, Class, Method, read_source
from readiness_checks.facts.routing.dotnet.strings import class_named, said
from readiness_checks.facts.routing.paths import UNKNOWN, spellings

MAX_PARENTS = 6
_VERBS = {f"Http{verb}": verb.upper() for verb in ("Get", "Post", "Put", "Patch", "Delete", "Head", "Options")}
_CONTROLLER = Regex(r"(?:^|\.)\w*Controller(?:Base)?(?:<|$)|^EndpointBase|^Controller\b")
_OWN_ROUTE = Regex(r"Route|Api|Controller|Endpoint")
_ROUTING = frozenset({"IRouteTemplateProvider", "RouteAttribute", "IActionHttpMethodProvider"})
_SILENT = frozenset(
    {"Authorize", "AllowAnonymous", "ProducesResponseType", "Produces", "Consumes", "ServiceFilter", "TypeFilter", "Obsolete"}
)
_HIDING = frozenset({"SwaggerIgnore", "OpenApiIgnore", "ExcludeFromDescription"})
_VERSION = Regex(r"\{\w+:apiVersion\}")
_ACTION = Regex(r"ActionResult|IResult|JsonResult|ViewResult|FileResult|ContentResult|Task")
_WORDS = Regex(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")


@dataclass(frozen=True, slots=True)
class _Place:
    """A class where its methods are served: its own name decides the tokens, `templates` stand before the methods' own."""

    name: str
    area: str
    templates: tuple[str, ...]
    versions: tuple[str, ...]
    slugged: bool
    conventional: bool
    prefixed: bool
    hidden: bool
    ungrouped: bool


@fact
def aspnet_controller_routes(repo: Repo) -> RouteTable:
    """What controllers serve, by attributes or by convention."""
    routes: set[Route] = set()
    told = (bool(repo.hits(SLUGGED)), bool(repo.hits(CONVENTIONS)), bool(repo.hits(GROUPED)))
    for path in sorted({hit.path for hit in repo.hits(CONTROLLERS)}):
        source = read_source(repo, path)
        for known in source.classes if source else ():
            if not known.abstract:
                routes.update(_class_routes(repo, path, known, told))
    return RouteTable(tuple(routes))


def _ancestry(repo: Repo, path: str, known: Class) -> list[tuple[str, Class]]:
    """A class and the classes that it extends, as far as they are in the repository."""
    found = [(path, known)]
    for _ in range(MAX_PARENTS):
        path, last = found[-1]
        above = next(
            (each for base in last.bases if base[:1] != "I" or base[1:2].islower() if (each := class_named(repo, base, path))), None
        )
        if above is None or any(above[1] is each for _, each in found):
            break
        found.append(above)
    return found


def _class_routes(repo: Repo, path: str, known: Class, told: tuple[bool, bool, bool]) -> Iterator[Route]:
    line = _ancestry(repo, path, known)
    if not (known.attributes or any(method.attributes for _, each in line for method in each.methods)):
        return
    attributes = [attribute for _, each in line for attribute in each.attributes]
    named = [attribute.name for attribute in attributes]
    if "NonController" in named or not (
        known.name.endswith("Controller")
        or "ApiController" in named
        or any(_CONTROLLER.search(base) for _, each in line for base in each.bases)
    ):
        return
    templates, prefixed = _templates(repo, line)
    areas = [said(repo, each.arguments[0].text, (path, known.name)) for each in attributes if each.name == "Area" and each.arguments]
    versions = _versions(attributes)
    name = known.name.removesuffix("Controller")
    slugged, conventional, grouped = told
    hidden = any(map(_hides, known.attributes))
    place = _Place(
        name,
        next((area for area in areas if area), ""),
        templates,
        versions,
        slugged,
        conventional,
        prefixed,
        hidden,
        grouped and not any(map(_groups, attributes)),
    )
    overridden: set[str] = set()
    for where, each in line:
        own: set[str] = set()
        for method in each.methods:
            key = f"{method.name}({len(method.parameters)})"
            if key not in overridden and method.name != each.name:
                if method.attributes:
                    own.add(key)
                yield from _method_routes(repo, (where, each.name), method, place)
        overridden |= own


def _templates(repo: Repo, line: list[tuple[str, Class]]) -> tuple[tuple[str, ...], bool]:
    """The templates of the first class of a line that has any, and whether an attribute of the repository's own may bring one."""
    for path, known in line:
        found = [
            text if (text := said(repo, attribute.arguments[0].text, (path, known.name))) is not None else UNKNOWN
            for attribute in known.attributes
            if attribute.name == "Route" and attribute.arguments
        ]
        if found:
            return tuple(found), True
        for attribute in known.attributes:
            if (
                _OWN_ROUTE.search(attribute.name)
                and attribute.name
                not in (
                    "ApiController",
                    "Controller",
                    "ApiVersion",
                    "ApiExplorerSettings",
                )
                and _routes_by_itself(repo, attribute.name, path)
            ):
                return (UNKNOWN,), True
    return ("",), False


def _routes_by_itself(repo: Repo, name: str, path: str) -> bool:
    """Whether an attribute is a class of the repository's own that routes."""
    own = class_named(repo, name + "Attribute", path) or class_named(repo, name, path)
    bases = {base.rpartition(".")[2] for _, each in (_ancestry(repo, *own) if own else ()) for base in each.bases}
    return bool(bases & _ROUTING) or any(base.startswith("Http") and base.endswith("Attribute") for base in bases)


def _versions(attributes: list[Attribute]) -> tuple[str, ...]:
    found = []
    for attribute in attributes:
        if attribute.name in ("ApiVersion", "MapToApiVersion") and attribute.arguments:
            text = attribute.arguments[0].source.strip('"')
            found.append(text.removesuffix(".0") if text.replace(".", "").isdecimal() else "{version}")
    return tuple(dict.fromkeys(found))


def _method_routes(repo: Repo, where: tuple[str, str], method: Method, place: _Place) -> Iterator[Route]:
    verbs: list[tuple[str, str | None, int]] = []
    routes: list[tuple[str, int]] = []
    for attribute in method.attributes:
        first = next((each for each in attribute.arguments if not each.name or each.name == "template"), None)
        template = said(repo, first.text, where) if first is not None else None
        template = UNKNOWN if first is not None and template is None else template
        if attribute.name in _VERBS:
            verbs.append((_VERBS[attribute.name], template, attribute.line))
        elif attribute.name == "AcceptVerbs":
            named = next((said(repo, each.text, where) for each in attribute.arguments if each.name == "Route"), None)
            listed = [each.source.strip('"').upper() for each in attribute.arguments if not each.name]
            verbs += [(verb, named, attribute.line) for verb in listed if verb.isalpha()]
        elif attribute.name == "Route" and template is not None:
            routes.append((template, attribute.line))
        elif attribute.name == "NonAction":
            return
        elif attribute.name not in _SILENT and _routes_by_itself(repo, attribute.name, where[0]):
            verbs.append(("", UNKNOWN, attribute.line))
    own = [(verb, template, line) for verb, template, line in verbs if template is not None]
    bare = [(verb, line) for verb, template, line in verbs if template is None]
    own += [(verb, template, line) for template, line in routes for verb, _ in (bare or ([] if verbs else [("", 0)]))]
    if not routes and place.prefixed:
        own += [(verb, "", line) for verb, line in bare]
        bare = []
    versions = _versions(list(method.attributes)) or place.versions
    for verb, template, line in own:
        yield from _served((where[0], line, verb), method, place, (template, versions))
    if place.conventional and not place.prefixed and not own and method.public and not method.static and place.name:
        for verb, line in bare or ([("", method.line)] if not verbs and _ACTION.search(method.returns) else []):
            yield Route(verb, f"/{place.name}/{_action(method)}", where[0], line, "aspnet-core", "dynamic")


def _hides(attribute: Attribute) -> bool:
    """Whether an attribute keeps what it stands on out of the API's description."""
    return attribute.name in _HIDING or (
        attribute.name == "ApiExplorerSettings"
        and any(argument.name == "IgnoreApi" and argument.source == "true" for argument in attribute.arguments)
    )


def _groups(attribute: Attribute) -> bool:
    """Whether an attribute puts what it stands on into a group of the API's descriptions."""
    return attribute.name == "EndpointGroupName" or (
        attribute.name == "ApiExplorerSettings" and any(argument.name == "GroupName" for argument in attribute.arguments)
    )


def _action(method: Method) -> str:
    for attribute in method.attributes:
        if attribute.name == "ActionName" and attribute.arguments:
            return attribute.arguments[0].source.strip('"')
    return method.name.removesuffix("Async")


def _served(at: tuple[str, int, str], method: Method, place: _Place, own: tuple[str, tuple[str, ...]]) -> Iterator[Route]:
    file, line, verb = at
    template, versions = own
    hidden = place.hidden or any(map(_hides, method.attributes)) or (place.ungrouped and not any(map(_groups, method.attributes)))
    for prefix in place.templates if not template.startswith(("/", "~/")) else ("",):
        whole = prefix.strip("/").removeprefix("~/") + "/" + template.removeprefix("~").strip("/")
        composed = "[" in whole or bool(prefix and template.strip("/"))
        for token, value in (("[controller]", place.name), ("[action]", _action(method)), ("[area]", place.area)):
            whole = whole.replace(token, _slug(value) if place.slugged else value)
        for version in (versions or ("{version}",)) if _VERSION.search(whole) else ("",):
            named = _VERSION.sub(version.replace("\\", ""), whole) if version else whole
            for spelt in spellings(named, "braces"):
                certainty: Certainty = "dynamic" if UNKNOWN in spelt else "composed" if composed or version else "literal"
                yield Route(verb, spelt, file, line, "aspnet-core", certainty, hidden)


def _slug(name: str) -> str:
    cuts = [0, *(found.start() for found in _WORDS.finditer(name)), len(name)]
    return "-".join(name[start:end] for start, end in pairwise(cuts)).lower()
