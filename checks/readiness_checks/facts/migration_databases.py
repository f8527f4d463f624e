"""Which databases the migrations of a set are written for: by their names, their tool's own files, their words, or what the code uses."""

from __future__ import annotations

import re

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import dig, string
from readiness_checks.facts.datastores import databases_used
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.services import backends
from readiness_checks.facts.stores import stores_of

# the databases that are judged by name; others are judged as none of them
DATABASES = {
    "postgresql": "postgresql", "alloydb": "postgresql", "timescaledb": "postgresql", "neon": "postgresql", "supabase": "postgresql",
    "mysql": "mysql", "mariadb": "mysql", "planetscale": "mysql",
    "sqlite": "sqlite", "libsql": "sqlite", "cloudflare-d1": "sqlite",
    "sqlserver": "sqlserver", "oracle": "oracle", "cockroachdb": "cockroachdb",
}  # fmt: skip
_EMBEDDED = frozenset({"h2", "hsqldb", "derby"})
_NAMED = Regex(r"(postgres|pgsql|psql|timescale|mysql|mariadb|sqlite|sqlserver|mssql|oracle|cockroach)|(?:^|[._-])(pg|crdb)(?=[._-]|$)")
_BY_NAME = {
    "postgres": "postgresql", "pgsql": "postgresql", "psql": "postgresql", "timescale": "postgresql", "pg": "postgresql",
    "mysql": "mysql", "mariadb": "mysql", "sqlite": "sqlite", "sqlserver": "sqlserver", "mssql": "sqlserver", "oracle": "oracle",
    "cockroach": "cockroachdb", "crdb": "cockroachdb",
}  # fmt: skip
_PROVIDER = Regex(r"(?m)^\s*provider\s*=\s*\"(\w+)\"")
_WORDS = (
    ("postgresql", Regex(
        r"\b(?:jsonb|timestamptz|plpgsql|bigserial|bytea|concurrently|tsvector|citext)\b|\w::\w|\$\$|\bserial\s+(?:primary|not)\b"
        r"|\bwithout time zone\b|\busing gin\b|\bnot valid\b|create extension",
        re.IGNORECASE,
    )),
    ("mysql", Regex(
        r"\bengine\s*=\s*\w|\bauto_increment\b|\bunsigned\b|\butf8mb4\b|\balter table `|\bcreate table(?: if not exists)? `", re.IGNORECASE
    )),
    ("sqlite", Regex(r"\bautoincrement\b|\bpragma\s+\w|\bstrict;|\bwithout rowid\b", re.IGNORECASE)),
    ("sqlserver", Regex(r"\[dbo\]|\bnvarchar\s*\(|\buniqueidentifier\b|(?m:^\s*go\s*$)|\bcol_length\(|\bsys\.\w", re.IGNORECASE)),
    ("oracle", Regex(r"\bvarchar2\b|\bnumber\(\d", re.IGNORECASE)),
)  # fmt: skip
_LOOKED_AT = 20  # migrations whose words are read


@fact
def databases_of(repo: Repo, made: MigrationSet) -> tuple[str, ...]:
    """The databases that a set is for, sorted, as `Changes.dialect` names them (and "cockroachdb"); empty where nothing tells.

    SQLite beside a server is what developers and tests use; embedded Java databases too.
    """
    by_tool = _of_tool(repo, made)
    if by_tool:
        return (by_tool,)
    for part in reversed(made.folder.split("/")):
        if named := named_database(part):
            return (named,)
    if made.path.endswith(".sql") and (worded := _by_words(repo, made)):
        return (worded,)
    return _in_use(repo, made)


def named_database(part: str) -> str:
    """The database that a word speaks of, "" for none."""
    found = _NAMED.search(part.lower())
    return _BY_NAME[found.group(1) or found.group(2)] if found else ""


def database_of(repo: Repo, made: MigrationSet, migration: Migration) -> str:
    """The database that one migration is for: its own name first, then the only one of its set; "" for several or none."""
    name = migration.path.rpartition("/")[2].partition(".")[2] if migration.path.endswith(".sql") else ""
    own = named_database(name)
    found = databases_of(repo, made)
    return own or (found[0] if len(found) == 1 else "")


def _of_tool(repo: Repo, made: MigrationSet) -> str:
    if made.tool == "supabase":
        return "postgresql"
    if made.tool == "prisma":
        found = _PROVIDER.search(repo.text(f"{made.folder}/migration_lock.toml"))
        return named_database(found.group(1)) if found else ""
    if made.tool == "drizzle":
        return named_database(string(dig(repo.json(f"{made.folder}/meta/_journal.json").value, "dialect")))
    return ""


def _by_words(repo: Repo, made: MigrationSet) -> str:
    """The database whose words the latest migrations use, where they use those of one alone."""
    text = "\n".join(repo.text(migration.path)[:20_000] for migration in (*made.migrations[:3], *made.migrations[-_LOOKED_AT:]))
    found = [database for database, words in _WORDS if words.search(text)]
    return found[0] if len(found) == 1 else ""


def _in_use(repo: Repo, made: MigrationSet) -> tuple[str, ...]:
    owners = [component for component in backends(repo) if component.owns(made.path)]
    uses = [use for owner in owners for use in stores_of(repo, owner) if use.technology.is_a("database")] or databases_used(repo)
    names = {use.technology.id for use in uses if use.technology.is_a("database")} - _EMBEDDED
    found = {DATABASES.get(name, "") for name in names}
    if len(found) > 1:
        found.discard("sqlite")
    return tuple(sorted(found)) if "" not in found else ()
