"""What a name in a Python module stands for: modules of the repository, what they define, and the text of constants and settings."""

from __future__ import annotations

import posixpath
from dataclasses import dataclass

from readiness.repo import Repo, fact
from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.routing.python_expressions import Call, Expr, Name, Sum, Text
from readiness_checks.facts.routing.python_outline import Assigned, Defined, Outline, outline

MAX_STEPS = 60  # of following one name through modules and classes


@dataclass(frozen=True, slots=True)
class Place:
    """A name in a scope of a module; what stands there is asked of `definition_of`."""

    path: str
    scope: str
    name: str


@dataclass(frozen=True, slots=True)
class Known:
    """What a name stands for: where, and what: an assignment, a function or class, or None for a module."""

    path: str
    what: Assigned | Defined | None

    @property
    def scope(self) -> str:
        return self.what.scope if self.what is not None else ""


@fact
def module_file(repo: Repo, importer: str, module: str) -> str | None:
    """The file of a module as `importer` names it; None where it is no module of the repository, "…/__init__.py" for a package."""
    folder = posixpath.dirname(importer)
    if module.startswith("."):
        plain = module.lstrip(".")
        for _ in range(len(module) - len(plain) - 1):
            folder = posixpath.dirname(folder)
        return _module_in(repo, folder, plain)
    while True:
        for root in dict.fromkeys((folder, posixpath.join(folder, "src"))):
            found = _module_in(repo, root, module)
            if found is not None:
                return found
        if not folder:
            break
        folder = posixpath.dirname(folder)
    return _elsewhere(repo, module)


def _module_in(repo: Repo, folder: str, module: str) -> str | None:
    base = posixpath.join(folder, *module.split(".")) if module else folder
    for path in (f"{base}.py", posixpath.join(base, "__init__.py")) if module else (posixpath.join(base, "__init__.py"),):
        if repo.file(path) is not None:
            return path
    return None


@fact
def _elsewhere(repo: Repo, module: str) -> str | None:
    """The only file of the repository that the module's whole name fits, wherever its root is."""
    parts = module.split(".")
    if len(parts) < 2:
        return None
    tail = "/".join(parts)
    last = repo.named(f"{parts[-1]}.py")
    ends = (f"{tail}.py", f"{tail}/__init__.py")
    found = [file.path for file in (*last, *repo.named("__init__.py")) if f"/{file.path}".endswith(tuple(f"/{end}" for end in ends))]
    return found[0] if len(found) == 1 else None


@fact
def known(repo: Repo, place: Place) -> Known | None:
    """What a dotted name stands for where it is used, through imports and plain aliases; None where that is not certain."""
    return _follow(repo, place, [MAX_STEPS])


def _follow(repo: Repo, place: Place, steps: list[int]) -> Known | None:
    steps[0] -= 1
    made = outline(repo, place.path) if steps[0] > 0 else None
    if made is None:
        return None
    found = _local(made, place.scope, place.name)
    if found is not None:
        if isinstance(found, Assigned) and isinstance(found.value, Name) and not found.more and found.value.dotted != found.name:
            followed = _follow(repo, Place(place.path, found.scope, found.value.dotted), steps)
            return followed or Known(place.path, found)
        return Known(place.path, found)
    head, _, rest = place.name.partition(".")
    longest = next((name for name in _prefixes(place.name) if name in made.imports), None)
    if longest is not None:
        module, symbol = made.imports[longest]
        return _imported(repo, place.path, module, ".".join(part for part in (symbol, place.name[len(longest) + 1 :]) if part), steps)
    if rest and (owner := _local(made, place.scope, head)) is not None:
        return _attribute(repo, Known(place.path, owner), rest, steps)
    for module in made.stars:
        found_there = _imported(repo, place.path, module, place.name, steps)
        if found_there is not None:
            return found_there
    return None


def _prefixes(dotted: str) -> tuple[str, ...]:
    parts = dotted.split(".")
    return tuple(".".join(parts[:count]) for count in range(len(parts), 0, -1))


def _imported(repo: Repo, importer: str, module: str, dotted: str, steps: list[int]) -> Known | None:
    """What `dotted` is in a module: a module below it, or a name in it."""
    parts = dotted.split(".") if dotted else []
    for count in range(len(parts), -1, -1):
        whole = (module if module.endswith(".") or not count else module + ".") + ".".join(parts[:count])
        path = module_file(repo, importer, whole)
        if path is None:
            continue
        rest = ".".join(parts[count:])
        if not rest:
            return Known(path, None)
        # a package may hold a name like that of one of its modules: what it assigns goes first
        return _follow(repo, Place(path, "", rest), steps) if path != importer or rest != dotted else None
    return None


def _attribute(repo: Repo, owner: Known, rest: str, steps: list[int]) -> Known | None:
    """An attribute of a class, or of the object that a call of one makes."""
    what = owner.what
    if isinstance(what, Assigned) and isinstance(what.value, Call):
        maker = _follow(repo, Place(owner.path, what.scope, what.value.callee), steps)
        what, owner = (maker.what, maker) if maker is not None else (None, owner)
    if not isinstance(what, Defined):
        return None
    if what.kind == "function":
        return _returned(repo, owner.path, what, rest, steps)
    made = outline(repo, owner.path)
    found = _local(made, what.inner, rest) if made is not None else None
    if found is not None and found.scope == what.inner:
        return Known(owner.path, found)
    for base in what.bases:
        inherited = _follow(repo, Place(owner.path, what.scope, base.dotted), steps) if isinstance(base, Name) else None
        if inherited is not None and isinstance(inherited.what, Defined) and inherited.what is not what:
            deeper = _attribute(repo, inherited, rest, steps) if steps[0] > 0 else None
            if deeper is not None:
                return deeper
    return None


def _returned(repo: Repo, path: str, function: Defined, rest: str, steps: list[int]) -> Known | None:
    """An attribute of what a function returns."""
    made = outline(repo, path)
    values = [returned.value for returned in made.returned if returned.scope == function.inner] if made is not None else []
    if len(values) != 1 or steps[0] <= 0:
        return None
    value = values[0]
    name = value.callee if isinstance(value, Call) else value.dotted if isinstance(value, Name) else ""
    found = _follow(repo, Place(path, function.inner, name), steps) if name else None
    return _attribute(repo, found, rest, steps) if found is not None and found.what is not function else None


def _local(made: Outline, scope: str, name: str) -> Assigned | Defined | None:
    """The last assignment or definition of a name in a scope or in those around it."""
    while True:
        assigned = [each for each in made.assigned if each.name == name and each.scope == scope and not each.more]
        if assigned:
            return assigned[-1]
        defined = [each for each in made.defined if each.name == name and each.scope == scope]
        if defined:
            return defined[-1]
        if not scope:
            return None
        scope = scope.rpartition(".")[0]


def text_at(repo: Repo, path: str, scope: str, expr: Expr | None, depth: int = 0) -> str:
    """The text of an expression, `{?}` for each part that is not known; "" for no expression."""
    if expr is None:
        return ""
    if isinstance(expr, Text):
        return expr.value
    if depth > 12:
        return UNKNOWN
    if isinstance(expr, Sum):
        return "".join(text_at(repo, path, scope, part, depth + 1) for part in expr.parts)
    if isinstance(expr, Name):
        found = known(repo, Place(path, scope, expr.dotted))
        if found is not None and isinstance(found.what, Assigned):
            return _default(repo, found.path, found.what, depth)
    return UNKNOWN


def _default(repo: Repo, path: str, assigned: Assigned, depth: int) -> str:
    """The text of a constant, or the default of a field: `Field("/api")`, `os.getenv("PREFIX", "/api")`."""
    value = assigned.value
    if isinstance(value, Call):
        if value.method in ("Field", "field"):
            return text_at(repo, path, assigned.scope, value.given(0, "default"), depth + 1)
        if value.method in ("getenv", "get", "config", "env", "str") and (default := value.given(1, "default")) is not None:
            return text_at(repo, path, assigned.scope, default, depth + 1)
        return UNKNOWN
    return text_at(repo, path, assigned.scope, value, depth + 1)
