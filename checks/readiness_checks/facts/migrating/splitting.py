"""Parts SQL text into statements, each with its line and the comments that belong to it, whatever tool and database it is written for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex

MAX_TEXT = 2_000_000  # characters of one text that are parted
MAX_STATEMENTS = 20_000

_TOKEN = Regex(
    r"--[^\n]*|/\*|'|\"|`|\[[A-Za-z_][^\]\n]{0,120}\]|\$(?:[A-Za-z_]\w{0,60})?\$|#[^\n]*"
    r"|(?m:^[ \t]*\\[^\n]*)|(?im:^[ \t]*copy\s[^;]{0,2000}\bfrom\s+stdin\b[^;]{0,200};)"
)
_STRING = Regex(r"(?:[^']|'')*'?")
_ESCAPED_STRING = Regex(r"(?:[^'\\]|\\[\s\S]|'')*'?")
_DOUBLE = Regex(r"[^\"]*\"?")
_ESCAPED_DOUBLE = Regex(r"(?:[^\"\\]|\\[\s\S])*\"?")
_BACKTICK = Regex(r"[^`]*`?")
_COMMENT_EDGE = Regex(r"/\*|\*/")
_NO_LINE_END = Regex(r"[^\n]+")
_DELIMITER = Regex(r"(?im)^[ \t]*delimiter[ \t]+(\S{1,10})[^\n]*$")
_BATCH_END = Regex(r"(?im)^[ \t]*(?:go(?:[ \t]+\d+)?[ \t]*;?|/)[ \t\r]*$")
_ROUTINE = Regex(
    r"\s*(?:create(?:\s+or\s+(?:replace|alter))?|alter)\s+(?:definer\s*=\s*\S+\s+|temp(?:orary)?\s+|constraint\s+|aggregate\s+"
    r"|(?:non)?editionable\s+){0,4}(?:trigger|procedure|proc|function|event|package)\b",
    # such as carry statements of their own
    re.IGNORECASE,
)
_BLOCK = Regex(r"\s*(?:declare\b(?!\s+@)|begin\s+(?!(?:transaction|tran|work|isolation|immediate|exclusive|deferred)\b)\w)", re.IGNORECASE)
_NESTING = Regex(r"\b(?:begin(?!\s*(?:;|tran))|case|end(?!\s+(?:if|loop|while|repeat|for)\b))\b(?:\s+case\b)?", re.IGNORECASE)
_SERVER_HEAD = Regex(
    r"^[ \t]*(?=(?:alter\s+(?:table|index)|create\s+(?:unique\s+|(?:non)?clustered\s+){0,3}(?:table|index|schema)|drop\s+(?:table|index)"
    r"|update|delete\s+from|insert\s+into|exec(?:ute)?|merge|declare|print|set|if|begin|end|else|while|commit|rollback|use|raiserror|select|truncate)\b)",
    re.IGNORECASE | re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement without its end mark, its comments blanked out so that its lines hold; `line` counts from 1.

    `notes` is the text of the comments before it and inside it.
    """

    text: str
    line: int
    notes: str = ""


@dataclass(frozen=True, slots=True)
class _Layers:
    """A text at three depths of blanking, all of the same length: without comments, and without quoted text too; and the comments."""

    plain: str
    bare: str
    comments: tuple[tuple[int, str], ...]


def statements(text: str, dialect: str = "", first_line: int = 1) -> tuple[Statement, ...]:
    """The statements of a text: strings, dollar quotes, comments, routine bodies, DELIMITER, GO, psql's commands and COPY data understood.

    `dialect` is a database as `operations.Changes` names it, "" where it is not known. At most `MAX_STATEMENTS` are given.
    """
    layers = _layers(text[:MAX_TEXT], dialect)
    found: list[Statement] = []
    line, counted, noted = first_line, 0, 0
    for start, end in _pieces(layers.bare, dialect):
        body = layers.plain[start:end]
        lead = len(body) - len(body.lstrip())
        if not body.strip():
            continue
        line += text.count("\n", counted, start + lead)
        counted = start + lead
        notes = []
        while noted < len(layers.comments) and layers.comments[noted][0] < end:
            notes.append(layers.comments[noted][1])
            noted += 1
        found.append(Statement(body.strip(), line, "\n".join(notes)))
        if len(found) == MAX_STATEMENTS:
            break
    return tuple(found)


def bare_of(text: str, dialect: str = "") -> str:
    """A text of the same length with comments and quoted texts blanked out: what is left is syntax."""
    return _layers(text, dialect).bare


def _layers(text: str, dialect: str) -> _Layers:
    escapes = dialect == "mysql"
    dollars = dialect != "mysql" and _DELIMITER.search(text) is None
    plain: list[str] = []
    bare: list[str] = []
    comments: list[tuple[int, str]] = []
    at = copied = 0
    while (token := _TOKEN.search(text, at)) is not None:
        begin, mark = token.start(), token.group()
        if mark.startswith("#") and not escapes:
            at = begin + 1
            continue
        if mark.startswith("$") and not dollars:
            at = begin + 1
            continue
        is_comment = mark.startswith(("--", "/*", "#"))
        at = _end(text, token.end(), mark, begin, escapes)
        between, passage = text[copied:begin], text[begin:at]
        blank = _NO_LINE_END.sub(lambda run: " " * len(run.group()), passage)
        dropped = is_comment or mark.lstrip(" \t")[:1].lower() in ("\\", "c")
        plain += (between, blank if dropped else passage)
        bare += (between, blank if dropped else _masked(passage))
        if is_comment:
            comments.append((begin, passage))
        copied = at
    plain.append(text[copied:])
    bare.append(text[copied:])
    return _Layers("".join(plain), "".join(bare), tuple(comments))


def _masked(passage: str) -> str:
    return _NO_LINE_END.sub(lambda run: "_" * len(run.group()), passage)


def _end(text: str, after: int, mark: str, begin: int, escapes: bool) -> int:
    """Where what `mark` opens ends."""
    if mark == "'":
        # E'...' of PostgreSQL escapes as MySQL's strings do
        reader = _ESCAPED_STRING if escapes or text[max(0, begin - 1) : begin] in ("e", "E") else _STRING
    elif mark == '"':
        reader = _ESCAPED_DOUBLE if escapes else _DOUBLE
    elif mark == "`":
        reader = _BACKTICK
    elif mark == "/*":
        return _comment_end(text, after)
    elif mark.startswith("$"):
        close = text.find(mark, after)
        return len(text) if close < 0 else close + len(mark)
    elif mark.lstrip(" \t")[:1].lower() == "c":
        close = text.find("\n\\.", after)
        return len(text) if close < 0 else close + 3
    else:
        return after
    found = reader.match(text, after)
    return found.end() if found else len(text)


def _comment_end(text: str, after: int) -> int:
    """Block comments nest in PostgreSQL and SQL Server; elsewhere a second opening inside one is as good as never written."""
    depth, at = 1, after
    while depth and (edge := _COMMENT_EDGE.search(text, at)) is not None:
        depth += 1 if edge.group() == "/*" else -1
        at = edge.end()
    return at if not depth else len(text)


def _pieces(bare: str, dialect: str) -> Iterator[tuple[int, int]]:
    """Start and end of each statement, ends exclusive; some are blank."""
    start, mark = 0, ";"
    for found in (*_DELIMITER.finditer(bare), None):
        end = found.start() if found else len(bare)
        yield from _region(bare, start, end, mark, dialect)
        if found:
            start, mark = found.end(), found.group(1)


def _region(bare: str, start: int, end: int, mark: str, dialect: str) -> Iterator[tuple[int, int]]:
    for found in (*_BATCH_END.finditer(bare, start, end), None):
        stop = found.start() if found else end
        if dialect == "sqlserver" and _ROUTINE.match(bare, start, stop):
            yield start, stop
        else:
            yield from _marked(bare, start, stop, mark, dialect)
        if found:
            start = found.end()


def _marked(bare: str, start: int, stop: int, mark: str, dialect: str) -> Iterator[tuple[int, int]]:
    while start < stop:
        end = bare.find(mark, start, stop)
        end = stop if end < 0 else end
        if mark == ";" and (_ROUTINE.match(bare, start, end) or (_BLOCK.match(bare, start, end) and dialect in ("", "oracle", "mysql"))):
            end = _routine_end(bare, start, end, stop)
        if dialect == "sqlserver":
            yield from _unmarked(bare, start, end)
        else:
            yield start, end
        start = end + len(mark)


def _routine_end(bare: str, start: int, end: int, stop: int) -> int:
    depth = _depth(bare, start, end)
    while depth > 0 and end < stop:
        following = bare.find(";", end + 1, stop)
        following = stop if following < 0 else following
        depth += _depth(bare, end, following)
        end = following
    return end


def _depth(bare: str, start: int, end: int) -> int:
    return sum(-1 if found.group()[:1] in "eE" else 1 for found in _NESTING.finditer(bare, start, end))


def _unmarked(bare: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """SQL Server's statements need no end mark: a line that begins as one does begins one, outside of parentheses."""
    depth, counted, begun = 0, start, start
    for head in _SERVER_HEAD.finditer(bare, start, end):
        depth += bare.count("(", counted, head.start()) - bare.count(")", counted, head.start())
        counted = head.start()
        if depth <= 0:
            yield begun, head.start()
            begun = head.start()
    yield begun, end
