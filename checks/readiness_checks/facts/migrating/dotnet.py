"""Reads the migrations of .NET tools: Entity Framework Core and FluentMigrator."""

from __future__ import annotations

import re

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place
from readiness_checks.facts.migrating.bodies import braced, does_nothing

MARK = Pattern(
    literals=("Migration",),
    regex=r"\bclass\s+\w{1,200}\s*(?:\(\s*\))?\s*:\s*(?:Migrations?\.)?(Migration|AutoReversingMigration|ForwardOnlyMigration)\b",
    languages=("csharp",),
    roles=("source", "test"),
)
_DOWN = Regex(r"\boverride\s+void\s+Down\s*\(")
_FLUENT = Regex(r"\busing\s+FluentMigrator\b")
_VERSION = Regex(r"\[Migration\(\s*(\d{1,20})")


@fact
def dotnet_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each folder of migrations: EF Core gives each context and provider its own."""
    found: dict[tuple[str, str], dict[str, Migration]] = {}
    for hit in repo.hits(MARK):
        if in_own_place(repo, hit.path):
            text = repo.text(hit.path)
            tool = "fluentmigrator" if _FLUENT.search(text) else "ef-core"
            if tool == "ef-core" and "Microsoft.EntityFrameworkCore.Migrations" not in text and "migrationBuilder" not in text:
                continue
            migration = _migration(text, hit.path, tool, hit.groups[0])
            found.setdefault((tool, hit.path.rpartition("/")[0]), {})[hit.path] = migration
    return tuple(
        MigrationSet(tool, folder, tuple(sorted(migrations.values(), key=lambda migration: migration.identity)))
        for (tool, folder), migrations in sorted(found.items())
    )


def _migration(text: str, path: str, tool: str, base: str) -> Migration:
    identity = path.rpartition("/")[2].removesuffix(".cs")
    version = _VERSION.search(text)
    number = version.group(1) if version and tool == "fluentmigrator" else ""
    if base == "AutoReversingMigration":
        return Migration(identity, path, 1, (), reversible=True, version=number)
    back = _DOWN.search(text)
    if back is None:
        return Migration(identity, path, 1, (), reversible=False, why="it has no `Down`", version=number)
    why = does_nothing(braced(text, back.end()))
    up = re.search(r"\boverride\s+void\s+Up\s*\(", text)
    if why and up and does_nothing(braced(text, up.end())) == "is empty":
        return Migration(identity, path, version=number)
    line = text.count("\n", 0, back.start()) + 1
    return Migration(identity, path, line, (), not why, f"`Down` {why}" if why else "", number)
