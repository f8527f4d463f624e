"""What a reader of a code migration gathers while it reads: operations, and a count of what it could not read."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from readiness.regex import Regex
from readiness_checks.facts.expressions import Call, Opaque, Text, Value, literal
from readiness_checks.facts.migrating.operations import Changes, Operation
from readiness_checks.facts.migrating.statements import operations_of_sql

MAX_OPERATIONS = 20_000
# what a text that is put together still says by its first words: it makes no table and changes no column
_NO_TABLE = Regex(
    r"(?i)^[rfbu]{0,2}[\"'`]{1,3}\s*(?:create\s+(?:or\s+replace\s+)?(?:function|trigger|procedure|(?:unique\s+)?index|rule|policy|extension)"
    r"|drop\s+(?:function|trigger|procedure|index|rule|policy)|insert|update|delete|select|with|grant|revoke|comment|set|refresh)\b"
)


def folded(value: Value) -> str:
    """A name of the database as it is compared: the last part, lower case, without quotes; "" where it is no literal."""
    if isinstance(value, Call) and value.name in ("f", "quoted_name"):
        value = value.get("name", 0)
    return literal(value).strip().strip('"`[]').rpartition(".")[2].strip('"`[]').lower()


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

    def add(self, made: Operation) -> None:
        """One more operation, under the marks that hold here."""
        if len(self.operations) < MAX_OPERATIONS:
            self.operations.append(replace(made, conditional=self.conditional or made.conditional, assured=self.assured or made.assured))

    def sql(self, value: Value, line: int) -> None:
        """The operations of a literal SQL text; a text that is put together elsewhere is counted as unread."""
        if not isinstance(value, str):
            if isinstance(value, Opaque) and _NO_TABLE.match(value.text):
                self.add(Operation("run-sql", self.path, line, text=value.text))
            else:
                self.unread += 1
            return
        first = value.line if isinstance(value, Text) else line
        operations, unread = operations_of_sql(str(value), self.dialect, self.path, first)
        for made in operations:
            self.add(made)
        self.unread += unread


def changes(up: Draft, down: Draft | None = None) -> Changes:
    """What a migration does, of its two ways."""
    return Changes(tuple(up.operations), tuple(down.operations) if down else (), up.unread, up.transactional, up.dialect)
