"""Routes of NestJS: controllers with their versions, below the prefixes of their application and modules."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from posixpath import dirname

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.nestjs import CONTROLLERS, ROUTED
from readiness_checks.facts.routing import Certainty, Gap, Route, RouteTable
from readiness_checks.facts.routing.nest_applications import Application, applications, reader_of
from readiness_checks.facts.routing.paths import UNKNOWN, spellings
from readiness_checks.facts.routing.scripts import expressions as says
from readiness_checks.facts.routing.scripts.modules import Class, Function
from readiness_checks.facts.routing.scripts.values import Data, Foreign, Kind, Reader, Routine, Value, Word

MAX_PARENTS = 5
_VERBS = {
    **{verb: verb.upper() for verb in ("Get", "Post", "Put", "Patch", "Delete", "Head", "Options")},
    "All": "",
    "Sse": "GET",
}
_PACKAGES = {"@nestjs/common", "@nestjs/swagger", "@nestia/core", "@nestjs/common/decorators"}
_HANDLERS = frozenset({"TsRestHandler", "TsRest", "GraphQLHandler"})


@dataclass(frozen=True, slots=True)
class _Controller:
    kind: Kind
    paths: tuple[Word, ...]
    versions: tuple[str, ...] | None
    hidden: bool


@fact
def nestjs_routes(repo: Repo) -> RouteTable:
    """What the controllers of NestJS serve."""
    paths = sorted({hit.path for hit in repo.hits(CONTROLLERS)})
    if not paths:
        return RouteTable()
    reader = reader_of(repo)
    below = _module_prefixes(repo, reader)
    routes: set[Route] = set()
    gaps: set[Gap] = set()
    for path in paths:
        module = reader.module(path)
        for known in module.classes if module else ():
            kind = Kind(path, known.start)
            controller = _controller(reader, kind, known)
            if controller is not None:
                routes.update(_routes(repo, reader, controller, below.get(kind, ("",))))
            elif _is_decorated_otherwise(reader, path, known):
                gaps.add(Gap(path, _line(known), "are declared below a class decorator that could not be read"))
    return RouteTable(tuple(routes), tuple(gaps))


def _line(known: Class) -> int:
    return known.decorators[0].line if known.decorators else 1


def _decorator(reader: Reader, path: str, decorators: list[says.Call]) -> Iterator[tuple[str, says.Call]]:
    """Names of the decorators of NestJS, with their calls."""
    for call in decorators:
        base = reader.value(call.base, path, {})
        callee = reader.member(base, call.name, {}) if call.name else base
        if isinstance(callee, Foreign) and callee.package in _PACKAGES:
            yield callee.name.rpartition(".")[2], call
        elif isinstance(callee, Foreign) and callee.name.rpartition(".")[2] in _HANDLERS:
            yield callee.name, call


def _controller(reader: Reader, kind: Kind, known: Class) -> _Controller | None:
    decorators = list(_decorator(reader, kind.path, known.decorators))
    hidden = any(name == "ApiExcludeController" for name, _ in decorators)
    for name, call in decorators:
        if name == "Controller":
            given = reader.value(call.arguments[0], kind.path, {}) if call.arguments else Word("")
            versions: tuple[str, ...] | None = None
            if isinstance(given, Data) and isinstance(given.written, says.Record):
                versions = _versions(reader, reader.member(given, "version", {}), given.written)
                written = any(key == "path" for key, _ in given.written.entries)
                given = reader.member(given, "path", {}) or (None if written else Word(""))
            return _Controller(kind, _words(reader, given), versions, hidden)
    return None


def _versions(reader: Reader, value: Value, written: says.Record | None = None) -> tuple[str, ...] | None:
    """Versions that are asked for; "" for neutral, None where nothing is said."""
    if value is None:
        said = written is not None and any(key == "version" for key, _ in written.entries)
        return (UNKNOWN,) if said else None
    if isinstance(value, Word):
        return (value.text,)
    if isinstance(value, Foreign):
        return ("",) if "NEUTRAL" in value.name else (UNKNOWN,)
    return tuple((_versions(reader, each) or (UNKNOWN,))[0] for each in reader.items(value, {}) or ()) or (UNKNOWN,)


def _words(reader: Reader, value: Value) -> tuple[Word, ...]:
    if isinstance(value, Word):
        return (value,)
    listed = reader.items(value, {})
    return tuple(each if isinstance(each, Word) else Word(UNKNOWN) for each in listed) if listed else (Word(UNKNOWN),)


def _is_decorated_otherwise(reader: Reader, path: str, known: Class) -> bool:
    """Whether a class with routes is made a controller by a decorator of the repository's own."""
    own = any(isinstance(reader.value(call.base, path, {}), Routine) for call in known.decorators)
    return own and any(name in _VERBS for method in known.methods.values() for name, _ in _decorator(reader, path, method.decorators))


def _routes(repo: Repo, reader: Reader, controller: _Controller, below: tuple[str, ...]) -> Iterator[Route]:
    seen: set[str] = set()
    kind: Value = controller.kind
    for _ in range(MAX_PARENTS):
        known = reader.kind(kind) if isinstance(kind, Kind) else None
        if known is None or not isinstance(kind, Kind):
            return
        for name, method in known.methods.items():
            if name not in seen:
                seen.add(name)
                yield from _method_routes(repo, reader, (controller, below), (kind.path, method))
        kind = reader.value(known.extends, kind.path, {})


def _method_routes(repo: Repo, reader: Reader, held: tuple[_Controller, tuple[str, ...]], place: tuple[str, Function]) -> Iterator[Route]:
    controller, below = held
    path, method = place
    decorators = list(_decorator(reader, path, method.decorators))
    versions = controller.versions
    hidden = controller.hidden or any(name == "ApiExcludeEndpoint" for name, _ in decorators)
    for name, call in decorators:
        if name == "Version" and call.arguments:
            versions = _versions(reader, reader.value(call.arguments[0], path, {})) or (UNKNOWN,)
    for name, call in decorators:
        if name in _HANDLERS:
            yield Route("", f"/{UNKNOWN}", path, call.line, "nestjs", "dynamic")
        if name not in _VERBS:
            continue
        given = _words(reader, reader.value(call.arguments[0], path, {})) if call.arguments else (Word(""),)
        for application in applications(repo, dirname(controller.kind.path)):
            for prefix in controller.paths:
                for module in below:
                    for word in given:
                        yield from _served(
                            application,
                            versions,
                            [Word(module), prefix, word],
                            Route(_VERBS[name], "", path, call.line, "nestjs", hidden=hidden),
                        )


def _served(application: Application, versions: tuple[str, ...] | None, words: list[Word], route: Route) -> Iterator[Route]:
    """The route in one application: below its prefix and that of its version."""
    below = "/".join(word.text.strip("/") for word in words if word.text.strip("/"))
    stated = sum(bool(word.text.strip("/")) for word in words)
    for version in application.version_prefixes(versions):
        prefix = application.prefix(route.method, below)
        whole = "/".join(part for part in (prefix.strip("/"), version, below) if part)
        composed = bool(prefix.strip("/") or version) or stated > 1 or any(word.composed for word in words)
        for spelt in spellings(whole, "colon"):
            certainty: Certainty = "dynamic" if UNKNOWN in spelt else "composed" if composed else "literal"
            yield Route(route.method, spelt, route.file, route.line, "nestjs", certainty, route.hidden)


def _module_prefixes(repo: Repo, reader: Reader) -> dict[Kind, tuple[str, ...]]:
    """Prefixes that `RouterModule.register` gives to the controllers of modules."""
    found: dict[Kind, list[str]] = {}
    for path in sorted({hit.path for hit in repo.hits(ROUTED)}):
        module = reader.module(path)
        for call in module.calls if module else ():
            if call.name in ("register", "forRoutes") and isinstance(call.base, says.Name) and call.base.name == "RouterModule":
                tree = reader.value(call.arguments[0], path, {}) if call.arguments else None
                for kind, prefix in _tree(reader, tree, "", 0):
                    for controller in _controllers_of(reader, kind):
                        found.setdefault(controller, []).append(prefix)
    return {kind: tuple(dict.fromkeys(prefixes)) for kind, prefixes in found.items()}


def _tree(reader: Reader, value: Value, prefix: str, depth: int) -> Iterator[tuple[Kind, str]]:
    for each in (reader.items(value, {}) or ()) if depth < 10 else ():
        if isinstance(each, Kind):
            yield each, prefix
        elif isinstance(each, Data):
            path = reader.member(each, "path", {})
            below = prefix + "/" + (path.text.strip("/") if isinstance(path, Word) else UNKNOWN)
            module = reader.member(each, "module", {})
            if isinstance(module, Kind):
                yield module, below
            yield from _tree(reader, reader.member(each, "children", {}), below, depth + 1)


def _controllers_of(reader: Reader, kind: Kind) -> Iterator[Kind]:
    known = reader.kind(kind)
    for name, call in _decorator(reader, kind.path, known.decorators if known else []):
        if name == "Module" and call.arguments:
            listed = reader.member(reader.value(call.arguments[0], kind.path, {}), "controllers", {})
            yield from (each for each in reader.items(listed, {}) or () if isinstance(each, Kind))
