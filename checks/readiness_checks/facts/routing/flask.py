"""Routes of Flask and Quart: view functions, blueprints, class-based views, Flask-RESTful, flask-restx and flask-smorest."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from readiness.repo import Repo, fact
from readiness_checks.facts.routing import Certainty, Gap, Route, RouteTable
from readiness_checks.facts.routing.mounts import Mount, prefixes
from readiness_checks.facts.routing.paths import UNKNOWN, joined, normalised
from readiness_checks.facts.routing.python_expressions import Call, Expr, Listing, Name, Text
from readiness_checks.facts.routing.python_names import Known, Place, known, text_at
from readiness_checks.facts.routing.python_outline import Assigned, Called, Defined, Outline, outline
from readiness_checks.facts.routing.python_routers import Router, certain, router_at, router_files, substituted, unrolled

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
_LIBRARY_VIEWS = frozenset({"MethodView", "Resource", "View", "object", "MethodResource"})
MAX_BASES = 8


@dataclass(frozen=True, slots=True)
class _Declared:
    router: Router | None
    method: str
    path: str
    file: str
    line: int


@dataclass(slots=True)
class _Found:
    declared: list[_Declared] = field(default_factory=list)
    mounts: list[Mount[Router]] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    roots: dict[Router, None] = field(default_factory=dict)


@fact
def flask_routes(repo: Repo) -> RouteTable:
    """The routes of every Flask application in the repository's own source."""
    found = _Found()
    for path in router_files(repo, "flask"):
        made = outline(repo, path)
        if made is not None:
            _read(repo, made, found)
    mounted = {mount.child for mount in found.mounts}
    declared_on = {each.router for each in found.declared if each.router is not None}
    for router in (*declared_on, *(mount.parent for mount in found.mounts)):
        # extensions are handed their application by `init_app`, which says no prefix
        if router.application or (router.prefix_keyword == "prefix" and router not in mounted):
            found.roots[router] = None
    reached = prefixes([root for root in found.roots if root not in mounted], found.mounts)
    loose = not found.roots or bool(found.gaps)
    routes = (route for each in found.declared for route in _routes(repo, each, reached, loose))
    return RouteTable(tuple(dict.fromkeys(routes)), tuple(dict.fromkeys(found.gaps)))


def _routes(repo: Repo, each: _Declared, reached: dict[Router, tuple[str, ...]], loose: bool) -> Iterator[Route]:
    before = reached.get(each.router) if each.router is not None else None
    if before is None:
        if each.router is not None and not loose and not each.router.application:
            return  # a blueprint that nobody registers serves nothing
        own = _own(repo, each.router) if each.router is not None else ""
        before = (joined(UNKNOWN, own),)
    elif each.router is not None and each.router in reached and each.router.prefix_keyword == "prefix":
        before = tuple(joined(prefix, _own(repo, each.router)) for prefix in before)
    for prefix in before:
        path = joined(prefix, each.path)
        sure: Certainty = "dynamic" if not certain(path) else "literal" if prefix == "/" else "composed"
        yield Route(each.method, path, each.file, each.line, "flask", sure)


def _own(repo: Repo, router: Router) -> str:
    """The prefix that a blueprint, namespace or API gives itself; a namespace without one is called by its name."""
    if router.call is None or not router.prefix_keyword:
        return ""
    given = router.call.keyword(router.prefix_keyword)
    if given is None and router.call.method == "Namespace":
        given = router.call.given(0, "name")
    return normalised(text_at(repo, router.path, router.scope, given), "angle")


def _read(repo: Repo, made: Outline, found: _Found) -> None:
    for assigned in made.assigned:
        call = assigned.value
        router = router_at(repo, Place(made.path, assigned.scope, assigned.name)) if isinstance(call, Call) else None
        if router is None or router.family == "fastapi" or not isinstance(call, Call):
            continue
        if router.application:
            found.roots[router] = None
        elif router.prefix_keyword == "prefix":
            parent = _named(repo, made.path, assigned.scope, call.given(0, "app"))
            if parent is not None:
                found.mounts.append(Mount(parent, router, ""))
    for defined in made.defined:
        _decorated(repo, made, defined, found)
    for called in made.called:
        _wired(repo, made, called, found)


def _named(repo: Repo, path: str, scope: str, expr: Expr | None) -> Router | None:
    return router_at(repo, Place(path, scope, expr.dotted)) if isinstance(expr, Name) else None


def _decorated(repo: Repo, made: Outline, defined: Defined, found: _Found) -> None:
    for call in defined.decorators:
        if not isinstance(call, Call) or call.method not in (*_VERBS, "route") or not call.receiver:
            continue
        router = router_at(repo, Place(made.path, defined.scope, call.receiver))
        if router is None or router.family == "fastapi":
            continue
        for at, argument in enumerate(call.arguments or (call.keyword("rule"),)):
            if at and call.method == "route" and not isinstance(argument, Text):
                break
            path = normalised(text_at(repo, made.path, defined.scope, argument), "angle")
            if defined.kind == "class":
                methods = _class_methods(repo, Known(made.path, defined))
            else:
                methods = (call.method.upper(),) if call.method in _VERBS else _methods(call.keyword("methods"))
            found.declared.extend(_Declared(router, method, path, made.path, call.line) for method in methods)


def _methods(value: Expr | None) -> tuple[str, ...]:
    if value is None:
        return ("GET",)
    if isinstance(value, Listing):
        return tuple(item.value.upper() for item in value.items if isinstance(item, Text)) or ("",)
    return ("",)


def _class_methods(repo: Repo, found: Known | None, depth: int = 0) -> tuple[str, ...]:
    """The methods that a view class answers, its bases' among them; "" where a base is not known."""
    if found is None or not isinstance(found.what, Defined) or found.what.kind != "class" or depth > MAX_BASES:
        return ("",)
    made = outline(repo, found.path)
    inner = found.what.inner
    own = {each.name.upper() for each in (made.defined if made is not None else ()) if each.scope == inner and each.name in _VERBS}
    for base in found.what.bases:
        if not isinstance(base, Name) or base.dotted.rpartition(".")[2] in _LIBRARY_VIEWS:
            continue
        above = _class_methods(repo, known(repo, Place(found.path, found.what.scope, base.dotted)), depth + 1)
        own.update(method for method in above if method)
    return tuple(sorted(own)) or ("",)


def _wired(repo: Repo, made: Outline, called: Called, found: _Found) -> None:
    call = called.call
    name = call.method
    if name not in ("register_blueprint", "add_url_rule", "add_namespace") and not name.endswith("resource"):
        return
    if not call.receiver:
        return
    router = router_at(repo, Place(made.path, called.scope, call.receiver))
    if router is None or router.family == "fastapi":
        router = None
        if name in ("register_blueprint", "add_namespace"):
            found.gaps.append(Gap(made.path, call.line, "are registered on an application that is not known"))
            return
    tables = unrolled(repo, made.path, called)
    if not tables:
        found.gaps.append(Gap(made.path, call.line, "are registered in a loop over what is not known"))
    for table in tables:
        if name in ("register_blueprint", "add_namespace"):
            if router is not None:
                _register(repo, made.path, router, called, table, found)
        elif name == "add_url_rule":
            _rule(repo, made.path, router, called, found)
        elif len(call.arguments) > 1:
            _resource(repo, made.path, router, called, found)


def _register(repo: Repo, path: str, router: Router, called: Called, table: dict[str, Expr], found: _Found) -> None:
    call = called.call
    given = substituted(call.given(0, "blueprint"), table)
    child = _named(repo, path, called.scope, given)
    if child is None:
        if not (isinstance(given, Name) and _is_library(repo, Place(path, called.scope, given.dotted))):
            found.gaps.append(Gap(path, call.line, "are registered from a blueprint that is not known"))
        return
    # what is said at the registration takes the place of what the blueprint says
    said = substituted(call.keyword("url_prefix" if call.method == "register_blueprint" else "path"), table)
    prefix = normalised(text_at(repo, path, called.scope, said), "angle") if said is not None else _own(repo, child)
    found.mounts.append(Mount(router, child, prefix))


def _is_library(repo: Repo, place: Place) -> bool:
    """Whether a name is imported from a library: its routes are not the repository's own."""
    made = outline(repo, place.path)
    head = place.name.partition(".")[0]
    if made is None or head not in made.imports or known(repo, place) is not None:
        return False
    module = made.imports[head][0]
    top = module.partition(".")[0]
    return bool(top) and not repo.has_folder(top) and not repo.has_folder(f"src/{top}")


def _rule(repo: Repo, path: str, router: Router | None, called: Called, found: _Found) -> None:
    call = called.call
    rule = normalised(text_at(repo, path, called.scope, call.given(0, "rule")), "angle")
    view = call.given(2, "view_func")
    methods = _methods(call.keyword("methods"))
    if call.keyword("methods") is None and isinstance(view, Call) and view.method == "as_view":
        methods = _class_methods(repo, known(repo, Place(path, called.scope, view.receiver)))
    elif call.keyword("methods") is None and isinstance(view, Name) and (view_made := known(repo, Place(path, called.scope, view.dotted))):
        value = view_made.what.value if isinstance(view_made.what, Assigned) else None
        if isinstance(value, Call) and value.method == "as_view":
            methods = _class_methods(repo, known(repo, Place(view_made.path, view_made.scope, value.receiver)))
    found.declared.extend(_Declared(router, method, rule, path, call.line) for method in methods)


def _resource(repo: Repo, path: str, router: Router | None, called: Called, found: _Found) -> None:
    call = called.call
    resource = call.arguments[0]
    methods: tuple[str, ...] = ("",)
    if isinstance(resource, Name):
        methods = _class_methods(repo, known(repo, Place(path, called.scope, resource.dotted)))
    for argument in call.arguments[1:]:
        rule = normalised(text_at(repo, path, called.scope, argument), "angle")
        found.declared.extend(_Declared(router, method, rule, path, call.line) for method in methods)
