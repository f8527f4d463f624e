"""Reads Ecto migrations, one set a repository module."""

from __future__ import annotations

import re

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place, version_of
from readiness_checks.facts.migrating.bodies import indented

_PATH = Regex(r"^(?:.*/)?priv/(?:\w{1,60}/)?\w{0,60}migrations/(?:.*/)?(\d{8,14})_\w+\.exs$")
_DEFINITION = Regex(r"(?m)^[ \t]*def (change|up|down)\b([^\n]*)")
_ONE_WAY = (
    ("execute", Regex(r"(?m)^\s*execute[ (]\s*(?:\"(?:\\.|[^\"\\])*\"|\"\"\"[\s\S]{0,4000}?\"\"\"|&?\w+(?:/\d)?)\s*\)?\s*$")),
    ("modify without `from`", Regex(r"(?m)^\s*modify\b(?![^\n]*\bfrom:)")),
    ("remove without a type", Regex(r"(?m)^\s*remove[ (]\s*:\w+\s*\)?\s*$")),
    ("drop", Regex(r"(?m)^\s*drop(?:_if_exists)?[ (]\s*table\(")),
    ("data", Regex(r"\bRepo\.(?:update_all|delete_all|insert_all|update!?|delete!?)\(")),
)


@fact
def ecto_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each folder of migrations below `priv`."""
    found: dict[str, list[Migration]] = {}
    for file in repo.named("*.exs"):
        match = _PATH.match(file.path)
        if match and in_own_place(repo, file.path):
            found.setdefault(file.folder, []).append(_migration(repo, file.path, version_of(match.group(1))))
    return tuple(
        MigrationSet("ecto", folder, tuple(sorted(migrations, key=lambda migration: (int(migration.version), migration.path))))
        for folder, migrations in sorted(found.items())
    )


def _migration(repo: Repo, path: str, version: str) -> Migration:
    text = repo.text(path)
    identity = path.rpartition("/")[2].removesuffix(".exs")
    methods = {found.group(1): found for found in _DEFINITION.finditer(text)}
    name = "change" if "change" in methods else "down"
    if name not in methods:
        return Migration(identity, path, 1, (), reversible=False, why="it has no `down`", version=version)
    found = methods[name]
    body = indented(text, found.start(1)).strip()
    short = re.match(r"[^\n]*,\s*do:\s*([^\n]*)", found.group(2))
    if name == "down":
        said = short.group(1).strip() if short else body
        why = "`down` is empty" if said in ("", ":ok", "nil") else "`down` only raises" if said.startswith("raise") else ""
    else:
        why = next((f"`change` cannot turn round {what}" for what, pattern in _ONE_WAY if pattern.search(body)), "")
    return Migration(identity, path, text.count("\n", 0, found.start(1)) + 1, (), not why, why, version)
