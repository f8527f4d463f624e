"""Where a service answers failures in one form: its central error handlers, and the errors that it declares for a generated description."""

from __future__ import annotations

from readiness.model import Component
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Hit
from readiness_checks.facts.apis import serves_http
from readiness_checks.facts.error_patterns import ANSWERS, CONTROLLERS, DECLARED, HANDLERS, NEEDS, PARTIAL_RESCUES, SINGLE, WHOLE
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.wiring import reaching

ABOVE = 8  # lines above a declaration in which the call or class begins that it belongs to
NEAR = 40  # lines between a route and what is declared for it


@dataclass(frozen=True, slots=True)
class ErrorModel:
    """A place that gives failures their form, and what it is: `Express error middleware`."""

    name: str
    path: str
    line: int


@fact
def error_handlers(repo: Repo, component: Component) -> tuple[ErrorModel, ...]:
    """What answers failures centrally, whatever raised them, in a form for programs; each kind once, its own files first."""
    found = []
    for name, pattern in HANDLERS.items():
        hits = [hit for hit in reaching(repo, component, repo.hits(pattern)) if _answers(repo, name, hit)]
        needed = NEEDS.get(name)
        if len(hits) == 1 and name in SINGLE and not SINGLE[name].search(hits[0].text + _line(repo, hits[0])):
            continue
        if hits and (needed is None or reaching(repo, component, repo.hits(needed))):
            found.append(ErrorModel(name.partition(", over")[0], hits[0].path, hits[0].line))
    return tuple(found)


@dataclass(frozen=True, slots=True)
class DeclaredErrors:
    """The routes that declare a failure with a schema for a generator, out of all routes, and the first place of each spelling.

    Where no route could be told, both counts are 0.
    """

    models: tuple[ErrorModel, ...]
    met: int = 0
    total: int = 0


@fact
def declared_errors(repo: Repo, component: Component) -> DeclaredErrors:
    """The failures with a schema that the code declares for a generator; each counts for the route that stands nearest."""
    models = []
    declared: dict[str, list[int]] = {}
    whole = False
    for name, pattern in DECLARED.items():
        hits = reaching(repo, component, repo.hits(pattern))
        if hits:
            models.append(ErrorModel(name, hits[0].path, hits[0].line))
        for hit in hits:
            declared.setdefault(hit.path, []).append(hit.line)
            whole = whole or _for_all(lines_of(repo, hit.path)[max(hit.line - 1 - ABOVE, 0) : hit.line], hit.text)
    routes: dict[str, set[int]] = {}
    for route in serves_http(repo, component):
        routes.setdefault(route.file, set()).add(route.line)
    total = sum(len(lines) for lines in routes.values())
    met = sum(len(_nearest(declared[path], lines)) for path, lines in routes.items() if path in declared)
    return DeclaredErrors(tuple(models), total if whole else met, total)


def _for_all(above: tuple[str, ...], declared: str) -> bool:
    """Whether a declaration stands in a call that makes the application, or takes in a router: it holds for all of its operations."""
    text = "\n".join(above)
    before = text[: text.rfind(declared.partition("\n")[0])]
    return any(_is_open(before[call.end() :]) for call in WHOLE.finditer(before))


def _is_open(text: str) -> bool:
    """Whether a bracket that opened just before the text is still open at its end."""
    depth = 1
    for mark in text:
        depth += (mark == "(") - (mark == ")")
        if not depth:
            return False
    return True


def _nearest(places: list[int], routes: set[int]) -> set[int]:
    near = (min(routes, key=lambda line: abs(line - place)) for place in places)
    return {line for line, place in zip(near, places, strict=True) if abs(line - place) <= NEAR}


def _line(repo: Repo, hit: Hit) -> str:
    return lines_of(repo, hit.path)[hit.line - 1]


def _answers(repo: Repo, name: str, hit: Hit) -> bool:
    """Whether a handler answers programs rather than with pages, and failures in general."""
    lines = lines_of(repo, hit.path)
    if name == "rescue_from" and (PARTIAL_RESCUES.search(lines[hit.line - 1]) or not CONTROLLERS.search(repo.text(hit.path))):
        return False
    if name not in ANSWERS:
        return True
    near, answer = ANSWERS[name]
    return answer.search("\n".join(lines[hit.line - 1 : hit.line - 1 + near] if near else lines)) is not None
