"""Routers of FastAPI, Starlette, Flask and their kin: which objects they are, what is declared on them and where they are mounted."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.python_routers import DECLARES, MAKERS, MAKES, WIRES
from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.routing.python_expressions import Call, Expr, Listing, Name, Table, Text
from readiness_checks.facts.routing.python_names import Known, Place, known
from readiness_checks.facts.routing.python_outline import Assigned, Called, Defined, outline

_APPLICATIONS = ("app", "application", "flask_app", "fastapi_app")


@dataclass(frozen=True, slots=True)
class Router:
    """An object that routes are declared on: where it is made, its family, and the call that makes it."""

    path: str
    scope: str
    name: str
    family: str
    application: bool
    call: Call | None
    prefix_keyword: str = ""

    @property
    def key(self) -> tuple[str, str, str]:
        return self.path, self.scope, self.name


@fact
def router_files(repo: Repo, family: str) -> tuple[str, ...]:
    """The Python files that may declare or wire routes of a family, sorted."""
    hits = repo.hits(MAKES, WIRES, DECLARES)
    found = {hit.path for hit in hits}
    return tuple(sorted(path for path in found if family in _families(repo, path)))


@fact
def _families(repo: Repo, path: str) -> frozenset[str]:
    """The families that a file's imports speak of; both where they speak of neither."""
    made = outline(repo, path)
    modules = " ".join(module for module, _ in made.imports.values()) if made is not None else ""
    spoken = {"fastapi" for word in ("fastapi", "starlette") if word in modules}
    spoken |= {"flask" for word in ("flask", "quart", "smorest") if word in modules.lower()}
    return frozenset(spoken) or frozenset(("fastapi", "flask"))


@fact
def router_at(repo: Repo, place: Place) -> Router | None:
    """The router that a name stands for; None where it is none or that is not certain."""
    found = known(repo, place)
    if found is None or found.what is None:
        made = outline(repo, place.path)
        return _parameter(made.defined, place) if made is not None and found is None else None
    return _made(repo, found, 6)


def _made(repo: Repo, found: Known, depth: int) -> Router | None:
    what = found.what
    if isinstance(what, Assigned) and isinstance(what.value, Call):
        maker = maker_of(repo, found.path, what.scope, what.value.callee)
        if maker is not None:
            family, application, keyword = maker
            return Router(found.path, what.scope, what.name, family, application, what.value, keyword)
        function = known(repo, Place(found.path, what.scope, what.value.callee))
        if function is not None and isinstance(function.what, Defined) and function.what.kind == "function" and depth:
            return _from_function(repo, function, function.what, depth)
    return None


def router_from_call(repo: Repo, path: str, scope: str, call: Call) -> Router | None:
    """The router that a call of one of the repository's functions returns; None where that is not certain."""
    function = known(repo, Place(path, scope, call.callee))
    if function is None or not isinstance(function.what, Defined) or function.what.kind != "function":
        return None
    return _from_function(repo, function, function.what, 6)


def _from_function(repo: Repo, function: Known, what: Defined, depth: int) -> Router | None:
    made = outline(repo, function.path)
    for returned in made.returned if made is not None else ():
        if returned.scope == what.inner and isinstance(returned.value, Name):
            inner = known(repo, Place(function.path, what.inner, returned.value.dotted))
            if inner is not None:
                return _made(repo, inner, depth - 1)
    return None


@fact
def maker_of(repo: Repo, path: str, scope: str, callee: str) -> tuple[str, bool, str] | None:
    """What a call makes: family, whether it is an application, the keyword of its prefix; None where it makes no router."""
    name = callee.rpartition(".")[2]
    found = known(repo, Place(path, scope, callee))
    if found is None or found.what is None:
        known_maker = MAKERS.get(name)
        if known_maker is None or known_maker[0] in _families(repo, path):
            return known_maker
        return None
    if isinstance(found.what, Defined) and found.what.kind == "class":
        for base in found.what.bases:
            if isinstance(base, Name) and base.dotted != name and (made := maker_of(repo, found.path, found.what.scope, base.dotted)):
                return made
    return None


def _parameter(defined: tuple[Defined, ...], place: Place) -> Router | None:
    """A parameter that an application is handed in by: annotated as one, or called `app`."""
    scope = place.scope
    while scope:
        for function in defined:
            if function.inner == scope and (given := dict(function.parameters).get(place.name)) is not None:
                annotated = MAKERS.get(given.rpartition(".")[2].strip("\"'"))
                if annotated is None and place.name in _APPLICATIONS:
                    annotated = ("", True, "")
                if annotated is None or not annotated[1]:
                    return None
                return Router(place.path, scope, place.name, annotated[0], True, None)
        scope = scope.rpartition(".")[0]
    return None


def unrolled(repo: Repo, path: str, called: Called) -> tuple[dict[str, Expr], ...]:
    """The values of the loop variables around a call, one table a turn; no table where what is run over is not written out."""
    tables: list[dict[str, Expr]] = [{}]
    for variable, over in called.loops:
        items = _items(repo, path, called.scope, over)
        if items is None:
            return ()
        names = [name.strip() for name in variable.strip("()").split(",")]
        grown: list[dict[str, Expr]] = []
        for item in items:
            values = item.items if len(names) > 1 and isinstance(item, Listing) else (item,)
            if len(values) == len(names):
                grown.extend(table | dict(zip(names, values, strict=True)) for table in tables)
        tables = grown[:200]
    return tuple(tables)


def _items(repo: Repo, path: str, scope: str, over: Expr, depth: int = 0) -> tuple[Expr, ...] | None:
    """What a loop runs over: a list, the entries of a dictionary, or a name for one of them in the same module."""
    if isinstance(over, Listing):
        return over.items
    if isinstance(over, Call) and over.method in ("items", "values", "keys") and over.receiver and not over.arguments:
        table = _assigned(repo, path, scope, over.receiver)
        if isinstance(table, Table):
            pairs = table.entries
            if over.method == "items":
                return tuple(Listing((Text(key), value)) for key, value in pairs)
            return tuple(value for _, value in pairs) if over.method == "values" else tuple(Text(key) for key, _ in pairs)
    if isinstance(over, Name) and depth < 2:
        value = _assigned(repo, path, scope, over.dotted)
        return _items(repo, path, scope, value, depth + 1) if value is not None else None
    return None


def _assigned(repo: Repo, path: str, scope: str, name: str) -> Expr | None:
    found = known(repo, Place(path, scope, name))
    return found.what.value if found is not None and found.path == path and isinstance(found.what, Assigned) else None


def substituted(expr: Expr | None, table: dict[str, Expr]) -> Expr | None:
    """An expression with a loop's variable put in, where it is nothing but that variable or an attribute of it."""
    if isinstance(expr, Name):
        head, _, rest = expr.dotted.partition(".")
        value = table.get(head)
        if value is not None and not rest:
            return value
        if isinstance(value, Name):
            return Name(f"{value.dotted}.{rest}", expr.line)
    return expr


def certain(path: str) -> bool:
    """Whether every part of a path is known."""
    return UNKNOWN not in path
