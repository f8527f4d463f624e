"""Reads Rails migrations, one set a database."""

from __future__ import annotations

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place, version_of
from readiness_checks.facts.migrating.bodies import indented

_PATH = Regex(r"^(?:.*/)?db/(?:\w{1,40}_)?migrate/(?:.*/)?(\d{1,14})_[\w.]+\.rb$")
_DEFINITION = Regex(r"(?m)^[ \t]*def (?:self\.)?(change|up|down)\b[^\n]*")
_BOTH_WAYS = Regex(r"(?m)^[ \t]*(?:reversible\b|up_only\b|revert\b)[^\n]*")
_DATA = Regex(
    r"\.(?:update_all|delete_all|destroy_all|find_each|in_batches|insert_all|upsert_all|update_columns?|update!?|save!?|create!?|destroy!?)\b"
)
# What `change` cannot turn round by itself (Active Record's CommandRecorder).
_ONE_WAY = (
    ("execute", Regex(r"(?m)^\s*execute\b")),
    ("change_column", Regex(r"(?m)^\s*(?:t\.change|change_column)\b(?!_)")),
    ("change_column_default", Regex(r"(?m)^\s*(?:t\.change_default|change_column_default)\b(?![^\n]*\bfrom:)(?!\s*\([^)]*\bfrom:)")),
    ("change_table_comment", Regex(r"(?m)^\s*change_(?:table|column)_comment\b(?![^\n]*\bfrom:)")),
    ("remove_column without a type", Regex(r"(?m)^\s*remove_column[ (]\s*:?[\w\"']+,\s*:?[\w\"']+\s*\)?\s*$")),
    ("remove_columns without a type", Regex(r"(?m)^\s*(?:remove_columns|t\.remove)\b(?![^\n]*\btype:)")),
    ("drop_table without its columns", Regex(r"(?m)^\s*drop_table\b(?![^\n]*(?:\bdo\b|\{))")),
    ("remove_index without its columns", Regex(r"(?m)^\s*remove_index[ (]\s*:?[\w\"']+,\s*name:[^,\n]*\)?\s*$")),
    ("remove_foreign_key without its table", Regex(r"(?m)^\s*remove_foreign_key[ (]\s*:?[\w\"']+,\s*(?:name|column):[^,\n]*\)?\s*$")),
)


@fact
def rails_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each `db/*migrate` folder."""
    found: dict[str, list[Migration]] = {}
    for file in repo.named("*.rb"):
        match = _PATH.match(file.path)
        if match and in_own_place(repo, file.path):
            folder = file.path[: file.path.index("migrate/") + len("migrate")]
            found.setdefault(folder, []).append(_migration(repo, file.path, match.group(1)))
    return tuple(
        MigrationSet("rails", folder, tuple(sorted(migrations, key=lambda migration: (int(migration.version), migration.path))))
        for folder, migrations in sorted(found.items())
    )


def _migration(repo: Repo, path: str, version: str) -> Migration:
    text = repo.text(path)
    methods = {found.group(1): found for found in _DEFINITION.finditer(text)}
    identity = path.rpartition("/")[2].removesuffix(".rb")
    if "change" in methods:
        body = indented(text, methods["change"].start(1))
        why = _one_way(body)
        place = methods["change"]
    elif "down" in methods:
        body = indented(text, methods["down"].start(1)).strip()
        why = "`down` is empty" if not body else "`down` only raises" if body.startswith("raise") else ""
        place = methods["down"]
    elif "up" in methods:
        why, place = "it has no `down`", methods["up"]
    else:
        return Migration(identity, path, version=version_of(version))
    line = text.count("\n", 0, place.start(1)) + 1
    return Migration(identity, path, line, (), not why, why, version_of(version))


def _one_way(body: str) -> str:
    """What in a `change` Active Record cannot turn round, "" for nothing."""
    plain = body
    for found in reversed(list(_BOTH_WAYS.finditer(body))):
        inside = indented(plain, found.start() + len(found.group()) - len(found.group().lstrip()))
        plain = plain.replace(inside, "") if inside else plain
    for name, pattern in _ONE_WAY:
        if pattern.search(plain):
            return f"`change` cannot turn round {name}"
    if _DATA.search(plain):
        return "`change` alters data one way"
    return ""
