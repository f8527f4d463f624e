"""Reads migrations that are entries of a program: SeaORM, gormigrate, xormigrate, goose in Go, lists of functions."""

from __future__ import annotations

import re

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place, natural
from readiness_checks.facts.migrating.bodies import braced, does_nothing

MARKS: dict[str, Pattern] = {
    "sea-orm": Pattern(literals=("MigrationTrait",), regex=r"impl MigrationTrait for \w", languages=("rust",)),
    "gormigrate": Pattern(literals=("gormigrate.Migration",), regex=r"\[\]\*gormigrate\.Migration\{", languages=("go",)),
    "xormigrate": Pattern(literals=("xormigrate.Migration{",), regex=r"[=&]\s*&?xormigrate\.Migration\{", languages=("go",)),
    "goose": Pattern(
        literals=("goose.AddMigration",), regex=r"goose\.AddMigration\w{0,20}\(\s*\w{1,80}\s*,\s*(\w{1,80})", languages=("go",)
    ),
    "sql": Pattern(literals=("igrations",), regex=r"\b\w{0,40}[mM]igrations\s*=\s*\[[\w.]{0,10}\]\s*func\(", languages=("go",)),
}
_DOWN = Regex(r"\basync\s+fn\s+down\b[^{]{0,200}")
_ENTRY = Regex(r"(?m)^\s*func\(")
_MAX_ENTRIES = 2000


@fact
def code_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each tool and folder."""
    found: dict[tuple[str, str], list[Migration]] = {}
    seen: set[str] = set()
    for tool, pattern in MARKS.items():
        for hit in repo.hits(pattern):
            # a migration of xormigrate is a variable of its own, and a row of its kind may be written in it
            if in_own_place(repo, hit.path) and not (tool == "xormigrate" and hit.path in seen):
                seen.add(hit.path)
                folder = hit.path.rpartition("/")[0]
                found.setdefault((tool, folder), []).extend(_migrations(repo.text(hit.path), hit.path, hit.line, tool, hit.groups))
    return tuple(
        MigrationSet(tool, folder, tuple(sorted(migrations, key=lambda migration: natural(migration.identity))), forward_only=tool == "sql")
        for (tool, folder), migrations in sorted(found.items())
        if migrations
    )


def _migrations(text: str, path: str, line: int, tool: str, groups: tuple[str, ...]) -> list[Migration]:
    identity = path.rpartition("/")[2].rpartition(".")[0]
    if tool == "goose":
        missing = groups[0] == "nil"
        return [Migration(identity, path, line, (), not missing, "it has no way down" if missing else "")]
    if tool == "sea-orm":
        back = _DOWN.search(text)
        why = does_nothing(braced(text, back.end())) if back else "is missing"
        return [Migration(identity, path, line, (), not why, f"`down` {why}" if why else "")]
    if tool == "xormigrate":
        # their order is that of a list elsewhere, which the names of the files follow
        named = re.search(r"\bID:\s*\"([^\"\n]{1,100})\"", text)
        way_back = "Rollback:" in text or "RollbackSession:" in text
        return [Migration(identity, path, line, (), way_back, "" if way_back else "it has no `Rollback`", named.group(1) if named else "")]
    if tool == "gormigrate":
        starts = list(re.finditer(r"\bID:\s*\"([^\"\n]{1,100})\"", text))[:_MAX_ENTRIES]
        ends = [found.start() for found in starts[1:]] + [len(text)]
        return [
            Migration(
                found.group(1),
                path,
                text.count("\n", 0, found.start()) + 1,
                (),
                back,
                "" if back else "it has no `Rollback`",
                found.group(1),
            )
            for found, end in zip(starts, ends, strict=True)
            for back in ("Rollback:" in text[found.start() : end],)
        ]
    start = sum(len(part) + 1 for part in text.split("\n")[: line - 1])
    entries = list(_ENTRY.finditer(text, start + 1))[:_MAX_ENTRIES]
    return [Migration(f"{identity} {number}", path, text.count("\n", 0, found.end()) + 1) for number, found in enumerate(entries, start=1)]
