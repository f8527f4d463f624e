"""What TypeORM's query runner and MikroORM's migrations do: SQL, or tables as objects."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, Value, literal, root, written
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script

_QUIET = (
    "getTable",
    "getTables",
    "hasTable",
    "hasColumn",
    "startTransaction",
    "commitTransaction",
    "rollbackTransaction",
    "release",
    "log",
)
_KINDS: dict[str, OperationKind] = {
    "dropTable": "drop-table", "renameTable": "rename-table", "dropColumn": "drop-column", "dropColumns": "drop-column",
    "renameColumn": "rename-column", "changeColumn": "change-column-type", "changeColumns": "change-column-type", "dropIndex": "drop-index",
    "createIndex": "add-index", "createIndices": "add-index", "createForeignKey": "add-foreign-key",
    "createForeignKeys": "add-foreign-key", "dropForeignKey": "drop-constraint", "dropForeignKeys": "drop-constraint",
    "createUniqueConstraint": "add-unique", "dropUniqueConstraint": "drop-constraint", "createPrimaryKey": "add-primary-key",
    "dropPrimaryKey": "drop-constraint", "createCheckConstraint": "add-check", "dropCheckConstraint": "drop-constraint",
    "clearTable": "truncate-table", "createSchema": "create-schema", "dropSchema": "drop-schema", "dropView": "drop-view",
    "createView": "create-view",
}  # fmt: skip


def act(script: Script, call: Call) -> bool:
    """Take SQL, and the calls on the query runner."""
    draft = script.draft
    if call.name in ("addSql", "execute") or (call.name == "query" and call.args and not isinstance(call.args[0], Call)):
        draft.sql(call.args[0] if call.args else None, call.line)
        return True
    if call.name == "createTable":
        table = _options(call.args[0] if call.args else None)
        columns = table.get("columns") if isinstance(table, dict) else None
        found = tuple(column for each in (columns if isinstance(columns, tuple) else ()) if (column := _column(each)) is not None)
        name = folded(table.get("name")) if isinstance(table, dict) else ""
        if not name:
            draft.unread += 1
        else:
            whole = isinstance(columns, tuple) and len(columns) == len(found)
            draft.add(Operation("create-table", draft.path, call.line, name, columns=found, open=not whole))
    elif call.name in ("addColumn", "addColumns"):
        _add(draft, call)
    elif call.name in _KINDS:
        _other(draft, call, _KINDS[call.name])
    elif call.name not in _QUIET:
        return False
    return bool(root(call)) or call.name in _QUIET


def _options(value: Value) -> Value:
    """The object that a class such as `Table` or `TableColumn` is made of, or that stands there itself."""
    return value.args[0] if isinstance(value, Call) and value.args else value


def _column(value: Value) -> Column | None:
    given = _options(value)
    if not isinstance(given, dict) or not folded(given.get("name")):
        return None
    kind = literal(given.get("type")).lower()
    length = literal(given.get("length")) or given.get("length")
    kind = f"{kind}({length})" if kind and isinstance(length, (str, int)) and length else kind
    default = written(given["default"]) if "default" in given and given["default"] is not None else None
    return Column(
        folded(given.get("name")), kind, given.get("isNullable") is True, default,
        unique=given.get("isUnique") is True, primary=given.get("isPrimary") is True, generated=given.get("isGenerated") is True,
    )  # fmt: skip


def _add(draft: Draft, call: Call) -> None:
    table = folded(call.get("table", 0))
    given = call.args[1] if len(call.args) > 1 else None
    for each in given if isinstance(given, tuple) else (given,):
        column = _column(each)
        if column is None or not table:
            draft.unread += 1
        else:
            draft.add(Operation("add-column", draft.path, call.line, table, column.name, (column,)))


def _other(draft: Draft, call: Call, kind: OperationKind) -> None:
    table = folded(call.get("table", 0))
    rest = call.args[1:]
    second = _options(rest[0]) if rest else None
    if not table and kind not in ("create-view", "drop-view"):
        draft.unread += 1
        return
    if kind == "drop-column":
        for each in rest[0] if rest and isinstance(rest[0], tuple) else rest[:1]:
            draft.add(Operation(kind, draft.path, call.line, table, folded(each), (Column(folded(each)),)))
        return
    columns: tuple[Column, ...] = ()
    name = target = ""
    unique = False
    if kind == "rename-table":
        target = folded(second)
    elif kind in ("rename-column", "change-column-type"):
        new = _column(rest[1]) if len(rest) > 1 else None
        columns = (new,) if new is not None and kind == "change-column-type" else (Column(folded(second)),)
        target = (folded(rest[1]) or (new.name if new else "")) if len(rest) > 1 and kind == "rename-column" else ""
    elif isinstance(second, dict):
        names = second.get("columnNames")
        columns = tuple(Column(folded(each)) for each in names) if isinstance(names, tuple) else ()
        target = folded(second.get("referencedTableName"))
        name, unique = folded(second.get("name")), second.get("isUnique") is True
    if kind == "change-column-type":
        name = columns[0].name
    elif kind != "rename-table":
        name = name or folded(second)
    draft.add(Operation(kind, draft.path, call.line, table, name, columns, target, unique=unique))
