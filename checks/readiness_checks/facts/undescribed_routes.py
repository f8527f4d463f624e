"""Routes that no OpenAPI document of their service describes, and that belong into one."""

from __future__ import annotations

from collections import Counter

from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.api_operations import openapi_of
from readiness_checks.facts.apis import page_templates
from readiness_checks.facts.descriptions import ApiDocument
from readiness_checks.facts.route_asides import is_set_aside, other_names, refusals, without_pairs
from readiness_checks.facts.route_comparison import UNCOUNTED, Compared, current, own_routes
from readiness_checks.facts.routes import Route
from readiness_checks.facts.routing.matching import parts_of

# for those who run the service, for browsers, for the service's own parts, or about the API itself
_ASIDE = Regex(
    r"^(?:_*(?:health|heartbeat|live|alive|ready)\w*|\w{0,20}health[-_]?checks?|up|ping|pong|metrics?|prometheus|actuator|debug|pprof|status|info"
    r"|version|favicon\.ico|robots\.txt|sitemap\.xml|manifest\.json|\.well-known|static|assets|public|media|images|css|js|(?:api[-_]?)?docs?"
    r"|redoc\w*|swagger\w*|openapi\w*|api[-_]?schema|schema|rapidoc|scalar|elements|graphi?ql\w*|playground|__\w+__|admin|internal|_\w*|private"
    r"|errors?|ws|websockets?|events?-?stream|sse|panic|echo|test|tests|debugger|telescope|horizon|sidekiq|hangfire|silk|profiler"
    r"|diagnostics?|stack-?trace|(?:thread|heap)-?dump|logger|log-?level|webhooks?|broadcasting|csrf-cookie)(?:\..*)?$"
)
# what monitors ask for is never demanded, wherever a document speaks of something like it
_MONITORED = Regex(
    r"^(?:_*(?:health|heartbeat|live|alive|ready)\w*|\w{0,20}health[-_]?checks?|up|ping|pong|metrics?|version|openapi\w*|swagger\w*|api-docs|redoc|favicon\.ico|robots\.txt)$"
)
# an API's own front door, and where identity providers send browsers back to
_ABOUT = frozenset({"api", "callback", "oauth-callback", "oidc-callback"})
_FILE = Regex(
    r"(?i)(?:\.(?:html?|js|css|png|jpe?g|gif|ico|svg|txt|xml|webmanifest|map|woff2?|m3u8?|mpd)|/(?:manifest|service-?worker|sw)\.\w+)$"
)
MOSTLY = 0.9  # of a document's operations say what prefix it is about
_PREFIX = Regex(r"^(?:api\w*|rest|public|external|v\d+(?:[._]\d+)*(?:(?:alpha|beta)\d*)?)$")


def undescribed(repo: Repo, component: Component, held: list[Compared]) -> tuple[Route, ...]:
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
    implemented = own_routes(repo, component)
    for route in implemented:
        parts = parts_of(route.path)
        area = next((area for area in areas if parts[: len(area)] == area), None)
        if any(base[: len(parts)] == parts for base in bases):
            continue  # the root of the API, or of what it is served by
        if parts == area and route.method in ("", "GET") and _PREFIX.match(parts[-1]):
            continue
        if area is None or not _is_asked(route, parts, words) or (route.method, parts) in spoken:
            continue
        if (route.file, route.line, route.method) in declared or (not route.method and any(parts == have for _, have in spoken)):
            continue
        if pages and not area and parts[:1] not in firsts:
            continue  # a page of an application that renders them
        if not is_set_aside(repo, route) and not any(_is_templated(repo, each.document, route.path) for each in held):
            found.setdefault((route.method, parts), route)
    left = without_pairs((route for route in found.values() if not _is_withdrawn(repo, component, route)), met)
    excused = other_names(repo, left, met) | refusals(repo, left, implemented)
    return tuple(route for route in left if route not in excused)


def _is_asked(route: Route, parts: tuple[str, ...], words: set[str]) -> bool:
    """Whether a route belongs into a document: it is certain, of the API itself, and nothing says that it shall not be described."""
    if route.hidden or route.certainty == "dynamic" or route.method in UNCOUNTED or not parts:
        return False
    if _FILE.search(route.path):
        return False
    if route.method in ("GET", "") and (_MONITORED.match(parts[-1]) or (parts[-1] in _ABOUT and parts[-1] not in words)):
        return False
    return not any("{...}" in part or (part not in words and _ASIDE.match(part)) for part in parts)


def _is_withdrawn(repo: Repo, component: Component, route: Route) -> bool:
    """Whether an earlier release's document has a path that the current one has not: it was taken out, the route is left to die."""
    documents = openapi_of(repo, component)
    latest = current(documents)
    spelt = (f'"{route.path}"', f"'{route.path}'", f"  {route.path}:")
    return any(each in repo.text(document.path) for document in documents if document not in latest for each in spelt)


def _is_templated(repo: Repo, document: ApiDocument, path: str) -> bool:
    """Whether a document that templates fill in names a path where none stands before they have."""
    text = repo.text(document.path)
    return "{{" in text and f'"{path}"' in text


def _area(compared: Compared) -> tuple[str, ...]:
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
