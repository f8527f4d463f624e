"""Reads what migrations that are SQL files do, up and down: by section, by pair, or as a whole."""

from __future__ import annotations

import re
from collections.abc import Mapping

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import dig
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.heads import reading_of
from readiness_checks.facts.migrating.operations import Changes, Operation
from readiness_checks.facts.migrating.statements import operations_of_sql
from readiness_checks.facts.migration_databases import database_of

_UP_MARK = Regex(r"(?m)^[#-][ #-]{0,6}(?:\+goose Up|migrate:up|\+migrate Up|!Ups)[^\n]*$")
_DOWN_MARK = Regex(r"(?m)^[#-][ #-]{0,6}(?:\+goose Down|migrate:down|\+migrate Down|!Downs)[^\n]*$")
# whether a tool runs a migration in one transaction where the file says nothing
_TRANSACTIONAL: Mapping[str, bool] = {
    "goose": True, "dbmate": True, "sql-migrate": True, "sqlx": True, "diesel": True, "refinery": True, "atlas": True, "drizzle": True,
}  # fmt: skip
_NO_TRANSACTION = Regex(
    r"(?im)^--[ \t]*(?:\+goose\s+no\s+transaction|migrate:up\s[^\n]*transaction:\s*false|\+migrate\s+up\s+notransaction|no-transaction"
    r"|atlas:txmode\s+none)"
)
_LITERAL = Regex(r"`([^`]{1,20000})`|\"((?:[^\"\\\n]|\\.){1,2000})\"")
_PUT_TOGETHER = Regex(r"\bSprintf\(|[`\"]\s*\+\s*\w|\w\s*\+\s*[`\"]")
_BOUNDARY = Regex(r"(?im)^[ \t]*(?:(?P<begins>begin|start\s+transaction)|commit|rollback)(?:\s+(?:transaction|work))?\s*;")


def sql_changes(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    """What a migration in a SQL file does; one that is a program's code is counted as unread."""
    dialect = database_of(repo, made, migration)
    path = migration.path
    if path.endswith(".go") and made.tool == "sql":
        return _of_function(repo, made, migration, dialect)
    if not path.lower().endswith(".sql"):
        return Changes(unread=1, dialect=dialect)
    text = repo.text(path)
    up_from, up_to, down_from, down_to = _ways(text)
    up, unread = _read(text, up_from, up_to, dialect, path)
    down: tuple[Operation, ...] = ()
    if down_from < down_to:
        down = _read(text, down_from, down_to, dialect, path)[0]
    elif (back := _back(repo, path)) is not None:
        down = operations_of_sql(repo.text(back), dialect, back)[0]
    return Changes(up, down, unread, _is_transactional(repo, made, path, text), dialect, _boundaries(text))


def _of_function(repo: Repo, made: MigrationSet, migration: Migration, dialect: str) -> Changes:
    """What a function of a list in Go does: the SQL of its literals; one that is put together is counted as unread."""
    following = [other.line for other in made.migrations if other.path == migration.path and other.line > migration.line]
    lines = repo.text(migration.path).split("\n")
    end = min(following, default=len(lines) + 1) - 1
    body = "\n".join(lines[migration.line - 1 : end])
    found: list[Operation] = []
    unread = len(_PUT_TOGETHER.findall(body))
    for literal in _LITERAL.finditer(body):
        text = literal.group(1) or literal.group(2) or ""
        if reading_of(text.lstrip())[0] == "unknown" and not text.lstrip().startswith(("--", "/*")):
            continue
        line = migration.line + body.count("\n", 0, literal.start())
        operations, missed = operations_of_sql(text, dialect, migration.path, line)
        found += operations
        unread += missed
    return Changes(tuple(found), (), unread, None, dialect)


def _read(text: str, start: int, end: int, dialect: str, path: str) -> tuple[tuple[Operation, ...], int]:
    return operations_of_sql(text[start:end], dialect, path, text.count("\n", 0, start) + 1)


def _ways(text: str) -> tuple[int, int, int, int]:
    """Where the way up begins and ends, and the way down; all of a text without marks is the way up."""
    down = _DOWN_MARK.search(text)
    up = _UP_MARK.search(text)
    if down is None:
        return up.end() if up else 0, len(text), 0, 0
    if up is not None and up.start() > down.start():
        return up.end(), len(text), down.end(), up.start()
    return up.end() if up else 0, down.start(), down.end(), len(text)


def _back(repo: Repo, path: str) -> str | None:
    """The file of the way back: `down.sql` beside `up.sql`, `N.down.sql` beside `N.up.sql`, Flyway's `U` beside `V`."""
    folder, _, name = path.rpartition("/")
    names = [name[: -len("up.sql")] + "down.sql"] if name.endswith("up.sql") else []
    if re.match(r"V\d", name):
        names.append("U" + name[1:])
    names += [f"{name[:-4]}{mark}.sql" for mark in (".down", "_down", "-down", ".undo", ".rollback")]
    if re.search(r"\d\.do\.", name):
        names.append(name.replace(".do.", ".undo.", 1))
    return next((back for each in names if repo.file(back := f"{folder}/{each}".lstrip("/")) is not None), None)


def _boundaries(text: str) -> tuple[tuple[int, bool], ...]:
    return tuple((text.count("\n", 0, found.end()) + 1, bool(found.group("begins"))) for found in _BOUNDARY.finditer(text))


def _is_transactional(repo: Repo, made: MigrationSet, path: str, text: str) -> bool | None:
    if _NO_TRANSACTION.search(text):
        return False
    if made.tool == "diesel":
        metadata = repo.toml(f"{path.rpartition('/')[0]}/metadata.toml").value
        return dig(metadata, "run_in_transaction") is not False
    return _TRANSACTIONAL.get(made.tool)
