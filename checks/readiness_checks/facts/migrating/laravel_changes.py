"""What Laravel's migrations do: `Schema` with its blueprints, and SQL."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, Closure, Name, Value, chain, root, written
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script

_QUIET = frozenset((
    "engine", "charset", "collation", "comment", "after", "hasTable", "hasColumn", "hasColumns", "getColumnType", "getColumnListing",
    "enableForeignKeyConstraints", "disableForeignKeyConstraints", "defaultStringLength", "getConnection", "hasIndex", "getIndexes",
))  # fmt: skip
_MORPHS = ("morphs", "nullableMorphs", "uuidMorphs", "nullableUuidMorphs", "ulidMorphs", "nullableUlidMorphs", "numericMorphs")
_FIXED = {
    "id": ("id",), "timestamps": ("created_at", "updated_at"), "timestampsTz": ("created_at", "updated_at"),
    "nullableTimestamps": ("created_at", "updated_at"), "softDeletes": ("deleted_at",), "softDeletesTz": ("deleted_at",),
    "rememberToken": ("remember_token",), "datetimes": ("created_at", "updated_at"),
}  # fmt: skip
_DROPPED = {
    "dropTimestamps": ("created_at", "updated_at"), "dropTimestampsTz": ("created_at", "updated_at"), "dropSoftDeletes": ("deleted_at",),
    "dropSoftDeletesTz": ("deleted_at",), "dropRememberToken": ("remember_token",),
}  # fmt: skip
_INDEXES: dict[str, OperationKind] = {
    "index": "add-index", "unique": "add-unique", "primary": "add-primary-key", "fullText": "add-index", "fulltext": "add-index",
    "spatialIndex": "add-index", "dropIndex": "drop-index", "dropUnique": "drop-constraint", "dropPrimary": "drop-constraint",
    "dropForeign": "drop-constraint", "dropFullText": "drop-index", "dropSpatialIndex": "drop-index",
}  # fmt: skip
_TYPES = {
    "string": "varchar", "bigIncrements": "bigint", "increments": "integer", "unsignedBigInteger": "bigint", "bigInteger": "bigint",
    "foreignId": "bigint", "unsignedInteger": "integer", "dateTime": "timestamp", "mediumText": "text", "longText": "text",
    "foreignIdFor": "bigint", "foreignUuid": "uuid", "foreignUlid": "char(26)",
}  # fmt: skip
_SQL = ("statement", "unprepared", "update", "delete", "insert", "select", "raw", "affectingStatement")


def act(script: Script, call: Call) -> bool:
    """Take what is called on `Schema` or `DB`."""
    draft = script.draft
    start = root(call)
    first = list(chain(call))[-1]
    if start == "Schema" or (start in ("this", "") and any(each.name in ("getSchemaBuilder", "schema") for each in chain(call))):
        return _schema(script, call)
    if start == "DB" or start.endswith(".DB"):
        if call.name in _SQL and not any(each.name == "table" for each in chain(call)):
            if call.name != "select":
                draft.sql(call.args[0] if call.args else None, call.line)
            return True
        _rows(draft, call, first)
        return True
    if any(each.name == "table" for each in chain(call)) and start in ("this", ""):
        return False
    names = {each.name for each in chain(call)}
    if isinstance(first.on, Name) and first.on.text[:1].isupper() and names & {"update", "delete", "query", "where", "all", "create"}:
        draft.add(Operation("run-code", draft.path, call.line, text=call.text))
        return True
    return False


def _rows(draft: Draft, call: Call, first: Call) -> None:
    """`DB::table('x')->where(...)->update(...)`."""
    names = {each.name for each in chain(call)}
    tables = [folded(each.get("table", 0)) for each in chain(call) if each.name == "table"]
    kinds: tuple[tuple[str, OperationKind], ...] = (
        ("update", "update-rows"), ("delete", "delete-rows"), ("truncate", "truncate-table"), ("insert", "insert-rows"),
        ("insertOrIgnore", "insert-rows"), ("updateOrInsert", "insert-rows"), ("increment", "update-rows"),
    )  # fmt: skip
    kind = next((kind for name, kind in kinds if name == call.name), None)
    if kind is None:
        draft.add(Operation("run-code", draft.path, first.line, text=call.text))
        return
    where = any(name.startswith(("where", "orWhere", "limit")) for name in names)
    draft.add(Operation(kind, draft.path, call.line, "".join(tables[:1]), where=where, text=call.text))


def _schema(script: Script, call: Call) -> bool:
    draft = script.draft
    table = folded(call.get("table", 0))
    kinds: dict[str, OperationKind] = {"drop": "drop-table", "dropIfExists": "drop-table", "rename": "rename-table"}
    if call.name in ("create", "table"):
        closures = [value for value in call.args if isinstance(value, Closure)]
        if not closures or not table:
            draft.unread += 1
            return True
        calls, unread = _calls(script, closures[0])
        if call.name == "create":
            columns = tuple(column for each, _ in calls for column in _columns(each))
            draft.add(Operation("create-table", draft.path, call.line, table, columns=columns, open=unread > 0))
        else:
            draft.unread += unread
            for each, conditional in calls:
                held, draft.conditional = draft.conditional, draft.conditional or conditional
                _change(draft, table, each)
                draft.conditional = held
    elif call.name in kinds and table:
        draft.add(Operation(kinds[call.name], draft.path, call.line, table, target=folded(call.get("to", 1))))
    elif call.name in ("dropColumns", "dropColumn"):
        for name in _names(call.args[1:]):
            draft.add(Operation("drop-column", draft.path, call.line, table, name, (Column(name),)))
    elif call.name not in _QUIET and call.name not in ("connection", "withoutForeignKeyConstraints"):
        draft.unread += 1
    return call.name != "withoutForeignKeyConstraints"


def _calls(script: Script, closure: Closure) -> tuple[list[tuple[Call, bool]], int]:
    """What a closure calls on its blueprint, whether under a condition, and how much of it cannot be read."""
    calls: list[tuple[Call, bool]] = []

    def collect(inner: Script, call: Call) -> bool:
        if root(call) != "blueprint":
            return False
        calls.append((call, inner.draft.conditional))
        return True

    inner = Script(script.grammar, Draft(script.draft.path), collect, script.functions)
    inner.known = dict(script.known)
    inner.closure(closure, Name("blueprint"))
    return calls, inner.draft.unread


def _names(values: tuple[Value, ...]) -> list[str]:
    return [folded(inner) for value in values for inner in (value if isinstance(value, tuple) else (value,)) if folded(inner)]


def _columns(call: Call) -> tuple[Column, ...]:
    """The columns that a chain on a blueprint makes."""
    parts = list(chain(call))[::-1]
    first, more = parts[0], {each.name: each for each in parts[1:]}
    name = folded(first.get("column", 0))
    nullable = "nullable" in more and more["nullable"].get("value", 0) is not False
    default = written(more["default"].get("value", 0)) if "default" in more else "now" if more.keys() & {"useCurrent"} else None
    if first.name in _MORPHS:
        null = nullable or "ullable" in first.name
        return tuple(Column(f"{name}_{end}", "", null) for end in ("type", "id")) if name else ()
    if first.name in _FIXED:
        names = (name,) if name and len(_FIXED[first.name]) == 1 else _FIXED[first.name]
        return tuple(Column(each, "timestamp" if each != "id" else "bigint", each != "id", primary=each == "id") for each in names)
    if (
        first.name in _INDEXES
        or first.name in _QUIET
        or (first.name.startswith(("drop", "rename", "foreign")) and first.name not in _TYPES)
    ):
        return ()
    if first.name == "foreignIdFor" and not name:
        name = _of_model(first.get("model", 0))
    if not name:
        return ()
    length = first.get("length", 1)
    kind = _TYPES.get(first.name, first.name.lower())
    kind = f"varchar({length if isinstance(length, int) else 255})" if kind == "varchar" else kind
    references = ""
    if "constrained" in more or "on" in more:
        references = folded(more["constrained"].get("table", 0)) if "constrained" in more else folded(more["on"].get("table", 0))
        references = references or f"{name.removesuffix('_id')}s"
    primary = first.name.lower().endswith("increments") or "primary" in more
    generated = bool(more.keys() & {"virtualAs", "storedAs", "autoIncrement"})
    return (Column(name, kind, nullable, default, references, "unique" in more, primary, generated),)


def _of_model(value: Value) -> str:
    """The column for a model: `User::class` is `user_id`."""
    text = value.text if isinstance(value, Name) else ""
    words = text.removesuffix(".class").rpartition("\\")[2].rpartition(".")[2]
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in words).lstrip("_") + "_id" if words else ""


def _change(draft: Draft, table: str, call: Call) -> None:
    """One chain on the blueprint of `Schema::table`."""
    parts = list(chain(call))[::-1]
    first, names = parts[0], {each.name for each in parts}
    path, line = draft.path, first.line
    columns = _columns(call)
    if first.name in _QUIET:
        return
    if first.name in _DROPPED or first.name in ("dropColumn", "dropConstrainedForeignId", "removeColumn", "dropMorphs"):
        given = _DROPPED.get(first.name) or tuple(_names(first.args))
        given = tuple(f"{name}_{end}" for name in given for end in ("type", "id")) if first.name == "dropMorphs" else given
        draft.unread += not given
        for name in given:
            draft.add(Operation("drop-column", path, line, table, name, (Column(name),)))
    elif first.name == "renameColumn":
        old = folded(first.get("from", 0))
        draft.add(Operation("rename-column", path, line, table, old, (Column(old),), target=folded(first.get("to", 1))))
    elif first.name == "rename":
        draft.add(Operation("rename-table", path, line, table, target=folded(first.get("to", 0))))
    elif first.name in _INDEXES:
        indexed = tuple(Column(name) for name in _names(first.args[:1]))
        draft.add(Operation(_INDEXES[first.name], path, line, table, folded(first.get("name", 1)), indexed))
    elif first.name == "foreign":
        target = next((folded(each.get("table", 0)) for each in parts if each.name == "on"), "")
        draft.add(Operation("add-foreign-key", path, line, table, "", tuple(Column(name) for name in _names(first.args[:1])), target))
    elif first.name in ("drop", "dropIfExists"):
        draft.add(Operation("drop-table", path, line, table))
    elif first.name == "renameIndex":
        draft.add(Operation("rename-index", path, line, table, folded(first.get("from", 0)), target=folded(first.get("to", 1))))
    elif not columns:
        draft.unread += 1
    else:
        _add(draft, table, line, columns, names)


def _add(draft: Draft, table: str, line: int, columns: tuple[Column, ...], names: set[str]) -> None:
    changed = "change" in names
    for column in columns:
        kind: OperationKind = "change-column-type" if changed else "add-column"
        draft.add(Operation(kind, draft.path, line, table, column.name, (column,)))
        if column.references:
            draft.add(Operation("add-foreign-key", draft.path, line, table, "", (column,), target=column.references))
        if "index" in names and not changed:
            draft.add(Operation("add-index", draft.path, line, table, "", (column,)))
