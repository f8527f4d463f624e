"""Reads statements that make, drop or fill tables and indexes, from the trees of a SQL parser."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from readiness.regex import Regex
from readiness_checks.facts.migrating.alterations import STOPPING, Place, constraint, headline, plain
from readiness_checks.facts.migrating.heads import IDENTIFIER, NAME
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.sql_trees import column_of, columns_of, glot_dialect, name_of, tree_of

_INDEX = Regex(
    rf"create\s+(?:or\s+replace\s+)?((?:unique|clustered|nonclustered|fulltext|spatial|bitmap|columnstore)\s+)*index\s+(concurrently\s+)?"
    rf"(?:if\s+not\s+exists\s+)?(?:(?!on\b)({NAME})\s+)?(?:using\s+\w+\s+)?on\s+(?:only\s+)?({NAME})",
    re.IGNORECASE,
)
_INDEX_WORDS = Regex(
    r"(?<=\s)(?:clustered|nonclustered|fulltext|spatial|bitmap|columnstore|only)\s+|\s+(?:algorithm|lock)\s*=?\s*\w+|\s+online\b",
    re.IGNORECASE,
)
_ONLINE = Regex(r"\balgorithm\s*=?\s*(?:inplace|instant|nocopy)|\block\s*=?\s*none|\bonline\s*=\s*on\b|\)\s*online\b", re.IGNORECASE)
_DROP = Regex(
    rf"drop\s+(?P<kind>table|index)\s+(?P<concurrently>concurrently\s+)?(?:if\s+exists\s+)?(?P<names>{NAME}(?:@{IDENTIFIER})?(?:\s*,\s*{NAME})*)"
    rf"(?:\s+on\s+(?P<table>{NAME}))?(?:\s+(?:cascade|restrict|cascade\s+constraints|purge|online|with\s*\([^)]*\)"
    r"|(?:algorithm|lock)\s*=?\s*\w+))*\s*",
    re.IGNORECASE,
)
# what a few words say exactly waits for no parser: importing that alone takes longer than reading most histories
_PLAIN = r"(?:\"\w{1,100}\"|[^\W\d]\w{0,100})"
_PLAIN_INDEX = Regex(rf"\s*(?:using\s+btree\s*)?\(\s*(?P<columns>{_PLAIN}(?:\s*,\s*{_PLAIN}){{0,15}})\s*\)\s*", re.IGNORECASE)
_RENAMED_INDEX = Regex(rf"alter\s+index\s+(?:if\s+exists\s+)?((?:{_PLAIN}\.)?{_PLAIN})\s+rename\s+to\s+{_PLAIN}\s*", re.IGNORECASE)
_EMPTIED = Regex(rf"delete\s+from\s+((?:{_PLAIN}\.)?{_PLAIN})\s*", re.IGNORECASE)
_VIRTUAL = Regex(rf"create\s+virtual\s+table\s+(?:if\s+not\s+exists\s+)?({NAME})\s+using\b", re.IGNORECASE)
_TOP = Regex(r"^(update|delete)\s+top\s*\([^)]{1,40}\)(?:\s+percent)?", re.IGNORECASE)


def index_of(text: str, place: Place) -> tuple[list[Operation], int]:
    """An index: the words before its columns are enough to tell what it is built on and how; columns that are no names need the parser."""
    head = _INDEX.match(text)
    if head is None:
        return [], 1
    listed = _PLAIN_INDEX.fullmatch(text, head.end())
    columns, partial = (_plain_columns(listed.group("columns")), False) if listed else _indexed(text, place)
    made = Operation(
        "add-index", place.path, place.line, plain(head.group(4)), plain(head.group(3) or ""), columns, where=partial,
        unique=re.match(r"create\s+(?:or\s+replace\s+)?unique\b", text, re.IGNORECASE) is not None,
        concurrent=bool(head.group(2)) or _ONLINE.search(text, head.end()) is not None, text=headline(text),
        blocking=STOPPING.search(text, head.end()) is not None,
    )  # fmt: skip
    return [made], 0


def _plain_columns(listed: str) -> tuple[Column, ...]:
    return tuple(Column(plain(name)) for name in listed.split(","))


def _indexed(text: str, place: Place) -> tuple[tuple[Column, ...], bool]:
    """The columns of an index, and whether a condition bounds its rows."""
    from sqlglot import exp

    tree = tree_of(_INDEX_WORDS.sub(" ", text), place.dialect)
    if not (isinstance(tree, exp.Create) and isinstance(tree.this, exp.Index)):
        return (), False
    params = tree.this.args.get("params")
    if not isinstance(params, exp.Expression):
        return (), False
    return columns_of(params.args.get("columns")), params.args.get("where") is not None


def defined(text: str, place: Place) -> list[Operation] | None:
    """What a statement makes or fills; None for one that the parser cannot read."""
    if (virtual := _VIRTUAL.match(text)) is not None:
        return [Operation("create-table", place.path, place.line, plain(virtual.group(1)), text=headline(text), open=True)]
    if (renamed := _RENAMED_INDEX.fullmatch(text)) is not None and place.dialect == "postgresql":
        return [Operation("rename-index", place.path, place.line, name=plain(renamed.group(1)), text=headline(text))]
    if (emptied := _EMPTIED.fullmatch(text)) is not None:
        return [Operation("delete-rows", place.path, place.line, plain(emptied.group(1)), text=headline(text))]
    return _by_tree(text, place)


def _by_tree(text: str, place: Place) -> list[Operation] | None:
    from sqlglot import exp

    limited = _TOP.match(text) is not None
    tree = tree_of(_TOP.sub(r"\1", text), place.dialect)
    if isinstance(tree, exp.Create):
        return _created(tree, text, place)
    if isinstance(tree, (exp.Update, exp.Delete)):
        return [_changed_rows(tree, text, place, limited)]
    if isinstance(tree, exp.TruncateTable):
        return [Operation("truncate-table", place.path, place.line, name_of(table), text=headline(text)) for table in tree.expressions]
    if isinstance(tree, exp.Merge):
        return [Operation("update-rows", place.path, place.line, name_of(tree.this), where=True, text=headline(text))]
    if isinstance(tree, exp.Alter):
        return [Operation("rename-index", place.path, place.line, name=name_of(tree.this), text=headline(text))]
    return [] if isinstance(tree, (exp.Query, exp.Insert)) else None


def _created(tree: Any, text: str, place: Place) -> list[Operation]:
    from sqlglot import exp

    schema = tree.this
    dialect = glot_dialect(text, place.dialect)
    nodes = schema.expressions if isinstance(schema, exp.Schema) else []
    table = name_of(schema)
    columns = [column_of(node, dialect) for node in nodes if isinstance(node, exp.ColumnDef)]
    further = [made for node in nodes if not isinstance(node, exp.ColumnDef) and (made := constraint(node, table, place, text)) is not None]
    for made in further:
        named = {column.name for column in made.columns}
        if made.kind == "add-primary-key":
            columns = [replace(column, primary=True, nullable=False) if column.name in named else column for column in columns]
        elif len(named) == 1 and made.kind == "add-foreign-key":
            columns = [replace(column, references=made.target) if column.name in named else column for column in columns]
        elif len(named) == 1 and made.kind == "add-unique":
            columns = [replace(column, unique=True) if column.name in named else column for column in columns]
    # made like another table, of a query or as a partition: it has columns that do not stand here
    is_open = (
        not isinstance(schema, exp.Schema) or tree.args.get("expression") is not None or any(isinstance(n, exp.LikeProperty) for n in nodes)
    )
    created = Operation("create-table", place.path, place.line, table, columns=tuple(columns), text=headline(text), open=is_open)
    return [created, *further]


def dropped(text: str, place: Place) -> list[Operation] | None:
    """The tables or indexes that a DROP names: its words are few enough to need no parser."""
    found = _DROP.fullmatch(text)
    if found is None:
        return None
    names = [name.rpartition("@")[2] for name in found.group("names").split(",")]
    table = plain(found.group("table") or "")
    if found.group("kind").lower() == "table":
        return [Operation("drop-table", place.path, place.line, plain(name), text=headline(text)) for name in names]
    concurrent = bool(found.group("concurrently")) or _ONLINE.search(text) is not None
    return [
        Operation(
            "drop-index",
            place.path,
            place.line,
            table,
            plain(name),
            concurrent=concurrent,
            text=headline(text),
            blocking=STOPPING.search(text) is not None,
        )
        for name in names
    ]


def _changed_rows(tree: Any, text: str, place: Place, limited: bool) -> Operation:
    from sqlglot import exp

    aliases = {node.alias.lower(): name_of(node) for node in tree.find_all(exp.Table) if node.alias}
    table = name_of(tree.this)
    changed = tuple(
        Column(name_of(node.this)) for node in (tree.expressions if isinstance(tree, exp.Update) else ()) if isinstance(node, exp.EQ)
    )
    where = tree.args.get("where")
    bounded = where is not None and not _bounds_nothing(where.this, {column.name for column in changed})
    kind: OperationKind = "update-rows" if isinstance(tree, exp.Update) else "delete-rows"
    return Operation(
        kind, place.path, place.line, aliases.get(table, table), columns=changed,
        where=bounded, batched=limited or any(True for _ in tree.find_all(exp.Limit)), text=headline(text),
    )  # fmt: skip


def _bounds_nothing(condition: Any, changed: set[str]) -> bool:
    """Whether a condition only joins tables or asks for rows that are not filled yet: then it may be every row."""
    from sqlglot import exp

    parts = condition.flatten() if isinstance(condition, exp.And) else [condition]
    for part in parts:
        joins = isinstance(part, exp.EQ) and isinstance(part.this, exp.Column) and isinstance(part.expression, exp.Column)
        unfilled = isinstance(part, exp.Is) and isinstance(part.expression, exp.Null) and name_of(part.this) in changed
        if not joins and not unfilled:
            return False
    return True
