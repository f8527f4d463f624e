"""What the migrations of Node's tools do: TypeORM, MikroORM, Knex, Sequelize, node-pg-migrate, Kysely, db-migrate."""

from __future__ import annotations

from readiness.repo import Repo
from readiness_checks.facts.expressions.javascript import JAVASCRIPT
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.dbmigrate_changes import act as act_of_dbmigrate
from readiness_checks.facts.migrating.draft import Draft, changes
from readiness_checks.facts.migrating.knex_changes import act as act_of_knex
from readiness_checks.facts.migrating.kysely_changes import act as act_of_kysely
from readiness_checks.facts.migrating.operations import Changes
from readiness_checks.facts.migrating.pgmigrate_changes import act as act_of_pgm
from readiness_checks.facts.migrating.script import Act, Script, functions_of
from readiness_checks.facts.migrating.sequelize_changes import act as act_of_sequelize
from readiness_checks.facts.migrating.typeorm_changes import act as act_of_typeorm
from readiness_checks.facts.migration_databases import database_of
from readiness_checks.facts.syntax_trees import root_of

_ACTS: dict[str, Act] = {
    "typeorm": act_of_typeorm,
    "mikro-orm": act_of_typeorm,
    "knex": act_of_knex,
    "sequelize": act_of_sequelize,
    "node-pg-migrate": act_of_pgm,
    "kysely": act_of_kysely,
    "db-migrate": act_of_dbmigrate,
}


def node_changes(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    """The operations of `up` and `down`."""
    root = root_of(repo, migration.path)
    if root is None:
        return Changes(unread=1)
    functions = functions_of(JAVASCRIPT, root)
    drafts = []
    for name in ("up", "down"):
        draft = Draft(migration.path, database_of(repo, made, migration), repo=repo)
        Script(JAVASCRIPT, draft, _ACTS[made.tool], functions).function(name)
        drafts.append(draft)
    if "up" not in functions:
        drafts[0].unread += 1
    return changes(*drafts)
