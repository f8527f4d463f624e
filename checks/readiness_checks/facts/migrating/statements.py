"""Reads SQL into operations: statement by statement, the changes of tables by a SQL parser; what it cannot parse is counted."""

from __future__ import annotations

import re
from dataclasses import replace

from readiness.regex import Regex
from readiness_checks.facts.migrating.alterations import Place, altered, headline, plain
from readiness_checks.facts.migrating.definitions import defined, dropped, index_of
from readiness_checks.facts.migrating.heads import KINDS, NAME, reading_of
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.splitting import MAX_TEXT, Statement, statements

MAX_PARSED = 600_000  # characters of one text that are given to the parser; a migration of that size is a dump

_PLACEHOLDER = Regex(r"\$\{(\w[\w.:-]{0,80})\}")
_RENAMED = Regex(rf"({NAME})\s+to\s+({NAME})", re.IGNORECASE)
_TIMEOUT = Regex(
    r"set\s+(?:session\s+|local\s+)?(?:lock_timeout|statement_timeout|lock_wait_timeout|innodb_lock_wait_timeout)\b", re.IGNORECASE
)
_KEYS_CHECKED = Regex(
    r"set\s+(?:(?:session|global|local)\s+|@@(?:session|global)?\.?)?foreign_key_checks\s*:?=\s*(?P<on>\w+)", re.IGNORECASE
)
_SP_RENAME = Regex(
    r"(?:exec(?:ute)?\s+)?(?:sys\.)?sp_rename\s+(?:@objname\s*=\s*)?N?'([^']{1,200})'\s*,\s*(?:@newname\s*=\s*)?N?'([^']{1,200})'"
    r"(?:\s*,\s*(?:@objtype\s*=\s*)?N?'(\w+)')?",
    re.IGNORECASE,
)
_LOCKED = Regex(
    rf"(?:lock\s+(?:tables?\s+)?(?:only\s+)?|vacuum\s+(?:\([^)]*\)\s*|full\s+|verbose\s+|analyze\s+)*|cluster\s+(?:verbose\s+)?|reindex\s+(?:\([^)]*\)\s*)?(?:index|table|schema|database|system)\s+(?:concurrently\s+)?|optimize\s+(?:\w+\s+)?table\s+)({NAME})?",
    re.IGNORECASE,
)
_VIEW = Regex(rf"create\s+(?:or\s+\w+\s+)?(?:\w+\s+){{0,3}}?view\s+(?:if\s+not\s+exists\s+)?({NAME})", re.IGNORECASE)
_LIGHT_VACUUM = Regex(
    r"vacuum(?!\s+(?:full|\([^)]*\bfull(?!\s+(?:false|off|0|'false'|'off'))))|reindex\s+(?:\([^)]*\)\s*)?\w+\s+concurrently|reindex\s+\([^)]*concurrently",
    re.IGNORECASE,
)
_ASSURED = Regex(r"squawk-ignore(?!-file)(?P<rules>[^\n]*)|atlas:nolint")
_ASSURED_FILE = Regex(r"squawk-ignore-file(?P<rules>[^\n]*)|\A(?:--[^\n]*\n)*--[ \t]*atlas:nolint[^\n]*\n[ \t]*\n")
_HOLDS = Regex(r"(?:if|begin|else|declare|while)\b", re.IGNORECASE)
_CHANGES = Regex(r"\b(?:alter\s+table|create\s+(?:unique\s+)?index|drop\s+(?:table|index)|sp_rename)\b", re.IGNORECASE)
_BLOCK = Regex(r"\$(?P<mark>\w*)\$(?P<body>[\s\S]*)\$(?P=mark)\$")
_CONTROL = Regex(
    r"(?:(?:begin|then|else|loop)\b\s*|(?:if|elsif|elseif|for|foreach|while|exception\s+when|when)\b(?:(?!\b(?:then|loop)\b)[^;]){0,2000}?\b(?:then|loop)\b\s*"
    r"|declare\b(?:(?!\bbegin\b)[^;]){0,2000}?\bbegin\b\s*|<<\w{1,60}>>\s*){1,8}",
    re.IGNORECASE,
)
_LITERAL = Regex(r"execute\s+(?:format\s*\(\s*)?E?'(?P<sql>(?:[^']|'')*)'\s*\)?\s*", re.IGNORECASE)
_DYNAMIC = Regex(r"execute\s(?=[\s\S]{0,2000}(?:alter|drop|create|update|delete)\s)", re.IGNORECASE)
# rules of style: to wave one of them through says nothing of locks
_STYLE = ("prefer-", "ban-char-field", "identifier-too-long", "require-timeout", "ban-create-domain")


def operations_of_sql(text: str, dialect: str, path: str, first_line: int = 1) -> tuple[tuple[Operation, ...], int]:
    """The operations of a SQL text in order, and how many of its statements (or actions of one) could not be read.

    `dialect` is a database as `Changes.dialect` names it, "" where it is not known. `path` and `first_line` are the place of the text:
    lines of the operations count on from there. Placeholders such as `${schema}` count as names.
    """
    every = _assures(_ASSURED_FILE.search(text))
    found: list[Operation] = []
    unread = 1 if len(text) > MAX_TEXT else 0
    parsed = 0
    unchecked = False  # MySQL's foreign keys, for the session
    for statement in statements(_PLACEHOLDER.sub(_named, text), dialect, first_line):
        if parsed > MAX_PARSED:
            unread += 1
            continue
        reading, key = reading_of(statement.text)
        if reading in ("alter-table", "create", "drop", "parse"):
            parsed += len(statement.text)
        operations, missed = _read(statement, reading, key, Place(path, statement.line, dialect))
        unread += missed
        if (switched := _KEYS_CHECKED.match(statement.text)) is not None:
            unchecked = switched.group("on").lower() in ("0", "off", "false")
        if unchecked:
            operations = [replace(each, unvalidated=True) if each.kind == "add-foreign-key" else each for each in operations]
        assured = every or any(_assures(mark) for mark in _ASSURED.finditer(statement.notes))
        found += [replace(operation, assured=True) for operation in operations] if assured else operations
    return tuple(found), unread


def _named(found: re.Match[str]) -> str:
    return "p_" + re.sub(r"\W", "_", found.group(1)) + "_"


def _assures(mark: re.Match[str] | None) -> bool:
    """Whether a mark waves through more than style."""
    if mark is None:
        return False
    rules = re.findall(r"[a-z][a-z-]+", mark.group("rules") or "")
    return not rules or any(not rule.startswith(_STYLE) for rule in rules)


def _read(statement: Statement, reading: str, key: str, place: Place) -> tuple[list[Operation], int]:
    text = statement.text
    if reading == "alter-table":
        return altered(text, place)
    if reading == "create" and key == "create index":
        return index_of(text, place)
    if reading in ("create", "drop", "parse"):
        made = _renamed_tables(text, place) if key == "rename" else dropped(text, place) if reading == "drop" else defined(text, place)
        return ([], 1) if made is None else (made, 0)
    if reading == "unknown":
        return [], 1
    if key == "do" or (not key and _HOLDS.match(text)):
        return _of_block(text, place)
    if (renamed := _SP_RENAME.match(text)) is not None:
        return [_sp_rename(renamed, place)], 0
    if _TIMEOUT.match(text):
        return [Operation("set-timeout", place.path, place.line, text=headline(text))], 0
    kind = KINDS.get(key)
    if kind is None or (kind == "vacuum" and _LIGHT_VACUUM.match(text)):
        return [], 0
    locked = _LOCKED.match(text) if kind in ("vacuum", "lock-table") else _VIEW.match(text) if kind == "create-view" else None
    table = plain(locked.group(1)) if locked and locked.group(1) else ""
    return [Operation(kind, place.path, place.line, table, text=headline(text))], 0


def _of_block(text: str, place: Place) -> tuple[list[Operation], int]:
    """What a block of procedural code does: the statements inside that change tables, whatever decides whether they run."""
    body = _BLOCK.search(text)
    inner = body.group("body") if body else text
    line = place.line + text.count("\n", 0, body.start("body") if body else 0)
    looped = re.search(r"\bloop\b|\bwhile\b", inner, re.IGNORECASE) is not None
    found: list[Operation] = []
    unread = 0
    for statement in statements(inner, "block" if body else place.dialect, line):
        start = _CONTROL.match(statement.text)
        rest = statement.text[start.end() :] if start else statement.text
        literal = _LITERAL.fullmatch(rest)
        if literal is not None and "%" not in rest:
            rest = literal.group("sql").replace("''", "'").rstrip("; \n")
        elif _DYNAMIC.match(rest):
            unread += 1
            continue
        reading, key = reading_of(rest)
        if reading in ("alter-table", "create", "drop", "parse") or key in ("alter type", "create type", "lock"):
            shifted = statement.line + statement.text.count("\n", 0, start.end() if start else 0)
            made, missed = _read(replace(statement, text=rest), reading, key, replace(place, line=shifted))
            rows = ("update-rows", "delete-rows")
            found += [replace(each, conditional=True, batched=each.batched or (looped and each.kind in rows)) for each in made]
            unread += missed
        elif body is None and _CHANGES.search(rest):
            unread += 1
    return found, unread


def _renamed_tables(text: str, place: Place) -> list[Operation] | None:
    pairs = _RENAMED.findall(text[len("rename") :].lstrip()[len("table") :])
    return [
        Operation("rename-table", place.path, place.line, plain(before), target=plain(after), text=headline(text))
        for before, after in pairs
    ] or None


def _sp_rename(found: re.Match[str], place: Place) -> Operation:
    before, after, sort = found.group(1), found.group(2), (found.group(3) or "").upper()
    if sort == "COLUMN":
        table, _, column = before.rpartition(".")
        return Operation(
            "rename-column",
            place.path,
            place.line,
            plain(table),
            plain(column),
            (Column(plain(column)),),
            plain(after),
            text=headline(found.group()),
        )
    kind: OperationKind = "rename-index" if sort == "INDEX" else "other" if sort == "USERDATATYPE" else "rename-table"
    return Operation(kind, place.path, place.line, plain(before), target=plain(after), text=headline(found.group()))
