"""What a schema migration is, whatever the tool; one module reads each family of tools."""

from __future__ import annotations

import re

from readiness.classify import OWN, File, classify
from readiness.records import dataclass
from readiness.repo import Repo

TITLES = {
    "alembic": "Alembic", "django": "Django", "rails": "Rails", "laravel": "Laravel", "doctrine": "Doctrine", "phinx": "Phinx",
    "yii": "Yii",
    "prisma": "Prisma", "typeorm": "TypeORM", "knex": "Knex", "sequelize": "Sequelize", "drizzle": "Drizzle", "mikro-orm": "MikroORM",
    "kysely": "Kysely", "ef-core": "EF Core", "fluentmigrator": "FluentMigrator", "dbup": "DbUp", "ecto": "Ecto", "flyway": "Flyway",
    "liquibase": "Liquibase", "atlas": "Atlas", "supabase": "Supabase", "diesel": "Diesel", "sea-orm": "SeaORM", "sql": "SQL",
    "evolutions": "Play evolutions", "refinery": "Refinery",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Migration:
    """One versioned change of a schema.

    `identity` names it within its set; `version` is what must be unique there, "" where the tool does not care. `parents` are the
    identities it builds on, where the tool links them; `needs` are others of its set that must run before it, `needs_elsewhere` those
    of other sets (`app.name`). `reversible` is None where there is nothing to take back (a merge, an empty revision) or where the tool
    knows no way back; `why` says what keeps it from having one.
    """

    identity: str
    path: str
    line: int = 1
    parents: tuple[str, ...] = ()
    reversible: bool | None = None
    why: str = ""
    version: str = ""
    needs: tuple[str, ...] = ()
    needs_elsewhere: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The identity without the path that some tools put before it."""
        return self.identity.rpartition("::")[2]


@dataclass(frozen=True, slots=True, eq=False)
class MigrationSet:
    """The migrations of one root (a folder, an app, a database), oldest first.

    Each is itself alone: facts are asked of it thousands of times, and to compare thousands of migrations every time would be slow.

    `linked` says that parents give the order; `forward_only` that the tool has no way back; `heads_allowed` how many ends the links
    may have.
    """

    tool: str
    folder: str
    migrations: tuple[Migration, ...]
    forward_only: bool = False
    linked: bool = False
    heads_allowed: int = 1

    @property
    def title(self) -> str:
        """The tool as people write it."""
        return TITLES.get(self.tool, self.tool)

    @property
    def path(self) -> str:
        """Where the set lies: its latest file."""
        return self.migrations[-1].path

    @property
    def counted(self) -> str:
        """How many migrations of which tool: `3 Alembic migrations`."""
        return f"{len(self.migrations)} {self.title} migration{'' if len(self.migrations) == 1 else 's'}"


def in_own_place(repo: Repo, path: str) -> bool:
    """Whether a migration lies among the repository's own files; a name such as `0003_add_test.py` makes it no test."""
    file = repo.file(path)
    return file is not None and file.size > 0 and file.link is None and is_own(file)


def is_own(file: File) -> bool:
    """Whether the folder of a file is the repository's own, whatever the file's name resembles or an attribute calls it."""
    return file.own or (file.role in ("test", "generated") and classify(f"{file.folder}/x{file.suffix}")[0] in OWN)


def version_of(name: str) -> str:
    """The leading digits of a file name, without leading zeros; "" when it has none."""
    found = re.match(r"\d{1,20}", name)
    return (found.group().lstrip("0") or "0") if found else ""


def natural(text: str) -> tuple[tuple[int, int, str], ...]:
    """A sort key under which `V2` comes before `V10`."""
    return tuple((1, int(piece[:20]), "") if piece.isdigit() else (0, 0, piece) for piece in re.findall(r"\d+|\D+", text))
