"""Tells whether a change of a column's type is free or makes the database go through every row."""

from __future__ import annotations

import re

from readiness.regex import Regex

_TYPE = Regex(r"([a-z_][\w ]*?)\s*(?:\(([^)]*)\))?(?:\s+(with(?:out)?\s+time\s+zone|unsigned|varying))?(?:\s*\(([^)]*)\))?\s*(\[\])?\s*")
_ALIASES = {
    "character varying": "varchar", "char varying": "varchar", "string": "varchar", "nvarchar": "varchar", "varchar2": "varchar",
    "nvarchar2": "varchar", "character": "char", "bpchar": "char", "int4": "int", "integer": "int", "int8": "bigint",
    "biginteger": "bigint", "int2": "smallint", "smallinteger": "smallint", "bool": "boolean",
    "decimal": "numeric", "float8": "double precision",
    "float4": "real", "timestamp without time zone": "timestamp", "timestamp with time zone": "timestamptz", "datetime": "timestamp",
    "bit varying": "varbit", "serial": "int", "bigserial": "bigint", "smallserial": "smallint", "clob": "text",
}  # fmt: skip
_TEXTS = frozenset({"varchar", "text", "citext"})
# types that others may become, or that may grow, without a look at the rows
_MAY_BE_FREE = frozenset(
    {"varchar", "text", "citext", "numeric", "inet", "varbit", "enum", "set", "timestamp", "timestamptz", "time", "interval"}
)
_BUILT_IN = _MAY_BE_FREE | frozenset(
    {"int", "bigint", "smallint", "char", "boolean", "date", "timetz", "uuid", "json", "jsonb", "bytea", "cidr", "real", "float", "xml"}
    | {"double precision", "money", "tsvector", "oid", "bit", "macaddr", "point", "hstore", "double"}
)
_TIMES = frozenset({"timestamp", "timestamptz", "time", "timetz", "interval"})
_FINEST = (6,)  # digits of a second that PostgreSQL keeps where none are asked for
_ONE_BYTE = 255  # MySQL keeps the length of a longer column in two bytes, and rebuilds the table to get there
_ONE_BYTE_OF_FOUR = 63  # characters that are sure to fit into it in utf8mb4


def is_free(before: str, after: str, database: str) -> bool | None:
    """Whether a column of type `before` becomes one of `after` without its rows being read or written; None where that cannot be told.

    Types are as written, `before` "" where it is not known. After PostgreSQL's ALTER TABLE notes and MySQL's table of online DDL.
    """
    (old, old_size), (new, new_size) = _parsed(before), _parsed(after)
    if not new or (not old and (database != "postgresql" or new in _MAY_BE_FREE)):
        return None
    if database == "postgresql" and old == new and old in _TIMES:
        old_size, new_size = old_size or _FINEST, new_size or _FINEST
    if (old, old_size) == (new, new_size):
        # a type of one's own that is asked for again is another one under its name: enumerations are exchanged so
        return database != "postgresql" or not old or old.removesuffix("[]") in _BUILT_IN
    if database == "postgresql":
        return _is_free_in_postgresql(old, old_size, new, new_size)
    if database == "mysql":
        return _is_free_in_mysql(old, old_size, new, new_size, before, after)
    return True if old == new and _grows(old_size, new_size) else None


def is_known(written: str) -> bool:
    """Whether a type is one that databases bring, not one of the repository's own or of a mapper."""
    return _parsed(written)[0].removesuffix("[]") in _BUILT_IN


def _parsed(written: str) -> tuple[str, tuple[int, ...]]:
    found = _TYPE.fullmatch(written.strip().lower())
    if found is None:
        return written.strip().lower(), ()
    name = " ".join(part for part in (found.group(1).strip(), found.group(3) or "") if part)
    name = " ".join(name.split())
    sizes = tuple(int(number) for number in re.findall(r"\d{1,9}", found.group(2) or found.group(4) or ""))
    return _ALIASES.get(name, name) + (found.group(5) or ""), sizes


def _grows(old: tuple[int, ...], new: tuple[int, ...]) -> bool:
    """Whether a length or precision grows, or is let go of; a scale stays."""
    return not new or (bool(old) and new[0] >= old[0] and new[1:] == old[1:])


def _is_free_in_postgresql(old: str, old_size: tuple[int, ...], new: str, new_size: tuple[int, ...]) -> bool:
    if old in _TEXTS and new in _TEXTS:
        return not new_size or (old == new == "varchar" and _grows(old_size, new_size))
    if old == new and new in _MAY_BE_FREE:
        return _grows(old_size, new_size)
    return (old, new) == ("cidr", "inet")


def _is_free_in_mysql(old: str, old_size: tuple[int, ...], new: str, new_size: tuple[int, ...], before: str, after: str) -> bool | None:
    if old == new == "varchar" and old_size and new_size:
        if new_size < old_size or (old_size[0] <= _ONE_BYTE_OF_FOUR and new_size[0] > _ONE_BYTE):
            return False
        return True if new_size[0] <= _ONE_BYTE_OF_FOUR or old_size[0] > _ONE_BYTE else None
    if before.lower().startswith(("enum", "set")) and after.lower().startswith(before.lower().rstrip(") ")):
        return True
    return None if old.startswith(("enum", "set")) or new.startswith(("enum", "set")) else False
