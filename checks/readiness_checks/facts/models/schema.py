"""The tables and columns that a set of migrations leaves, folded from what each does in turn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness_checks.facts.changes import changes_of
from readiness_checks.facts.migrating import MigrationSet
from readiness_checks.facts.migrating.operations import Changes, Operation


@dataclass(slots=True)
class Table:
    """The columns of a table, lower case; an `open` one may have others, one that is not `created` was there before the migrations.

    `doubted`: something was done to it under a condition.
    """

    columns: set[str] = field(default_factory=set)
    open: bool = False
    created: bool = True
    doubted: bool = False
    path: str = ""
    line: int = 1


@dataclass(slots=True)
class Schema:
    """What migrations leave: tables by name, lower case; `views` hide their columns. `unread` are the paths of what could not be read.

    What may or may not have been done (a drop under a condition) is taken to leave the table or column there.
    """

    tables: dict[str, Table] = field(default_factory=dict)
    views: set[str] = field(default_factory=set)
    unread: tuple[str, ...] = ()


@fact
def schema_of(repo: Repo, made: MigrationSet) -> Schema | None:
    """What all migrations of a set leave; None where the tool's migrations cannot be read."""
    changes = [(migration.path, changes_of(repo, made, migration)) for migration in made.migrations]
    if any(each is None for _, each in changes):
        return None
    return folded((path, each) for path, each in changes if each is not None)


def folded(changes: Iterable[tuple[str, Changes]]) -> Schema:
    """The schema that the ways up leave, one after the other."""
    schema = Schema()
    unread = []
    for path, each in changes:
        for operation in each.up:
            _apply(schema, operation)
        if each.unread:
            unread.append(path)
    schema.unread = tuple(dict.fromkeys(unread))
    return schema


def _apply(schema: Schema, done: Operation) -> None:
    tables = schema.tables
    if done.conditional and done.table in tables:
        tables[done.table].doubted = True
    if done.kind == "create-table":
        made = tables.setdefault(done.table, Table(path=done.path, line=done.line, doubted=done.conditional))
        made.columns.update(column.name for column in done.columns)
        made.open = made.open or done.open or not done.columns
    elif done.kind in ("create-view", "drop-view"):
        schema.views.add(done.table or done.name)
    elif done.kind in ("drop-table", "rename-table"):
        if done.kind == "rename-table" and done.target:
            tables[done.target] = tables.get(done.table) or Table(open=True, created=False, path=done.path)
        if not done.conditional:
            tables.pop(done.table, None)
    elif done.kind in ("add-column", "drop-column", "rename-column"):
        table = tables.setdefault(done.table, Table(open=True, created=False, path=done.path, line=done.line))
        _columns(table, done)


def _columns(table: Table, done: Operation) -> None:
    names = {column.name for column in done.columns} or {done.name}
    if done.kind == "add-column":
        table.columns.update(names)
        return
    if done.kind == "rename-column":
        table.columns.add(done.target)
    if not done.conditional:
        table.columns -= names - {done.target}
