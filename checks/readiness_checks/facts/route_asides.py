"""Routes that their own code sets aside: deprecated or internal ones, second names of others, and those that only turn callers away."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.routes import Route

ABOVE = 30  # lines above a declaration in which what is said of it may begin
BESIDE = 3  # declarations under one comment that it is taken to speak of
REFUSING = 3  # paths that one handler answers before it is taken to refuse them all

_SAID = Regex(
    r"(?i)\bdeprecat\w*|\bobsolete\b|\bundocumented\b"
    r"|\b(?:for )?internal[ -](?:use|only|apis?|endpoints?|routes?)\b|\bnot (?:a )?part of the public\b"
    r"|\b(?:skip|hid|exclud|omit)\w*,? (?:\w+ ){0,3}(?:openapi|open api|swagger|api docs|documentation)\b"
)
_COMMENT = Regex(r"^\s*(?://|#(?!\[)|--|/\*|\*|<!--)")
_ATTRIBUTE = Regex(r"^\s*(?:@|\[|#\[)")
_TRAILING = Regex(r"\s(?://|#)\s?(.*)$")
_LITERAL = Regex(r"\"[^\"\n]{0,300}\"|'[^'\n]{0,300}'|`[^`\n]{0,300}`")
_INLINE = Regex(r"[{|]|=>|\b(?:function|func|fn|lambda)\b")
_NAME = Regex(r"[A-Za-z_]\w{2,}")
_FUNCTION = Regex(r"^\s*(?:(?:pub(?:\(\w+\))?|async|export|default|static|public|private|protected) )*(?:func|fn|def|function|class)\b")
# the same words name other handlers in another namespace or scope
_SCOPED = frozenset({"rails", "grape", "phoenix"})
# files that say by their name that they are for those who build the service
_ASIDE_FILE = Regex(
    r"(?:^|/)(?:(?:[\w.-]+[_.-])?(?:debug|internal)(?:[_.-][\w.-]*)?|(?:Debug|Internal)(?:[A-Z]\w*)?(?:Controller|Resource|Routes?r?|Handler)s?)"
    r"\.\w+$"
)
# what Hono's generator describes, and nothing else
DESCRIBED = Pattern(literals=("describeRoute(",), languages=("typescript", "javascript"), once=True)
_ANSWER = Regex(r"=>|\);|\basync\b|\bfunction\b")


@fact
def is_set_aside(repo: Repo, route: Route) -> bool:
    """Whether a comment or an attribute at the declaration, the file's name, or a generator, says that it is out."""
    lines = lines_of(repo, route.file)
    if _ASIDE_FILE.search(route.file):
        return True
    if not 0 < route.line <= len(lines):
        return False
    if route.framework == "hono" and repo.hits(DESCRIBED):
        text = "\n".join(lines[route.line - 1 : route.line + 5])
        answer = _ANSWER.search(text)
        if "describeRoute(" not in (text[: answer.start()] if answer else text):
            return True
    trailing = _TRAILING.search(lines[route.line - 1])
    return bool(trailing and _SAID.search(trailing[1])) or any(map(_SAID.search, _about(lines, route.line)))


def _about(lines: tuple[str, ...], line: int) -> list[str]:
    """The comments and attributes that speak of the declaration in a line: around it, or over the few that it stands among."""
    found: list[str] = []
    siblings = 0
    for text in reversed(lines[max(0, line - 1 - ABOVE) : line - 1]):
        if _COMMENT.search(text) or _ATTRIBUTE.search(text):
            found.append(text)
        elif found or not text.strip() or siblings >= BESIDE or text.rstrip().endswith(("{", "(", "[", "do", ":")):
            break
        else:
            siblings += 1
    for text in lines[line : line + 6]:
        if not _COMMENT.search(text) and not _ATTRIBUTE.search(text):
            break
        found.append(text)
    return found


@fact
def _handler(repo: Repo, route: Route) -> tuple[str, int, str] | None:
    """What answers a route, where its declaration names it in the same line: the file, the function it is declared in, the names."""
    if route.framework in _SCOPED:
        return None
    lines = lines_of(repo, route.file)
    text = lines[route.line - 1] if 0 < route.line <= len(lines) else ""
    literal = _LITERAL.search(text)
    if literal is None or _ATTRIBUTE.search(text):
        return None
    depth = text.count("(", 0, literal.start()) - text.count(")", 0, literal.start())
    rest = text[literal.end() :]
    for at, character in enumerate(rest):
        depth += (character == "(") - (character == ")")
        if depth == 0 and character == ")":
            named = rest[:at].strip("), ")
            usable = _NAME.search(named) and not _INLINE.search(named)
            return (route.file, _functions(repo, route.file, route.line), named) if usable else None
    return None


@fact
def _functions(repo: Repo, path: str, line: int) -> int:
    """The line of the function that a line stands in, for telling apart what the same words mean in two of them."""
    before = lines_of(repo, path)[: line - 1]
    return next((number for number in range(len(before), 0, -1) if _FUNCTION.search(before[number - 1])), 0)


def other_names(repo: Repo, asked: Iterable[Route], known: Iterable[Route]) -> frozenset[Route]:
    """The routes among `asked` that the handler of a `known` one with the same method answers: further names of the same thing."""
    have = {(route.method, handler) for route in known if (handler := _handler(repo, route)) is not None}
    return frozenset(route for route in asked if (route.method, _handler(repo, route)) in have)


def refusals(repo: Repo, asked: Iterable[Route], routes: Iterable[Route]) -> frozenset[Route]:
    """The routes among `asked` whose handler stands at many paths, each of which another answers by another method.

    Such a handler says no more than that the other method is meant.
    """
    by_handler: dict[tuple[str, int, str], set[Route]] = {}
    by_path: dict[str, set[Route]] = {}
    for route in routes:
        by_path.setdefault(route.path, set()).add(route)
        if (handler := _handler(repo, route)) is not None:
            by_handler.setdefault(handler, set()).add(route)
    refused = set()
    for same in by_handler.values():
        others = [any(each.method != route.method and each not in same for each in by_path[route.path]) for route in same]
        if len({route.path for route in same}) >= REFUSING and all(others):
            refused |= same
    return frozenset(route for route in asked if route in refused)


def without_pairs(asked: Iterable[Route], known: Iterable[Route]) -> tuple[Route, ...]:
    """The routes less the second of PUT and PATCH where one declaration makes both: one change by two methods."""
    pairs = {(route.file, route.line, route.path) for route in known if route.method in ("PUT", "PATCH")}
    left = []
    for route in asked:
        place = (route.file, route.line, route.path)
        if route.method in ("PUT", "PATCH"):
            if place in pairs:
                continue
            pairs.add(place)
        left.append(route)
    return tuple(left)
