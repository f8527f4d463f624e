"""What each of Alembic's operations does: the calls on `op` and on what `batch_alter_table` gives."""

from __future__ import annotations

from collections.abc import Callable

from readiness_checks.facts.expressions import Call, Name, Opaque, Text, Value, chain, literal, written
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind

_QUIET = frozenset({
    "get_bind", "get_context", "f", "create_table_comment", "drop_table_comment", "inline_literal", "batch_alter_table",
})  # fmt: skip
_TYPES = {"string": "varchar", "unicode": "varchar", "autostring": "varchar", "unicodetext": "text", "float": "float", "enum": "enum"}
_BOUND = ("bindparams", "execution_options", "columns")
_WRAPPERS = ("text", "dedent", "cleandoc", "strip", "DDL")
_CONSTRAINTS: dict[str, OperationKind] = {
    "create_unique_constraint": "add-unique",
    "create_primary_key": "add-primary-key",
    "create_check_constraint": "add-check",
    "create_exclude_constraint": "add-exclusion",
}
_NAMED = ("create_index", "create_foreign_key", "drop_constraint", *_CONSTRAINTS)


def table_of_batch(call: Call) -> str:
    """The table that `op.batch_alter_table` opens."""
    return folded(call.get("table_name", 0))


def operate(draft: Draft, call: Call, batch: str | None) -> None:
    """Add what one call does; `batch` is the table of the batch it is called on, None for a call on `op`."""
    name = call.name
    if name == "execute":
        execute(draft, call)
    elif name in ("create_table", "drop_table", "rename_table"):
        _table(draft, call)
    elif name == "bulk_insert":
        draft.add(Operation("insert-rows", draft.path, call.line, text=call.text))
    elif name in _QUIET:
        return
    elif name == "drop_index":
        concurrent = call.get("postgresql_concurrently") is True
        table = folded(call.get("table_name", 1)) if batch is None else batch
        draft.add(Operation("drop-index", draft.path, call.line, table, folded(call.get("index_name", 0)), concurrent=concurrent))
    else:
        _alter(draft, call, batch)


def execute(draft: Draft, call: Call) -> None:
    """A text of SQL, or a statement that SQLAlchemy builds."""
    given = call.args[0] if call.args else next(iter(call.named.values()), None)
    while isinstance(given, Call) and (given.name in _WRAPPERS or given.name in _BOUND):
        given = given.on if given.name in _BOUND or not given.args else given.args[0]
    if isinstance(given, Call):
        names = {each.name for each in chain(given)}
        kinds: tuple[tuple[str, OperationKind], ...] = (("update", "update-rows"), ("delete", "delete-rows"), ("insert", "insert-rows"))
        kind = next((kind for word, kind in kinds if word in names), None)
        if kind is not None:
            tables = [folded(each.get("name", 0)) for each in chain(given) if each.name in ("table", "Table")]
            draft.add(Operation(kind, draft.path, call.line, "".join(tables[:1]), where="where" in names, text=call.text))
        elif "select" not in names:
            draft.sql(given, call.line)
        return
    if isinstance(given, (Name, Opaque)) and given.text.endswith((".insert()", ".update()", ".delete()")):
        return
    draft.sql(given, call.line)


def _table(draft: Draft, call: Call) -> None:
    table = folded(call.get("table_name", 0) or call.get("old_table_name"))
    if not table:
        draft.unread += 1
    elif call.name == "drop_table":
        draft.add(Operation("drop-table", draft.path, call.line, table))
    elif call.name == "rename_table":
        draft.add(Operation("rename-table", draft.path, call.line, table, target=folded(call.get("new_table_name", 1))))
    else:
        items = call.args[1:]
        columns = tuple(column for item in items if (column := column_of(item)) is not None)
        known = all(isinstance(item, Call) and (column_of(item) is not None or not item.name.endswith("olumn")) for item in items)
        draft.add(Operation("create-table", draft.path, call.line, table, columns=columns, open=not known or call.has("**")))


def _alter(draft: Draft, call: Call, batch: str | None) -> None:
    """Calls whose table stands first, or second after a name, or is that of the batch."""
    named_first = call.name in _NAMED
    if batch is None:
        table = folded(call.get("source_table" if call.name == "create_foreign_key" else "table_name", 1 if named_first else 0))
        rest = call.args[2:] if named_first else call.args[1:]
    else:
        table = batch
        rest = call.args[1:] if named_first else call.args
    act = _ACTS.get(call.name)
    if act is None or not table:
        draft.unread += 1
    else:
        act(draft, call, table, rest)


def _label(call: Call) -> str:
    return folded(call.get("index_name" if call.name == "create_index" else "constraint_name", 0))


def _add_column(draft: Draft, call: Call, table: str, rest: tuple[Value, ...]) -> None:
    column = column_of(rest[0] if rest else call.get("column"))
    if column is None:
        draft.unread += 1
        return
    draft.add(Operation("add-column", draft.path, call.line, table, column.name, (column,)))


def _drop_column(draft: Draft, call: Call, table: str, rest: tuple[Value, ...]) -> None:
    name = folded(rest[0] if rest else call.get("column_name"))
    draft.add(Operation("drop-column", draft.path, call.line, table, name, (Column(name),)))


def _create_index(draft: Draft, call: Call, table: str, rest: tuple[Value, ...]) -> None:
    columns = _columns(rest[0] if rest else call.get("columns"))
    concurrent = call.get("postgresql_concurrently") is True
    unique = call.get("unique") is True
    draft.add(Operation("add-index", draft.path, call.line, table, _label(call), columns, unique=unique, concurrent=concurrent))


def _create_foreign_key(draft: Draft, call: Call, table: str, rest: tuple[Value, ...]) -> None:
    target = folded(call.get("referent_table") or (rest[0] if rest else None))
    columns = _columns(call.get("local_cols") or (rest[1] if len(rest) > 1 else None))
    unvalidated = call.get("postgresql_not_valid") is True
    draft.add(Operation("add-foreign-key", draft.path, call.line, table, _label(call), columns, target, unvalidated=unvalidated))


def _add_constraint(draft: Draft, call: Call, table: str, rest: tuple[Value, ...]) -> None:
    columns = _columns(rest[0]) if rest and call.name != "create_check_constraint" else ()
    unvalidated = call.get("postgresql_not_valid") is True
    draft.add(Operation(_CONSTRAINTS[call.name], draft.path, call.line, table, _label(call), columns, unvalidated=unvalidated))


def _drop_constraint(draft: Draft, call: Call, table: str, _rest: tuple[Value, ...]) -> None:
    draft.add(Operation("drop-constraint", draft.path, call.line, table, _label(call)))


def _alter_column(draft: Draft, call: Call, table: str, rest: tuple[Value, ...]) -> None:
    path, line = draft.path, call.line
    column = folded(rest[0] if rest else call.get("column_name"))
    renamed = folded(call.get("new_column_name") or call.get("name"))
    if renamed and renamed != column:
        draft.add(Operation("rename-column", path, line, table, column, (Column(column),), target=renamed))
    kind: OperationKind
    if call.has("type_"):
        previous = type_of(call.get("existing_type")) if call.has("existing_type") else ""
        now = type_of(call.get("type_"))
        if now != previous or not now:
            draft.add(Operation("change-column-type", path, line, table, column, (Column(column, now),), previous=previous))
    if call.has("nullable") and isinstance(call.get("nullable"), bool):
        kind = "drop-not-null" if call.get("nullable") else "set-not-null"
        draft.add(Operation(kind, path, line, table, column, (Column(column, nullable=bool(call.get("nullable"))),)))
    if call.has("server_default"):
        default = call.get("server_default")
        kind = "drop-default" if default is None or default is False else "set-default"
        draft.add(Operation(kind, path, line, table, column, (Column(column, default=written(default)),)))


def column_of(value: Value) -> Column | None:
    """A `Column(...)`; None for what is none, or has no literal name."""
    if not isinstance(value, Call) or value.name != "Column" or not folded(value.get("name", 0)):
        return None
    rest = value.args[1:] if value.args and isinstance(value.args[0], Text) else value.args
    references = generated = ""
    kind = type_of(value.get("type_"))
    for item in rest:
        if isinstance(item, Call) and item.name == "ForeignKey":
            references = literal(item.get("column", 0)).lower().rpartition(".")[0].rpartition(".")[2]
        elif isinstance(item, Call) and item.name in ("Identity", "Computed", "FetchedValue"):
            generated = item.name
        elif not kind and not (isinstance(item, Call) and item.name.endswith(("Constraint", "Sequence"))):
            kind = type_of(item)
    default = value.get("server_default")
    primary = value.get("primary_key") is True
    nullable = value.get("nullable")
    return Column(
        folded(value.get("name", 0)),
        kind,
        nullable if isinstance(nullable, bool) else not primary,
        None if default is None else written(default),
        references,
        value.get("unique") is True,
        primary,
        bool(generated),
    )


def type_of(value: Value) -> str:
    """A SQLAlchemy type as SQL would write it: `String(length=50)` is `varchar(50)`."""
    if isinstance(value, Name):
        return _TYPES.get(value.last.lower(), value.last.lower())
    if not isinstance(value, Call):
        return ""
    kind = _TYPES.get(value.name.lower(), value.name.lower())
    sizes = [each for each in (*value.args, value.get("length"), value.get("precision"), value.get("scale")) if isinstance(each, int)]
    return f"{kind}({','.join(str(size) for size in sizes)})" if sizes and kind != "enum" else kind


def _columns(value: Value) -> tuple[Column, ...]:
    items = value if isinstance(value, tuple) else (value,)
    return tuple(Column(folded(item)) for item in items if folded(item))


_ACTS: dict[str, Callable[[Draft, Call, str, tuple[Value, ...]], None]] = {
    "add_column": _add_column,
    "drop_column": _drop_column,
    "alter_column": _alter_column,
    "create_index": _create_index,
    "create_foreign_key": _create_foreign_key,
    "drop_constraint": _drop_constraint,
    **dict.fromkeys(_CONSTRAINTS, _add_constraint),
}
