"""What a reader of a code migration gathers while it reads: operations, and a count of what it could not read."""

from __future__ import annotations

from dataclasses import field, replace

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.expressions import Call, Opaque, Text, Value, literal
from readiness_checks.facts.migrating.operations import Changes, Operation
from readiness_checks.facts.migrating.statements import operations_of_sql

MAX_OPERATIONS = 20_000
_SQL_FILE = Regex(r"[\"'`/]([\w./-]{1,200}\.sql)[\"'`]")
# what a text that is put together still says by its first words: it makes no table and changes no column
_NO_TABLE = Regex(
    r"(?i)^[rfbu]{0,2}[\"'`]{1,3}\s*(?:create\s+(?:or\s+replace\s+)?(?:function|trigger|procedure|(?:unique\s+)?index|rule|policy|extension)"
    r"|drop\s+(?:function|trigger|procedure|index|rule|policy)|insert|update|delete|select|with|grant|revoke|comment|set|refresh)\b"
)

_OF_TABLES = ("create-table", "drop-table", "rename-table")
_OF_COLUMNS = ("add-column", "drop-column", "rename-column")


def folded(value: Value) -> str:
    """A name of the database as it is compared: the last part, lower case, without quotes; "" where it is no literal."""
    if isinstance(value, Call) and value.name in ("f", "quoted_name"):
        value = value.get("name", 0)
    return literal(value).strip().strip('"`[]').rpartition(".")[2].strip('"`[]').lower()


def sql_file(repo: Repo, near: str, name: str) -> tuple[str, str] | None:
    """Path and text of the one SQL file that a migration at `near` can mean by `name`; None where there is none or a choice."""
    wanted = name.lstrip("./").rpartition("../")[2]
    candidates = [file.path for file in repo.named(wanted.rpartition("/")[2]) if f"/{file.path}".endswith(f"/{wanted}")]
    top = near.partition("/")[0]
    close = [path for path in candidates if path.partition("/")[0] == top]
    chosen = candidates if len(candidates) == 1 else close
    return (chosen[0], repo.text(chosen[0])) if len(chosen) == 1 else None


@dataclass(slots=True)
class Draft:
    """The way up or down of one migration at `path` while it is read; `conditional` holds inside an `if` or a `try`."""

    path: str
    dialect: str = ""
    operations: list[Operation] = field(default_factory=list)
    unread: int = 0
    transactional: bool | None = None
    conditional: bool = False
    assured: bool = False
    repo: Repo | None = None

    def add(self, made: Operation) -> None:
        """One more operation, under the marks that hold here; one whose table or column could not be read is counted instead."""
        named = made.name or any(column.name for column in made.columns)
        if (made.kind in _OF_TABLES and not made.table) or (made.kind in _OF_COLUMNS and not (made.table and named)):
            self.unread += 1
        elif len(self.operations) < MAX_OPERATIONS:
            self.operations.append(replace(made, conditional=self.conditional or made.conditional, assured=self.assured or made.assured))

    def sql(self, value: Value, line: int) -> None:
        """The operations of a literal SQL text; a text that is put together elsewhere is counted as unread."""
        if not isinstance(value, str):
            named = _SQL_FILE.findall(value.text) if isinstance(value, (Call, Opaque)) else []
            found = sql_file(self.repo, self.path, named[0]) if len(named) == 1 and self.repo is not None else None
            if found is not None:
                self._read_sql(found[1], found[0], 1)
            elif isinstance(value, Opaque) and _NO_TABLE.match(value.text):
                self.add(Operation("run-sql", self.path, line, text=value.text))
            else:
                self.unread += 1
            return
        self._read_sql(str(value), self.path, value.line if isinstance(value, Text) else line)

    def _read_sql(self, text: str, path: str, line: int) -> None:
        operations, unread = operations_of_sql(text, self.dialect, path, line)
        for made in operations:
            self.add(made)
        self.unread += unread


def changes(up: Draft, down: Draft | None = None) -> Changes:
    """What a migration does, of its two ways."""
    return Changes(tuple(up.operations), tuple(down.operations) if down else (), up.unread, up.transactional, up.dialect)
