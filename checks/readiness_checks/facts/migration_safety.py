"""Which of the latest migrations would lock tables or break the release that is running while they are applied."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.changes import Changes, changes_of
from readiness_checks.facts.ignored_columns import is_ignored
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.operations import Operation
from readiness_checks.facts.migration_databases import database_of, databases_of
from readiness_checks.facts.migration_hazards import Hazard, Setting, hazard_of
from readiness_checks.facts.migrations import LATEST

# PostgreSQL renames sequences and indexes by ALTER TABLE too
_NO_TABLE = Regex(r"_(?:seq|pkey|idx|key)$")
_SETS_NULL = Regex(r"\bset\s+default\s+null\b", re.IGNORECASE)
_MAKES = ("create-table", "create-view")
_WHOLE = 100  # characters of a statement that are kept: the text of a longer one is cut
_LOOKED_BACK = 30  # earlier migrations that are read for the type a column had


@dataclass(frozen=True, slots=True)
class Judged:
    """One migration with what is dangerous in it; `unread` counts its statements that could not be read, `initial` is the first of all."""

    migration: Migration
    hazards: tuple[Hazard, ...]
    unread: int = 0
    initial: bool = False


@fact
def judged_migrations(repo: Repo, made: MigrationSet) -> tuple[Judged, ...]:
    """The latest ten migrations of a set, oldest first, each judged for the databases it is for.

    The first migration of a set meets an empty database: nothing in it is dangerous. One that does nothing is left out, as is one
    of a tool that cannot be read. With several databases a hazard counts that is one on all of them.
    """
    first = max(0, len(made.migrations) - LATEST)
    found: list[Judged] = []
    for index in range(first, len(made.migrations)):
        migration = made.migrations[index]
        if index == 0:
            found.append(Judged(migration, (), initial=True))
            continue
        changes = changes_of(repo, made, migration)
        if changes is None or not (changes.up or changes.unread):
            continue
        found.append(Judged(migration, _hazards(repo, made, index, changes), changes.unread))
    return tuple(found)


def _hazards(repo: Repo, made: MigrationSet, index: int, changes: Changes) -> tuple[Hazard, ...]:
    migration = made.migrations[index]
    own = changes.dialect or database_of(repo, made, migration)
    databases = (own,) if own else databases_of(repo, made) or ("",)
    found: list[Hazard] = []
    proven = _proven(repo, made, index, changes)
    for operation in _in_danger(_settled(changes.up), _made_beside(repo, made, index)):
        if _is_let_go(repo, made, index, operation):
            continue
        setting = Setting(
            "",
            _previous_type(repo, made, index, operation),
            changes.in_transaction(operation.line),
            proven,
            held=_is_held(changes, operation),
            utc=made.tool == "rails",
        )
        settings = [replace(setting, database=database) for database in databases]
        by_database = [hazard_of(operation, setting) for setting in settings]
        if by_database and all(by_database) and by_database[0] is not None:
            found.append(by_database[0])
    return tuple(found)


def _settled(operations: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """The operations, those that add a column with the default that it is left with: one may be set or dropped after it."""
    left = {
        (operation.table, _column_of(operation)): operation.kind == "set-default" and not _SETS_NULL.search(operation.text)
        for operation in operations
        if operation.kind in ("set-default", "drop-default")
    }
    return tuple(
        replace(operation, columns=(replace(operation.columns[0], transient=not left[operation.table, _column_of(operation)]),))
        if operation.kind == "add-column" and len(operation.columns) == 1 and (operation.table, _column_of(operation)) in left
        else operation
        for operation in operations
    )


def _is_held(changes: Changes, operation: Operation) -> bool:
    """Whether a constraint is validated in the transaction that has added it."""
    if operation.kind != "validate-constraint" or not changes.in_transaction(operation.line):
        return False
    started = max((line for line, _ in changes.boundaries if line <= operation.line), default=0)
    referred = next((column.name for column in operation.columns), "")
    return any(
        earlier.unvalidated
        and earlier.table == operation.table
        and (earlier.name == operation.name if operation.name else bool(referred) and referred == earlier.target)
        for earlier in changes.up
        if started <= earlier.line < operation.line
    )


def _made_beside(repo: Repo, made: MigrationSet, index: int) -> set[str]:
    """The tables that earlier migrations in the same file make: Liquibase's change sets come with their file."""
    path = made.migrations[index].path
    found: set[str] = set()
    for migration in reversed(made.migrations[:index]):
        if migration.path != path:
            break
        changes = changes_of(repo, made, migration) if made.tool == "liquibase" else None
        found.update(operation.table for operation in (changes.up if changes else ()) if operation.kind == "create-table")
    return found


def _is_let_go(repo: Repo, made: MigrationSet, index: int, operation: Operation) -> bool:
    """Whether an earlier release has stopped to use what is dropped: Django's state without it, Rails' `ignored_columns`."""
    if operation.kind not in ("drop-column", "drop-table"):
        return False
    column = _column_of(operation) if operation.kind == "drop-column" else ""
    if made.tool == "rails":
        return bool(column) and is_ignored(repo, operation.table, column)
    if made.tool != "django":
        return False
    for migration in reversed(made.migrations[max(0, index - _LOOKED_BACK) : index]):
        if "state_operations" not in repo.text(migration.path):
            continue
        changes = changes_of(repo, made, migration)
        for earlier in changes.up if changes else ():
            if (earlier.kind, earlier.table) == (operation.kind, operation.table) and earlier.state_only and _column_of(earlier) == column:
                return True
    return False


def _in_danger(operations: tuple[Operation, ...], beside: set[str]) -> list[Operation]:
    """The operations on what stood before the migration: not those on tables and columns that it has made by then.

    A table that is dropped or moved away for one that takes its name is rebuilt, the only way in which SQLite changes a table.
    """
    made_later = {operation.table for operation in operations if operation.kind in _MAKES}
    present, moved, columns = set(beside), set[str](), set[tuple[str, str]]()
    dropped = {operation.table for operation in operations if operation.kind == "drop-table"}
    rebuilt = {
        operation.target
        for operation in operations
        if operation.kind == "rename-table" and (operation.table in made_later or operation.target in dropped)
    }
    renamed = {operation.target for operation in operations if operation.kind == "rename-table"}
    kept = []
    for operation in operations:
        table, kind = operation.table, operation.kind
        if kind in _MAKES:
            present.add(table)
        elif kind == "rename-table" and (table in present or table in made_later or operation.target in rebuilt):
            (present if table in present else moved).add(operation.target)
        elif table in present or (kind == "rename-table" and _NO_TABLE.search(table)):
            continue
        elif kind == "drop-table":
            if table not in moved | rebuilt and not (table in made_later and _is_cautious(operation)):
                kept.append(operation)
        elif kind in ("drop-column", "rename-column"):
            # under a name that the migration has given, no release that runs knows it; a table that goes takes its columns along
            if table not in renamed | dropped and (table, _column_of(operation)) not in columns:
                kept.append(operation)
        else:
            kept.append(operation)
        if kind == "add-column":
            columns.update((table, column.name) for column in operation.columns)
        elif kind == "rename-column":
            columns.add((table, operation.target))
    return kept


def _is_cautious(operation: Operation) -> bool:
    """Whether a table is dropped only if it is there: before its creation that is caution, no loss of rows."""
    return re.search(r"\bif\s+exists\b", operation.text, re.IGNORECASE) is not None


def _column_of(operation: Operation) -> str:
    return operation.name or next((column.name for column in operation.columns), "")


def _previous_type(repo: Repo, made: MigrationSet, index: int, operation: Operation) -> str:
    """The type that earlier migrations gave a column, under whatever name it had then; "" where none is found."""
    if operation.kind != "change-column-type" or operation.previous:
        return ""
    table, column = operation.table, _column_of(operation)
    database = database_of(repo, made, made.migrations[index])
    looked = 0
    for at in range(index, -1, -1):
        text = repo.text(made.migrations[at].path).lower()
        if column not in text or table not in text or database_of(repo, made, made.migrations[at]) != database:
            continue
        looked += 1
        changes = changes_of(repo, made, made.migrations[at]) if looked <= _LOOKED_BACK else None
        if changes is None:
            return ""
        before = changes.up[: changes.up.index(operation)] if at == index and operation in changes.up else changes.up
        given, table, column = _traced(before, table, column)
        if given:
            return given
    return ""


def _traced(operations: Iterable[Operation], table: str, column: str) -> tuple[str, str, str]:
    """The type that operations left a column with ("" when they gave it none), and the names of table and column before them."""
    for operation in reversed(tuple(operations)):
        if operation.kind == "rename-table" and operation.target == table:
            table = operation.table
        elif operation.table != table:
            continue
        elif operation.kind == "rename-column" and operation.target == column:
            column = _column_of(operation)
        elif operation.kind in ("create-table", "add-column", "change-column-type"):
            given = next((each.type for each in operation.columns if each.name == column), "")
            if given:
                return given, table, column
    return "", table, column


def _proven(repo: Repo, made: MigrationSet, index: int, changes: Changes) -> frozenset[tuple[str, str]]:
    """Columns that a validated check has shown to hold no NULL, in this migration or in one of those before it; "" for all of a table."""
    if not any(operation.kind == "set-not-null" for operation in changes.up):
        return frozenset()
    before = [changes_of(repo, made, migration) for migration in made.migrations[max(0, index - LATEST) : index]]
    operations = [operation for each in (*before, changes) if each is not None for operation in each.up]
    validated = {(operation.table, operation.name) for operation in operations if operation.kind == "validate-constraint"}
    found = set()
    for operation in operations:
        if operation.kind == "add-check" and (operation.table, operation.name) in validated:
            column = re.search(r"[\"`\[]?(\w+)[\"`\]]?\s+is\s+not\s+null", operation.text, re.IGNORECASE)
            if column or not 0 < len(operation.text) < _WHOLE:
                found.add((operation.table, column.group(1).lower() if column else ""))
    added = {operation.name for operation in operations if operation.kind.startswith("add-")}
    # a constraint whose beginning lies further back than was read may be the proof
    found.update(
        (operation.table, "") for operation in changes.up if operation.kind == "validate-constraint" and operation.name not in added
    )
    return frozenset(found)
