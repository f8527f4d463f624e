"""Reads migrations that are SQL files: Flyway, Prisma, Drizzle, goose, golang-migrate, dbmate, sqlx, Diesel and plain numbered ones."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeAlias

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.dependencies import dependencies
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place, natural, version_of
from readiness_checks.facts.technologies import uses

Read: TypeAlias = tuple[list[MigrationSet], set[str]]

SECTIONS = Pattern(
    literals=("+goose Up", "migrate:up", "+migrate Up", "!Ups"),
    regex=r"--\s?\+(goose) Up|--\s?(migrate):up|--\s?\+(migrate) Up|[#-]\s?--?-?\s?!(Ups)",
    suffixes=(".sql",),
    roles=("source", "test"),
    comments=True,
)
_SECTION_TOOLS = (("+goose", "goose"), ("migrate:", "dbmate"), ("+migrate", "sql-migrate"), ("!Ups", "evolutions"))
_DOWN_SECTION = Regex(r"(?m)^[#-][ #-]{0,6}(?:\+goose Down|migrate:down|\+migrate Down|!Downs)[^\n]*\n")
_ANY_SECTION = Regex(r"(?m)^[#-][ #-]{0,6}(?:\+goose (?:Up|Down)|migrate:(?:up|down)|\+migrate (?:Up|Down)|!(?:Ups|Downs))")
_FLYWAY = Regex(r"^([VU])(\d[\d._]*)__\w[^/]*\.(?:sql|java|kt)$")
_PAIRED = Regex(r"^(V?\d{1,20}(?:[._-][^/.]*)?)((?:\.\w+){0,3})\.(up|down)\.sql$")
_PRISMA = Regex(r"^(?:.*/)?migrations/(?:.*/)?\d{1,14}[^/]*/migration\.sql$")
_FOLDER = Regex(
    r"(?:^|[/_.-])(?:migrations?|migrate|migrator|evolutions|changesets?|db-?scripts|schema[-_]?(?:changes|updates|versions)"
    r"|updates|upgrades?|deltas|patches)(?:/|$)",
    re.IGNORECASE,
)
_NUMBERED = Regex(r"^v?\d[^/]*\.sql$", re.IGNORECASE)
_VERSION_FOLDER = Regex(r"^v?\d[\w.]{0,12}$", re.IGNORECASE)
# `1.name.down.sql`, and Postgrator's `1.undo.name.sql` beside `1.do.name.sql`
_BACK = Regex(r"(?:[._-](?:down|undo|rollback|revert))(?=\.sql$)|(?<=\d)\.undo(?=\.)", re.IGNORECASE)
_FORTH = Regex(r"(?<=\d)\.do(?=\.)", re.IGNORECASE)
_STATEMENT = Regex(r"(?m)^\s*(?!--|/\*|\*|#)\S")


@fact
def sql_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each tool and folder (of one database, where files of several lie side by side)."""
    left = [file.path for file in repo.named("*.sql", "V*__*.java", "V*__*.kt") if in_own_place(repo, file.path)]
    found: list[MigrationSet] = []
    for read in _READERS:
        sets, taken = read(repo, left)
        found.extend(sets)
        left = [path for path in left if path not in taken]
    return tuple(found)


def _sets(tool: str, placed: Iterable[tuple[str, Migration]], forward_only: bool = False) -> list[MigrationSet]:
    folders: dict[str, list[Migration]] = {}
    for folder, migration in placed:
        folders.setdefault(folder, []).append(migration)
    return [
        MigrationSet(tool, folder, tuple(sorted(migrations, key=lambda migration: natural(migration.identity))), forward_only=forward_only)
        for folder, migrations in sorted(folders.items())
    ]


def _depends(repo: Repo, ecosystem: str, *names: str) -> bool:
    return any(dependency.ecosystem == ecosystem and dependency.name.startswith(names) for dependency in dependencies(repo))


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name


def _sectioned(repo: Repo, paths: list[str]) -> Read:
    """goose, dbmate, sql-migrate and Play evolutions: both ways in one file."""
    wanted = {hit.path: hit.text for hit in reversed(repo.hits(SECTIONS))}
    placed: dict[str, list[tuple[str, Migration]]] = {}
    for path in paths:
        if path not in wanted:
            continue
        tool = next(tool for mark, tool in _SECTION_TOOLS if mark in wanted[path])
        folder, name = _split(path)
        text = repo.text(path)
        down = _DOWN_SECTION.search(text)
        line = text.count("\n", 0, down.start()) + 1 if down else 1
        following = _ANY_SECTION.search(text, down.end()) if down else None
        body = text[down.end() : following.start() if following else len(text)] if down else ""
        why = "" if _STATEMENT.search(body) else "its way down is empty" if down else "it has no way down"
        placed.setdefault(tool, []).append((folder, Migration(name.removesuffix(".sql"), path, line, (), not why, why, version_of(name))))
    return [made for tool, group in sorted(placed.items()) for made in _sets(tool, group)], {path for path in paths if path in wanted}


def _prisma(_repo: Repo, paths: list[str]) -> Read:
    found = [path for path in paths if _PRISMA.match(path)]
    placed = [(path.rsplit("/", 2)[0], Migration(path.rsplit("/", 2)[1], path)) for path in found]
    return _sets("prisma", placed, forward_only=True), set(found)


def _journalled(repo: Repo, paths: list[str]) -> Read:
    """Tools that keep a journal beside their files and know no way back of their own: Drizzle, Atlas, Supabase."""
    placed: dict[str, list[tuple[str, Migration]]] = {}
    taken = set()
    for path in paths:
        folder, name = _split(path)
        if repo.file(f"{folder}/meta/_journal.json") is not None:
            tool = "drizzle"
        elif repo.file(f"{folder}/atlas.sum") is not None:
            tool = "atlas"
        elif f"/{folder}".endswith("/supabase/migrations"):
            tool = "supabase"
        else:
            continue
        taken.add(path)
        placed.setdefault(tool, []).append((folder, Migration(name.removesuffix(".sql"), path, version=version_of(name))))
    return [made for tool, group in sorted(placed.items()) for made in _sets(tool, group, forward_only=True)], taken


def _foldered(repo: Repo, paths: list[str]) -> Read:
    """Diesel: a folder for each migration, with `up.sql` and `down.sql`."""
    tool = "diesel" if _depends(repo, "crates", "diesel") else "sql"
    placed, taken = [], set()
    for path in paths:
        folder, name = _split(path)
        root, version = _split(folder)
        if name not in ("up.sql", "down.sql") or not version_of(version):
            continue
        taken.add(path)
        if name == "up.sql":
            placed.append((root, _with_back(repo, version, path, f"{folder}/down.sql", version)))
    return _sets(tool, placed), taken


def _paired(repo: Repo, paths: list[str]) -> Read:
    """golang-migrate, sqlx and others: `N_name.up.sql` beside `N_name.down.sql`, perhaps with a dialect before."""
    tool = "sqlx" if _depends(repo, "crates", "sqlx") else "sql"
    if any(use.technology.id == "golang-migrate" for use in uses(repo)) or _depends(repo, "go", "github.com/golang-migrate/"):
        tool = "golang-migrate"
    placed, taken = [], set()
    for path in paths:
        folder, name = _split(path)
        found = _PAIRED.match(name)
        if found is None:
            continue
        taken.add(path)
        stem, dialect, way = found.groups()
        if way == "up":
            back = path.removesuffix("up.sql") + "down.sql"
            number = version_of(stem.lstrip("V"))
            placed.append((folder, _with_back(repo, stem + dialect, path, back, number + dialect)))
    return _sets(tool, placed), taken


def _with_back(repo: Repo, identity: str, path: str, back: str, version: str) -> Migration:
    if repo.file(back) is None:
        return Migration(identity, path, 1, (), reversible=False, why="it has no `down.sql`", version=version)
    does = _STATEMENT.search(repo.text(back)) is not None
    if not does and not _STATEMENT.search(repo.text(path)):
        return Migration(identity, path, version=version)
    return Migration(identity, path, 1, (), does, "" if does else f"`{back.rpartition('/')[2]}` is empty", version)


def _flyway(repo: Repo, paths: list[str]) -> Read:
    tool = "refinery" if _depends(repo, "crates", "refinery") else "flyway"
    found = {path: match for path in paths if (match := _FLYWAY.match(_split(path)[1]))}
    undone = {(_split(path)[0], match.group(2)) for path, match in found.items() if match.group(1) == "U"}
    placed = []
    for path, match in found.items():
        if match.group(1) == "V":
            folder, name = _split(path)
            version = _flyway_version(match.group(2))
            back = (folder, match.group(2)) in undone
            why = "" if back else "it has no undo migration"
            placed.append((folder, Migration(name.rpartition(".")[0], path, 1, (), back, why, version)))
    return _sets(tool, placed, forward_only=not undone), set(found)


def _flyway_version(written: str) -> str:
    """As Flyway compares versions: part by part as numbers, zeros at the end left out."""
    parts = [part.lstrip("0") or "0" for part in written.replace("_", ".").strip(".").split(".") if part]
    while len(parts) > 1 and parts[-1] == "0":
        parts.pop()
    return ".".join(parts)


def _numbered(repo: Repo, paths: list[str]) -> Read:
    """SQL files that count up in a folder of migrations, whatever applies them."""
    tool = "sqlx" if _depends(repo, "crates", "sqlx") else "dbup" if _depends(repo, "nuget", "dbup") else "sql"
    found = [path for path in paths if _NUMBERED.match(_split(path)[1]) and _FOLDER.search(_split(path)[0] + "/")]
    backs = {_BACK.sub("", path) for path in found if _BACK.search(path)}
    placed = []
    for path in found:
        if _BACK.search(path):
            continue
        folder, name = _split(path)
        identity = name.removesuffix(".sql")
        while _VERSION_FOLDER.match(_split(folder)[1]) and "/" in folder:
            folder, part = _split(folder)
            identity = f"{part}/{identity}"
        version = version_of(name) if tool == "sqlx" else ""
        back = _FORTH.sub("", path) in backs
        placed.append((folder, Migration(identity, path, 1, (), back, "" if back else "it has no way back", version)))
    return _sets(tool, placed, forward_only=not backs), set(found)


_READERS: tuple[Callable[[Repo, list[str]], Read], ...] = (_sectioned, _prisma, _journalled, _foldered, _paired, _flyway, _numbered)
