"""Tells by its first words what a SQL statement is: only those that change tables are worth a parser."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, TypeAlias

from readiness.regex import Regex
from readiness_checks.facts.migrating.operations import OperationKind

Reading: TypeAlias = Literal["parse", "alter-table", "create", "drop", "nothing", "unknown"]

IDENTIFIER = r"(?:\"[^\"]{1,200}\"|`[^`]{1,200}`|\[[^\]]{1,200}\]|[^\W\d][\w$#]{0,200})"
NAME = rf"(?:{IDENTIFIER}\s*\.\s*){{0,3}}{IDENTIFIER}"

# what a statement that begins with these words does, where the words alone say enough
KINDS: Mapping[str, OperationKind] = {
    "insert": "insert-rows", "copy": "insert-rows", "replace": "insert-rows",
    "comment": "comment", "grant": "grant", "revoke": "grant",
    "do": "run-code", "call": "run-code", "exec": "run-code", "execute": "run-code", "select": "run-code",
    "alter type": "alter-type", "alter domain": "alter-type", "create type": "create-type", "create domain": "create-type",
    "drop type": "drop-type", "drop domain": "drop-type",
    "create schema": "create-schema", "alter schema": "rename-schema", "drop schema": "drop-schema", "drop database": "drop-schema",
    "create extension": "create-extension",
    "create view": "create-view", "drop view": "drop-view", "alter view": "create-view",
    "create routine": "routine", "drop routine": "routine", "alter routine": "routine",
    "vacuum": "vacuum", "cluster": "vacuum", "reindex": "vacuum", "optimize": "vacuum",
    "lock": "lock-table",
}  # fmt: skip
_PARSED = frozenset({"truncate", "rename", "update", "delete", "merge", "with"})
_NOTHING = frozenset(
    "begin commit start end rollback savepoint release set reset use pragma analyze analyse explain declare print go show"
    " refresh prepare deallocate discard notify listen unlisten checkpoint load security import if else while raiserror return unlock"
    " purge flush exit whenever prompt spool quit define connect"
    .split()
)  # fmt: skip
_OBJECT = Regex(
    r"(create|drop|alter)\s+(?:or\s+(?:replace|alter)\s+)?(?:definer\s*=\s*\S{1,80}\s+|sql\s+security\s+\w+\s+|algorithm\s*=\s*\w+\s+"
    r"|(?:global|local|temp|temporary|unlogged|foreign|materialized|recursive|unique|clustered|nonclustered|fulltext|spatial|bitmap"
    r"|columnstore|force|constraint|aggregate|trusted|procedural|event|editionable|noneditionable|external|virtual|online|offline"
    r"|ignore|owned|concurrently)\s+){0,5}(\w+)",
    re.IGNORECASE,
)
_OBJECTS = {
    **dict.fromkeys(
        ("function", "procedure", "proc", "trigger", "rule", "event", "package", "aggregate", "language", "operator"), "routine"
    ),
    **dict.fromkeys(("schema", "database"), "schema"),
    **dict.fromkeys(("type", "domain", "extension", "view", "table", "index"), ""),
}
_WORD = Regex(r"[A-Za-z]+")


def reading_of(text: str) -> tuple[Reading, str]:
    """How a statement is to be read, and the key of `KINDS` for one whose first words say enough ("" for others).

    `unknown` is a statement that no database has by that name: text that is no SQL, or a template.
    """
    first = _WORD.match(text)
    word = first.group().lower() if first else ""
    if word in ("create", "drop", "alter"):
        return _object(text, word)
    if word in _PARSED:
        return "parse", word
    if word in KINDS:
        return "nothing", word
    return ("nothing", "") if word in _NOTHING else ("unknown", "")


def _object(text: str, word: str) -> tuple[Reading, str]:
    found = _OBJECT.match(text)
    kind = found.group(2).lower() if found else ""
    if kind == "table" and word == "alter":
        return "alter-table", ""
    if kind in ("table", "index"):
        if re.match(r"create\s+(?:global\s+|local\s+)?temp", text, re.IGNORECASE):
            return "nothing", ""
        return ("create" if word == "create" else "drop" if word == "drop" else "parse"), f"{word} {kind}"
    key = f"{word} {_OBJECTS.get(kind) or kind}"
    return "nothing", key if key in KINDS else ""
