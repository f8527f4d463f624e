"""Prisma's schema against the SQL of its migrations."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import MigrationSet
from readiness_checks.facts.models import Compared, Missing
from readiness_checks.facts.models.schema import Schema, schema_of

_BLOCK = Regex(r"^\s*(model|enum|view|type|datasource|generator)\s+(\w{1,100})\s*\{")
_FIELD = Regex(r"^\s*(\w{1,100})\s+(\w{1,100})(?:\([^)]{0,200}\))?(\[\])?\??(.*)$")
_MAP = Regex(r"@map\(\s*(?:name:\s*)?\"([^\"]{1,200})\"")
_TABLE = Regex(r"@@map\(\s*(?:name:\s*)?\"([^\"]{1,200})\"")
_PROVIDER = Regex(r"provider\s*=\s*\"(\w{1,40})\"")
_SCALARS = frozenset(("String", "Boolean", "Int", "BigInt", "Float", "Decimal", "DateTime", "Json", "Bytes", "Unsupported"))


@dataclass(frozen=True, slots=True)
class PrismaModel:
    """A model by its table, with name, line and type of each field that is a column unless its type is a model."""

    name: str
    table: str
    path: str
    line: int
    fields: tuple[tuple[str, int, str], ...]


@fact
def compared_prisma(repo: Repo, made: MigrationSet) -> Compared | None:
    """The schema files beside a folder of migrations against what these leave; None without models or for no relational database."""
    home = made.folder.rpartition("/")[0]
    paths = [file.path for file in repo.named("*.prisma") if file.path.startswith(f"{home}/" if home else "") and file.size]
    if "mongodb" in {found for path in paths for found in _PROVIDER.findall(repo.text(path))}:
        return None
    blocks = [block for path in paths for block in _blocks(repo.text(path), path)]
    models = [model for kind, model in blocks if kind == "model"]
    kinds = _SCALARS | {model.name for kind, model in blocks if kind == "enum"}
    schema = schema_of(repo, made)
    if not models or schema is None:
        return None
    missing = [
        Missing(f"no migration creates the table `{model.table}` of `{model.name}`", model.path, model.line)
        for model in models
        if model.table not in schema.tables and model.table not in schema.views
    ]
    columns = [
        (model, name, line)
        for model in models
        if model.table in schema.tables and not schema.tables[model.table].open
        for name, line, kind in model.fields
        if kind in kinds
    ]
    missing.extend(
        Missing(f"no migration adds the column `{name}` to `{model.table}`", model.path, line)
        for model, name, line in columns
        if name not in schema.tables[model.table].columns
    )
    return Compared(made.counted, made.path, len(models), len(columns), tuple(missing), _doubt(repo, schema, missing))


def _doubt(repo: Repo, schema: Schema, missing: list[Missing]) -> str:
    """SQL that could not be read casts doubt on what its file names."""
    for path in schema.unread:
        text = repo.text(path).lower()
        if any(f"{name}" in text for each in missing for name in each.message.lower().split("`")[1::2][:1]):
            return f"what {path} does cannot be read"
    before = [table.path for table in schema.tables.values() if not table.created]
    return f"{before[0]} changes a table that none of them creates" if before else ""


def _blocks(text: str, path: str) -> Iterator[tuple[str, PrismaModel]]:
    kind = name = table = ""
    start = 0
    fields: list[tuple[str, int, str]] = []
    ignored = False
    for number, line in enumerate(text.splitlines(), start=1):
        plain = line.partition("//")[0] if '"' not in line else line
        opened = _BLOCK.match(plain)
        if opened:
            kind, name = opened.groups()
            table, start, fields, ignored = name, number, [], False
        elif plain.strip() == "}":
            if kind and not ignored:
                yield kind, PrismaModel(name, table.lower(), path, start, tuple(fields))
            kind = ""
        elif kind == "model":
            mapped = _TABLE.search(plain)
            table = mapped.group(1) if mapped else table
            ignored = ignored or "@@ignore" in plain
            field = _FIELD.match(plain)
            if field and not plain.strip().startswith(("@@", "//")) and "@ignore" not in plain and "@relation" not in plain:
                column = _MAP.search(field.group(4))
                fields.append(((column.group(1) if column else field.group(1)).lower(), number, field.group(2)))
