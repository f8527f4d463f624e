"""Where the committed OpenAPI documents of a service and the routes that its code implements part ways."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.api_operations import ApiOperation, api_operations, openapi_of
from readiness_checks.facts.apis import page_templates
from readiness_checks.facts.descriptions import ApiDocument
from readiness_checks.facts.routes import Gap, Route, routes
from readiness_checks.facts.routing.matching import Routes, Shift, indexed, parts_of, shifts
from readiness_checks.facts.services import backends

_UNCOUNTED = frozenset({"HEAD", "OPTIONS", "TRACE"})
# for those who run the service, for browsers, for the service's own parts, or about the API itself
_ASIDE = Regex(
    r"^(?:_*(?:health|heartbeat|live|alive|ready)\w*|\w{0,20}health[-_]?checks?|up|ping|pong|metrics?|prometheus|actuator|debug|pprof|status|info"
    r"|version|favicon\.ico|robots\.txt|sitemap\.xml|manifest\.json|\.well-known|static|assets|public|media|images|css|js|(?:api[-_]?)?docs?"
    r"|redoc\w*|swagger\w*|openapi\w*|api[-_]?schema|schema|rapidoc|scalar|elements|graphi?ql\w*|playground|__\w+__|admin|internal|_\w*|private"
    r"|errors?|ws|websockets?|events?-?stream|sse|panic|echo|test|tests|debugger|telescope|horizon|sidekiq|hangfire|silk|profiler)(?:\..*)?$"
)
# what monitors ask for is never demanded, wherever a document speaks of something like it
_MONITORED = Regex(
    r"^(?:_*(?:health|heartbeat|live|alive|ready)\w*|\w{0,20}health[-_]?checks?|up|ping|pong|metrics?|version|openapi\w*|swagger\w*|api-docs|redoc|favicon\.ico|robots\.txt)$"
)
_FILE = Regex(r"(?i)(?:\.(?:html?|js|css|png|jpe?g|gif|ico|svg|txt|xml|webmanifest|map|woff2?)|/(?:manifest|service-?worker|sw)\.\w+)$")
_ACTUATOR = Regex(r"/actuator(?:/|$)")
_RELEASE = Regex(r"(?:^|/)(?:[a-z]{0,10}[-_]?)v?(\d{1,4}(?:\.\d{1,4}){1,3})(?:[-.]\w{1,20})?/")
MOSTLY = 0.9  # of a document's operations say what prefix it is about
_PREFIX = Regex(r"^(?:api\w*|rest|public|external|v\d+(?:[._]\d+)*(?:(?:alpha|beta)\d*)?)$")


@dataclass(frozen=True, slots=True)
class Drift:
    """How documents and code of one service agree: the pairs that both have, and what one side has alone.

    `judged` are the documents that were compared, each with the operations it agrees in, those that count, and those whose routes the
    build makes from it. `unseen` counts the
    operations that a route which could not be read may implement: `gaps` are the places of such.
    """

    agreeing: int
    undescribed: tuple[Route, ...]
    unimplemented: tuple[ApiOperation, ...]
    judged: tuple[tuple[ApiDocument, int, int, int], ...]
    gaps: tuple[Gap, ...] = ()
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class _Compared:
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


@fact
def drift(repo: Repo, component: Component) -> Drift:
    """How the component's documents and routes agree, over all documents that it is held to."""
    compared = [_compared(repo, component, document) for document in _current(openapi_of(repo, component))]
    held = [each for each in compared if each is not None and _is_held(repo, component, each)]
    gaps = tuple(gap for gap in own_gaps(repo, component) if not gap.generated_from)
    agreeing = sum(len(each.met) for each in held)
    unmet = [operation for each in held for operation in each.unmet if not _elsewhere(repo, component, each, operation)]
    undescribed = _undescribed(repo, component, held) if held else ()
    judged = tuple((each.document, len(each.met), len(each.counted), each.generated) for each in held)
    unseen = sum(len(each.hidden) for each in held)
    if gaps:
        return Drift(agreeing, undescribed, (), judged, gaps, unseen + len(unmet))
    return Drift(agreeing, undescribed, tuple(unmet), judged, (), unseen)


def _current(documents: tuple[ApiDocument, ...]) -> tuple[ApiDocument, ...]:
    """The documents less those that are kept of earlier releases: `docs/v1.2.0/openapi.json` beside `docs/latest/openapi.json`."""
    released = {document: tuple(map(int, found[1].split("."))) for document in documents if (found := _RELEASE.search(document.path))}
    rest = tuple(document for document in documents if document not in released)
    newest = max(released.values(), default=())
    return rest or tuple(document for document in documents if released[document] == newest)


@fact
def _compared(repo: Repo, component: Component, document: ApiDocument) -> _Compared | None:
    operations = api_operations(repo, document)
    if operations is None:
        return None
    counted = tuple(
        each for each in operations if each.method not in _UNCOUNTED and not each.operational and not _ACTUATOR.search(each.path)
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
        return _Compared(document, counted, (*met, *made), (), shift, len(made))
    seen = {id(operation) for operation, _ in met}
    hidden = [each for each in counted if id(each) not in seen and _may_hide(known, each, shift, bases)]
    return _Compared(document, counted, tuple(met), tuple(hidden), shift)


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
        ways = [parts for way in dict.fromkeys((shift, *map(Shift, bases))) if (parts := way.of(asked)) is not None]
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


def _is_held(repo: Repo, component: Component, compared: _Compared) -> bool:
    """Whether the component answers for a document: its own, or one shared by several of which it implements the most."""
    if compared.counted and 0 < len(compared.met) * 4 < len(compared.counted) and len(compared.counted) >= 8:
        return False  # it is about more than what is here: a product that this is a part of
    if component.owns(compared.document.path) and (compared.met or len(backends(repo)) < 2):
        return True
    rivals = [each for each in backends(repo) if each.path != component.path and compared.document in openapi_of(repo, each)]
    return all(len(other.met) <= len(compared.met) for rival in rivals if (other := _compared(repo, rival, compared.document)) is not None)


def _elsewhere(repo: Repo, component: Component, compared: _Compared, operation: ApiOperation) -> bool:
    """Whether another service of the repository implements the operation, as behind a gateway."""
    for other in backends(repo):
        if other.path == component.path:
            continue
        theirs = _compared(repo, other, compared.document)
        if theirs is not None and any(each is operation for each, _ in theirs.met):
            return True
    return False


def _undescribed(repo: Repo, component: Component, held: list[_Compared]) -> tuple[Route, ...]:
    met = {route for each in held for _, found in each.met for route in found}
    declared = {(route.file, route.line, route.method) for route in met}
    spoken = {(route.method, parts_of(route.path)) for route in met}
    areas = [_area(each) for each in held if each.met]
    words = {word for each in held for operation in each.counted for word in parts_of(operation.path)}
    firsts = {parts_of(route.path)[len(area) : len(area) + 1] for area in areas for route in met}
    bases = {parts_of(base) for each in held for operation in each.counted[:1] for base in operation.bases}
    bases |= {each.shift.added for each in held}
    pages = any(component.owns(path) for path in page_templates(repo))
    found: dict[tuple[str, tuple[str, ...]], Route] = {}
    for route in own_routes(repo, component):
        parts = parts_of(route.path)
        area = next((area for area in areas if parts[: len(area)] == area), None)
        if any(base[: len(parts)] == parts for base in bases):
            continue  # the root of the API, or of what it is served by
        if area is None or not _is_asked(route, parts, words) or (route.method, parts) in spoken:
            continue
        if (route.file, route.line, route.method) in declared or (not route.method and any(parts == have for _, have in spoken)):
            continue
        if pages and not area and parts[:1] not in firsts:
            continue  # a page of an application that renders them
        found.setdefault((route.method, parts), route)
    return tuple(found.values())


def _is_asked(route: Route, parts: tuple[str, ...], words: set[str]) -> bool:
    """Whether a route belongs into a document: it is certain, of the API itself, and nothing says that it shall not be described."""
    if route.hidden or route.certainty == "dynamic" or route.method in _UNCOUNTED or not parts:
        return False
    if _FILE.search(route.path):
        return False
    if route.method in ("GET", "") and _MONITORED.match(parts[-1]):
        return False
    return not any(part == "{...}" or (part not in words and _ASIDE.match(part)) for part in parts)


def _area(compared: _Compared) -> tuple[str, ...]:
    """The prefix that all operations of a document share in the code: routes outside it are no concern of the document.

    What merely names the one resource that a document describes is no prefix: `/orders` is new beside `/customers` all the same.
    """
    paths = [parts_of(route.path) for _, found in compared.met for route in found[:1] if "{?}" not in route.path]
    shared: list[str] = []
    while True:
        here = Counter(path[len(shared)] for path in paths if len(path) > len(shared) and path[: len(shared)] == tuple(shared))
        part, count = max(here.items(), key=lambda each: each[1], default=("{", 0))
        # a few operations elsewhere do not make everything else of the application an API
        if "{" in part or count < MOSTLY * len(paths):
            break
        shared.append(part)
    while shared and not _PREFIX.match(shared[-1]) and len({path[len(shared) : len(shared) + 1] for path in paths}) < 4:
        shared.pop()
    return tuple(shared)
