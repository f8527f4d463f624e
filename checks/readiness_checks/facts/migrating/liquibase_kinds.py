"""What each of Liquibase's changes does, after its reference of change types."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from readiness.syntax.xml import Element
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind

_PLAIN: Mapping[str, OperationKind] = {
    "insert": "insert-rows", "loadData": "insert-rows", "loadUpdateData": "insert-rows",
    "createView": "create-view", "dropView": "drop-view", "renameView": "create-view",
    "createProcedure": "routine", "dropProcedure": "routine", "createFunction": "routine", "createTrigger": "routine",
    "dropFunction": "routine", "dropTrigger": "routine", "createPackage": "routine", "createPackageBody": "routine",
    "createSequence": "other", "alterSequence": "other", "dropSequence": "other", "renameSequence": "other",
    "addAutoIncrement": "other", "setTableRemarks": "comment", "setColumnRemarks": "comment",
    "customChange": "run-code", "executeCommand": "run-code", "mergeColumns": "run-code", "addLookupTable": "run-code",
    "dropForeignKeyConstraint": "drop-constraint", "dropUniqueConstraint": "drop-constraint", "dropPrimaryKey": "drop-constraint",
    "dropAllForeignKeyConstraints": "drop-constraint", "dropCheckConstraint": "drop-constraint",
    "dropIndex": "drop-index", "dropTable": "drop-table", "dropNotNullConstraint": "drop-not-null",
    "addDefaultValue": "set-default", "dropDefaultValue": "drop-default", "addNotNullConstraint": "set-not-null",
    "enableCheckConstraint": "other", "disableCheckConstraint": "other", "enableTrigger": "other", "disableTrigger": "other",
}  # fmt: skip


def operations_of(change: Element, path: str) -> tuple[Operation, ...] | None:
    """The operations of one change at its line in the changelog `path`; None for a change of an unknown name."""
    read = _READERS.get(change.tag)
    if read is not None:
        return read(change, path)
    kind = _PLAIN.get(change.tag)
    if kind is None:
        return None
    column = _lower(change, "columnName")
    name = _lower(change, "constraintName") or _lower(change, "indexName") or column
    table = _lower(change, "tableName") or _lower(change, "baseTableName") or _lower(change, "viewName")
    return (Operation(kind, path, change.line, table, name, (Column(column),) if column else (), text=change.tag),)


def _lower(change: Element, attribute: str) -> str:
    return change.attributes.get(attribute, "").strip('"`[] ').lower()


def _is(change: Element, attribute: str, value: str) -> bool:
    return change.attributes.get(attribute, "").lower() == value


def _column(element: Element) -> Column:
    attributes = element.attributes
    default = next((value for key, value in attributes.items() if key.startswith("defaultValue")), None)
    nullable: bool | None = None
    references = ""
    unique = primary = False
    for each in element.under("constraints"):
        if "nullable" in each.attributes:
            nullable = not _is(each, "nullable", "false")
        primary = primary or _is(each, "primaryKey", "true")
        unique = unique or _is(each, "unique", "true")
        written = each.attributes.get("referencedTableName") or each.attributes.get("references", "")
        references = references or written.partition("(")[0].rpartition(".")[2].strip(' "`').lower()
    return Column(
        _lower(element, "name"), attributes.get("type", "").lower(), False if primary else nullable, default, references, unique, primary,
        generated=_is(element, "autoIncrement", "true"),
    )  # fmt: skip


def _create_table(change: Element, path: str) -> tuple[Operation, ...]:
    columns = tuple(_column(element) for element in change.under("column"))
    return (Operation("create-table", path, change.line, _lower(change, "tableName"), columns=columns, text=change.tag),)


def _add_column(change: Element, path: str) -> tuple[Operation, ...]:
    table = _lower(change, "tableName")
    return tuple(
        Operation("add-column", path, element.line, table, columns=(_column(element),), text=change.tag)
        for element in change.under("column")
    )


def _drop_column(change: Element, path: str) -> tuple[Operation, ...]:
    names = [(_lower(element, "name"), element.line) for element in change.under("column")]
    names = names or [(_lower(change, "columnName"), change.line)]
    table = _lower(change, "tableName")
    return tuple(Operation("drop-column", path, line, table, columns=(Column(name),), text=change.tag) for name, line in names)


def _rename_table(change: Element, path: str) -> tuple[Operation, ...]:
    before, after = _lower(change, "oldTableName"), _lower(change, "newTableName")
    return (Operation("rename-table", path, change.line, before, target=after, text=change.tag),)


def _rename_column(change: Element, path: str) -> tuple[Operation, ...]:
    before, after = _lower(change, "oldColumnName"), _lower(change, "newColumnName")
    return (Operation("rename-column", path, change.line, _lower(change, "tableName"), before, (Column(before),), after, text=change.tag),)


def _modify_type(change: Element, path: str) -> tuple[Operation, ...]:
    column = Column(_lower(change, "columnName"), change.attributes.get("newDataType", "").lower())
    return (Operation("change-column-type", path, change.line, _lower(change, "tableName"), column.name, (column,), text=change.tag),)


def _create_index(change: Element, path: str) -> tuple[Operation, ...]:
    columns = tuple(Column(_lower(element, "name")) for element in change.under("column"))
    name, unique = _lower(change, "indexName"), _is(change, "unique", "true")
    return (Operation("add-index", path, change.line, _lower(change, "tableName"), name, columns, unique=unique, text=change.tag),)


def _constraint(kind: OperationKind, table: str, columns: str) -> Callable[[Element, str], tuple[Operation, ...]]:
    def read(change: Element, path: str) -> tuple[Operation, ...]:
        names = tuple(Column(name.strip().lower()) for name in change.attributes.get(columns, "").split(",") if name.strip())
        made = Operation(
            kind, path, change.line, _lower(change, table), _lower(change, "constraintName"), names,
            target=_lower(change, "referencedTableName"), unvalidated=_is(change, "validate", "false"),
            using_index=bool(change.attributes.get("forIndexName")), text=change.tag,
        )  # fmt: skip
        return (made,)

    return read


def _rows(kind: OperationKind) -> Callable[[Element, str], tuple[Operation, ...]]:
    def read(change: Element, path: str) -> tuple[Operation, ...]:
        bounded = change.child("where") is not None or bool(change.attributes.get("where"))
        columns = tuple(Column(_lower(element, "name")) for element in change.under("column"))
        return (Operation(kind, path, change.line, _lower(change, "tableName"), columns=columns, where=bounded, text=change.tag),)

    return read


_READERS: Mapping[str, Callable[[Element, str], tuple[Operation, ...]]] = {
    "createTable": _create_table,
    "addColumn": _add_column,
    "dropColumn": _drop_column,
    "renameTable": _rename_table,
    "renameColumn": _rename_column,
    "modifyDataType": _modify_type,
    "createIndex": _create_index,
    "addForeignKeyConstraint": _constraint("add-foreign-key", "baseTableName", "baseColumnNames"),
    "addUniqueConstraint": _constraint("add-unique", "tableName", "columnNames"),
    "addPrimaryKey": _constraint("add-primary-key", "tableName", "columnNames"),
    "addCheckConstraint": _constraint("add-check", "tableName", "columnName"),
    "update": _rows("update-rows"),
    "delete": _rows("delete-rows"),
}
