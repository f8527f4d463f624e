"""What node-pg-migrate's `pgm` does."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, Value, literal, root, written
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script

_KINDS: dict[str, OperationKind] = {
    "dropTable": "drop-table", "renameTable": "rename-table", "renameColumn": "rename-column", "dropIndex": "drop-index",
    "createIndex": "add-index", "addIndex": "add-index", "dropConstraint": "drop-constraint", "createType": "create-type",
    "dropType": "drop-type", "addTypeValue": "alter-type", "createView": "create-view", "dropView": "drop-view",
    "createMaterializedView": "create-view", "createExtension": "create-extension", "createSchema": "create-schema",
    "createFunction": "routine", "createTrigger": "routine", "dropFunction": "routine", "dropTrigger": "routine",
}  # fmt: skip


def act(script: Script, call: Call) -> bool:
    """Take what is called on `pgm`."""
    draft = script.draft
    if root(call).partition(".")[0] not in ("pgm", "migrationBuilder"):
        return False
    table, rest = _table(call.args[0] if call.args else None), call.args[1:]
    if call.name in ("sql", "query"):
        draft.sql(call.args[0] if call.args else None, call.line)
    elif call.name == "noTransaction":
        draft.transactional = False
    elif call.name in ("createTable", "addColumns", "addColumn"):
        _columns(draft, call, table, rest[0] if rest else None)
    elif call.name in ("dropColumns", "dropColumn"):
        for each in rest[0] if rest and isinstance(rest[0], tuple) else rest[:1]:
            draft.add(Operation("drop-column", draft.path, call.line, table, folded(each), (Column(folded(each)),)))
    elif call.name == "alterColumn":
        _alter(draft, call, table, folded(rest[0]) if rest else "", rest[1] if len(rest) > 1 else None)
    elif call.name in ("addConstraint", "createConstraint"):
        _constraint(draft, call, table, rest)
    elif call.name in _KINDS:
        columns = rest[0] if rest else None
        named = tuple(Column(folded(each)) for each in (columns if isinstance(columns, tuple) else (columns,)) if folded(each))
        options = next((each for each in rest if isinstance(each, dict)), {})
        target = folded(rest[-1]) if call.name.startswith("rename") and rest else ""
        concurrent, unique = options.get("concurrently") is True, options.get("unique") is True
        draft.add(Operation(_KINDS[call.name], draft.path, call.line, table, "", named, target, unique=unique, concurrent=concurrent))
    elif call.name not in ("func", "noop"):
        draft.unread += 1
    return True


def _table(value: Value) -> str:
    return folded(value.get("name")) if isinstance(value, dict) else folded(value)


def _column(name: str, value: Value) -> Column:
    given = value if isinstance(value, dict) else {"type": value}
    default = given.get("default")
    kind = literal(given.get("type")).lower()
    primary = given.get("primaryKey") is True or kind == "id"
    return Column(
        name.lower(), kind, given.get("notNull") is not True and not primary, written(default) if default is not None else None,
        _table(given.get("references")), given.get("unique") is True, primary, kind in ("id", "serial", "bigserial"),
    )  # fmt: skip


def _columns(draft: Draft, call: Call, table: str, given: Value) -> None:
    columns = tuple(_column(name, value) for name, value in given.items() if name != "**") if isinstance(given, dict) else ()
    if call.name == "createTable":
        whole = isinstance(given, dict) and "**" not in given
        draft.add(Operation("create-table", draft.path, call.line, table, columns=columns, open=not whole))
        return
    draft.unread += not columns
    for column in columns:
        draft.add(Operation("add-column", draft.path, call.line, table, column.name, (column,)))


def _alter(draft: Draft, call: Call, table: str, name: str, given: Value) -> None:
    options = given if isinstance(given, dict) else {}
    column = _column(name, given)
    if "type" in options:
        draft.add(Operation("change-column-type", draft.path, call.line, table, name, (column,)))
    if "notNull" in options or "allowNull" in options:
        kind: OperationKind = "set-not-null" if options.get("notNull") is True else "drop-not-null"
        draft.add(Operation(kind, draft.path, call.line, table, name, (column,)))
    if "default" in options:
        draft.add(Operation("drop-default" if options["default"] is None else "set-default", draft.path, call.line, table, name, (column,)))


def _constraint(draft: Draft, call: Call, table: str, rest: tuple[Value, ...]) -> None:
    options = rest[1] if len(rest) > 1 else None
    text = str(options).lower() if isinstance(options, str) else ""
    given = options if isinstance(options, dict) else {}
    kind: OperationKind = "other"
    if "foreignKeys" in given or "foreign key" in text:
        kind = "add-foreign-key"
    elif "unique" in given or text.startswith("unique"):
        kind = "add-unique"
    elif "primaryKey" in given or "primary key" in text:
        kind = "add-primary-key"
    elif "check" in given or text.startswith("check"):
        kind = "add-check"
    unvalidated = "not valid" in text or given.get("notValid") is True
    draft.add(Operation(kind, draft.path, call.line, table, folded(rest[0]) if rest else "", unvalidated=unvalidated, text=call.text))
