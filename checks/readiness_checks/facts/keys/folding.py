"""Folds what statements do to a schema, one after the other, into its foreign keys and indexes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field, replace

from readiness.records import dataclass
from readiness_checks.facts.keys import ForeignKey, Key, leads
from readiness_checks.facts.migrating.operations import Operation


@dataclass(slots=True)
class Table:
    """The foreign keys of a table by name or columns, and its indexes; of a `doubted` one there may be others, or fewer."""

    foreign: list[tuple[str, ForeignKey]] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    doubted: bool = False


def folded(operations: Iterable[tuple[Operation, bool]]) -> list[ForeignKey]:
    """The foreign keys that stand after all operations.

    With each operation comes whether its index leaves out rows that a foreign key may refer from. What is under a condition is taken
    to be done where that speaks for an index, and against a foreign key.
    """
    tables: dict[str, Table] = {}
    for operation, partial in operations:
        _apply(tables, operation, partial)
    return [
        replace(foreign, table=name, indexed=True if leads(foreign.columns, table.keys) else None if table.doubted else False)
        for name, table in tables.items()
        for _, foreign in table.foreign
    ]


def _apply(tables: dict[str, Table], done: Operation, partial: bool) -> None:
    kind, table = done.kind, tables.get(done.table)
    if kind == "create-table":
        made = tables.setdefault(done.table, Table())
        # SQL Server's `INDEX name (...)` inside a definition is read as a column of that name
        made.doubted = made.doubted or done.open or not done.columns or any(column.name == "index" for column in done.columns)
        _columns(made, done)
    elif kind == "drop-table":
        tables.pop(done.table, None)
    elif kind == "rename-table" and done.target:
        if table is not None:
            tables[done.target] = tables.pop(done.table)
    elif kind in ("drop-index", "rename-index"):
        _index(tables, done)
    elif table is None:
        # it was there before, with indexes that nobody sees
        tables[done.table] = table = Table(doubted=True)
        _change(table, done, partial)
    else:
        _change(table, done, partial)


def _change(table: Table, done: Operation, partial: bool) -> None:
    kind = done.kind
    names = tuple(column.name for column in done.columns)
    if kind == "add-column":
        _columns(table, done)
    elif kind == "add-foreign-key":
        _refer(table, done, names, done.target)
    elif kind in ("add-index", "add-unique", "add-primary-key"):
        table.doubted = table.doubted or not (names or done.using_index)
        table.keys.append(Key(names, kind != "add-index" or done.unique, partial, done.name))
    elif kind == "drop-constraint":
        _drop_constraint(table, done)
    elif kind == "drop-column":
        gone = set(names or (done.name,))
        table.foreign = [(name, foreign) for name, foreign in table.foreign if not gone & set(foreign.columns)]
        if not done.conditional:
            table.keys = [key for key in table.keys if not gone & set(key.columns)]
    elif kind == "rename-column":
        old = done.name or next(iter(names), "")
        table.keys = [replace(key, columns=_renamed(key.columns, old, done.target)) for key in table.keys]
        table.foreign = [(name, replace(foreign, columns=_renamed(foreign.columns, old, done.target))) for name, foreign in table.foreign]


def _columns(table: Table, done: Operation) -> None:
    primary = [column.name for column in done.columns if column.primary]
    if len(primary) == 1:
        table.keys.append(Key((primary[0],), True, name=f"{done.table}_pkey"))
    for column in done.columns:
        if column.unique:
            table.keys.append(Key((column.name,), True, name=f"{done.table}_{column.name}_key"))
        if column.references:
            _refer(table, done, (column.name,), column.references)


def _refer(table: Table, done: Operation, columns: tuple[str, ...], target: str) -> None:
    if not columns or "" in columns:
        return
    name = done.name if done.kind == "add-foreign-key" else ""
    made = ForeignKey(done.table, columns, target, done.path, done.line, None)
    table.foreign = [(other, each) for other, each in table.foreign if (each.columns, each.target) != (columns, target)]
    table.foreign.append((name or f"{done.table}_{'_'.join(columns)}_fkey", made))


def _drop_constraint(table: Table, done: Operation) -> None:
    foreign = [(name, each) for name, each in table.foreign if name != done.name]
    keys = [key for key in table.keys if key.name != done.name or not key.name]
    # one that cannot be told may be any of them
    table.doubted = table.doubted or (len(foreign), len(keys)) == (len(table.foreign), len(table.keys))
    table.foreign = foreign
    table.keys = table.keys if done.conditional else keys


def _index(tables: dict[str, Table], done: Operation) -> None:
    # PostgreSQL and SQLite name indexes for a whole schema, others for a table
    for table in [tables[done.table]] if done.table in tables else tables.values():
        if done.kind == "rename-index":
            old = done.name or ""
            table.keys = [replace(key, name=done.target) if key.name and key.name == old else key for key in table.keys]
        elif not done.conditional:
            table.keys = [key for key in table.keys if not key.name or key.name != done.name]


def _renamed(columns: tuple[str, ...], old: str, new: str) -> tuple[str, ...]:
    return tuple(new if column == old else column for column in columns)
