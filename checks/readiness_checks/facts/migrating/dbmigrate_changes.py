"""What db-migrate's `db` does."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, Value, literal, root, written
from readiness_checks.facts.migrating.draft import folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script

_KINDS: dict[str, OperationKind] = {
    "dropTable": "drop-table", "renameTable": "rename-table", "renameColumn": "rename-column", "removeColumn": "drop-column",
    "addIndex": "add-index", "removeIndex": "drop-index", "addForeignKey": "add-foreign-key", "removeForeignKey": "drop-constraint",
    "addColumn": "add-column", "changeColumn": "change-column-type",
}  # fmt: skip
_NO_CHANGE = frozenset({"insert", "createDatabase", "switchDatabase", "_promisify", "then", "catch", "bind"})


def act(script: Script, call: Call) -> bool:
    """Take what is called on `db`; the callback that most calls end with is no argument."""
    draft = script.draft
    if root(call).partition(".")[0] not in ("db", "_db"):
        return False
    table, name = (folded(value) for value in (*call.args[:2], "", "")[:2])
    kind = _KINDS.get(call.name)
    if call.name in ("runSql", "all"):
        draft.sql(call.args[0] if call.args else None, call.line)
    elif call.name == "createTable":
        draft.add(Operation("create-table", draft.path, call.line, table, columns=_columns(call.args[1] if len(call.args) > 1 else None)))
    elif kind is None or not table:
        draft.unread += call.name not in _NO_CHANGE
    elif kind in ("add-column", "change-column-type"):
        column = _column(name, call.args[2] if len(call.args) > 2 else None)
        draft.add(Operation(kind, draft.path, call.line, table, name, (column,)))
    else:
        target = folded(call.args[2]) if kind == "rename-column" and len(call.args) > 2 else name if kind == "rename-table" else ""
        unique = kind == "add-index" and len(call.args) > 3 and call.args[3] is True
        draft.add(Operation(kind, draft.path, call.line, table, name or table, target=target, unique=unique))
    return True


def _columns(given: Value) -> tuple[Column, ...]:
    columns = given.get("columns", given) if isinstance(given, dict) else None
    return tuple(_column(name, value) for name, value in columns.items() if name != "**") if isinstance(columns, dict) else ()


def _column(name: str, value: Value) -> Column:
    given = value if isinstance(value, dict) else {"type": value}
    default, primary = given.get("defaultValue"), given.get("primaryKey") is True
    nullable = given.get("notNull") is not True and not primary
    said = written(default) if default is not None else None
    return Column(name.lower(), literal(given.get("type")).lower(), nullable, said, primary=primary)
