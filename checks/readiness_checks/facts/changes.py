"""What each migration does to the schema and the rows, read from its file once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.alembic_changes import alembic_changes
from readiness_checks.facts.migrating.django_changes import django_changes
from readiness_checks.facts.migrating.dotnet_changes import dotnet_changes
from readiness_checks.facts.migrating.ecto_changes import ecto_changes
from readiness_checks.facts.migrating.liquibase_changes import liquibase_changes
from readiness_checks.facts.migrating.node_changes import node_changes
from readiness_checks.facts.migrating.operations import Changes
from readiness_checks.facts.migrating.php_changes import php_changes
from readiness_checks.facts.migrating.rails_changes import rails_changes
from readiness_checks.facts.migrating.sql_changes import sql_changes

__all__ = ["Changes", "changes_of"]

_SQL_TOOLS = (
    "prisma", "drizzle", "atlas", "supabase", "goose", "dbmate", "sql-migrate", "evolutions", "golang-migrate", "sqlx", "diesel", "flyway",
    "refinery", "dbup", "sql",
)  # fmt: skip
# by the tool of the set, as in `migrating.TITLES`
_READERS: Mapping[str, Callable[[Repo, MigrationSet, Migration], Changes]] = {
    "alembic": alembic_changes,
    "django": django_changes,
    "rails": rails_changes,
    "liquibase": liquibase_changes,
    **dict.fromkeys(_SQL_TOOLS, sql_changes),
    **dict.fromkeys(("typeorm", "mikro-orm", "knex", "sequelize", "node-pg-migrate", "kysely", "db-migrate"), node_changes),
    "ecto": ecto_changes,
    **dict.fromkeys(("ef-core", "fluentmigrator"), dotnet_changes),
    **dict.fromkeys(("laravel", "doctrine", "phinx"), php_changes),
}


@fact
def changes_of(repo: Repo, made: MigrationSet, migration: Migration) -> Changes | None:
    """What one migration of a set does; None where the tool's migrations cannot be read."""
    read = _READERS.get(made.tool)
    return read(repo, made, migration) if read is not None else None
