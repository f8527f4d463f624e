"""Which Python routes depend on a callable, through whatever dependencies stand between: FastAPI's `Depends` and its kin."""

from __future__ import annotations

from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.mentions import mentions
from readiness_checks.facts.services import serves

MAX_NAMES = 30  # followed from one callable; a chain of dependencies is three or four long
MAX_CLIMB = 400  # lines above a place that are looked at

_PYTHON = ("python",)
_DEFINED = Regex(r"^\s*(?:async\s+)?(def|class)\s+(\w{1,100})")
_NAMED = Regex(r"^(\w{1,100})\s*(?::[^=\n]{1,200})?=(?!=)\s*(.{0,200})")
_ROUTERS = Regex(r"\b(?:\w{0,40}API|\w{0,40}Router|Starlette|Litestar|Blueprint|include_router)\(")
_DECORATED = Regex(
    r"^\s*@[\w.]{1,100}\.(?:get|post|put|patch|delete|head|options|route|api_route|websocket|websocket_route|view)\b|^\s*@(?:get|post"
    r"|put|patch|delete|route)\("
)
_IMPORT = Regex(r"^\s*(?:from\s|import\s)|^\s*\w{1,100},?\s*$|__all__")


@fact
def routes_depend_on(repo: Repo, component: Component, name: str, path: str, line: int) -> bool:
    """Whether a route, a router or an application of the component depends on `name`, which `path` defines on `line`."""
    wanted, known = [(name, path, line)], {name}
    while wanted:
        callable_, defined, at = wanted.pop()
        for mention in mentions(repo, callable_, _PYTHON):
            if (mention.path, mention.line) == (defined, at) or _IMPORT.search(mention.text) or not serves(repo, component, mention.path):
                continue
            holder = holder_of(repo, mention.path, mention.line)
            if holder is None:
                return True
            if holder[0] not in known and len(known) < MAX_NAMES:
                known.add(holder[0])
                wanted.append((holder[0], mention.path, holder[1]))
    return False


@fact
def holder_of(repo: Repo, path: str, line: int) -> tuple[str, int] | None:
    """The function or alias that a line of Python belongs to, and where it begins; None where that is a route or a router.

    What a line belongs to is told by indentation, as in any Python that runs.
    """
    lines = lines_of(repo, path)
    at = line - 1
    if at >= len(lines):
        return None  # text that is no text splits otherwise than its bytes
    depth = _depth(lines[at])
    for _ in range(MAX_CLIMB):
        text = lines[at]
        defined = _DEFINED.match(text)
        if defined and defined.group(1) == "class":
            return (defined.group(2), at + 1) if at == line - 1 else None
        if defined:
            if _decorated(lines, at):
                return None
            return (defined.group(2), at + 1) if not defined.group(2).startswith("__") else _class_of(lines, at)
        if depth == 0 and not text.startswith((")", "]", "}")):
            alias = _NAMED.match(text)
            return (alias.group(1), at + 1) if alias and not _ROUTERS.search(text) else None
        if text.lstrip().startswith((")", "]", "}")):
            depth += 1  # the end of a signature or a call that began further up, at the same depth
        above = at - 1
        while above >= 0 and (not lines[above].strip() or _depth(lines[above]) >= depth):
            above -= 1
        if above < 0 or line - above > MAX_CLIMB:
            return None
        at, depth = above, _depth(lines[above])
    return None


def _class_of(lines: tuple[str, ...], at: int) -> tuple[str, int] | None:
    """The class whose `__call__` or `__init__` stands on a line: who depends on an instance depends on it."""
    depth = _depth(lines[at])
    for above in range(at - 1, max(at - MAX_CLIMB, -1), -1):
        defined = _DEFINED.match(lines[above])
        if defined and defined.group(1) == "class" and _depth(lines[above]) < depth:
            return defined.group(2), above + 1
    return None


def _decorated(lines: tuple[str, ...], at: int) -> bool:
    """Whether a decorator that declares a route stands above a function."""
    for above in range(at - 1, max(at - 40, -1), -1):
        text = lines[above]
        if _DECORATED.search(text):
            return True
        if not text.strip() or _DEFINED.match(text):
            return False
    return False


def _depth(text: str) -> int:
    return len(text) - len(text.lstrip())
