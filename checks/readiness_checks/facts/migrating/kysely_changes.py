"""What Kysely's schema builder does, and its `sql` templates."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, Closure, Name, Value, chain, root
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script
from readiness_checks.facts.syntax_trees import text_of

_SIMPLE: dict[str, OperationKind] = {
    "dropTable": "drop-table", "dropIndex": "drop-index", "createView": "create-view", "dropView": "drop-view",
    "createType": "create-type", "dropType": "drop-type", "createSchema": "create-schema", "dropSchema": "drop-schema",
}  # fmt: skip
_ALTERED: dict[str, OperationKind] = {
    "dropColumn": "drop-column", "renameColumn": "rename-column", "addForeignKeyConstraint": "add-foreign-key",
    "addUniqueConstraint": "add-unique", "addPrimaryKeyConstraint": "add-primary-key", "addCheckConstraint": "add-check",
    "dropConstraint": "drop-constraint", "renameTo": "rename-table",
}  # fmt: skip


def act(script: Script, call: Call) -> bool:
    """Take chains that start from `db.schema`, and SQL."""
    draft = script.draft
    parts = list(chain(call))[::-1]
    sql = next((each for each in parts if each.name.partition("<")[0] in ("sql", "raw") and each.args), None)
    start = root(call)
    if start.endswith("schema") or any(each.name == "schema" for each in parts):
        first = next((each for each in parts if each.name not in ("withSchema", "schema")), parts[0])
        _schema(draft, first, parts[parts.index(first) + 1 :])
        return True
    if sql is not None and call.name == "execute":
        draft.sql(sql.args[0], sql.line)
        return True
    return False


def _schema(draft: Draft, first: Call, rest: list[Call]) -> None:
    path, line, table = draft.path, first.line, folded(first.get("", 0))
    if first.name == "createTable":
        columns = tuple(_column(each) for each in rest if each.name == "addColumn")
        odd = any(each.name in ("$call", "modify") for each in rest)
        draft.add(Operation("create-table", path, line, table, columns=columns, open=odd or not columns))
    elif first.name == "createIndex":
        on = next((folded(each.get("", 0)) for each in rest if each.name == "on"), "")
        columns = tuple(Column(folded(arg)) for each in rest if each.name in ("column", "columns") for arg in _flat(each) if folded(arg))
        draft.add(Operation("add-index", path, line, on, table, columns, unique=any(each.name == "unique" for each in rest)))
    elif first.name == "alterTable":
        for each in rest:
            _alter(draft, table, each)
    elif first.name in _SIMPLE:
        draft.add(Operation(_SIMPLE[first.name], path, line, table))
    else:
        draft.unread += 1


def _flat(call: Call) -> list[Value]:
    return [inner for arg in call.args for inner in (arg if isinstance(arg, tuple) else (arg,))]


def _column(call: Call) -> Column:
    kind = call.get("", 1)
    built = next((text_of(arg.node) for arg in call.args if isinstance(arg, Closure)), "")
    default = "default" if "defaultTo" in built else None
    word = folded(kind) or (kind.text.lower() if isinstance(kind, Name) else "")
    primary = "primaryKey" in built
    return Column(folded(call.get("", 0)), word, not primary and "notNull" not in built, default, primary=primary)


def _alter(draft: Draft, table: str, call: Call) -> None:
    name = folded(call.get("", 0))
    if call.name == "addColumn":
        column = _column(call)
        draft.add(Operation("add-column", draft.path, call.line, table, column.name, (column,)))
    elif call.name in _ALTERED:
        kind = _ALTERED[call.name]
        target = name if kind == "rename-table" else folded(call.get("", 1)) if kind == "rename-column" else ""
        columns = (Column(name),) if kind in ("drop-column", "rename-column") else ()
        draft.add(Operation(kind, draft.path, call.line, table, "" if kind == "rename-table" else name, columns, target))
    elif call.name == "alterColumn":
        built = next((text_of(arg.node) for arg in call.args if isinstance(arg, Closure)), "")
        kinds: tuple[tuple[str, OperationKind], ...] = (
            ("setDataType", "change-column-type"), ("setNotNull", "set-not-null"), ("dropNotNull", "drop-not-null"),
            ("setDefault", "set-default"), ("dropDefault", "drop-default"),
        )  # fmt: skip
        for word, kind in kinds:
            if word in built:
                draft.add(Operation(kind, draft.path, call.line, table, name, (Column(name),)))
