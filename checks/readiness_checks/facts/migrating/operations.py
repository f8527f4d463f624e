"""What a migration does, operation by operation, whatever the tool: the one vocabulary that safety and schema are judged in."""

from __future__ import annotations

from typing import Literal, TypeAlias

from readiness.records import dataclass

OperationKind: TypeAlias = Literal[
    "create-table", "drop-table", "rename-table", "truncate-table",
    "add-column", "drop-column", "rename-column", "change-column-type", "set-not-null", "drop-not-null", "set-default", "drop-default",
    "add-index", "drop-index", "rename-index",
    "add-foreign-key", "add-check", "add-unique", "add-primary-key", "add-exclusion", "validate-constraint", "drop-constraint",
    "create-schema", "drop-schema", "rename-schema",
    "create-type", "drop-type", "alter-type", "create-view", "drop-view", "create-extension",
    "update-rows", "delete-rows", "insert-rows", "lock-table", "vacuum", "set-timeout", "comment", "grant", "routine",
    "rewrite-table", "run-code", "run-sql", "other",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Column:
    """A column as its operation declares it: `type` as written, lower case; `nullable` None where nothing says so.

    `default` is the default as written, None without one; `references` is the table of a foreign key it declares, "" without one;
    `generated` says that the database computes it (identity, serial, stored generated). `transient` says that the default fills the rows
    that are there and is then dropped, as Django does: a release that still runs cannot insert without the column.
    """

    name: str
    type: str = ""
    nullable: bool | None = None
    default: str | None = None
    references: str = ""
    unique: bool = False
    primary: bool = False
    generated: bool = False
    transient: bool = False


@dataclass(frozen=True, slots=True)
class Operation:
    """One change of schema or rows, with its place.

    `table` and `name` (of a column, index or constraint) are lower case, without quotes and schema; `columns` are those created,
    changed or indexed; `target` is the new name of a rename, or the table that a foreign key refers to.
    `concurrent`: built without blocking writes (CONCURRENTLY, ALGORITHM=INPLACE/INSTANT, LOCK=NONE, `algorithm: :concurrently`).
    `unvalidated`: a constraint that is not checked against present rows (NOT VALID, `validate: false`).
    `using_index`: a constraint made of an index that stands already. `batched`: rows are changed in batches, or a WHERE bounds them to
    a part. `assured`: the tool's own mark that a person judged it safe. `state_only`: changes the tool's state, not the database.
    `conditional`: stands under an `if` or in what may fail. `open`: a table that may have more columns than `columns` says.
    `previous`: the type that the operation says the column had, "" where it does not say. `blocking`: asks for the form that stops writes
    (MySQL's ALGORITHM=COPY, LOCK=SHARED and LOCK=EXCLUSIVE).
    """

    kind: OperationKind
    path: str
    line: int
    table: str = ""
    name: str = ""
    columns: tuple[Column, ...] = ()
    target: str = ""
    unique: bool = False
    where: bool = False
    concurrent: bool = False
    unvalidated: bool = False
    using_index: bool = False
    batched: bool = False
    assured: bool = False
    state_only: bool = False
    text: str = ""
    conditional: bool = False
    open: bool = False
    previous: str = ""
    blocking: bool = False


@dataclass(frozen=True, slots=True)
class Changes:
    """What a migration does on its way up and on its way down.

    `unread` counts the statements and calls that could not be parsed: they are counted, never guessed. `transactional` says that the
    whole migration runs in one transaction, None where the tool leaves it open. `dialect` is the database that the migration itself
    names ("postgresql", "mysql", "sqlite", "sqlserver", "oracle"), "" where it names none. `boundaries` are the lines at which the text
    itself begins a transaction (True) or ends one (False).
    """

    up: tuple[Operation, ...] = ()
    down: tuple[Operation, ...] = ()
    unread: int = 0
    transactional: bool | None = None
    dialect: str = ""
    boundaries: tuple[tuple[int, bool], ...] = ()

    def in_transaction(self, line: int) -> bool | None:
        """Whether what stands at a line runs in a transaction; None where the tool leaves it open."""
        before = [begins for at, begins in self.boundaries if at <= line]
        return before[-1] if before else self.transactional
