"""How the operations of one OpenAPI document meet the routes of one service, whatever prefix stands on one side only."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.api_operations import ApiOperation, api_operations
from readiness_checks.facts.descriptions import ApiDocument
from readiness_checks.facts.routes import Gap, Route, routes
from readiness_checks.facts.routing.matching import Routes, Shift, indexed, parts_of, shifts

UNCOUNTED = frozenset({"HEAD", "OPTIONS", "TRACE"})
_ACTUATOR = Regex(r"/actuator(?:/|$)")
_RELEASE = Regex(r"(?:^|/)(?:[a-z]{0,10}[-_]?)v?(\d{1,4}(?:\.\d{1,4}){1,3})(?:[-.]\w{1,20})?/")


@dataclass(frozen=True, slots=True)
class Compared:
    """One document against the routes of one service: the routes each operation meets, and how paths are shifted."""

    document: ApiDocument
    counted: tuple[ApiOperation, ...]
    met: tuple[tuple[ApiOperation, tuple[Route, ...]], ...]
    hidden: tuple[ApiOperation, ...]
    shift: Shift
    generated: int = 0

    @property
    def unmet(self) -> tuple[ApiOperation, ...]:
        known = {id(operation) for operation, _ in self.met} | {id(operation) for operation in self.hidden}
        return tuple(operation for operation in self.counted if id(operation) not in known)


@fact
def own_routes(repo: Repo, component: Component) -> tuple[Route, ...]:
    """The routes declared in the component, or in code that it shares with others."""
    return tuple(route for route in routes(repo).routes if meant_for(repo, component, route.file))


@fact
def own_gaps(repo: Repo, component: Component) -> tuple[Gap, ...]:
    """The places of the component where routes could not be read."""
    return tuple(gap for gap in routes(repo).gaps if meant_for(repo, component, gap.path))


def current(documents: tuple[ApiDocument, ...]) -> tuple[ApiDocument, ...]:
    """The documents less those that are kept of earlier releases: `docs/v1.2.0/openapi.json` beside `docs/latest/openapi.json`."""
    released = {document: tuple(map(int, found[1].split("."))) for document in documents if (found := _RELEASE.search(document.path))}
    rest = tuple(document for document in documents if document not in released)
    newest = max(released.values(), default=())
    return rest or tuple(document for document in documents if released[document] == newest)


@fact
def compared(repo: Repo, component: Component, document: ApiDocument) -> Compared | None:
    operations = api_operations(repo, document)
    if operations is None:
        return None
    counted = tuple(
        each for each in operations if each.method not in UNCOUNTED and not each.operational and not _ACTUATOR.search(each.path)
    )
    known = _indexed(repo, component)
    asked = list(dict.fromkeys(parts_of(each.path) for each in counted))
    bases = tuple(dict.fromkeys(parts_of(base) for each in counted for base in each.bases if base))
    tried = [(shift, _met(counted, known, shift, bases)) for shift in shifts(asked, known, bases)]
    # the first of the best: what the document itself says goes before what most of its paths would fit
    shift, met = max(tried, key=lambda each: len(each[1]))
    if any(gap.generated_from == document.path for gap in own_gaps(repo, component)):
        # the build makes the routes of this document: those that stand nowhere else agree with it by construction
        own = {id(operation) for operation, _ in met}
        made: list[tuple[ApiOperation, tuple[Route, ...]]] = [(each, ()) for each in counted if id(each) not in own]
        return Compared(document, counted, (*met, *made), (), shift, len(made))
    seen = {id(operation) for operation, _ in met}
    hidden = [each for each in counted if id(each) not in seen and _may_hide(known, each, shift, bases)]
    return Compared(document, counted, tuple(met), tuple(hidden), shift)


def _may_hide(known: Routes, operation: ApiOperation, shift: Shift, bases: tuple[tuple[str, ...], ...]) -> bool:
    """Whether a route whose path is not known may be the one of an operation."""
    if known.exhausted:
        return True
    ways = [way.of(parts_of(operation.path)) for way in (shift, *map(Shift, bases))]
    return any(_answers(route, operation) for parts in ways if parts is not None for route in known.hidden(parts))


@fact
def _indexed(repo: Repo, component: Component) -> Routes:
    return indexed(own_routes(repo, component))


def _met(
    counted: Iterable[ApiOperation], known: Routes, shift: Shift, bases: tuple[tuple[str, ...], ...]
) -> list[tuple[ApiOperation, tuple[Route, ...]]]:
    """The operations that routes implement: by their own path first, then by what may stand for it and is not taken."""
    found: list[tuple[ApiOperation, tuple[Route, ...]]] = []
    left: list[tuple[ApiOperation, list[tuple[str, ...]]]] = []
    taken: set[Route] = set()
    for operation in counted:
        asked = parts_of(operation.path)
        ways = [parts for way in dict.fromkeys((shift, *map(Shift, bases), Shift())) if (parts := way.of(asked)) is not None]
        exact = tuple(route for parts in ways for route in known.at(parts) if _answers(route, operation))
        if exact:
            found.append((operation, exact))
            taken.update(exact)
        else:
            left.append((operation, ways))
    for operation, ways in left:
        like = tuple(route for parts in ways for route in known.like(parts) if _answers(route, operation) and route not in taken)
        if like:
            found.append((operation, like))
    return found


def _answers(route: Route, operation: ApiOperation) -> bool:
    return route.method in ("", operation.method)
