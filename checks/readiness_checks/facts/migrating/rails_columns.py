"""Reads the columns that Active Record's schema statements declare."""

from __future__ import annotations

from readiness_checks.facts.expressions import Call, literal, written
from readiness_checks.facts.migrating.draft import folded
from readiness_checks.facts.migrating.operations import Column

REFERENCES = ("references", "belongs_to")
_TYPES = {"string": "varchar", "datetime": "timestamp", "decimal": "numeric", "binary": "bytea"}
_COUNTED = ("primary_key", "serial", "bigserial", "smallserial")
_TIMES = ("timestamp", "timestamptz", "time", "interval")


def columns_of(call: Call) -> tuple[Column, ...]:
    """The columns that a call on a table makes: `t.string :a, :b`, `t.references :user`, `t.timestamps`."""
    names = [folded(argument) for argument in call.args]
    nullable = call.get("null")
    null = nullable if isinstance(nullable, bool) else True
    default = written(call.get("default")) if call.has("default") and call.get("default") is not None else None
    if call.name == "timestamps":
        null = nullable if isinstance(nullable, bool) else False
        return tuple(Column(name, "timestamp", null, default) for name in ("created_at", "updated_at"))
    if call.name in REFERENCES:
        kind = literal(call.get("type")) or "bigint"
        made = [Column(f"{name}_id", kind, null, default, references=_target(call, name)) for name in names if name]
        more = [Column(f"{name}_type", "varchar", null) for name in names if name and call.has("polymorphic")]
        return tuple(made + more)
    named = literal(call.get("", 1)) if call.name == "column" else call.name
    names = names[:1] if call.name == "column" else names
    if not names or not all(names):
        return ()
    # a virtual column that is stored is worked out for each row, as are numbers that count on
    counted = named in _COUNTED or (named == "virtual" and call.get("stored") is True)
    primary = named == "primary_key" or call.get("primary_key") is True
    return tuple(Column(name, _sized(named, call), null, default, primary=primary, generated=counted) for name in names)


def _sized(kind: str, call: Call) -> str:
    kind = _TYPES.get(kind, kind)
    limit, precision, scale = call.get("limit"), call.get("precision"), call.get("scale")
    if kind == "varchar" and isinstance(limit, int):
        return f"varchar({limit})"
    digits = precision if isinstance(precision, int) else limit
    if kind in _TIMES and isinstance(digits, int):
        return f"{kind}({digits})"
    return f"numeric({precision},{scale})" if kind == "numeric" and isinstance(precision, int) and isinstance(scale, int) else kind


def _target(call: Call, name: str) -> str:
    """The table that a reference has a foreign key to, "" without one."""
    key = call.get("foreign_key")
    if isinstance(key, dict):
        return folded(key.get("to_table")) or f"{name}s"
    return f"{name}s" if key is True else ""
