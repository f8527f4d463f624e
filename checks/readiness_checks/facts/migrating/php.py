"""Reads the migrations of PHP tools: Laravel, Doctrine, Phinx, Yii."""

from __future__ import annotations

import re

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place
from readiness_checks.facts.migrating.bodies import braced, does_nothing

_LARAVEL = Regex(r"^(?:.*/)?[Mm]igrations?/(?:.*/)?\d{4}_\d{2}_\d{2}_\d{6}_\w+\.php$")
_DOCTRINE = Regex(r"^(?:.*/)?Version\d{8,14}\w*\.php$")
_PHINX = Regex(r"^(?:.*/)?[Mm]igrations/(?:.*/)?\d{14}_\w+\.php$")
_YII = Regex(r"^(?:.*/)?migrations/(?:.*/)?m\d{6}_\d{6}_\w+\.php$")
_FUNCTION = Regex(r"\bfunction\s+(up|down|safeUp|safeDown|change|isTransactional)\s*\(")
_TOOLS = (("laravel", _LARAVEL), ("doctrine", _DOCTRINE), ("phinx", _PHINX), ("yii", _YII))


@fact
def php_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each tool and folder."""
    found: dict[tuple[str, str], list[Migration]] = {}
    for file in repo.named("*.php"):
        tool = next((tool for tool, pattern in _TOOLS if pattern.match(file.path)), None)
        if tool and in_own_place(repo, file.path):
            found.setdefault((tool, file.folder), []).append(_migration(repo, file.path))
    return tuple(
        MigrationSet(tool, folder, tuple(sorted(migrations, key=lambda migration: migration.identity)))
        for (tool, folder), migrations in sorted(found.items())
    )


def _migration(repo: Repo, path: str) -> Migration:
    text = repo.text(path)
    places = {found.group(1): found for found in _FUNCTION.finditer(text)}
    identity = path.rpartition("/")[2].removesuffix(".php")
    back = places.get("down") or places.get("safeDown")
    if back is None:
        if "change" in places:
            return Migration(identity, path, _line(text, places["change"]), (), reversible=True)
        return Migration(identity, path, 1, (), reversible=False, why="it has no `down()`")
    why = does_nothing(braced(text, back.end()))
    return Migration(identity, path, _line(text, back), (), not why, f"`{back.group(1)}()` {why}" if why else "")


def _line(text: str, found: re.Match[str]) -> int:
    return text.count("\n", 0, found.start()) + 1
