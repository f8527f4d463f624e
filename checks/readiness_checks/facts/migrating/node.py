"""Reads the migrations of JavaScript and TypeScript tools: TypeORM, MikroORM, Knex, Sequelize, Kysely, node-pg-migrate, db-migrate."""

from __future__ import annotations

import re

from readiness.classify import Role
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place, natural
from readiness_checks.facts.migrating.bodies import braced, does_nothing

_SCRIPTS = ("javascript", "typescript")
_ROLES: tuple[Role, ...] = ("source", "test")
_UP = r"(?:exports\.up\s*=|\bup\s*[:=]|export\s+(?:async\s+)?(?:function|const)\s+up\b|\basync\s+up\s*\(|\bup\s*\()[^\n]{0,80}?"
MARKS: dict[str, Pattern] = {
    "typeorm": Pattern(
        literals=("MigrationInterface", "queryRunner"),
        regex=r"implements\s+MigrationInterface|async up\(queryRunner",
        languages=_SCRIPTS,
        roles=_ROLES,
    ),
    "mikro-orm": Pattern(literals=("mikro-orm/migrations",), languages=_SCRIPTS, roles=_ROLES),
    "knex": Pattern(literals=("knex",), regex=_UP + r"\b(?:knex|Knex)\b", languages=_SCRIPTS, roles=_ROLES),
    "sequelize": Pattern(literals=("queryInterface",), regex=_UP + r"\bqueryInterface\b", languages=_SCRIPTS, roles=_ROLES),
    "kysely": Pattern(literals=("Kysely<",), regex=_UP + r"\bKysely<", languages=_SCRIPTS, roles=_ROLES),
    "node-pg-migrate": Pattern(literals=("pgm",), regex=_UP + r"\bpgm\b", languages=_SCRIPTS, roles=_ROLES),
    # migrate-mongo's migrations are members of one object; db-migrate's are exports one by one
    "db-migrate": Pattern(
        literals=("exports.up",),
        regex=r"\bexports\.up\s*=\s*(?:async\s*)?(?:function\s*\w{0,40}\s*)?\(?\s*_?db\b",
        languages=_SCRIPTS,
        roles=_ROLES,
    ),
}
_DOWN = Regex(
    r"(?:exports\.down\s*=|\bdown\s*[:=](?!=)|export\s+(?:async\s+)?(?:function|const)\s+down\b|\basync\s+down\s*\(|(?m:^)\s*(?:override\s+)?(?:async\s+)?down\s*\()"
)
_UP_ANYWHERE = Regex(r"\bup\b\s*[=:(]")
_FALSE = Regex(r"exports\.down\s*=\s*false\b")
_NAME = Regex(r"\d{8,14}|^\d{3,}[-_]|[Mm]igration\d")


@fact
def node_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each tool and folder."""
    found: dict[tuple[str, str], dict[str, Migration]] = {}
    for tool, pattern in MARKS.items():
        for hit in repo.hits(pattern):
            folder, _, name = hit.path.rpartition("/")
            placed = _NAME.search(name) or folder.lower().rpartition("/")[2] in ("migrations", "migration")
            if placed and not name.startswith("index.") and in_own_place(repo, hit.path) and _UP_ANYWHERE.search(repo.text(hit.path)):
                found.setdefault((tool, folder), {}).setdefault(hit.path, _migration(repo, hit.path, tool))
    return tuple(
        MigrationSet(tool, folder, tuple(sorted(migrations.values(), key=lambda migration: natural(migration.identity))))
        for (tool, folder), migrations in sorted(found.items())
    )


def _migration(repo: Repo, path: str, tool: str) -> Migration:
    text = repo.text(path)
    identity = path.rpartition("/")[2].rpartition(".")[0]
    back = _DOWN.search(text)
    if back is None or _FALSE.search(text):
        why = "it has no `down`"
        return Migration(identity, path, 1, (), reversible=tool == "node-pg-migrate" and not _FALSE.search(text), why=why)
    line = text.count("\n", 0, back.start() + len(back.group()) - len(back.group().lstrip())) + 1
    after = text[back.end() :]
    arrow = re.match(r"[^{;]{0,200}=>\s*(?!\{)([^\n;]{1,200})", after)
    why = "" if arrow and arrow.group(1).strip() not in ("undefined", "Promise.resolve()") else does_nothing(_body(text, back.end()))
    return Migration(identity, path, line, (), not why, f"`down` {why}" if why else "")


def _body(text: str, start: int) -> str:
    # the braces of parameters (`({ context: queryInterface })`) and of return types are not the body's
    after = re.match(r"\s*(?:async\s*)?(?:function\s*\w{0,40}\s*)?\(?[^)]{0,300}\)[^{\n;]{0,80}", text[start : start + 600])
    return braced(text, start + (after.end() if after else 0))
