"""What Rails dumps of the schema (`db/schema.rb`, `db/structure.sql`) against the migrations beside it."""

from __future__ import annotations

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import MigrationSet
from readiness_checks.facts.models import Compared, Missing

_VERSION = Regex(r"ActiveRecord::Schema(?:\[[\d.]{1,6}\])?\.define\(\s*version:\s*(\d[\d_]{0,20})")
_INSERTED = Regex(r"\(?'(\d{1,20})'\)?")
_INSERT = Regex(r"INSERT INTO [^\n]{0,60}schema_migrations")
_TABLE = Regex(r"(?m)^\s*create_table \"")
_COLUMN = Regex(r"(?m)^\s*t\.(?!index\b|foreign_key\b|check_constraint\b|unique_constraint\b|exclusion_constraint\b)\w+ \"")
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
            return _ruby(made, path, text) if path.endswith(".rb") else _sql(made, path, text)
    return None


def _ruby(made: MigrationSet, path: str, text: str) -> Compared | None:
    found = _VERSION.search(text)
    if found is None:
        return None
    version = int(found.group(1).replace("_", ""))
    line = text.count("\n", 0, found.start()) + 1
    late = [migration for migration in made.migrations if migration.version and int(migration.version) > version]
    missing = tuple(Missing(f"stands at version {version}, before the migration `{each.identity}`", path, line) for each in late)
    return Compared(made.counted, path, len(_TABLE.findall(text)), len(_COLUMN.findall(text)), missing, dumped=True)


def _sql(made: MigrationSet, path: str, text: str) -> Compared | None:
    insert = _INSERT.search(text)
    if insert is None:
        return None
    held = {int(version) for version in _INSERTED.findall(text[insert.end() :])}
    line = text.count("\n", 0, insert.start()) + 1
    late = [migration for migration in made.migrations if migration.version and int(migration.version) not in held]
    missing = tuple(Missing(f"does not hold the migration `{each.identity}`", path, line) for each in late)
    return Compared(made.counted, path, len(_CREATED.findall(text)), 0, missing, dumped=True)
