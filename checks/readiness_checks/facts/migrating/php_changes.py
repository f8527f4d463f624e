"""What the migrations of PHP's tools do: Laravel's, Doctrine's, Phinx's and Yii's."""

from __future__ import annotations

from readiness.repo import Repo
from readiness_checks.facts.expressions.php import PHP
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.doctrine_changes import act as act_of_doctrine
from readiness_checks.facts.migrating.draft import Draft, changes
from readiness_checks.facts.migrating.laravel_changes import act as act_of_laravel
from readiness_checks.facts.migrating.operations import Changes
from readiness_checks.facts.migrating.phinx_changes import act as act_of_phinx
from readiness_checks.facts.migrating.script import Act, Script, functions_of
from readiness_checks.facts.migration_databases import database_of
from readiness_checks.facts.syntax_trees import root_of

_ACTS: dict[str, Act] = {"laravel": act_of_laravel, "doctrine": act_of_doctrine, "phinx": act_of_phinx}


def php_changes(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    """The operations of `up` (or `change`) and `down`."""
    root = root_of(repo, migration.path)
    if root is None:
        return Changes(unread=1)
    functions = functions_of(PHP, root)
    drafts = []
    for name in ("change" if "change" in functions and "up" not in functions else "up", "down"):
        draft = Draft(migration.path, database_of(repo, made, migration), repo=repo)
        Script(PHP, draft, _ACTS[made.tool], functions).function(name)
        drafts.append(draft)
    return changes(*drafts)
