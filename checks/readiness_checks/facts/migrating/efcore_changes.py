"""What the calls on Entity Framework Core's `MigrationBuilder` do."""

from __future__ import annotations

from collections.abc import Callable

from readiness_checks.facts.expressions import Call, Closure, Name, Value, chain, literal, literals, root, written
from readiness_checks.facts.expressions.braced import value_of
from readiness_checks.facts.expressions.csharp import CSHARP
from readiness_checks.facts.migrating.draft import Draft, folded
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.script import Script
from readiness_checks.facts.syntax_trees import text_of

_QUIET = frozenset((
    "Annotation", "OldAnnotation", "EnsureSchema", "AlterDatabase", "CreateSequence", "DropSequence", "RestartSequence", "AlterSequence",
    "RenameSequence", "AlterTable", "IsSqlServer", "IsNpgsql", "DropSchema", "IsSqlite", "IsMySql",
))  # fmt: skip
_CLR = {
    "string": "text",
    "int": "integer",
    "long": "bigint",
    "bool": "boolean",
    "Guid": "uuid",
    "DateTime": "timestamp",
    "short": "smallint",
}


def act(script: Script, call: Call) -> bool:
    """Take what is called on the migration builder."""
    if "migrationbuilder" not in root(call).lower() and root(call) != "builder":
        return False
    made = next((each for each in chain(call) if isinstance(each.on, Name)), call)
    known = _ACTS.get(made.name)
    if known is not None:
        known(script.draft, made)
    elif made.name not in _QUIET:
        script.draft.unread += 1
    return True


def _create_table(draft: Draft, call: Call) -> None:
    columns = call.get("columns", 1)
    body = columns.node.child_by_field_name("body") if isinstance(columns, Closure) else None
    given = value_of(CSHARP, body, {})
    found = tuple(_column(_explicit(value) or name.lower(), value) for name, value in given.items()) if isinstance(given, dict) else ()
    draft.add(Operation("create-table", draft.path, call.line, folded(call.get("name", 0)), columns=found, open=not found))
    constraints = call.get("constraints", 3)
    if isinstance(constraints, Closure) and "ForeignKey(" in text_of(constraints.node):
        draft.add(Operation("add-foreign-key", draft.path, call.line, folded(call.get("name", 0))))


def _explicit(value: Value) -> str:
    return next((folded(each.get("name")) for each in chain(value) if folded(each.get("name"))), "") if isinstance(value, Call) else ""


def _column(name: str, value: Value, kind: str = "") -> Column:
    parts = list(chain(value)) if isinstance(value, Call) else []
    call = next((each for each in parts if each.name in ("Column", "AddColumn", "AlterColumn")), None)
    if call is None:
        return Column(name)
    default = next((written(call.get(key)) for key in ("defaultValue", "defaultValueSql") if call.has(key)), None)
    generated = call.has("computedColumnSql") or any(each.name == "Annotation" and "dentity" in each.text for each in parts)
    clr = call.text.partition("<")[2].partition(">")[0].rstrip("?") if "<" in call.text.partition("(")[0] else ""
    kind = literal(call.get("type")).lower() or _CLR.get(clr, clr.lower())
    return Column(name, kind, call.get("nullable") is True, default if default != "null" else None, generated=generated)


def _add_column(draft: Draft, call: Call) -> None:
    name = folded(call.get("name", 0))
    draft.add(Operation("add-column", draft.path, call.line, folded(call.get("table", 1)), name, (_column(name, call),)))


def _alter_column(draft: Draft, call: Call) -> None:
    name, table = folded(call.get("name", 0)), folded(call.get("table", 1))
    column = _column(name, call)
    previous = literal(call.get("oldType")).lower()
    if previous != column.type or not previous:
        draft.add(Operation("change-column-type", draft.path, call.line, table, name, (column,), previous=previous))
    was = call.get("oldNullable") is True
    if was and not column.nullable:
        draft.add(Operation("set-not-null", draft.path, call.line, table, name, (column,)))
    elif column.nullable and not was:
        draft.add(Operation("drop-not-null", draft.path, call.line, table, name, (column,)))


def _named(kind: OperationKind) -> Callable[[Draft, Call], None]:
    """An operation on a table by its name, with the columns it is about."""

    def apply(draft: Draft, call: Call) -> None:
        # tables and indexes come without a table before other arguments
        table = folded(call.get("table", None if kind in ("drop-table", "rename-table", "rename-index") else 1))
        name = folded(call.get("name", 0))
        columns = tuple(Column(each.lower()) for each in literals(call.get("columns")) or literals(call.get("column")))
        target = folded(call.get("principalTable") if kind == "add-foreign-key" else call.get("newName"))
        if kind in ("drop-table", "rename-table"):
            table, name = name, ""
        elif kind in ("drop-column", "rename-column"):
            columns = (Column(name),)
        draft.add(Operation(kind, draft.path, call.line, table, name, columns, target, unique=call.get("unique") is True, text=call.text))

    return apply


def _sql(draft: Draft, call: Call) -> None:
    if call.get("suppressTransaction") is True:
        draft.transactional = False
    draft.sql(call.get("sql", 0), call.line)


def _resource(draft: Draft, call: Call) -> None:
    """SQL that is kept in the assembly under a name of its own."""
    draft.unread += 1
    draft.add(Operation("run-sql", draft.path, call.line, text=call.text))


_ACTS: dict[str, Callable[[Draft, Call], None]] = {
    "CreateTable": _create_table,
    "AddColumn": _add_column,
    "AlterColumn": _alter_column,
    "DropTable": _named("drop-table"),
    "RenameTable": _named("rename-table"),
    "DropColumn": _named("drop-column"),
    "RenameColumn": _named("rename-column"),
    "CreateIndex": _named("add-index"),
    "DropIndex": _named("drop-index"),
    "RenameIndex": _named("rename-index"),
    "AddForeignKey": _named("add-foreign-key"),
    "AddPrimaryKey": _named("add-primary-key"),
    "AddUniqueConstraint": _named("add-unique"),
    "AddCheckConstraint": _named("add-check"),
    **dict.fromkeys(("DropForeignKey", "DropPrimaryKey", "DropUniqueConstraint", "DropCheckConstraint"), _named("drop-constraint")),
    **dict.fromkeys(("InsertData", "UpdateData", "DeleteData"), _named("insert-rows")),
    "Sql": _sql,
    "SqlResource": _resource,
}
