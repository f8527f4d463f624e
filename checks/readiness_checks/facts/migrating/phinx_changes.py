"""What Phinx's migrations do: chains that start from `$this->table(...)`, and SQL."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, chain, literals
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script

_ENDS = ("create", "update", "save", "drop", "rename", "saveData")


def act(script: Script, call: Call) -> bool:
    """Take SQL, and chains on a table when they end."""
    draft = script.draft
    if call.name in ("execute", "query"):
        draft.sql(call.args[0] if call.args else None, call.line)
        return True
    parts = list(chain(call))[::-1]
    table = next((folded(each.get("tableName", 0)) for each in parts if each.name == "table"), "")
    if not table:
        return False
    if parts[-1].name == "create":
        columns = tuple(column for each in parts if each.name in ("addColumn", "addTimestamps") for column in _columns(each))
        draft.add(Operation("create-table", draft.path, call.line, table, columns=(Column("id", primary=True), *columns), open=True))
        return True
    for each in parts:
        _change(draft, table, each)
    if parts[-1].name not in _ENDS and len(parts) > 1 and not parts[-1].name.startswith(("has", "get", "exists")):
        draft.unread += 1
    return True


def _columns(call: Call) -> tuple[Column, ...]:
    if call.name == "addTimestamps":
        return (Column("created_at"), Column("updated_at"))
    options = call.get("options", 2)
    given = options if isinstance(options, dict) else {}
    default = "default" if given.get("default") is not None else None
    return (Column(folded(call.get("columnName", 0)), folded(call.get("type", 1)), given.get("null") is True, default),)


def _change(draft: Draft, table: str, call: Call) -> None:
    path, line, first = draft.path, call.line, folded(call.get("columnName", 0))
    kinds: dict[str, OperationKind] = {
        "addColumn": "add-column", "removeColumn": "drop-column", "changeColumn": "change-column-type", "drop": "drop-table",
        "addIndex": "add-index", "removeIndex": "drop-index", "addForeignKey": "add-foreign-key", "dropForeignKey": "drop-constraint",
        "rename": "rename-table", "renameColumn": "rename-column", "truncate": "truncate-table", "insert": "insert-rows",
    }  # fmt: skip
    kind = kinds.get(call.name)
    if kind is None:
        return
    if call.name in ("addColumn", "changeColumn"):
        draft.add(Operation(kind, path, line, table, first, _columns(call)))
    elif call.name in ("addIndex", "removeIndex", "addForeignKey"):
        columns = tuple(Column(name.lower()) for name in literals(call.get("columns", 0)))
        target = folded(call.get("referencedTable", 1)) if kind == "add-foreign-key" else ""
        options = call.get("options", 1)
        given = options if kind == "add-index" and isinstance(options, dict) else {}
        name, unique = folded(given.get("name")), given.get("unique") is True
        draft.add(Operation(kind, path, line, table, name, columns, target=target, unique=unique))
    else:
        target = folded(call.args[-1]) if kind in ("rename-table", "rename-column") and call.args else ""
        column = (Column(first),) if kind in ("drop-column", "rename-column") else ()
        name = "" if kind == "rename-table" else first
        draft.add(Operation(kind, path, line, table, name, column, target=target))
