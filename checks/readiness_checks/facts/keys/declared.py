"""The schemas that a component's database gets, with their foreign keys: dumps and schema files before migrations in SQL."""

from __future__ import annotations

from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.keys import DeclaredKeys
from readiness_checks.facts.keys.prisma import prisma_schemas
from readiness_checks.facts.keys.rails import keys_of_dump
from readiness_checks.facts.keys.sql import keys_of_script, keys_of_sql, project_sets
from readiness_checks.facts.migrating import in_own_place
from readiness_checks.facts.migrations import migrations_of
from readiness_checks.facts.relational import may_be_relational

_RUBY = Regex(r"(?:^|.*/)db/(?:\w{1,40}_)?schema\.rb")
_RAILS_SQL = Regex(r"(?:^|.*/)db/(?:\w{1,40}_)?structure\.sql")
_SCRIPT = Regex(r"(?:.*/)?schema\.sql")
# whose migrations other files stand for, or are no SQL
_OTHERS = ("prisma", "rails", "alembic", "django", "laravel", "doctrine", "phinx", "liquibase", "ecto", "ef-core", "fluentmigrator")


@fact
def keys_declared(repo: Repo, component: Component) -> tuple[DeclaredKeys, ...]:
    """Each schema of the component that declares foreign keys, or whose database indexes them by itself; sorted by path.

    A script `schema.sql` counts where no migrations make the schema.
    """
    found = [dump for path in _files(repo, component, "*schema.rb", _RUBY) if (dump := keys_of_dump(repo, path)) is not None]
    found += [each for each in prisma_schemas(repo) if _is_for(repo, component, each.path)]
    projects = [
        keys_of_sql(repo, made, f"the tables of {made.folder}") for made in project_sets(repo) if _is_for(repo, component, made.path)
    ]
    found += [keys for keys in projects if keys is not None]
    sets = migrations_of(repo, component)
    found += [keys for made in sets if made.tool not in _OTHERS and (keys := keys_of_sql(repo, made)) is not None]
    scripts = _files(repo, component, "*structure.sql", _RAILS_SQL)
    if not sets and not found:
        scripts += _files(repo, component, "schema.sql", _SCRIPT)
    found += [keys for path in scripts if (keys := keys_of_script(repo, path)) is not None]
    return tuple(sorted(_distinct(found), key=lambda each: each.path))


def _distinct(found: list[DeclaredKeys]) -> list[DeclaredKeys]:
    """The schemas without those that another of the same database holds: a history that a later one has replaced."""
    kept: list[DeclaredKeys] = []
    seen: dict[str, set[tuple[str, tuple[str, ...]]]] = {}
    for each in sorted(found, key=lambda each: -len(each.foreign_keys)):
        tables = {(foreign.table, foreign.columns) for foreign in each.foreign_keys}
        others = seen.setdefault(each.database, set())
        if not tables or 2 * len(tables & others) < len(tables):
            kept.append(each)
            others.update(tables)
    return kept


def _files(repo: Repo, component: Component, name: str, pattern: Regex) -> list[str]:
    return [
        file.path
        for file in repo.named(name)
        if pattern.fullmatch(file.path) and in_own_place(repo, file.path) and _is_for(repo, component, file.path)
    ]


def _is_for(repo: Repo, component: Component, path: str) -> bool:
    return component.owns(path) or (may_be_relational(repo, component) and meant_for(repo, component, path))
