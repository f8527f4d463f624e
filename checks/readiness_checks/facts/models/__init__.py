"""What a schema should look like by what the code declares: tables and columns, with their places."""

from __future__ import annotations

from readiness.records import dataclass


@dataclass(frozen=True, slots=True)
class Missing:
    """One table or column that is declared and that no migration makes."""

    message: str
    path: str
    line: int
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Compared:
    """What declares the schema of some migrations, against them: `migrations` says which, `path` where they lie.

    `tables` and `columns` count what was compared; `doubt` says why what is missing cannot be told for certain, "" where it can.
    `dumped` says that a dump of the schema stands in for models.
    """

    migrations: str
    path: str
    tables: int
    columns: int
    missing: tuple[Missing, ...] = ()
    doubt: str = ""
    dumped: bool = False
