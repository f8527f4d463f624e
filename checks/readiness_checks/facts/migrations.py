"""The schema migrations that are committed, by tool and root."""

from __future__ import annotations

from readiness.model import Component
from readiness.repo import Repo, fact
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.hollow import changes_nothing
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.alembic import alembic_sets
from readiness_checks.facts.migrating.code import code_sets
from readiness_checks.facts.migrating.django import django_sets
from readiness_checks.facts.migrating.dotnet import dotnet_sets
from readiness_checks.facts.migrating.ecto import ecto_sets
from readiness_checks.facts.migrating.liquibase import liquibase_sets
from readiness_checks.facts.migrating.node import node_sets
from readiness_checks.facts.migrating.php import php_sets
from readiness_checks.facts.migrating.rails import rails_sets
from readiness_checks.facts.migrating.sql import sql_sets
from readiness_checks.facts.relational import may_be_relational, relational_uses
from readiness_checks.facts.services import serves

__all__ = ["Migration", "MigrationSet", "latest", "migration_sets", "migrations_of"]

LATEST = 10
_READERS = (
    alembic_sets, django_sets, rails_sets, php_sets, node_sets, dotnet_sets, ecto_sets, liquibase_sets, sql_sets, code_sets,
)  # fmt: skip


@fact
def migration_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """Every set with at least one migration that changes something, sorted by folder and tool."""
    read_sets = (made for read in _READERS for made in read(repo))
    sets = [made for made in read_sets if any(not changes_nothing(repo, migration.path) for migration in made.migrations)]
    # formatted SQL of Liquibase may lie in a folder that would also pass for one of numbered files
    claimed = {migration.path for made in sets if made.tool != "sql" for migration in made.migrations}
    kept = [made for made in sets if made.tool != "sql" or not any(migration.path in claimed for migration in made.migrations)]
    return tuple(sorted(kept, key=lambda made: (made.folder, made.tool)))


@fact
def migrations_of(repo: Repo, component: Component) -> tuple[MigrationSet, ...]:
    """The sets that lie in the component, else shared ones where it uses a relational database; those of most migrations first.

    A shared set named after another service is only that one's, unless this one has no other and uses a database by itself.
    """
    sets = sorted(migration_sets(repo), key=lambda made: (-len(made.migrations), made.folder))
    shared = [made for made in sets if may_be_relational(repo, component) and meant_for(repo, component, made.path)]
    found = [made for made in sets if component.owns(made.path) or made in shared]
    if not found and relational_uses(repo, component):
        found = [made for made in sets if serves(repo, component, made.path)]
    return tuple(found)


def latest(made: MigrationSet) -> tuple[Migration, ...]:
    """The latest ten migrations of a set that have something to take back, newest last."""
    return tuple(migration for migration in made.migrations[-LATEST:] if migration.reversible is not None)
