"""What Rails dumps of the schema (`db/schema.rb`, `db/structure.sql`) against the migrations beside it."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import MigrationSet
from readiness_checks.facts.models import Compared, Missing
from readiness_checks.facts.models.schema import schema_of

_VERSION = Regex(r"ActiveRecord::Schema(?:\[[\d.]{1,6}\])?\.define\(\s*version:\s*(\d[\d_]{0,20})")
_INSERTED = Regex(r"\(?'(\d{1,20})'\)?")
_INSERT = Regex(r"INSERT INTO [^\n]{0,60}schema_migrations")
_TABLE = Regex(r"\s*create_(?:virtual_)?table \"([^\"]{1,200})\"")
_COLUMN = Regex(r"\s*t\.(?!index\b|foreign_key\b|check_constraint\b|unique_constraint\b|exclusion_constraint\b)\w+ \"([^\"]{1,200})\"")
_CREATED = Regex(r"(?mi)^CREATE TABLE ")


@fact
def compared_rails(repo: Repo, made: MigrationSet) -> Compared | None:
    """The dumped schema of a database against its migrations; None where there is none, or none that says its version."""
    folder, _, name = made.folder.rpartition("/")
    prefix = f"{folder}/{name.removesuffix('migrate')}" if folder else name.removesuffix("migrate")
    for path in (f"{prefix}schema.rb", f"{prefix}structure.sql"):
        file = repo.file(path)
        if file is not None and file.size:
            text = repo.text(path)
            return _ruby(repo, made, path, text) if path.endswith(".rb") else _sql(made, path, text)
    return None


def _ruby(repo: Repo, made: MigrationSet, path: str, text: str) -> Compared | None:
    found = _VERSION.search(text)
    if found is None:
        return None
    version = int(found.group(1).replace("_", ""))
    line = text.count("\n", 0, found.start()) + 1
    late = [migration for migration in made.migrations if migration.version and int(migration.version) > version]
    missing = [Missing(f"stands at version {version}, before the migration `{each.identity}`", path, line) for each in late]
    tables = _tables(text)
    if not late:
        missing.extend(_lost(repo, made, tables, path))
    return Compared(made.counted, path, len(tables), sum(len(columns) for columns in tables.values()), tuple(missing), dumped=True)


def _tables(text: str) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    columns: set[str] = set()
    for line in text.splitlines():
        table = _TABLE.match(line)
        if table:
            columns = found.setdefault(table.group(1).rpartition(".")[2].lower(), set())
            columns.add("id")
        elif column := _COLUMN.match(line):
            columns.add(column.group(1).lower())
    return found


def _lost(repo: Repo, made: MigrationSet, tables: dict[str, set[str]], path: str) -> Iterator[Missing]:
    """What the migrations create and the dump lacks; nothing where any of them cannot be read."""
    schema = schema_of(repo, made)
    if schema is None or schema.unread:
        return
    for name, table in schema.tables.items():
        if name not in tables:
            if table.created and not table.doubted:
                yield Missing(f"lacks the table `{name}`, which `{table.path}` creates", path, 1)
        elif not table.doubted:
            for column in sorted(table.columns - tables[name]):
                yield Missing(f"lacks the column `{column}` of `{name}`, which the migrations add", path, 1)


def _sql(made: MigrationSet, path: str, text: str) -> Compared | None:
    insert = _INSERT.search(text)
    if insert is None:
        return None
    held = {int(version) for version in _INSERTED.findall(text[insert.end() :])}
    line = text.count("\n", 0, insert.start()) + 1
    late = [migration for migration in made.migrations if migration.version and int(migration.version) not in held]
    missing = tuple(Missing(f"does not hold the migration `{each.identity}`", path, line) for each in late)
    return Compared(made.counted, path, len(_CREATED.findall(text)), 0, missing, dumped=True)
