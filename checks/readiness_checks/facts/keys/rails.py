"""Reads foreign keys and indexes from what Rails dumps of a schema (`db/schema.rb`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.keys import DeclaredKeys, ForeignKey, Key, leads
from readiness_checks.facts.keys.sql import JUDGED, script_set
from readiness_checks.facts.migration_databases import databases_of

_TABLE = Regex(r"\s*create_table [\"':](?P<name>[\w.]{1,200})[\"']?(?P<rest>.*)")
_INDEX = Regex(r"\s*t\.index \[?(?P<columns>(?:[\"'][^\"']{1,300}[\"'](?:,\s*)?){1,40})\]?(?P<rest>.*)")
_COLUMN = Regex(r"\s*t\.(?P<kind>\w+) [\"':](?P<name>\w{1,200})[\"']?(?P<rest>.*)")
_FOREIGN = Regex(r"\s*add_foreign_key [\"':](?P<table>[\w.]{1,200})[\"']?, [\"':](?P<target>[\w.]{1,200})[\"']?(?P<rest>.*)")
_OWN_COLUMN = Regex(r"\bcolumn: (?:\[(?P<many>[^\]]{1,400})\]|[\"':](?P<one>\w{1,200}))")
_PRIMARY = Regex(r"\bprimary_key: (?:\[(?P<many>[^\]]{1,400})\]|[\"':](?P<one>\w{1,200}))")
_WORD = Regex(r"\w{1,200}")
_WHERE = Regex(r"\bwhere: \"(?P<condition>[^\"]{1,400})\"")
_NOT_NULL = Regex(r"\(*\s*`?(\w{1,200})`?\s+IS\s+NOT\s+NULL\s*\)*", re.IGNORECASE)
_MYSQL = Regex(r"ENGINE=|utf8mb4|collation: \"utf8")
_POSTGRESQL = Regex(
    r"\benable_extension\b|\bcreate_enum\b|\bt\.(?:jsonb|uuid|timestamptz|inet|tsvector|citext)\b|id: :uuid|using: :gi[ns]t?\b"
)
_REFERENCES = ("references", "belongs_to")


@dataclass(slots=True)
class _Table:
    columns: set[str] = field(default_factory=set)
    keys: list[Key] = field(default_factory=list)


@fact
def keys_of_dump(repo: Repo, path: str) -> DeclaredKeys | None:
    """The foreign keys of a dump; None where it has none."""
    text = repo.text(path)
    if "add_foreign_key" not in text:
        return None
    databases = (
        {"mysql"} if _MYSQL.search(text) else {"postgresql"} if _POSTGRESQL.search(text) else set(databases_of(repo, script_set(path)))
    )
    if not databases or not databases <= set(JUDGED):
        return DeclaredKeys(path, path, (), ", ".join(sorted(databases)), databases == {"mysql"})
    tables, declared = _read(text)
    found = []
    for table, target, line, given in declared:
        held = tables.get(table, _Table())
        columns = given or _by_convention(target, held)
        indexed = leads(columns, held.keys) if columns and table in tables else None
        found.append(ForeignKey(table, columns, target, path, line, indexed))
    return DeclaredKeys(path, path, tuple(found), min(databases))


def _read(text: str) -> tuple[dict[str, _Table], list[tuple[str, str, int, tuple[str, ...]]]]:
    tables: dict[str, _Table] = {}
    declared: list[tuple[str, str, int, tuple[str, ...]]] = []
    table = _Table()
    for number, line in enumerate(text.split("\n"), start=1):
        if (made := _TABLE.match(line)) is not None:
            table = tables.setdefault(_plain(made["name"]), _Table())
            primary = _PRIMARY.search(made["rest"])
            table.keys.append(Key(_named(primary["many"], primary["one"]) if primary else ("id",), unique=True))
        elif (foreign := _FOREIGN.match(line)) is not None:
            column = _OWN_COLUMN.search(foreign["rest"])
            declared.append(
                (_plain(foreign["table"]), _plain(foreign["target"]), number, _named(column["many"], column["one"]) if column else ())
            )
        elif (index := _INDEX.match(line)) is not None:
            table.keys.append(_index(index["columns"], index["rest"]))
        elif (column := _COLUMN.match(line)) is not None:
            table.columns.update(_columns(table, column["kind"], column["name"].lower(), column["rest"]))
    return tables, declared


def _columns(table: _Table, kind: str, name: str, rest: str) -> Iterator[str]:
    if kind not in _REFERENCES:
        yield name
        return
    yield f"{name}_id"
    if "index: false" not in rest:
        table.keys.append(Key((f"{name}_id",)))


def _index(columns: str, rest: str) -> Key:
    names = tuple(each.strip(" \"'").lower() for each in columns.split(",") if each.strip())
    where = _WHERE.search(rest)
    whole = _NOT_NULL.fullmatch(where["condition"]) if where else None
    partial = "where:" in rest and not (whole is not None and whole.group(1).lower() == names[0])
    return Key(names, "unique: true" in rest, partial)


def _by_convention(target: str, table: _Table) -> tuple[str, ...]:
    """The column that Rails takes where none is named: that of the target's singular; empty where the table has none of that name."""
    endings = (("ies", "y"), ("ves", "f"), ("people", "person"), ("children", "child"), ("es", ""), ("s", ""), ("a", "um"), ("", ""))
    names = [f"{target.removesuffix(many)}{one}_id" for many, one in endings if target.endswith(many)]
    found = [name for name in names if name in table.columns]
    return (found[0],) if found else ()


def _plain(name: str) -> str:
    return name.rpartition(".")[2].lower()


def _named(many: str | None, one: str | None) -> tuple[str, ...]:
    return tuple(found.group().lower() for found in _WORD.finditer(many)) if many else (one.lower(),) if one else ()
