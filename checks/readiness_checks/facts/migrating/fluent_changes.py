"""What FluentMigrator's sentences do: `Create.Table("x").WithColumn("a").AsString()`."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, chain, root
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script

_STARTS = ("Create", "Alter", "Delete", "Rename", "Execute", "Insert", "Update")
_COLUMNS = ("WithColumn", "AddColumn", "AlterColumn", "Column")


def act(script: Script, call: Call) -> bool:
    """Take the sentences that start with one of FluentMigrator's verbs, also behind `IfDatabase(...)`."""
    parts = list(chain(call))[::-1]
    start = root(call).removeprefix("this.").removeprefix("base.")
    if parts[0].name == "IfDatabase":
        script.draft.add(Operation("run-code", script.draft.path, call.line, text=call.text))
        return True
    if start.partition(".")[0] == "Schema":
        return True  # asks what is there, changes nothing
    if start.partition(".")[0] not in _STARTS:
        return False
    _sentence(script.draft, start.partition(".")[0], parts)
    return True


def _argument(parts: list[Call], *names: str) -> str:
    return next((folded(each.args[0]) for each in parts if each.name in names and each.args), "")


def _sentence(draft: Draft, verb: str, parts: list[Call]) -> None:
    first = parts[0]
    path, line = draft.path, first.line
    table = _argument(parts, "OnTable", "FromTable", "IntoTable", "Table") or (folded(first.args[0]) if first.args else "")
    if verb == "Execute":
        if first.name in ("Sql", "EmbeddedScript", "Script"):
            draft.sql(first.args[0] if first.args and first.name == "Sql" else None, line)
        else:
            draft.add(Operation("run-code", path, line, text=first.text))
    elif verb in ("Insert", "Update") or (verb == "Delete" and first.name == "FromTable"):
        kind: OperationKind = "insert-rows" if verb == "Insert" else "update-rows" if verb == "Update" else "delete-rows"
        where = any(each.name in ("Where", "Row") for each in parts)
        draft.add(Operation(kind, path, line, table, where=where, text=first.text))
    elif verb == "Rename":
        old = folded(first.args[0]) if first.args else ""
        kind = "rename-table" if first.name == "Table" else "rename-column"
        target = _argument(parts, "To")
        column = (Column(old),) if kind == "rename-column" else ()
        draft.add(Operation(kind, path, line, old if kind == "rename-table" else table, "" if not column else old, column, target))
    elif first.name in ("Table", "Column"):
        _table(draft, verb, table, parts)
    else:
        _other(draft, verb, table, parts)


def _table(draft: Draft, verb: str, table: str, parts: list[Call]) -> None:
    first = parts[0]
    path, line = draft.path, first.line
    columns = _columns(parts)
    if verb == "Create" and first.name == "Table":
        draft.add(Operation("create-table", path, line, table, columns=columns, open=not columns))
    elif verb == "Delete":
        kind: OperationKind = "drop-table" if first.name == "Table" else "drop-column"
        names = [folded(each.args[0]) for each in parts if each.name == "Column" and each.args]
        for name in names if kind == "drop-column" else [""]:
            draft.add(Operation(kind, path, line, table, name, (Column(name),) if name else ()))
    else:
        altered = {folded(each.args[0]) for each in parts if each.name == "AlterColumn" and each.args}
        for column in columns:
            changed = column.name in altered or (verb == "Alter" and first.name == "Column")
            draft.add(Operation("change-column-type" if changed else "add-column", path, line, table, column.name, (column,)))


def _other(draft: Draft, verb: str, table: str, parts: list[Call]) -> None:
    first = parts[0]
    creating: dict[str, OperationKind] = {
        "Index": "add-index", "ForeignKey": "add-foreign-key", "UniqueConstraint": "add-unique", "PrimaryKey": "add-primary-key",
        "Schema": "create-schema",
    }  # fmt: skip
    deleting: dict[str, OperationKind] = {"Index": "drop-index", "Schema": "drop-schema"}
    kind = creating.get(first.name) if verb == "Create" else deleting.get(first.name, "drop-constraint")
    if kind is None:
        return
    columns = tuple(Column(folded(each.args[0])) for each in parts if each.name in ("OnColumn", "ForeignColumn", "Column") and each.args)
    target = _argument(parts, "ToTable")
    unique = any(each.name == "Unique" for each in parts)
    name = folded(first.args[0]) if first.args else ""
    draft.add(Operation(kind, draft.path, first.line, table, name, columns, target, unique=unique))


def _columns(parts: list[Call]) -> tuple[Column, ...]:
    """The columns of a sentence, each with the words up to the next."""
    found: list[Column] = []
    name = kind = ""
    nullable: bool | None = None
    default: str | None = None
    generated = False
    for each in [*parts, None]:
        if each is None or each.name in _COLUMNS:
            if name:
                found.append(Column(name, kind, nullable, default, generated=generated))
            name = folded(each.args[0]) if each is not None and each.args else ""
            kind, nullable, default, generated = "", None, None, False
        elif each.name.startswith("As"):
            sizes = ",".join(str(size) for size in each.args if isinstance(size, int))
            word = {"String": "varchar", "Int32": "integer", "Int64": "bigint", "Guid": "uuid"}.get(each.name[2:], each.name[2:].lower())
            kind = f"{word}({sizes})" if sizes else word
        elif each.name in ("Nullable", "NotNullable"):
            nullable = each.name == "Nullable"
        elif each.name in ("WithDefaultValue", "WithDefault", "SetExistingRowsTo"):
            default = "default"
        elif each.name == "Identity":
            generated = True
    return tuple(found)
