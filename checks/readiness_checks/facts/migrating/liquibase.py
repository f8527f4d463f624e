"""Reads Liquibase changelogs in XML, YAML, JSON and formatted SQL as text: XML from strangers is parsed by nobody here."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place, natural

MARK = Pattern(
    literals=("databaseChangeLog", "liquibase formatted sql"),
    suffixes=(".xml", ".yaml", ".yml", ".json", ".sql"),
    roles=("configuration", "source", "data", "test"),
    comments=True,
)
_XML = Regex(r"<changeSet\b([^>]{0,1000})>")
_ATTRIBUTE = Regex(r"\b(id|author|context|contextFilter|dbms)\s*=\s*(?:\"([^\"]{0,200})\"|'([^']{0,200})')")
_INCLUDE = Regex(
    r"<include\b[^>]{0,300}?\bfile\s*=\s*[\"']([^\"'\n]{1,300})[\"']|(?m:^)[ \t-]*[\"']?file[\"']?\s*:\s*[\"']?([^\"'\n]{1,300})"
)
_YAML = Regex(r"(?m)^[ \t]*-?[ \t]*[\"']?changeSet[\"']?\s*:")
_KEY = Regex(r"(?m)^[ \t{,]*[\"']?(id|author|context|contextFilter|dbms)[\"']?\s*:\s*[\"']?([^\"'\n,]{1,200})")
_SQL = Regex(r"(?m)^--\s*changeset\s+([^:\n]{1,100}):(\S{1,100})[^\n]*")
_ONE_WAY = Regex(
    r"[<\"\s-](sql|sqlFile|insert|update|delete|loadData|loadUpdateData|dropColumn|dropTable|dropIndex|dropForeignKeyConstraint"
    r"|dropUniqueConstraint|dropPrimaryKey|dropView|dropSequence|dropProcedure|modifyDataType|customChange|mergeColumns|executeCommand|createProcedure)\b[\s>\":/]"
)
_ROLLBACK = Regex(r"<rollback\b|[\"\s-]rollback[\"]?\s*:|--\s*rollback\b")


@fact
def liquibase_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each module: the folder above the first `changelog`, `liquibase` or `db` folder of a changelog."""
    found: dict[str, list[Migration]] = {}
    for path in _in_order({hit.path: repo.text(hit.path) for hit in repo.hits(MARK) if in_own_place(repo, hit.path)}):
        found.setdefault(_root(path), []).extend(_change_sets(repo.text(path), path))
    return tuple(MigrationSet("liquibase", folder, tuple(migrations)) for folder, migrations in sorted(found.items()) if migrations)


def _in_order(texts: dict[str, str]) -> list[str]:
    """The changelogs in the order in which their masters include them; the rest by name."""
    by_name: dict[str, list[str]] = {}
    for path in sorted(texts, key=natural):
        by_name.setdefault(path.rpartition("/")[2], []).append(path)
    includes = {
        path: [target for found in _INCLUDE.finditer(text) for target in _included(found, path, by_name)] for path, text in texts.items()
    }
    inner = {target for targets in includes.values() for target in targets}
    ordered: dict[str, None] = {}
    # a changelog that nothing includes, beside a master that includes others, is what came before
    roots = sorted((path for path in texts if path not in inner), key=lambda path: (bool(includes[path]), natural(path)))
    pending = roots[::-1]
    while pending:
        path = pending.pop()
        if path not in ordered:
            ordered[path] = None
            pending.extend(reversed(includes[path]))
    return [*ordered, *(path for path in sorted(texts, key=natural) if path not in ordered)]


def _included(found: re.Match[str], path: str, by_name: dict[str, list[str]]) -> list[str]:
    """The changelogs that an include names: beside the one that includes, or wherever the class path would find it."""
    named = (found.group(1) or found.group(2)).strip().removeprefix("classpath:").removeprefix("./").lstrip("/")
    beside = f"{path.rpartition('/')[0]}/{named}".lstrip("/")
    candidates = by_name.get(named.rpartition("/")[2], [])
    return [beside] if beside in candidates else [each for each in candidates if f"/{each}".endswith(f"/{named}")][:1]


def missing_includes(repo: Repo, made: MigrationSet) -> list[tuple[str, int, str]]:
    """Path, line and name of each include of a set's changelogs for which no file of the repository has the name."""
    found = []
    for path in sorted({migration.path for migration in made.migrations} | _masters(repo, made)):
        text = repo.text(path)
        for match in _INCLUDE.finditer(text):
            name = (match.group(1) or match.group(2) or "").strip().removeprefix("classpath:").removeprefix("./")
            last = name.rpartition("/")[2]
            known = "${" not in name and "://" not in name and last.lower().endswith((".xml", ".yaml", ".yml", ".json", ".sql"))
            if known and not repo.named(last):
                found.append((path, text.count("\n", 0, match.start()) + 1, name))
    return found


def _masters(repo: Repo, made: MigrationSet) -> set[str]:
    return {hit.path for hit in repo.hits(MARK) if _root(hit.path) == made.folder and in_own_place(repo, hit.path)}


def _root(path: str) -> str:
    parts = path.split("/")[:-1]
    at = next((index for index, part in enumerate(parts) if part.lower() in ("changelog", "changelogs", "liquibase", "db")), len(parts))
    return "/".join(parts[: at + 1])


def _change_sets(text: str, path: str) -> Iterator[Migration]:
    if path.lower().endswith(".sql"):
        marks = [(found, f"{found.group(1).strip()}:{found.group(2)}") for found in _SQL.finditer(text)]
    elif path.lower().endswith(".xml"):
        marks = [
            (found, _identity([(key, one or other) for key, one, other in _ATTRIBUTE.findall(found.group(1))]))
            for found in _XML.finditer(text)
        ]
    else:
        marks = [(found, _identity(_KEY.findall(text[found.end() : found.end() + 300]))) for found in _YAML.finditer(text)]
    for index, (found, identity) in enumerate(marks):
        end = marks[index + 1][0].start() if index + 1 < len(marks) else len(text)
        body = text[found.end() : end]
        one_way = "sql" if path.lower().endswith(".sql") else next(iter(_ONE_WAY.findall(body)), "")
        back = not one_way or _ROLLBACK.search(body) is not None
        why = "" if back else f"it holds `{one_way}` and no rollback"
        line = text.count("\n", 0, found.start()) + 1
        yield Migration(f"{path}::{identity}", path, line, (), back, why, f"{path}::{identity}" if identity else "")


def _identity(pairs: list[tuple[str, str]]) -> str:
    """Author and id, with the database or context that a change set is for: its namesake for another one is no duplicate."""
    values = dict(reversed(pairs))
    return ":".join(values.get(key, "").strip() for key in ("author", "id", "dbms", "context", "contextFilter")).rstrip(":")
