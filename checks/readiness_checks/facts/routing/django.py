"""Routes of Django and Django REST framework: URL configurations from the root on, routers and their viewsets."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.django import REGISTERS, ROOTS
from readiness_checks.facts.routing import Certainty, Gap, Route, RouteTable
from readiness_checks.facts.routing.django_views import ACTIONS, View, mapped, view_at
from readiness_checks.facts.routing.paths import UNKNOWN, Style, joined, spellings
from readiness_checks.facts.routing.python_expressions import Call, Expr, Listing, Name, Sum, Text
from readiness_checks.facts.routing.python_names import Known, Place, known, module_file, text_at
from readiness_checks.facts.routing.python_outline import Assigned, Called, Defined, Outline, outline

_BASE = Regex(r"(?i)base|prefix|root|script")
MAX_DEPTH = 12  # of URL configurations inside each other
MAX_ROUTES = 20_000
_MATCHERS: dict[str, Style] = {"path": "angle", "re_path": "regex", "url": "regex"}
_NOTHING = frozenset({"static", "staticfiles_urlpatterns", "debug_toolbar_urls"})


@dataclass(frozen=True, slots=True)
class _Spot:
    """Where an expression stands, and what stands before its paths: each a text with its style."""

    path: str
    scope: str
    before: tuple[tuple[str, Style], ...] = ()
    depth: int = 0


@dataclass(slots=True)
class _Found:
    repo: Repo
    routes: dict[Route, None] = field(default_factory=dict)
    gaps: dict[Gap, None] = field(default_factory=dict)
    visited: set[tuple[str, tuple[tuple[str, Style], ...]]] = field(default_factory=set)


@fact
def django_routes(repo: Repo) -> RouteTable:
    """The routes of every root URL configuration that settings name."""
    found = _Found(repo)
    for hit in repo.hits(ROOTS):
        path = module_file(repo, hit.path, hit.groups[0])
        if path is None:
            found.gaps[Gap(hit.path, hit.line, "belong to a URL configuration that is not in the repository")] = None
        else:
            _configuration(found, _Spot(path, ""))
    return RouteTable(tuple(found.routes), tuple(found.gaps))


def _configuration(found: _Found, spot: _Spot) -> None:
    """The patterns of one module."""
    made = outline(found.repo, spot.path)
    if made is None or spot.depth > MAX_DEPTH or (spot.path, spot.before) in found.visited or len(found.routes) > MAX_ROUTES:
        return
    found.visited.add((spot.path, spot.before))
    _list(found, spot, made, "urlpatterns")


def _list(found: _Found, spot: _Spot, made: Outline, name: str) -> None:
    """All that a list of patterns is given: assigned, added to, appended."""
    for assigned in made.assigned:
        if assigned.name == name and assigned.scope == "":
            _patterns(found, spot, assigned.value)
    for called in made.called:
        call = called.call
        if call.receiver == name and call.method in ("append", "extend", "insert") and call.arguments:
            if called.loops:
                _hide(found, spot, call.line)
            else:
                _patterns(found, spot, call.arguments[-1])


def _patterns(found: _Found, spot: _Spot, value: Expr) -> None:
    """A list of patterns, or a single one."""
    if spot.depth > MAX_DEPTH:
        return
    if isinstance(value, Listing):
        for item in value.items:
            _patterns(found, spot, item)
    elif isinstance(value, Sum):
        for part in value.parts:
            _patterns(found, spot, part)
    elif isinstance(value, Name):
        _named(found, spot, value)
    elif isinstance(value, Call) and value.method in _MATCHERS:
        _pattern(found, spot, value, _MATCHERS[value.method])
    elif isinstance(value, Call) and value.method in ("i18n_patterns", "format_suffix_patterns", "patterns", "decorator_include"):
        inner = _Spot(spot.path, spot.scope, (*spot.before, ("<language>/", "angle")), spot.depth + 1)
        for argument in value.arguments:
            _patterns(found, inner if value.method == "i18n_patterns" else spot, argument)
    elif not (isinstance(value, Call) and value.method in _NOTHING) and not isinstance(value, Text):
        _hide(found, spot, value.line)


def _hide(found: _Found, spot: _Spot, line: int) -> None:
    """Say that there are routes below that are not known."""
    for path in _paths(spot.before):
        found.routes[Route("", joined(path, UNKNOWN), spot.path, line, "django", "dynamic")] = None


def _named(found: _Found, spot: _Spot, name: Name) -> None:
    if name.dotted.endswith(".urls") and not name.dotted.startswith("admin."):
        router = known(found.repo, Place(spot.path, spot.scope, name.dotted.rpartition(".")[0]))
        if router is not None and isinstance(router.what, Assigned):
            _router(found, spot, router)
            return
    if name.dotted.startswith(("admin.", "site.")) or name.dotted.endswith("admin_site.urls"):
        return
    target = known(found.repo, Place(spot.path, spot.scope, name.dotted))
    if target is None or not isinstance(target.what, Assigned):
        _hide(found, spot, name.line)
        return
    made = outline(found.repo, target.path)
    inner = _Spot(target.path, "", spot.before, spot.depth + 1)
    if made is not None and target.what.scope == "":
        _list(found, inner, made, target.what.name)
    else:
        _patterns(found, inner, target.what.value)


def _pattern(found: _Found, spot: _Spot, call: Call, style: Style) -> None:
    route = call.given(0, "route") or call.keyword("regex")
    text = text_at(found.repo, spot.path, spot.scope, route)
    if not spot.before and text.strip("/") == UNKNOWN and isinstance(route, Name) and _BASE.search(route.dotted):
        text = ""  # where the whole application is served is said when it is deployed
    inner = _Spot(spot.path, spot.scope, (*spot.before, (text, style)), spot.depth + 1)
    view = call.given(1, "view")
    if isinstance(view, Call) and view.method in ("include", "decorator_include"):
        _include(found, inner, view)
    elif isinstance(view, Name) and view.dotted.endswith(".urls"):
        _named(found, inner, view)
    elif isinstance(view, Listing):
        for item in view.items[:1]:
            _patterns(found, inner, item)
    else:
        _view(found, inner, call.line, view)


def _include(found: _Found, spot: _Spot, call: Call) -> None:
    given = call.arguments[-1] if call.method == "decorator_include" and call.arguments else call.given(0, "arg")
    if isinstance(given, Listing) and given.items and not isinstance(given.items[0], Call):
        given = given.items[0]  # the patterns and their namespace
    if isinstance(given, Text):
        path = module_file(found.repo, spot.path, given.value)
        if path is None:
            _hide(found, spot, call.line)
        else:
            _configuration(found, _Spot(path, "", spot.before, spot.depth))
    elif isinstance(given, Name):
        target = known(found.repo, Place(spot.path, spot.scope, given.dotted))
        if target is not None and target.what is None:
            _configuration(found, _Spot(target.path, "", spot.before, spot.depth))
        else:
            _named(found, spot, given)
    elif given is not None:
        _patterns(found, spot, given)


def _view(found: _Found, spot: _Spot, line: int, expr: Expr | None) -> None:
    """The routes of one view."""
    inner = _view_call(expr)
    methods: tuple[str, ...] = ("",)
    hidden = False
    if inner is not None:
        view = view_at(found.repo, Place(spot.path, spot.scope, inner.receiver))
        answered = tuple(sorted(view.methods | {ACTIONS[action] for action in view.actions}))
        methods = mapped(inner) or (answered if view.certain and answered else ("",))
        hidden = view.page or view.excluded
    elif isinstance(expr, Name):
        view = view_at(found.repo, Place(spot.path, spot.scope, expr.dotted))
        methods = tuple(sorted(view.methods)) if view.certain and view.methods else ("",)
        hidden = view.excluded
    for path in _paths(spot.before):
        for method in methods:
            _add(found, spot, Route(method, path, spot.path, line, "django", _sure(spot, path), hidden))


def _view_call(expr: Expr | None, depth: int = 0) -> Call | None:
    """`Orders.as_view()`, whatever wraps it."""
    if not isinstance(expr, Call) or depth > 6:
        return None
    if expr.method == "as_view":
        return expr
    return next((inner for argument in expr.arguments if (inner := _view_call(argument, depth + 1)) is not None), None)


def _add(found: _Found, spot: _Spot, route: Route) -> None:
    if len(found.routes) <= MAX_ROUTES and spot.depth <= MAX_DEPTH:
        found.routes[route] = None


def _sure(spot: _Spot, path: str) -> Certainty:
    return "dynamic" if UNKNOWN in path else "literal" if len(spot.before) < 2 else "composed"


def _paths(before: tuple[tuple[str, Style], ...]) -> tuple[str, ...]:
    """The whole paths of texts after each other; where neither has a slash at the seam, none comes between."""
    made = [""]
    for text, style in before:
        grown = []
        for path in made:
            for spelt in spellings(text, style):
                seam = bool(path) and not path.endswith("/") and bool(text.lstrip("^")) and not text.lstrip("^").startswith("/")
                ending = "/" if text.rstrip("$?").endswith("/") else ""
                grown.append((path + spelt.lstrip("/") if seam and path else joined(path, spelt)).rstrip("/") + ending)
        made = grown[:8]
    return tuple(dict.fromkeys(joined(path) for path in made))


def _router(found: _Found, spot: _Spot, router: Known) -> None:
    """The routes of a router of Django REST framework: those of every viewset that is registered with it, anywhere."""
    if not isinstance(router.what, Assigned) or spot.depth > MAX_DEPTH:
        return
    call = router.what.value
    nested = ""
    if isinstance(call, Call) and "Nested" in call.method and len(call.arguments) > 1:
        parent = text_at(found.repo, router.path, router.scope, call.arguments[1])
        nested = f"{parent}/<nested>/"
    if not (isinstance(call, Call) and "Router" in call.method):
        _hide(found, spot, router.what.line)
        return
    changed = _changes_routes(found.repo, router, call)
    for path, called in _registrations(found.repo):
        place = known(found.repo, Place(path, called.scope, called.call.receiver.removesuffix(".registry")))
        if place is None or place.path != router.path or not isinstance(place.what, Assigned) or place.what.name != router.what.name:
            continue
        if called.call.method == "extend":
            _extend(found, spot, path, called)
            continue
        if called.loops:
            _hide(found, spot, called.call.line)
            continue
        text = nested + text_at(found.repo, path, called.scope, called.call.given(0, "prefix"))
        inner = _Spot(
            path, called.scope, (*spot.before, (text.strip("/") + "/", "regex" if "(" in text or "^" in text else "angle")), spot.depth + 1
        )
        viewset = called.call.given(1, "viewset")
        if isinstance(viewset, Name):
            _viewset(found, inner, called.call.line, view_at(found.repo, Place(path, called.scope, viewset.dotted)), changed)
        else:
            _hide(found, inner, called.call.line)


def _extend(found: _Found, spot: _Spot, path: str, called: Called) -> None:
    given = called.call.given(0, "registry")
    other = known(found.repo, Place(path, called.scope, given.dotted.removesuffix(".registry"))) if isinstance(given, Name) else None
    if other is not None:
        _router(found, _Spot(spot.path, spot.scope, spot.before, spot.depth + 1), other)
    else:
        _hide(found, spot, called.call.line)


def _changes_routes(repo: Repo, router: Known, call: Call) -> bool:
    """Whether the router's class is the repository's own and makes other routes than the library's."""
    maker = known(repo, Place(router.path, router.scope, call.callee))
    if maker is None or not isinstance(maker.what, Defined):
        return False
    made = outline(repo, maker.path)
    return made is not None and any(word in repo.text(maker.path) for word in ("self.routes", "routes =", "get_routes", "def get_urls"))


@fact
def _registrations(repo: Repo) -> tuple[tuple[str, Called], ...]:
    """Every registration with something that may be a router, with its file."""
    found: list[tuple[str, Called]] = []
    for hit in repo.hits(REGISTERS):
        made = outline(repo, hit.path)
        for called in made.called if made is not None else ():
            call = called.call
            if (call.method == "register" and len(call.arguments) + len(call.keywords) >= 2 and call.receiver) or (
                call.method == "extend" and call.receiver.endswith(".registry")
            ):
                found.append((hit.path, called))
    return tuple(found)


def _viewset(found: _Found, spot: _Spot, line: int, view: View, changed: bool) -> None:
    if not view.certain or changed:
        _hide(found, spot, line)
    for path in _paths(spot.before):
        for each in _viewset_routes(view, path):
            file, at = (each.file, each.line) if each.file else (spot.path, line)
            sure: Certainty = "dynamic" if UNKNOWN in each.path else "composed"
            _add(found, spot, Route(each.method, each.path, file, at, "django", sure, view.excluded))


def _viewset_routes(view: View, path: str) -> Iterator[Route]:
    item = joined(path, "{pk}")
    for action in sorted(view.actions):
        yield Route(ACTIONS[action], path if action in ("list", "create") else item, "", 0, "django")
    for extra in view.extra:
        for method in extra.methods:
            for spelt in spellings(extra.path, "regex" if "(" in extra.path else "angle"):
                yield Route(method, joined(item if extra.detail else path, spelt), extra.file, extra.line, "django")
