"""What a foreign key and an index are, whatever declares them, and when the one can be looked up by the other."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.records import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """An index, a unique or a primary key: its columns in order, lower case, an expression as "".

    `partial` says that it leaves out rows that a foreign key may refer from; `name` is lower case, "" where it has none.
    """

    columns: tuple[str, ...]
    unique: bool = False
    partial: bool = False
    name: str = ""


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns of a table that refer to another, with the place that declares it; `indexed` None where that cannot be told."""

    table: str
    columns: tuple[str, ...]
    target: str
    path: str
    line: int
    indexed: bool | None


@dataclass(frozen=True, slots=True)
class DeclaredKeys:
    """The foreign keys of one schema: `title` says what declares it, `path` where.

    `self_indexed` says that its database indexes each foreign key by itself; `doubt` says why nothing of it can be told, "" where
    it can; `database` is as `Changes.dialect` names it.
    """

    title: str
    path: str
    foreign_keys: tuple[ForeignKey, ...]
    database: str = ""
    self_indexed: bool = False
    doubt: str = ""


def leads(columns: Iterable[str], keys: Iterable[Key]) -> bool:
    """Whether rows can be found by the columns: they are the first of a key, in any order, or hold all of a unique one."""
    wanted = frozenset(columns)
    for key in keys:
        if key.partial or not key.columns:
            continue
        if frozenset(key.columns[: len(wanted)]) == wanted or (key.unique and wanted.issuperset(key.columns)):
            return True
    return False
