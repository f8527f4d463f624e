"""Whether the place that reads or declares a variable also tells a reader what it is for: a description, a usage text, a comment."""

from __future__ import annotations

import re
from itertools import islice

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.lines import lines_of

MAX_LINES = 14  # of one declaration
MAX_COMMENT = 40  # lines of one comment
MAX_DEPTH = 6  # declarations around a read, innermost first

_DESCRIBES = Regex(
    r"\.(?:describe|description)\(|\bdesc(?:ription)?[\"']?\s{0,2}[:=]|\bdoc:|\bhelp(?:_text)?\s{0,2}=|\bhelp:|\bUsage:|long_help"
)
# a property among others of one declaration: what stands beside it belongs to it
_PROPERTY = Regex(r"^\s*(?:[\"']?env[\"']?\s{0,2}[:=]|env_?var\s{0,2}=|EnvVars?:|Sources:)")
# files that exist to hold settings: a comment there speaks to whoever sets them
_SETTINGS = Regex(
    r"(?:^|/)(?:config|configs|configuration|settings|conf)/|(?:^|/)[\w.-]*(?:settings|config|configuration|options|environment|\benv)"
    r"[\w.-]*\.\w+$|\.properties$|(?:^|/)application[\w.-]*\.ya?ml$",
    re.IGNORECASE,
)
_DECLARES = Regex(r"\benv(?:config)?:\"|\benv = \"|\benv\s*[,)]|^\s*(?:pub )?[\w.]+\s*:\s*[\w\[]")
_COMMENT = Regex(r"^\s*(?:#(?!\[|!)|//|/?\*|--|%|;|\"\"\"|\|)")
_BANNER_END = Regex(r"\*/\s*$|\"\"\"\s*$")
_ROOT = Regex(
    r"^\s*(?:return\s*[\[(]|return array\(|<\?php|module\.exports|export default|config\s*=\s*\{|[\w.]*\s*do\s*$|\}|\]"
    r"|(?:\w+\s){0,4}(?:class|def|defp|func|fn|function|impl|namespace)\s)"
)
_ATTRIBUTE = Regex(r"^\s*(?:#\[|@)")
_WORD = Regex(r"[A-Za-z]{2,}")
_NOT_PROSE = Regex(r"https?://\S+|\b(?:noqa|type: ?ignore|eslint-disable\S*|pylint|nosec|pragma|rubocop|phpcs\S*|@\w+|TODO\b.*|FIXME\b.*)")


def is_described(repo: Repo, path: str, line: int, *, default: bool) -> bool:
    """Whether the declaration that reads a variable at `line` (from 1) says in words what it is for.

    Beside a read in plain code a comment counts when there is a default: what must be set has to be said where somebody looks.
    """
    lines = lines_of(repo, path)
    if not 0 < line <= len(lines):
        return False
    if _DESCRIBES.search("\n".join(_declaration(lines, line - 1))) is not None:
        return True
    speaks = _DECLARES.search(lines[line - 1]) is not None or (_SETTINGS.search(path) is not None and (default or path.endswith(".php")))
    return speaks and (_says_something(_trailing(lines[line - 1])) or _comment_above(lines, line - 1))


def _declaration(lines: tuple[str, ...], at: int) -> list[str]:
    """The line itself and what is chained to it or stands beside it in the same declaration."""
    depth = _depth(lines[at])
    beside = _PROPERTY.match(lines[at]) is not None
    taken = [lines[at]]
    for line in islice(lines, at + 1, at + MAX_LINES):
        if not line.strip() or _depth(line) < depth or (_depth(line) == depth and not beside):
            break
        taken.append(line)
    if beside:
        for line in reversed(lines[max(0, at - MAX_LINES) : at]):
            if not line.strip() or _depth(line) < depth:
                break
            taken.append(line)
    return taken


def _comment_above(lines: tuple[str, ...], at: int) -> bool:
    """Whether a comment stands directly above the statement, or above one of the declarations that enclose it."""
    for _ in range(MAX_DEPTH):
        above = at - 1
        while above >= 0 and _ATTRIBUTE.match(lines[above]):
            above -= 1
        if _says_something(_comment_ending(lines, above)):
            return True
        depth = _depth(lines[at])
        outer = next(
            (index for index in range(at - 1, max(-1, at - 200), -1) if lines[index].strip() and _depth(lines[index]) < depth), None
        )
        if outer is None or _ROOT.match(lines[outer]):
            return False
        at = outer
    return False


def _comment_ending(lines: tuple[str, ...], last: int) -> str:
    """The text of the comment whose last line is at `last`; a banner of Laravel's may be parted from its entry by one empty line."""
    if last > 0 and not lines[last].strip() and _BANNER_END.search(lines[last - 1]):
        last -= 1
    taken: list[str] = []
    for index in range(last, max(-1, last - MAX_COMMENT), -1):
        if not _COMMENT.match(lines[index]):
            break
        taken.append(lines[index])
    return "\n".join(reversed(taken))


def _trailing(line: str) -> str:
    """The comment at the end of a line of code, "" for none."""
    found = re.search(r"\s(?:#|//)\s(.*)$", line[:500])
    return found[1] if found else ""


def _says_something(comment: str) -> bool:
    """Whether a comment is at least three words of prose: no link, no word to a linter, no code."""
    prose = _NOT_PROSE.sub(" ", comment)
    return len(_WORD.findall(prose)) >= 3 and not re.search(r"[=({]\s*(?:os\.|env|process\.|System\.|ENV)", prose)


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())
