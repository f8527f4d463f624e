"""What Sequelize's query interface does."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, Name, Value, root, written
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script

_KINDS: dict[str, OperationKind] = {
    "dropTable": "drop-table", "renameTable": "rename-table", "removeColumn": "drop-column", "renameColumn": "rename-column",
    "changeColumn": "change-column-type", "addIndex": "add-index", "removeIndex": "drop-index", "removeConstraint": "drop-constraint",
    "bulkInsert": "insert-rows", "bulkUpdate": "update-rows", "bulkDelete": "delete-rows",
}  # fmt: skip
_QUIET = frozenset(("describeTable", "showAllTables", "tableExists", "transaction", "showIndex", "select", "rawSelect"))
_TYPES = {"string": "varchar(255)", "date": "timestamp", "dateonly": "date"}


def act(script: Script, call: Call) -> bool:
    """Take what is called on the query interface."""
    draft = script.draft
    start = root(call)
    if call.name == "query" and "sequelize" in start.lower():
        draft.sql(call.args[0] if call.args else None, call.line)
        return True
    table = _table(call.args[0] if call.args else None)
    if call.name in _QUIET:
        return call.name != "transaction"
    if call.name in ("createTable", "addColumn", "addConstraint", *_KINDS) and not table:
        draft.unread += 1
        return True
    rest = call.args[1:]
    if call.name == "createTable":
        given = rest[0] if rest else None
        columns = tuple(_column(name, value) for name, value in given.items() if name != "**") if isinstance(given, dict) else ()
        whole = isinstance(given, dict) and "**" not in given
        draft.add(Operation("create-table", draft.path, call.line, table, columns=columns, open=not whole))
    elif call.name == "addColumn":
        column = _column(folded(rest[0]) if rest else "", rest[1] if len(rest) > 1 else None)
        draft.add(Operation("add-column", draft.path, call.line, table, column.name, (column,)))
    elif call.name == "addConstraint":
        _constraint(draft, call, table, rest)
    elif call.name in _KINDS:
        _other(draft, call, table, rest)
    else:
        return False
    return True


def _table(value: Value) -> str:
    return folded(value.get("tableName")) if isinstance(value, dict) else folded(value)


def _column(name: str, value: Value) -> Column:
    given = value if isinstance(value, dict) else {"type": value}
    kind = given.get("type")
    word = kind.last.lower() if isinstance(kind, Name) else kind.name.lower() if isinstance(kind, Call) else folded(kind)
    size = next((each for each in kind.args if isinstance(each, int)), None) if isinstance(kind, Call) else None
    word = f"varchar({size})" if word == "string" and size else _TYPES.get(word, word)
    references = given.get("references")
    target = _table(references.get("model")) if isinstance(references, dict) else ""
    default = given.get("defaultValue")
    return Column(
        (folded(given.get("field")) or name).lower(), word, given.get("allowNull") is not False and given.get("primaryKey") is not True,
        written(default) if default is not None else None, target, given.get("unique") is True, given.get("primaryKey") is True,
        given.get("autoIncrement") is True,
    )  # fmt: skip


def _constraint(draft: Draft, call: Call, table: str, rest: tuple[Value, ...]) -> None:
    given = rest[-1] if rest and isinstance(rest[-1], dict) else {}
    kinds: dict[str, OperationKind] = {
        "foreign key": "add-foreign-key", "unique": "add-unique", "primary key": "add-primary-key", "check": "add-check",
    }  # fmt: skip
    kind = kinds.get(folded(given.get("type")), "other")
    fields = given.get("fields")
    columns = tuple(Column(folded(each)) for each in fields) if isinstance(fields, tuple) else ()
    references = given.get("references")
    target = _table(references.get("table")) if isinstance(references, dict) else ""
    draft.add(Operation(kind, draft.path, call.line, table, folded(given.get("name")), columns, target))


def _other(draft: Draft, call: Call, table: str, rest: tuple[Value, ...]) -> None:
    kind = _KINDS[call.name]
    name = folded(rest[0]) if rest and kind != "rename-table" and not isinstance(rest[0], (tuple, dict)) else ""
    columns: tuple[Column, ...] = (Column(name),) if kind in ("drop-column", "rename-column") else ()
    unique = concurrent = where = False
    if kind == "change-column-type":
        columns = (_column(name, rest[1] if len(rest) > 1 else None),)
    elif kind in ("add-index", "drop-index"):
        options = next((each for each in rest if isinstance(each, dict)), {})
        fields = rest[0] if rest and isinstance(rest[0], tuple) else options.get("fields")
        columns = tuple(Column(folded(each)) for each in fields if folded(each)) if isinstance(fields, tuple) else ()
        name = folded(options.get("name") or options.get("indexName")) or name
        unique = options.get("unique") is True or folded(options.get("type")) == "unique"
        concurrent, where = options.get("concurrently") is True, "where" in options
    elif kind in ("update-rows", "delete-rows"):
        where = len(rest) > (1 if kind == "update-rows" else 0)
    target = folded(rest[-1] if kind == "rename-table" else rest[1]) if kind.startswith("rename") and rest[-1:] else ""
    draft.add(Operation(kind, draft.path, call.line, table, name, columns, target, unique=unique, where=where, concurrent=concurrent))
