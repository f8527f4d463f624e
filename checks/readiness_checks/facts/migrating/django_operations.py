"""What each of Django's migration operations does to the models before it, and so to the tables."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field, replace

from readiness.records import dataclass
from readiness.regex import Regex
from readiness_checks.facts.expressions import Call, Name, Value, literal, literals
from readiness_checks.facts.migrating.django_fields import DjangoField, field_of
from readiness_checks.facts.migrating.draft import Draft
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind

_QUIET = frozenset({
    "AlterModelOptions", "AlterModelManagers", "AlterOrderWithRespectTo", "AlterModelTableComment", "IgnoreMigration", "RenameIndex",
    "CreateCollation", "RemoveCollation", "ValidateConstraint",
})  # fmt: skip
_TOUCHES_SCHEMA = Regex(r"schema_editor\.(?!connection\.alias)|\bcursor\b|\.execute\(|call_command")
_CONSTRAINTS: dict[str, OperationKind] = {
    "UniqueConstraint": "add-unique", "CheckConstraint": "add-check", "ExclusionConstraint": "add-exclusion",
}  # fmt: skip


@dataclass(slots=True)
class ModelState:
    """A model as the migrations so far leave it: its table and its fields by name, lower case; `managed` with a table of its own."""

    name: str
    table: str
    fields: dict[str, DjangoField] = field(default_factory=dict)
    managed: bool = True
    open: bool = False


@dataclass(slots=True)
class State:
    """The models by name, lower case; `unread` counts what may have changed them and could not be read."""

    models: dict[str, ModelState] = field(default_factory=dict)
    unread: int = 0


def apply(draft: Draft, call: Value, state: State, package: str, code: Mapping[str, str], depth: int = 0) -> None:
    """Add what one operation does to the draft, and change the models."""
    if not isinstance(call, Call) or depth > 3:
        draft.unread += 1
        state.unread += 1
    elif call.name == "SeparateDatabaseAndState":
        _separate(draft, call, state, package, code, depth)
    elif call.name == "RunSQL":
        _run_sql(draft, call)
        for inner in _items(call.get("state_operations", 2)):
            apply(Draft(draft.path), inner, state, package, code, depth + 1)
    elif call.name == "RunPython":
        _run_python(draft, call, code)
    elif call.name in _ACTS:
        _ACTS[call.name](draft, call, state, package)
    elif call.name.endswith("Extension"):
        draft.add(Operation("create-extension", draft.path, call.line, text=call.text))
    elif call.name not in _QUIET:
        draft.unread += 1
        state.unread += 1


def _run_python(draft: Draft, call: Call, code: Mapping[str, str]) -> None:
    draft.add(Operation("run-code", draft.path, call.line, text=call.text))
    function = call.get("code", 0)
    name = function.text if isinstance(function, Name) else ""
    if not name.endswith("noop") and (name not in code or _TOUCHES_SCHEMA.search(code[name])):
        draft.unread += 1


def _separate(draft: Draft, call: Call, state: State, package: str, code: Mapping[str, str], depth: int) -> None:
    before = State({name: replace(model, fields=dict(model.fields)) for name, model in state.models.items()})
    for inner in _items(call.get("database_operations", 0)):
        apply(draft, inner, before, package, code, depth + 1)
    told = Draft(draft.path)
    for inner in _items(call.get("state_operations", 1)):
        apply(told, inner, state, package, code, depth + 1)
    for operation in told.operations:
        draft.add(replace(operation, state_only=True))
    draft.unread += told.unread


def _items(value: Value) -> tuple[Value, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _run_sql(draft: Draft, call: Call) -> None:
    given = call.get("sql", 0)
    for statement in given if isinstance(given, tuple) else (given,):
        inner = statement[0] if isinstance(statement, tuple) and statement else statement
        if isinstance(inner, Name) and inner.last == "noop":
            continue
        draft.sql(inner, call.line)


def _table_of(state: State, call: Call, package: str) -> str:
    name = literal(call.get("model_name", 0) or call.get("name")).lower()
    model = state.models.get(name)
    return model.table if model else f"{package}_{name}"


def _create(draft: Draft, call: Call, state: State, package: str) -> None:
    name = literal(call.get("name", 0)).lower()
    options = call.get("options", 2)
    options = options if isinstance(options, dict) else {}
    given = call.get("fields", 1)
    model = ModelState(name, literal(options.get("db_table")).lower() or f"{package}_{name}")
    model.managed = options.get("managed") is not False and options.get("proxy") is not True
    for item in given if isinstance(given, tuple) else ():
        made = field_of(literal(item[0]), item[1]) if isinstance(item, tuple) and len(item) == 2 else None
        if made is None:
            model.open = True
        else:
            model.fields[made.name.lower()] = made
    model.open = model.open or not isinstance(given, tuple)
    if not name:
        draft.unread += 1
        state.unread += 1
        return
    state.models[name] = model
    if model.managed:
        columns = tuple(each.column for each in model.fields.values() if each.column is not None)
        draft.add(Operation("create-table", draft.path, call.line, model.table, columns=columns, open=model.open))
        for each in model.fields.values():
            if each.column is None:
                draft.add(Operation("create-table", draft.path, each.line, f"{model.table}_{each.name.lower()}", open=True))


def _table(draft: Draft, call: Call, state: State, package: str) -> None:
    name = literal(call.get("old_name" if call.name == "RenameModel" else "name", 0)).lower()
    model = state.models.pop(name, None)
    table = model.table if model else f"{package}_{name}"
    managed = model is None or model.managed
    if call.name == "DeleteModel":
        if managed:
            draft.add(Operation("drop-table", draft.path, call.line, table))
        return
    model = model or ModelState(name, table, open=True)
    if call.name == "RenameModel":
        name = literal(call.get("new_name", 1)).lower()
        target = f"{package}_{name}" if table == f"{package}_{model.name}" else table
    else:
        target = literal(call.get("table", 1)).lower() or f"{package}_{name}"
    state.models[name] = replace(model, name=name, table=target)
    if managed and target != table:
        draft.add(Operation("rename-table", draft.path, call.line, table, target=target))


def _field(draft: Draft, call: Call, state: State, package: str) -> None:
    table = _table_of(state, call, package)
    model = state.models.setdefault(literal(call.get("model_name", 0)).lower(), ModelState("", table, open=True))
    name = literal(call.get("name", 1)).lower()
    old = model.fields.get(name)
    made = field_of(literal(call.get("name", 1)), call.get("field", 2))
    if made is None:
        draft.unread += 1
        model.open = True
        model.fields.setdefault(name, DjangoField(name, "", call.line, Column(name)))
        return
    model.fields[name] = made
    if call.name == "AddField":
        _add(draft, table, made, call.line)
    elif old is not None:
        _alter(draft, table, old, made, call.line)


def _remove_field(draft: Draft, call: Call, state: State, package: str) -> None:
    table = _table_of(state, call, package)
    model = state.models.get(literal(call.get("model_name", 0)).lower())
    name = literal(call.get("name", 1)).lower()
    old = model.fields.pop(name, None) if model else None
    if old is not None and old.column is None:
        draft.add(Operation("drop-table", draft.path, call.line, f"{table}_{name}"))
    else:
        column = old.column.name if old and old.column else name
        draft.add(Operation("drop-column", draft.path, call.line, table, column, (Column(column),)))


def _rename_field(draft: Draft, call: Call, state: State, package: str) -> None:
    table = _table_of(state, call, package)
    model = state.models.setdefault(literal(call.get("model_name", 0)).lower(), ModelState("", table, open=True))
    old = model.fields.pop(literal(call.get("old_name", 1)).lower(), None)
    name = literal(call.get("new_name", 2))
    if old is None:
        model.fields[name.lower()] = DjangoField(name, "", call.line, Column(name.lower()))
        draft.unread += 1
        return
    made = replace(old, name=name, column=_renamed(old, name))
    model.fields[name.lower()] = made
    if old.column is not None and made.column is not None and old.column.name != made.column.name:
        renamed = Operation("rename-column", draft.path, call.line, table, old.column.name, (old.column,), target=made.column.name)
        draft.add(renamed)


def _renamed(old: DjangoField, name: str) -> Column | None:
    if old.column is None or not old.column.name.startswith(old.name.lower()):
        return old.column  # an explicit column keeps its name
    return replace(old.column, name=name.lower() + old.column.name[len(old.name) :])


def _add(draft: Draft, table: str, made: DjangoField, line: int) -> None:
    column = made.column
    if column is None:
        draft.add(Operation("create-table", draft.path, line, f"{table}_{made.name.lower()}", open=True))
        return
    if not made.constrained:
        column = replace(column, references="")  # the models alone know of the key
    draft.add(Operation("add-column", draft.path, line, table, column.name, (column,)))
    if made.indexed and not (column.unique or column.primary):
        draft.add(Operation("add-index", draft.path, line, table, "", (column,)))


def _alter(draft: Draft, table: str, old: DjangoField, new: DjangoField, line: int) -> None:
    before, after = old.column, new.column
    if before is None or after is None:
        return
    if before.name != after.name:
        draft.add(Operation("rename-column", draft.path, line, table, before.name, (before,), target=after.name))
    if before.type != after.type and old.kind and not (before.references and after.references):
        draft.add(Operation("change-column-type", draft.path, line, table, after.name, (after,), previous=before.type))
    if before.nullable and after.nullable is False:
        draft.add(Operation("set-not-null", draft.path, line, table, after.name, (after,)))
    elif before.nullable is False and after.nullable:
        draft.add(Operation("drop-not-null", draft.path, line, table, after.name, (after,)))
    if after.unique and not before.unique:
        draft.add(Operation("add-unique", draft.path, line, table, "", (after,)))
    elif new.indexed and not old.indexed and not after.unique:
        draft.add(Operation("add-index", draft.path, line, table, "", (after,)))


def _database_default(draft: Draft, call: Call, state: State, package: str) -> None:
    """`AddDefaultValue` of django-add-default-value: the default that Django itself would drop again."""
    column = literal(call.get("name", 1)).lower()
    draft.add(Operation("set-default", draft.path, call.line, _table_of(state, call, package), column, (Column(column),)))


def _index(draft: Draft, call: Call, state: State, package: str) -> None:
    table = _table_of(state, call, package)
    concurrent = call.name.endswith("Concurrently")
    if call.name.startswith("Remove"):
        draft.add(Operation("drop-index", draft.path, call.line, table, literal(call.get("name", 1)).lower(), concurrent=concurrent))
        return
    index = call.get("index", 1)
    columns = tuple(Column(name.lstrip("-").lower()) for name in literals(index.get("fields"))) if isinstance(index, Call) else ()
    name = literal(index.get("name")).lower() if isinstance(index, Call) else ""
    draft.add(Operation("add-index", draft.path, call.line, table, name, columns, concurrent=concurrent))


def _constraint(draft: Draft, call: Call, state: State, package: str) -> None:
    table = _table_of(state, call, package)
    if call.name == "RemoveConstraint":
        draft.add(Operation("drop-constraint", draft.path, call.line, table, literal(call.get("name", 1)).lower()))
    elif call.name in ("AlterUniqueTogether", "AlterIndexTogether"):
        together = call.get("unique_together", 1) if call.name == "AlterUniqueTogether" else call.get("index_together", 1)
        kind: OperationKind = "add-unique" if call.name == "AlterUniqueTogether" else "add-index"
        groups = together if isinstance(together, tuple) else ()
        for group in groups:
            draft.add(Operation(kind, draft.path, call.line, table, "", tuple(Column(name.lower()) for name in literals(group))))
    else:
        made = call.get("constraint", 2 if call.name == "AlterConstraint" else 1)
        if isinstance(made, Call) and made.name in _CONSTRAINTS:
            columns = tuple(Column(name.lower()) for name in literals(made.get("fields")))
            name = literal(made.get("name")).lower()
            unvalidated = call.name == "AddConstraintNotValid"
            draft.add(Operation(_CONSTRAINTS[made.name], draft.path, call.line, table, name, columns, unvalidated=unvalidated))


_ACTS: dict[str, Callable[[Draft, Call, State, str], None]] = {
    "CreateModel": _create,
    **dict.fromkeys(("DeleteModel", "RenameModel", "AlterModelTable"), _table),
    **dict.fromkeys(("AddField", "AlterField"), _field),
    "RemoveField": _remove_field,
    "RenameField": _rename_field,
    "AddDefaultValue": _database_default,
    **dict.fromkeys(("AddIndex", "AddIndexConcurrently", "RemoveIndex", "RemoveIndexConcurrently"), _index),
    **dict.fromkeys(("AddConstraint", "AddConstraintNotValid", "AlterConstraint", "RemoveConstraint"), _constraint),
    **dict.fromkeys(("AlterUniqueTogether", "AlterIndexTogether"), _constraint),
}
