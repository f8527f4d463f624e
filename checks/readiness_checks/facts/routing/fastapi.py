"""Routes of FastAPI and Starlette: path operations on routers, followed through `include_router` and `mount` to an application."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from readiness.repo import Repo, fact
from readiness_checks.facts.routing import Certainty, Gap, Route, RouteTable
from readiness_checks.facts.routing.mounts import Mount, prefixes
from readiness_checks.facts.routing.paths import UNKNOWN, joined, normalised
from readiness_checks.facts.routing.python_expressions import Call, Expr, Flag, Listing, Name, Text
from readiness_checks.facts.routing.python_names import Place, known, text_at
from readiness_checks.facts.routing.python_outline import Assigned, Called, Defined, Outline, outline
from readiness_checks.facts.routing.python_routers import Router, certain, router_at, router_files, router_from_call, substituted, unrolled

_VERBS = frozenset({"get", "post", "put", "patch", "delete", "head", "options", "trace"})
_MOUNTED_PAGES = frozenset({"StaticFiles", "make_asgi_app", "WSGIMiddleware"})


@dataclass(frozen=True, slots=True)
class _Declared:
    router: Router
    method: str
    path: str
    file: str
    line: int
    hidden: bool


@fact
def fastapi_routes(repo: Repo) -> RouteTable:
    """The routes of every FastAPI or Starlette application in the repository's own source."""
    declared: list[_Declared] = []
    mounts: list[Mount[Router]] = []
    gaps: list[Gap] = []
    roots: set[Router] = set()
    for path in router_files(repo, "fastapi"):
        made = outline(repo, path)
        if made is None:
            continue
        for assigned in made.assigned:
            if isinstance(assigned.value, Call) and (router := router_at(repo, Place(path, assigned.scope, assigned.name))) is not None:
                roots |= {router} if router.application and router.family == "fastapi" else set()
                declared.extend(_listed(repo, router, assigned.value, mounts, gaps))
        for defined in made.defined:
            declared.extend(_decorated(repo, made, defined))
        for called in made.called:
            _wired(repo, path, called, (declared, mounts, gaps))
    declared_on = {each.router for each in declared}
    roots |= {router for router in (*declared_on, *(mount.parent for mount in mounts)) if router.application}
    roots -= {mount.child for mount in mounts}
    reached = prefixes(roots, mounts)
    loose = not roots or any("a router that is not known" in gap.reason for gap in gaps)
    found = (route for each in declared for route in _routes(repo, each, reached, loose))
    return RouteTable(tuple(dict.fromkeys(found)), tuple(dict.fromkeys(gaps)))


def _routes(repo: Repo, each: _Declared, reached: dict[Router, tuple[str, ...]], loose: bool) -> Iterator[Route]:
    before = reached.get(each.router)
    if before is None:
        if not loose:
            return  # a router that nobody includes serves nothing
        before = (joined(UNKNOWN, _own(repo, each.router)),)
    for prefix in before:
        path = joined(prefix, each.path)
        sure: Certainty = "dynamic" if not certain(path) else "literal" if prefix == "/" else "composed"
        yield Route(each.method, path, each.file, each.line, "fastapi", sure, each.hidden)


def _own(repo: Repo, router: Router) -> str:
    """The prefix that a router gives itself."""
    if router.call is None or not router.prefix_keyword:
        return ""
    return normalised(text_at(repo, router.path, router.scope, router.call.keyword(router.prefix_keyword)), "braces")


def _hidden(call: Call | None) -> bool:
    value = call.keyword("include_in_schema") if call is not None else None
    return isinstance(value, Flag) and not value.value


def _decorated(repo: Repo, made: Outline, defined: Defined) -> Iterator[_Declared]:
    for call in defined.decorators:
        if not isinstance(call, Call) or (call.method not in _VERBS and call.method not in ("api_route", "route")) or not call.receiver:
            continue
        router = router_at(repo, Place(made.path, defined.scope, call.receiver))
        if router is None or router.family == "flask":
            continue
        path = normalised(text_at(repo, made.path, defined.scope, call.given(0, "path")), "braces")
        methods = (call.method.upper(),) if call.method in _VERBS else _methods(call.keyword("methods"))
        for method in methods:
            yield _Declared(router, method, path, made.path, call.line, _hidden(call) or _hidden(router.call))


def _methods(value: Expr | None) -> tuple[str, ...]:
    if value is None:
        return ("GET",)
    if isinstance(value, Listing):
        return tuple(item.value.upper() for item in value.items if isinstance(item, Text)) or ("",)
    return ("",)


def _wired(repo: Repo, path: str, called: Called, into: tuple[list[_Declared], list[Mount[Router]], list[Gap]]) -> None:
    """What one call statement does: includes a router, mounts an application, adds a route."""
    declared, mounts, gaps = into
    call = called.call
    if call.method not in ("include_router", "mount", "add_api_route", "add_route") or not call.receiver:
        return
    parent = router_at(repo, Place(path, called.scope, call.receiver))
    if parent is None or parent.family == "flask":
        if call.method == "include_router":
            gaps.append(Gap(path, call.line, "are included in a router that is not known"))
        return
    tables = unrolled(repo, path, called)
    if not tables:
        gaps.append(Gap(path, call.line, "are included in a loop from a router that is not known"))
    for table in tables:
        if call.method == "include_router":
            _include(repo, parent, path, called, table, (mounts, gaps))
        elif call.method == "mount":
            _mount(repo, parent, path, called, (mounts, gaps))
        else:
            text = text_at(repo, path, called.scope, substituted(call.given(0, "path"), table))
            for method in _methods(call.keyword("methods")):
                declared.append(_Declared(parent, method, normalised(text, "braces"), path, call.line, _hidden(call)))


def _include(
    repo: Repo, parent: Router, path: str, called: Called, table: dict[str, Expr], into: tuple[list[Mount[Router]], list[Gap]]
) -> None:
    mounts, gaps = into
    child = _router(repo, path, called.scope, substituted(called.call.given(0, "router"), table))
    if child is None:
        gaps.append(Gap(path, called.call.line, "are included from a router that is not known"))
        return
    prefix = text_at(repo, path, called.scope, substituted(called.call.keyword("prefix"), table))
    mounts.append(Mount(parent, child, joined(normalised(prefix, "braces"), _own(repo, child))))


def _router(repo: Repo, path: str, scope: str, expr: Expr | None) -> Router | None:
    """The router that an argument gives: a name, or what a function of the repository returns."""
    if isinstance(expr, Name):
        return router_at(repo, Place(path, scope, expr.dotted))
    if isinstance(expr, Call):
        return router_from_call(repo, path, scope, expr)
    return None


def _mount(repo: Repo, parent: Router, path: str, called: Called, into: tuple[list[Mount[Router]], list[Gap]]) -> None:
    mounts, gaps = into
    given = called.call.given(1, "app")
    child = _router(repo, path, called.scope, given)
    prefix = normalised(text_at(repo, path, called.scope, called.call.given(0, "path")), "braces")
    if child is not None:
        mounts.append(Mount(parent, child, prefix))
    elif not (isinstance(given, Call) and given.method in _MOUNTED_PAGES):
        gaps.append(Gap(path, called.call.line, f"below {prefix} belong to an application that is mounted there"))


def _listed(repo: Repo, router: Router, call: Call, mounts: list[Mount[Router]], gaps: list[Gap]) -> Iterator[_Declared]:
    """The routes that `Starlette(routes=[...])` is given."""
    pending: list[tuple[Expr | None, str, int]] = [(call.keyword("routes"), "/", 0)]
    while pending:
        given, before, depth = pending.pop()
        if isinstance(given, Name):
            found = known(repo, Place(router.path, router.scope, given.dotted))
            given = found.what.value if found is not None and isinstance(found.what, Assigned) else None
        for item in given.items if isinstance(given, Listing) and depth < 6 else ():
            if not isinstance(item, Call):
                gaps.append(Gap(router.path, call.line, "are put together from parts that are not known"))
                continue
            path = joined(before, normalised(text_at(repo, router.path, router.scope, item.given(0, "path")), "braces"))
            if item.method == "Mount":
                child = _router(repo, router.path, router.scope, item.given(1, "app"))
                if child is not None:
                    mounts.append(Mount(router, child, path))
                pending.append((item.keyword("routes"), path, depth + 1))
            elif item.method in ("Route", "APIRoute"):
                for method in _methods(item.keyword("methods")):
                    yield _Declared(router, method, path, router.path, item.line, _hidden(item))
