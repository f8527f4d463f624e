"""Reads foreign keys and indexes from SQL: a set of migrations in order, or one script of a whole schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.changes import changes_of
from readiness_checks.facts.keys import DeclaredKeys, ForeignKey
from readiness_checks.facts.keys.folding import folded
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place
from readiness_checks.facts.migrating.operations import Operation
from readiness_checks.facts.migration_databases import database_of, databases_of

JUDGED = ("postgresql", "sqlserver", "oracle", "sqlite")
# H2, HSQLDB and Derby index foreign keys by themselves
_EMBEDDED = frozenset({"h2", "hsqldb", "hsql", "derby"})
_REFERS = Regex(r"\breferences\b", re.IGNORECASE)
_CONCERNS = Regex(r"\b(?:references|index|unique|primary|foreign|constraint|drop|rename|key|create\s+table)\b|sp_rename", re.IGNORECASE)
_WHERE = Regex(
    r"\)\s*(?:include\s*\([^)]{0,400}\)\s*)?where\s*\(*\s*[\"`\[]?(\w{1,128})[\"`\]]?\s+is\s+not\s+null\s*\)*\s*(?:with\b|;|$)",
    re.IGNORECASE,
)
MAX_READ = 1_500_000  # characters of SQL of one set; a parser reads about a megabyte a second


@fact
def keys_of_sql(repo: Repo, made: MigrationSet, title: str = "") -> DeclaredKeys | None:
    """The foreign keys that SQL leaves, under a title of its own if it is given one; None where it has none."""
    if _EMBEDDED & set(made.folder.lower().split("/")):
        return None
    texts = [(migration, repo.text(migration.path)) for migration in made.migrations if migration.path.endswith(".sql")]
    if not any(_REFERS.search(text) for _, text in texts):
        return None
    dialects = {migration: database_of(repo, made, migration) for migration, _ in texts}
    named = set(dialects.values()) - {""} or set(databases_of(repo, made))
    database = next((each for each in JUDGED if each in named), "")
    title = title or (made.path if len(made.migrations) == 1 and made.tool == "sql" else made.counted)
    if not database or (set(dialects.values()) == {""} and not named <= set(JUDGED)):
        doubt = "" if len(named) == 1 else f"which database `{made.path}` is for cannot be told"
        return DeclaredKeys(title, made.path, (), self_indexed=named == {"mysql"}, doubt=doubt)
    wanted = _of_database(dialects, database)
    concerned = [(migration, text) for migration, text in texts if migration in wanted and _CONCERNS.search(text)]
    if sum(len(text) for _, text in concerned) > MAX_READ:
        return DeclaredKeys(title, made.path, (), database, doubt=f"{title} are too much to be read")
    operations: list[tuple[Operation, bool]] = []
    unread: list[str] = []
    for migration, text in concerned:
        changes = changes_of(repo, made, migration)
        if changes is None:
            return None
        operations += [(operation, operation.where and not _leaves_out_none(text, operation)) for operation in changes.up]
        unread += [text.lower()] if changes.unread else []
    found = tuple(_placed(repo, foreign, unread) for foreign in folded(operations))
    return DeclaredKeys(title, made.path, found, database)


@fact
def project_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """The tables of each database project of Visual Studio (`*.sqlproj`), a file for each."""
    found = []
    for project in repo.named("*.sqlproj"):
        home = project.path.rpartition("/")[0]
        scripts = [file.path for file in repo.named("*.sql") if file.path.startswith(f"{home}/" if home else "")]
        tables = sorted(path for path in scripts if "Tables" in path.split("/") and in_own_place(repo, path))
        if tables:
            found.append(MigrationSet("sql", home, tuple(Migration(path.rpartition("/")[2], path) for path in tables)))
    return tuple(found)


@fact
def keys_of_script(repo: Repo, path: str) -> DeclaredKeys | None:
    """The foreign keys of a script that makes a whole schema; None where it has none."""
    return keys_of_sql(repo, script_set(path))


def script_set(path: str) -> MigrationSet:
    """A script of a whole schema as a set of one."""
    return MigrationSet("sql", path.rpartition("/")[0], (Migration(path.rpartition("/")[2], path),))


def _of_database(dialects: dict[Migration, str], database: str) -> set[Migration]:
    """The migrations that run on a database: those named after it, and those named after none that none of its own stands for."""
    own = {migration for migration, dialect in dialects.items() if dialect == database}
    replaced = {re.split(r"\D", migration.version)[0] for migration in own}
    general = {
        migration
        for migration, dialect in dialects.items()
        if not dialect and (not migration.version or re.split(r"\D", migration.version)[0] not in replaced)
    }
    return own | general


def _leaves_out_none(text: str, operation: Operation) -> bool:
    """Whether a partial index leaves out but the rows that refer to nothing: `WHERE column IS NOT NULL`."""
    statement = "\n".join(text.split("\n")[operation.line - 1 : operation.line + 20]).partition(";")[0] + ";"
    found = _WHERE.search(statement)
    return found is not None and bool(operation.columns) and found.group(1).lower() == operation.columns[0].name


def _placed(repo: Repo, foreign: ForeignKey, unread: list[str]) -> ForeignKey:
    """The key with the line of its column; nothing is known of one whose table a statement speaks of that could not be read."""
    indexed = foreign.indexed
    if indexed is False and any(foreign.table in text for text in unread):
        indexed = None
    return replace(foreign, indexed=indexed, line=next(_lines(repo, foreign), foreign.line))


def _lines(repo: Repo, foreign: ForeignKey) -> Iterator[int]:
    column = Regex(rf"\b{re.escape(foreign.columns[0])}\b", re.IGNORECASE)
    lines = repo.text(foreign.path).split("\n")
    for number in range(foreign.line, min(foreign.line + 200, len(lines)) + 1):
        line = lines[number - 1]
        if column.search(line) and _REFERS.search(line):
            yield number
        if line.rstrip().endswith(";"):
            return
