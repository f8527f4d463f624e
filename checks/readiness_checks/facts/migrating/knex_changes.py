"""What Knex's schema builder does."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, Closure, Name, Value, chain, literal, root, written
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script

_TABLES = ("createTable", "createTableIfNotExists", "alterTable", "table")
_QUIET = ("hasTable", "hasColumn", "withSchema", "schema", "then", "catch", "now", "fn")
_NO_COLUMN = frozenset(("comment", "engine", "charset", "collate", "inherits", "queryContext"))
_TYPES = {"string": "varchar", "increments": "integer", "bigIncrements": "bigint", "bigInteger": "bigint", "dateTime": "timestamp"}
_CONSTRAINTS: dict[str, OperationKind] = {
    "index": "add-index", "unique": "add-unique", "primary": "add-primary-key", "foreign": "add-foreign-key", "check": "add-check",
    "dropIndex": "drop-index", "dropUnique": "drop-constraint", "dropPrimary": "drop-constraint", "dropForeign": "drop-constraint",
    "dropChecks": "drop-constraint",
}  # fmt: skip


def act(script: Script, call: Call) -> bool:
    """Take what hangs on `knex.schema`, SQL, and rows that queries change."""
    draft = script.draft
    parts = list(chain(call))[::-1]
    schema = any("schema" in (each.on.text if isinstance(each.on, Name) else "") or each.name == "schema" for each in parts)
    if schema:
        for each in parts:
            _schema(script, each)
        return True
    if call.name == "raw":
        draft.sql(call.args[0] if call.args else None, call.line)
        return True
    names = {each.name for each in parts}
    kinds: tuple[tuple[str, OperationKind], ...] = (
        ("update", "update-rows"), ("del", "delete-rows"), ("delete", "delete-rows"), ("insert", "insert-rows"),
        ("truncate", "truncate-table"),
    )  # fmt: skip
    kind = next((kind for name, kind in kinds if name in names), None)
    first = parts[0]
    if kind is None or (first.name in names - {"knex", "from", "table", "into", "db", "trx"} and root(call) == ""):
        return False
    tables = [folded(each.args[0]) for each in parts if each.args and each.name in ("knex", "from", "table", "into", "trx", "db")]
    where = any(name.lower().startswith(("where", "andwhere", "limit")) for name in names)
    draft.add(Operation(kind, draft.path, call.line, "".join(tables[:1]), where=where, text=call.text))
    return True


def _schema(script: Script, call: Call) -> None:
    draft = script.draft
    table = folded(call.get("", 0))
    if call.name == "raw":
        draft.sql(call.args[0] if call.args else None, call.line)
    elif call.name in _TABLES:
        closures = [value for value in call.args if isinstance(value, Closure)]
        if not closures or not table:
            draft.unread += 1
            return
        calls, unread = _calls(script, closures[0])
        if call.name.startswith("create"):
            columns = tuple(column for each in calls for column in _columns(each))
            draft.add(Operation("create-table", draft.path, call.line, table, columns=columns, open=unread > 0))
            return
        draft.unread += unread
        for each in calls:
            _change(draft, table, each)
    elif call.name in ("dropTable", "dropTableIfExists", "renameTable"):
        kind: OperationKind = "rename-table" if call.name == "renameTable" else "drop-table"
        draft.add(Operation(kind, draft.path, call.line, table, target=folded(call.get("", 1)) if kind == "rename-table" else ""))
    elif call.name in ("createView", "createMaterializedView", "dropView", "dropViewIfExists"):
        draft.add(Operation("create-view" if call.name.startswith("create") else "drop-view", draft.path, call.line, table))
    elif call.name in ("createSchema", "createSchemaIfNotExists"):
        draft.add(Operation("create-schema", draft.path, call.line, text=call.text))
    elif call.name not in _QUIET:
        draft.unread += 1


def _calls(script: Script, closure: Closure) -> tuple[list[Call], int]:
    """What a closure calls on the table that it is given, and how much of it cannot be read."""
    calls: list[Call] = []

    def collect(_script: Script, call: Call) -> bool:
        if root(call) != "blueprint":
            return False
        calls.append(call)
        return True

    inner = Script(script.grammar, Draft(script.draft.path), collect, script.functions)
    inner.known = dict(script.known)
    inner.closure(closure, Name("blueprint"))
    return calls, inner.draft.unread


def _names(value: Value) -> tuple[str, ...]:
    return tuple(folded(each) for each in (value if isinstance(value, tuple) else (value,)) if folded(each))


def _columns(call: Call) -> tuple[Column, ...]:
    parts = list(chain(call))[::-1]
    first, more = parts[0], {each.name: each for each in parts[1:]}
    if first.name == "timestamps":
        camel = first.args[2:3] == (True,)
        return tuple(Column(name, "timestamp", True) for name in (("createdat", "updatedat") if camel else ("created_at", "updated_at")))
    name = folded(first.get("", 0))
    if first.name in _CONSTRAINTS or first.name in _NO_COLUMN or first.name.startswith(("drop", "rename", "setNullable", "dropNullable")):
        return ()
    if not name and first.name not in ("increments", "bigIncrements"):
        return ()
    name = name or "id"
    kind = folded(first.get("", 1)) if first.name == "specificType" else _TYPES.get(first.name, first.name.lower())
    length = first.get("", 1)
    kind = f"varchar({length if isinstance(length, int) else 255})" if kind == "varchar" else kind
    default = written(more["defaultTo"].get("", 0)) if "defaultTo" in more else None
    references = next((folded(more[key].get("", 0)) for key in ("inTable",) if key in more), "")
    references = references or _referred(parts)
    nullable = "notNullable" not in more and "notNull" not in more and "primary" not in more
    return (Column(name, kind, nullable, default, references, "unique" in more, "primary" in more or "ncrements" in first.name),)


def _referred(parts: list[Call]) -> str:
    """The table of `references('users.id')`, "" where the column stands alone."""
    named = next((literal(each.get("", 0)) for each in parts if each.name == "references"), "")
    return named.rpartition(".")[0].rpartition(".")[2].lower()


def _change(draft: Draft, table: str, call: Call) -> None:
    parts = list(chain(call))[::-1]
    first, names = parts[0], {each.name for each in parts}
    path, line = draft.path, first.line
    if first.name in ("dropColumn", "dropColumns", "dropTimestamps"):
        given = tuple(name for each in first.args for name in _names(each)) or ("created_at", "updated_at")
        for name in given:
            draft.add(Operation("drop-column", path, line, table, name, (Column(name),)))
    elif first.name == "renameColumn":
        old = folded(first.get("", 0))
        draft.add(Operation("rename-column", path, line, table, old, (Column(old),), target=folded(first.get("", 1))))
    elif first.name in ("setNullable", "dropNullable"):
        name = folded(first.get("", 0))
        kind: OperationKind = "drop-not-null" if first.name == "setNullable" else "set-not-null"
        draft.add(Operation(kind, path, line, table, name, (Column(name, nullable=first.name == "setNullable"),)))
    elif first.name in _CONSTRAINTS:
        columns = tuple(Column(name) for name in _names(first.get("", 0)))
        target = next((folded(each.get("", 0)) for each in parts if each.name == "inTable"), "") or _referred(parts)
        draft.add(Operation(_CONSTRAINTS[first.name], path, line, table, folded(first.get("", 1)), columns, target))
    else:
        columns = _columns(call)
        draft.unread += not columns and first.name not in _NO_COLUMN
        for column in columns:
            draft.add(Operation("change-column-type" if "alter" in names else "add-column", path, line, table, column.name, (column,)))
            if column.references:
                draft.add(Operation("add-foreign-key", path, line, table, "", (column,), target=column.references))
            if "index" in names:
                draft.add(Operation("add-index", path, line, table, "", (column,)))
