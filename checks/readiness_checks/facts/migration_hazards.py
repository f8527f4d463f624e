"""What makes one operation of a migration dangerous while an older release is running, for each database."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from readiness.model import Severity
from readiness.records import dataclass
from readiness.regex import Regex
from readiness_checks.facts.column_defaults import rewrites
from readiness_checks.facts.column_types import is_free, is_known
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind

# a type may be renamed and made anew: values and schemas are asked for by name
_RENAMES = Regex(r"^alter\s+schema\s[^;]*\srename\s+to\b|\brename_schema\b|\brename(?:\s+|_enum_)value\b", re.IGNORECASE)
# read whole: a longer statement may go on with NOT VALID
_DOMAIN = Regex(
    r"alter\s+domain\s(?!.*\bnot\s+valid\b).{1,80}?\b(?:add\s+(?:constraint\s+\S+\s+)?check\b|set\s+not\s+null\b).*", re.IGNORECASE
)
_WHOLE = 100
_STEPWISE = "Add the new one, fill it, let the code use it, and drop the old one in a later release."
_ROWS: Mapping[OperationKind, str] = {"update-rows": "updates", "delete-rows": "deletes"}
_ONLINE = "Leave the choice of ALGORITHM and LOCK to MySQL, or ask for INSTANT, INPLACE or NONE."
_BATCHES = "Work in batches of a few thousand rows, outside the migration's transaction."
_EXPAND = "Stop using it in one release and drop it in the next; mark the statement as reviewed if that has happened."


@dataclass(frozen=True, slots=True)
class Hazard:
    """What is wrong with an operation and what to do instead."""

    operation: Operation
    message: str
    remedy: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Setting:
    """What a rule has to know beside the operation.

    `database` is "" where it is not known, `previous` the type that the column had. `transactional` says whether the operation runs in a
    transaction, None for unknown. `proven` are the columns that hold no NULL for certain. `held`: the same transaction holds the lock of
    adding the constraint. `utc`: the tool's sessions keep their time in UTC.
    """

    database: str
    previous: str = ""
    transactional: bool | None = None
    proven: frozenset[tuple[str, str]] = frozenset()
    held: bool = False
    utc: bool = False


Judged = tuple[str, str, Severity]


def hazard_of(operation: Operation, setting: Setting) -> Hazard | None:
    """What is dangerous about an operation on a table that stands and is in use; None where nothing is, or nothing certain."""
    if operation.assured or operation.state_only:
        return None
    if operation.kind in _BREAKING:
        message, remedy = _BREAKING[operation.kind]
        name = operation.name or next((column.name for column in operation.columns), "")
        return Hazard(operation, message.format(table=_on(operation), columns=_columns(operation), name=f"`{name}`"), remedy, "high")
    if operation.kind in _ROWS:
        if operation.where or operation.batched or not operation.table or setting.database == "sqlite":
            return None
        message = f"{_ROWS[operation.kind]} the rows of {_on(operation)} in one statement: they stay locked until it is done"
        return Hazard(operation, message, _BATCHES, "medium")
    if operation.kind in ("rename-schema", "alter-type") and _RENAMES.search(operation.text):
        return Hazard(operation, "renames what the running release asks for by its old name", _STEPWISE, "high")
    if operation.blocking and setting.database == "mysql":
        return Hazard(operation, f"asks for a form that stops writes to {_on(operation)} until it is done", _ONLINE, "medium")
    rule = _RULES.get(operation.kind)
    judged = rule(operation, setting) if rule else None
    return Hazard(operation, *judged) if judged else None


def _on(operation: Operation) -> str:
    return f"`{operation.table}`" if operation.table else "a table"


def _columns(operation: Operation) -> str:
    names = [f"`{column.name}`" for column in operation.columns if column.name]
    return ", ".join(names[:3]) or "a column"


# what breaks the running release whatever the database: {table}, {columns} and {name} are filled in
_BREAKING: Mapping[OperationKind, tuple[str, str]] = {
    "drop-column": ("drops {columns} of {table}, which the running release may still use", _EXPAND),
    "drop-table": ("drops {table}, which the running release may still use", _EXPAND),
    "drop-schema": ("drops a schema with all that is in it", _EXPAND),
    "rename-column": ("renames {name} of {table}, which the running release still asks for by its old name", _STEPWISE),
    "rename-table": ("renames or moves {table}, which the running release still asks for by its old name", _STEPWISE),
    "truncate-table": ("empties {table} while it is in use", "Delete rows in batches, or say why nothing reads them."),
}


def _add_column(operation: Operation, setting: Setting) -> Judged | None:
    column = next(iter(operation.columns), Column(""))
    name, postgresql = f"`{column.name}`", setting.database == "postgresql"
    if column.nullable is False and column.default is None and not column.generated:
        return (
            f"adds {name} to {_on(operation)} as NOT NULL without a default: present rows and the running release have no value for it",
            "Add it with a default, or as nullable, fill it in batches, and require it in a later release.",
            "high",
        )
    if column.nullable is False and column.transient and not column.generated:
        return (
            f"adds {name} to {_on(operation)} as NOT NULL with a default that does not stay: the running release cannot add rows",
            "Leave the default in the database (Django: `db_default`), or add it as nullable and require it in a later release.",
            "high",
        )
    if column.generated and setting.database in ("postgresql", "mysql"):
        return f"adds {name} to {_on(operation)} with a value worked out for each row: the table is written anew under a lock", (
            "Add a plain column, fill it in batches, then attach the sequence or trigger."
        ), "medium"  # fmt: skip
    if column.default is not None and not column.transient and rewrites(column.default, operation.path, setting.database):
        what = "a default that differs for each row" if postgresql else "an expression as default"
        return f"adds {name} to {_on(operation)} with {what}: the table is written anew under a lock", (
            "Add the column without it, set the default for new rows, and fill the old ones in batches."
        ), "medium"  # fmt: skip
    if postgresql and column.references:
        return f"adds {name} to {_on(operation)} with a foreign key that is checked at once: writes to both tables wait", (
            "Add the column first, then the constraint as NOT VALID, and VALIDATE it in a later migration."
        ), "medium"  # fmt: skip
    if postgresql and (column.unique or column.primary):
        return f"adds {name} to {_on(operation)} as unique: its index is built under a lock", (
            "Add the column, build a unique index CONCURRENTLY, and attach it with ADD CONSTRAINT ... USING INDEX."
        ), "medium"  # fmt: skip
    return None


def _change_type(operation: Operation, setting: Setting) -> Judged | None:
    column = next(iter(operation.columns), Column(""))
    if setting.database not in ("postgresql", "mysql") or operation.concurrent:
        return None
    previous = operation.previous or setting.previous
    if not operation.path.endswith(".sql") and not (is_known(column.type) and (not previous or is_known(previous))):
        return None  # a mapper's own type: what the database makes of it is not known
    if is_free(previous, column.type, setting.database) is not False or (setting.utc and _is_same_in_utc(previous, column.type)):
        return None
    return (
        f"changes the type of `{column.name}` of {_on(operation)} to {column.type}: every row is checked or written under a lock",
        "Add a column of the new type, keep both filled, move the reads, and drop the old one later.",
        "medium",
    )


def _is_same_in_utc(before: str, after: str) -> bool:
    return {before.partition("(")[0], after.partition("(")[0]} == {"timestamp", "timestamptz"}


def _validate(operation: Operation, setting: Setting) -> Judged | None:
    if setting.database != "postgresql" or not setting.held:
        return None
    return f"validates a constraint of {_on(operation)} in the transaction that adds it: the lock of adding it is held until then", (
        "VALIDATE it in a later migration."
    ), "medium"  # fmt: skip


def _alter_type(operation: Operation, setting: Setting) -> Judged | None:
    if setting.database != "postgresql" or len(operation.text) >= _WHOLE or not _DOMAIN.fullmatch(operation.text):
        return None
    return "adds a rule to a domain that is checked at once: writes to every table with a column of it wait", (
        "Add it as NOT VALID and VALIDATE it in a later migration."
    ), "medium"  # fmt: skip


def _set_not_null(operation: Operation, setting: Setting) -> Judged | None:
    column = operation.name or next((column.name for column in operation.columns), "")
    if setting.database != "postgresql" or (operation.table, column) in setting.proven or (operation.table, "") in setting.proven:
        return None
    return f"sets `{column}` of {_on(operation)} to NOT NULL: every row is read under a lock that stops reads and writes", (
        "Add CHECK (... IS NOT NULL) NOT VALID, VALIDATE it in a later migration, then set NOT NULL."
    ), "medium"  # fmt: skip


def _add_index(operation: Operation, setting: Setting) -> Judged | None:
    if setting.database != "postgresql":
        return None
    if not operation.concurrent:
        return f"builds an index on {_on(operation)} without CONCURRENTLY: writes wait until it stands", (
            "Create it CONCURRENTLY, in a migration that runs outside a transaction."
        ), "medium"  # fmt: skip
    if setting.transactional:
        return f"builds an index on {_on(operation)} CONCURRENTLY inside a transaction, which PostgreSQL refuses", (
            "Switch the transaction off for this migration."
        ), "high"  # fmt: skip
    return None


def _add_constraint(what: str, gentle: str, databases: tuple[str, ...]) -> Callable[[Operation, Setting], Judged | None]:
    def judge(operation: Operation, setting: Setting) -> Judged | None:
        if setting.database not in databases or operation.unvalidated or operation.using_index or operation.concurrent:
            return None
        return f"adds {what} to {_on(operation)} that is checked against every row at once: writes wait", gentle, "medium"

    return judge


def _on_servers(message: str, remedy: str) -> Callable[[Operation, Setting], Judged | None]:
    def judge(operation: Operation, setting: Setting) -> Judged | None:
        return (message.format(_on(operation)), remedy, "medium") if setting.database in ("postgresql", "mysql") else None

    return judge


_BY_INDEX = "Build a unique index CONCURRENTLY first and attach it with ADD CONSTRAINT ... USING INDEX."
_IN_A_WINDOW = "Add it when the table is created, or in a maintenance window."
_LATER = "Add it as NOT VALID and VALIDATE it in a later migration (MySQL: use an online schema change tool)."
_RULES: Mapping[OperationKind, Callable[[Operation, Setting], Judged | None]] = {
    "add-column": _add_column,
    "change-column-type": _change_type,
    "set-not-null": _set_not_null,
    "validate-constraint": _validate,
    "alter-type": _alter_type,
    "add-index": _add_index,
    "add-foreign-key": _add_constraint("a foreign key", _LATER, ("postgresql", "mysql")),
    "add-check": _add_constraint("a check", _LATER, ("postgresql", "mysql")),
    "add-unique": _add_constraint("a unique constraint", _BY_INDEX, ("postgresql",)),
    "add-primary-key": _add_constraint("a primary key", _BY_INDEX, ("postgresql",)),
    "add-exclusion": _add_constraint(
        "an exclusion constraint", "Add it when the table is created, or in a maintenance window.", ("postgresql",)
    ),
    "rewrite-table": _on_servers("writes {} anew under a lock", "Use an online tool (pg_repack, gh-ost, pt-online-schema-change)."),
    "vacuum": _on_servers("works through {} under a lock that stops all others", "Use the concurrent form, or an online tool."),
    "lock-table": _on_servers("locks {} for others", "Take row locks, or a lock that lets reads and writes through."),
}
