"""Reads Django's fields, as models and migrations write them alike: what column they make, if any."""

from __future__ import annotations

from readiness.records import dataclass
from readiness_checks.facts.expressions import Call, Name, Value, literal, written
from readiness_checks.facts.migrating.operations import Column

_TYPES = {
    "CharField": "varchar", "SlugField": "varchar", "EmailField": "varchar", "URLField": "varchar", "FileField": "varchar",
    "ImageField": "varchar", "FilePathField": "varchar", "TextField": "text", "IntegerField": "integer", "PositiveIntegerField": "integer",
    "BigIntegerField": "bigint", "PositiveBigIntegerField": "bigint", "SmallIntegerField": "smallint",
    "PositiveSmallIntegerField": "smallint", "AutoField": "serial", "BigAutoField": "bigserial", "SmallAutoField": "smallserial",
    "BooleanField": "boolean", "NullBooleanField": "boolean", "DateField": "date", "DateTimeField": "timestamptz", "TimeField": "time",
    "DurationField": "interval", "DecimalField": "numeric", "FloatField": "double precision", "UUIDField": "uuid", "JSONField": "jsonb",
    "BinaryField": "bytea", "GenericIPAddressField": "inet", "IPAddressField": "inet", "GeneratedField": "generated",
    "CommaSeparatedIntegerField": "varchar",
}  # fmt: skip
_LENGTHS = {"SlugField": 50, "EmailField": 254, "URLField": 200, "FileField": 100, "ImageField": 100, "FilePathField": 100}
TO_ONE = ("ForeignKey", "OneToOneField")
CONCRETE = frozenset((*_TYPES, *TO_ONE, "ManyToManyField"))


@dataclass(frozen=True, slots=True)
class DjangoField:
    """A field by name; `column` is None for one that is kept in a table of its own (many to many)."""

    name: str
    kind: str
    line: int
    column: Column | None
    indexed: bool = False
    constrained: bool = True


def field_of(name: str, value: Value) -> DjangoField | None:
    """A field from the call that declares it; None where no call does."""
    if not isinstance(value, Call):
        return None
    kind = value.name
    if kind == "ManyToManyField":
        return DjangoField(name, kind, value.line, None)
    primary = value.get("primary_key") is True
    explicit = literal(value.get("db_column"))
    column = Column(
        (explicit or (f"{name}_id" if kind in TO_ONE else name)).lower(),
        _type(value),
        nullable=value.get("null") is True,
        default=_default(value),
        references=_model(value.get("to", 0)) if kind in TO_ONE else "",
        unique=value.get("unique") is True or kind == "OneToOneField",
        primary=primary,
        generated=kind in ("GeneratedField", "AutoField", "BigAutoField", "SmallAutoField"),
        transient=not value.has("db_default"),
    )
    indexed = value.get("db_index") is True or (kind == "SlugField" and not value.has("db_index"))
    if kind in TO_ONE:
        indexed = value.get("db_index") is not False
    return DjangoField(name, kind, value.line, column, indexed, value.get("db_constraint") is not False)


def _type(call: Call) -> str:
    kind = _TYPES.get(call.name, call.name.lower().removesuffix("field"))
    length = call.get("max_length", 1 if call.name == "CharField" else None)
    length = length if isinstance(length, int) else _LENGTHS.get(call.name)
    if kind == "varchar" and isinstance(length, int):
        return f"varchar({length})"
    digits, places = call.get("max_digits"), call.get("decimal_places")
    return f"numeric({digits},{places})" if kind == "numeric" and isinstance(digits, int) and isinstance(places, int) else kind


def _default(call: Call) -> str | None:
    for name in ("db_default", "default"):
        if call.has(name) and call.get(name) is not None:
            return written(call.get(name))
    if call.get("auto_now") is True or call.get("auto_now_add") is True:
        return "now"
    # an empty text is what Django fills in by itself
    return "''" if call.get("blank") is True and _TYPES.get(call.name) in ("varchar", "text") else None


def _model(value: Value) -> str:
    """The name of the model that a relation refers to, as written, lower case."""
    if isinstance(value, str):
        return str(value).lower()
    return value.last.lower() if isinstance(value, Name) else ""
