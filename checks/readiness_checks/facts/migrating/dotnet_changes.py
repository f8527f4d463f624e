"""What the migrations of .NET's tools do: Entity Framework Core's and FluentMigrator's."""

from __future__ import annotations

from readiness.repo import Repo
from readiness_checks.facts.expressions.csharp import CSHARP
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.draft import Draft, changes
from readiness_checks.facts.migrating.efcore_changes import act as act_of_efcore
from readiness_checks.facts.migrating.fluent_changes import act as act_of_fluent
from readiness_checks.facts.migrating.operations import Changes
from readiness_checks.facts.migrating.script import Script, functions_of
from readiness_checks.facts.migration_databases import database_of
from readiness_checks.facts.syntax_trees import root_of


def dotnet_changes(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    """The operations of `Up` and `Down`."""
    root = root_of(repo, migration.path)
    if root is None:
        return Changes(unread=1)
    functions = functions_of(CSHARP, root)
    drafts = []
    for name in ("Up", "Down"):
        draft = Draft(migration.path, database_of(repo, made, migration), repo=repo, transactional=None if made.tool == "ef-core" else True)
        Script(CSHARP, draft, act_of_efcore if made.tool == "ef-core" else act_of_fluent, functions).function(name)
        drafts.append(draft)
    return changes(*drafts)
