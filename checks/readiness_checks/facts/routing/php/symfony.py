"""Routes of Symfony: attributes and annotations of controllers, and the YAML files that import them below a prefix."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.repo import Repo, fact
from readiness.syntax import mapping, string, strings
from readiness_checks.facts.route_marks.symfony import MARKED
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.making import routes_made, under
from readiness_checks.facts.routing.php.attributes import Controller, Mapped, controllers_of
from readiness_checks.facts.syntax_trees import root_of

_FILES = ("config/routes.yaml", "config/routes.yml", "config/routes/*.yaml", "config/routes/*.yml", "app/config/routing.yml")
_CODE = ("attribute", "annotation")
MAX_ROUTES_FILE = 200


@dataclass(frozen=True, slots=True)
class _Import:
    """A folder or file of controllers and what a YAML file puts before their routes."""

    target: str
    prefix: str


@fact
def symfony_routes(repo: Repo) -> RouteTable:
    """The routes of every controller and of every YAML file that names one."""
    routes: list[Route] = []
    gaps: list[Gap] = []
    imports = _imports(repo)
    for path in sorted({hit.path for hit in repo.hits(MARKED)}):
        root = root_of(repo, path)
        for controller in controllers_of(root) if root is not None else ():
            if controller.resource_line:
                prefix = next((each.prefix for each in imports if each.target == "api_platform"), "")
                routes += routes_made("symfony", "braces", [""], under(prefix or "/api", "{?}"), (path, controller.resource_line))
            prefixes = tuple(dict.fromkeys(each.prefix for each in imports if _covers(each.target, path))) or ("",)
            for prefix in prefixes:
                for found in _routes(path, controller, prefix):
                    if isinstance(found, Gap):
                        gaps.append(found)
                    else:
                        routes.append(found)
    for path in _route_files(repo):
        routes += _declared(repo, path)
    return RouteTable(tuple(dict.fromkeys(routes)), tuple(dict.fromkeys(gaps)))


def _covers(target: str, path: str) -> bool:
    return target == path or path.startswith(target.rstrip("/") + "/") or not target


def _routes(path: str, controller: Controller, prefix: str) -> Iterator[Route | Gap]:
    mapped = [(method, each) for method, mappings in controller.methods for each in mappings]
    on_class = controller.mappings
    if not mapped and any(name == "__invoke" for name, _ in controller.methods):
        # a route on a class that is called itself is its whole path
        yield from (found for each in on_class for found in _route(path, each, None, prefix))
        return
    for _, each in mapped:
        if each.path.startswith("~"):
            continue
        for above in on_class or (None,):
            yield from _route(path, each, above, prefix)


def _route(path: str, each: Mapped, above: Mapped | None, prefix: str) -> Iterator[Route | Gap]:
    if each.localized or (above is not None and above.localized):
        yield Gap(path, each.line, "have a path of their own in each language")
        return
    outer = under(prefix, above.path if above else "")
    whole = under(outer, each.path) or "/"
    methods = each.methods or (above.methods if above else ()) or ("",)
    yield from routes_made("symfony", "braces", methods, whole, (path, each.line), composed=bool(outer.strip("/")))


@fact
def _route_files(repo: Repo) -> tuple[str, ...]:
    found = {file.path for glob in _FILES for file in repo.named(glob, "**/" + glob) if file.own}
    return tuple(sorted(found))[:MAX_ROUTES_FILE]


@fact
def _imports(repo: Repo) -> tuple[_Import, ...]:
    """What the YAML files import from code, with the prefix that stands before it; API Platform's own import by its name."""
    found = []
    for path in _route_files(repo):
        for document in repo.yaml(path).documents:
            for value in mapping(document).values():
                entry = mapping(value)
                resource = entry.get("resource")
                prefix = entry.get("prefix")
                text = "{?}" if isinstance(prefix, dict) else string(prefix)
                if string(entry.get("type")) == "api_platform":
                    found.append(_Import("api_platform", text))
                elif resource == "routing.controllers":
                    found.append(_Import("", text))
                elif string(entry.get("type")) in _CODE:
                    target = string(mapping(resource).get("path") if isinstance(resource, dict) else resource).rstrip("*/")
                    found.append(_Import(posixpath.normpath(posixpath.join(path.rpartition("/")[0], target)), text))
    return tuple(found)


def _optional_end(path: str, defaults: object) -> str:
    """A path whose last parameter has a default may be asked for without it."""
    name = path.rpartition("{")[2].removesuffix("}")
    return f"{path[:-1]}?}}" if path.endswith("}") and name in mapping(defaults) else path


def _declared(repo: Repo, path: str) -> Iterator[Route]:
    """The routes that a YAML file spells out: `path`, `controller`, `methods`."""
    for document in repo.yaml(path).documents:
        routes = mapping(document)
        for name, value in routes.items():
            entry = mapping(value)
            written = entry.get("path")
            if not isinstance(written, str) or ("controller" not in entry and "defaults" not in entry):
                continue
            methods = [method.upper() for each in strings(entry.get("methods")) for method in each.replace("|", " ").split()]
            whole = _optional_end(written, entry.get("defaults"))
            yield from routes_made("symfony", "braces", methods or [""], whole, (path, routes.line_of(name)))
