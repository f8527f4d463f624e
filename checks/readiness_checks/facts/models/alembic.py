"""SQLAlchemy's tables against what Alembic's revisions create."""

from __future__ import annotations

from collections.abc import Callable
from itertools import groupby

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.migrating import MigrationSet
from readiness_checks.facts.models import Compared, Missing
from readiness_checks.facts.models.schema import Schema, Table, schema_of
from readiness_checks.facts.models.sqlalchemy import DeclaredTable, sqlalchemy_tables

_CHOOSES = Regex(r"\binclude_(?:object|name|schemas|symbol)\b")


def compared_alembic(repo: Repo, sets: tuple[MigrationSet, ...], owns: Callable[[str], bool]) -> Compared | None:
    """The tables that `owns` says are a component's against what its sets together create; None where either side has none."""
    # a revision that moves rows may declare the tables as they were then
    folders = tuple(f"{made.folder}/" for made in sets)
    declared = [each for each in sqlalchemy_tables(repo) if owns(each.path) and not each.path.startswith(folders)]
    schemas = [schema for made in sets if (schema := schema_of(repo, made)) is not None]
    if not declared or not schemas:
        return None
    tables: dict[str, Table] = {}
    views: set[str] = set()
    for schema in schemas:
        views |= schema.views
        for name, table in schema.tables.items():
            known = tables.get(name)
            tables[name] = table if known is None else Table(table.columns | known.columns, open=table.open or known.open)
    missing: list[Missing] = []
    count = columns = 0
    for _, group in groupby(sorted(declared, key=lambda each: each.base), key=lambda each: each.base):
        of_base = list(group)
        found = [each for each in of_base if each.table in tables]
        if not found:
            continue  # another database's, or what somebody else creates
        count += len(found)
        chosen = any(_CHOOSES.search(repo.text(f"{made.folder}/env.py")) for made in sets)
        if not chosen:
            missing.extend(_tables(of_base, tables, views))
        for each in found:
            if not tables[each.table].open:
                columns += len(each.columns)
                missing.extend(_columns(each, tables[each.table]))
    if not count:
        return None
    made = max(sets, key=lambda each: len(each.migrations))
    return Compared(made.counted, made.path, count, columns, tuple(missing), _doubt(schemas))


def _tables(declared: list[DeclaredTable], tables: dict[str, Table], views: set[str]) -> list[Missing]:
    return [
        Missing(f"no migration creates the table `{each.table}` of `{each.name}`", each.path, each.line)
        for each in declared
        if each.table not in tables and each.table not in views
    ]


def _columns(declared: DeclaredTable, table: Table) -> list[Missing]:
    return [
        Missing(f"no migration adds the column `{name}` to `{declared.table}`", path, line)
        for name, line, path in declared.columns
        if name not in table.columns
    ]


def _doubt(schemas: list[Schema]) -> str:
    for schema in schemas:
        if schema.unread:
            return f"what {schema.unread[0]} does cannot be read"
        for name, table in schema.tables.items():
            if not table.created:
                return f"{table.path} changes the table `{name}`, which none of them creates"
    return ""
