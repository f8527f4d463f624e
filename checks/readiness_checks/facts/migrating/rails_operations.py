"""What each of Active Record's schema statements does."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from readiness_checks.facts.expressions import Call, literal, written
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.rails_columns import REFERENCES, columns_of

TABLES = frozenset(("create_table", "change_table"))
# what a block of `create_table` calls that makes no column
_NO_COLUMN = ("index", "foreign_key", "check_constraint", "unique_constraint", "exclusion_constraint", "comment")
_CONCURRENT = "concurrently"


def operate(draft: Draft, call: Call) -> None:
    """Add what one schema statement does; one whose table or column is no literal is counted as unread."""
    act = SCHEMA[call.name]
    if call.name in _WITHOUT_TABLE or folded(call.get("", 0)):
        before = len(draft.operations)
        act(draft, call)
        if _stops(call):
            draft.operations[before:] = [replace(made, blocking=True) for made in draft.operations[before:]]
    else:
        draft.unread += 1


def in_table(draft: Draft, call: Call, inner: tuple[Call, ...], *, opened: bool) -> None:
    """`create_table` or `change_table` with the calls of its block; `opened` where it holds more than calls on its table."""
    table = folded(call.get("", 0))
    if not table:
        draft.unread += 1
        return
    if call.name == "create_table":
        columns = [column for each in inner if each.name not in _NO_COLUMN for column in columns_of(each)]
        if call.get("id") is not False:
            columns.insert(0, Column(folded(call.get("primary_key")) or "id", literal(call.get("id")) or "bigint", primary=True))
        opened = opened or any(each.has("**") or not columns_of(each) for each in inner if each.name not in _NO_COLUMN)
        draft.add(Operation("create-table", draft.path, call.line, table, columns=tuple(columns), open=opened or call.has("**")))
        inner = tuple(each for each in inner if each.name == "foreign_key")
    elif opened:
        draft.unread += 1
    for each in inner:
        _change(draft, table, each)


def _stops(call: Call) -> bool:
    """Whether a statement, or the index that comes with it, asks MySQL for a form that stops writes."""
    index = call.get("index")
    given = [(literal(call.get("algorithm")), literal(call.get("lock")))]
    if isinstance(index, dict):
        given.append((literal(index.get("algorithm")), literal(index.get("lock"))))
    return any(algorithm == "copy" or lock in ("shared", "exclusive") for algorithm, lock in given)


def _change(draft: Draft, table: str, call: Call) -> None:
    """A call on the table of a `change_table` block: the same statement with the table put first."""
    name = _IN_TABLE.get(call.name)
    if name is not None:
        SCHEMA[name](draft, replace(call, name=name, args=(table, *call.args)))
    elif call.name in REFERENCES or columns_of(call):
        for column in columns_of(call):
            draft.add(Operation("add-column", draft.path, call.line, table, column.name, (column,)))
    else:
        draft.unread += 1


def _create_table(draft: Draft, call: Call) -> None:
    table = folded(call.get("", 0))
    columns = () if call.get("id") is False else (Column("id", primary=True),)
    draft.add(Operation("create-table", draft.path, call.line, table, columns=columns))


def _join_table(draft: Draft, call: Call) -> None:
    names = sorted((folded(call.get("", 0)), folded(call.get("", 1))))
    table = folded(call.get("table_name")) or "_".join(names)
    kind: OperationKind = "create-table" if call.name == "create_join_table" else "drop-table"
    draft.add(Operation(kind, draft.path, call.line, table, open=True))


def _virtual_table(draft: Draft, call: Call) -> None:
    draft.add(Operation("create-table", draft.path, call.line, folded(call.get("", 0)), open=True))


def _drop_table(draft: Draft, call: Call) -> None:
    for argument in call.args:
        draft.add(Operation("drop-table", draft.path, call.line, folded(argument)))


def _rename(draft: Draft, call: Call) -> None:
    table = folded(call.get("", 0))
    if call.name == "rename_table":
        draft.add(Operation("rename-table", draft.path, call.line, table, target=folded(call.get("", 1))))
        return
    old, new = folded(call.get("", 1)), folded(call.get("", 2))
    kind: OperationKind = "rename-column" if call.name == "rename_column" else "rename-index"
    draft.add(Operation(kind, draft.path, call.line, table, old, (Column(old),) if kind == "rename-column" else (), target=new))


def _add_column(draft: Draft, call: Call) -> None:
    table = folded(call.get("", 0))
    kind = literal(call.get("", 2)) or literal(call.get("type"))
    names = call.args[1:2] if call.name == "add_column" else call.args[1:]
    for name in names:
        made = columns_of(replace(call, name="column", args=(name, kind)))
        if not made:
            draft.unread += 1
        for column in made:
            draft.add(Operation("add-column", draft.path, call.line, table, column.name, (column,)))


def _add_reference(draft: Draft, call: Call) -> None:
    table = folded(call.get("", 0))
    index = call.get("index")
    for column in columns_of(replace(call, name="references", args=call.args[1:])):
        # the key is an operation of its own, which may leave present rows unchecked
        draft.add(Operation("add-column", draft.path, call.line, table, column.name, (replace(column, references=""),)))
        if column.references:
            key = call.get("foreign_key")
            unvalidated = isinstance(key, dict) and key.get("validate") is False and draft.dialect != "mysql"
            target = column.references
            draft.add(Operation("add-foreign-key", draft.path, call.line, table, "", (column,), target=target, unvalidated=unvalidated))
    if index is not False and call.args[1:]:
        concurrent = isinstance(index, dict) and literal(index.get("algorithm")) == _CONCURRENT
        columns = (Column(f"{folded(call.args[1])}_id"),)
        draft.add(Operation("add-index", draft.path, call.line, table, "", columns, concurrent=concurrent))


def _timestamps(draft: Draft, call: Call) -> None:
    table = folded(call.get("", 0))
    kind: OperationKind = "add-column" if call.name == "add_timestamps" else "drop-column"
    for column in columns_of(replace(call, name="timestamps", args=())):
        draft.add(Operation(kind, draft.path, call.line, table, column.name, (column,)))


def _remove_column(draft: Draft, call: Call) -> None:
    table = folded(call.get("", 0))
    names = call.args[1:2] if call.name == "remove_column" else call.args[1:]
    for name in names:
        column = folded(name) + ("_id" if call.name in ("remove_reference", "remove_belongs_to") else "")
        draft.add(Operation("drop-column", draft.path, call.line, table, column, (Column(column),)))


def _change_column(draft: Draft, call: Call) -> None:
    path, line, table, column = draft.path, call.line, folded(call.get("", 0)), folded(call.get("", 1))
    kind: OperationKind
    if call.name == "change_column":
        made = columns_of(replace(call, name="column", args=call.args[1:]))
        draft.add(Operation("change-column-type", path, line, table, column, made))
        if call.has("null"):
            kind = "drop-not-null" if call.get("null") is True else "set-not-null"
            draft.add(Operation(kind, path, line, table, column, made))
    elif call.name == "change_column_null":
        kind = "drop-not-null" if call.get("", 2) is True else "set-not-null"
        if kind == "set-not-null" and call.get("", 3) is not None:
            # the value for rows that have none is written by one UPDATE
            draft.add(Operation("update-rows", path, line, table, columns=(Column(column),), text=call.text))
        draft.add(Operation(kind, path, line, table, column, (Column(column, nullable=kind == "drop-not-null"),)))
    else:
        value = call.get("to") if call.has("to") else call.get("", 2)
        kind = "drop-default" if value is None else "set-default"
        draft.add(Operation(kind, path, line, table, column, (Column(column, default=written(value)),)))


def _add_index(draft: Draft, call: Call) -> None:
    given = call.get("", 1) if call.name != "remove_index" else call.get("column", 1)
    columns = tuple(Column(folded(each)) for each in (given if isinstance(given, tuple) else (given,)) if folded(each))
    kind: OperationKind = "drop-index" if call.name == "remove_index" else "add-index"
    concurrent = literal(call.get("algorithm")) == _CONCURRENT
    unique = call.get("unique") is True
    where = call.has("where")
    table, name = folded(call.get("", 0)), folded(call.get("name"))
    draft.add(Operation(kind, draft.path, call.line, table, name, columns, unique=unique, where=where, concurrent=concurrent))


def _constraint(draft: Draft, call: Call) -> None:
    kind = _CONSTRAINTS[call.name]
    given = call.get("column") if call.name == "add_foreign_key" else call.get("", 1)
    columns = tuple(Column(folded(each)) for each in (given if isinstance(given, tuple) else (given,)) if folded(each))
    target = folded(call.get("", 1)) if call.name == "add_foreign_key" else ""
    # MySQL has no constraint that is not checked, and Active Record leaves the option out
    unvalidated = call.get("validate") is False and draft.dialect != "mysql"
    if call.name == "add_foreign_key" and not columns and target:
        columns = (Column(f"{target.removesuffix('s')}_id"),)
    draft.add(
        Operation(
            kind, draft.path, call.line, folded(call.get("", 0)), folded(call.get("name")), columns if kind != "add-check" else (),
            target, unvalidated=unvalidated, using_index=call.has("using_index"), text=call.text,
        )
    )  # fmt: skip


def _execute(draft: Draft, call: Call) -> None:
    draft.sql(call.args[0] if call.args else None, call.line)


def _plain(kind: OperationKind) -> Callable[[Draft, Call], None]:
    def act(draft: Draft, call: Call) -> None:
        draft.add(Operation(kind, draft.path, call.line, name=folded(call.get("", 0)), text=call.text))

    return act


def _nothing(_draft: Draft, _call: Call) -> None:
    return


_CONSTRAINTS: dict[str, OperationKind] = {
    "add_foreign_key": "add-foreign-key",
    "add_check_constraint": "add-check",
    "add_unique_constraint": "add-unique",
    "add_exclusion_constraint": "add-exclusion",
    "validate_foreign_key": "validate-constraint",
    "validate_check_constraint": "validate-constraint",
    "validate_constraint": "validate-constraint",
    "remove_foreign_key": "drop-constraint",
    "remove_check_constraint": "drop-constraint",
    "remove_unique_constraint": "drop-constraint",
    "remove_exclusion_constraint": "drop-constraint",
}
_WITHOUT_TABLE = frozenset(("execute", "exec_query", "exec_update", "exec_delete", "create_join_table", "drop_join_table"))
SCHEMA: dict[str, Callable[[Draft, Call], None]] = {
    "create_table": _create_table,
    "create_join_table": _join_table,
    "drop_join_table": _join_table,
    "create_virtual_table": _virtual_table,
    "drop_table": _drop_table,
    **dict.fromkeys(("rename_table", "rename_column", "rename_index"), _rename),
    **dict.fromkeys(("add_column", "add_columns"), _add_column),
    **dict.fromkeys(("add_reference", "add_belongs_to"), _add_reference),
    **dict.fromkeys(("add_timestamps", "remove_timestamps"), _timestamps),
    **dict.fromkeys(("remove_column", "remove_columns", "remove_reference", "remove_belongs_to"), _remove_column),
    **dict.fromkeys(("change_column", "change_column_null", "change_column_default"), _change_column),
    **dict.fromkeys(("add_index", "remove_index"), _add_index),
    **dict.fromkeys(_CONSTRAINTS, _constraint),
    **dict.fromkeys(("execute", "exec_query", "exec_update", "exec_delete"), _execute),
    **dict.fromkeys(("create_view", "update_view", "replace_view", "create_materialized_view"), _plain("create-view")),
    **dict.fromkeys(("drop_view", "drop_materialized_view"), _plain("drop-view")),
    **dict.fromkeys(
        ("create_function", "update_function", "drop_function", "create_trigger", "update_trigger", "drop_trigger"), _plain("routine")
    ),
    **dict.fromkeys(("enable_extension", "disable_extension"), _plain("create-extension")),
    **dict.fromkeys(("create_enum",), _plain("create-type")),
    **dict.fromkeys(("add_enum_value", "rename_enum", "rename_enum_value"), _plain("alter-type")),
    **dict.fromkeys(("drop_enum",), _plain("drop-type")),
    **dict.fromkeys(("rename_schema",), _plain("rename-schema")),
    **dict.fromkeys(("change_table_comment", "change_column_comment"), _nothing),
}
_IN_TABLE = {
    "rename": "rename_column", "remove": "remove_columns", "change": "change_column", "change_default": "change_column_default",
    "change_null": "change_column_null", "index": "add_index", "remove_index": "remove_index", "foreign_key": "add_foreign_key",
    "remove_references": "remove_reference", "remove_belongs_to": "remove_reference", "references": "add_reference",
    "belongs_to": "add_reference", "timestamps": "add_timestamps", "remove_timestamps": "remove_timestamps",
    "check_constraint": "add_check_constraint", "remove_foreign_key": "remove_foreign_key", "rename_index": "rename_index",
    "unique_constraint": "add_unique_constraint", "exclusion_constraint": "add_exclusion_constraint",
    "remove_check_constraint": "remove_check_constraint",
}  # fmt: skip
