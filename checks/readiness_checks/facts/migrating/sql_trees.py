"""Reads the trees that sqlglot makes of SQL: columns, constraints, indexes and changed rows, as parts of operations."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from readiness_checks.facts.migrating.operations import Column

if TYPE_CHECKING:
    from sqlglot import exp

MAX_STATEMENT = 100_000  # characters; sqlglot reads about a megabyte a second
_DIALECTS = {"postgresql": "postgres", "mysql": "mysql", "sqlite": "sqlite", "sqlserver": "tsql", "oracle": "oracle"}
_KEYS = ("BIGSERIAL", "SERIAL", "SMALLSERIAL")


def tree_of(text: str, dialect: str) -> exp.Expr | None:
    """The tree of one statement; None for what sqlglot cannot parse or only wraps up as a command."""
    if len(text) > MAX_STATEMENT:
        return None
    import sqlglot
    from sqlglot import exp

    # it says by a warning what it gives up on; that is counted here
    logging.getLogger("sqlglot").disabled = True
    try:
        parsed = sqlglot.parse(text, dialect=glot_dialect(text, dialect))
    except (sqlglot.errors.SqlglotError, RecursionError, ValueError, TypeError, AttributeError, IndexError, KeyError):
        # a parser of that size fails in more ways than its own errors on text that is no SQL
        return None
    found = parsed[0] if len(parsed) == 1 else None
    return None if found is None or isinstance(found, exp.Command) else found


def glot_dialect(text: str, dialect: str) -> str:
    """The dialect's name for sqlglot; where no database is known, by the quotes that the text uses."""
    if dialect in _DIALECTS:
        return _DIALECTS[dialect]
    return "mysql" if "`" in text else "tsql" if "[dbo]" in text.lower() else "postgres"


def name_of(node: Any) -> str:
    """The name of a table, column or identifier in lower case, without quotes and schema."""
    from sqlglot import exp

    while isinstance(node, (exp.Schema, exp.Ordered, exp.Constraint, exp.ColumnPrefix, exp.Opclass, exp.WithOperator)):
        node = node.this
    return node.name.lower() if isinstance(node, exp.Expression) else ""


def column_of(node: exp.ColumnDef, dialect: str) -> Column:
    """The column that a definition declares."""
    from sqlglot import exp

    nullable: bool | None = None
    default: str | None = None
    references = ""
    unique = primary = generated = False
    kind = node.args.get("kind")
    written = kind.sql(dialect).lower() if isinstance(kind, exp.Expression) else ""
    for constraint in node.args.get("constraints") or ():
        part = constraint.args.get("kind")
        if isinstance(part, exp.NotNullColumnConstraint):
            nullable = bool(part.args.get("allow_null"))
        elif isinstance(part, exp.DefaultColumnConstraint):
            default = part.this.sql(dialect) if isinstance(part.this, exp.Expression) else str(part.this)
        elif isinstance(part, exp.Reference):
            references = name_of(part.this)
        elif isinstance(part, exp.UniqueColumnConstraint):
            unique = True
        elif isinstance(part, exp.PrimaryKeyColumnConstraint):
            primary = True
        elif isinstance(part, (exp.ComputedColumnConstraint, exp.GeneratedAsIdentityColumnConstraint, exp.AutoIncrementColumnConstraint)):
            generated = not isinstance(part, exp.ComputedColumnConstraint) or _is_stored(part, dialect)
    if written.upper() in _KEYS:
        generated, nullable = True, False
    if primary:
        nullable = False
    return Column(name_of(node), written, nullable, default, references, unique, primary, generated)


def _is_stored(part: exp.ComputedColumnConstraint, dialect: str) -> bool:
    # PostgreSQL before 18 knows no other kind
    return dialect == "postgres" or bool(part.args.get("persisted"))


def columns_of(nodes: Any) -> tuple[Column, ...]:
    """The columns that an index or a constraint names; an expression has no name."""
    return tuple(Column(name_of(node)) for node in nodes or ())
