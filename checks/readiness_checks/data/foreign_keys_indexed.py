"""Whether rows can be found by the foreign keys that they hold."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.keys import DeclaredKeys, ForeignKey
from readiness_checks.facts.keys.declared import keys_declared

MAX_SHOWN = 30


@component_check("data.foreign-keys-indexed", title="Foreign keys are indexed", tier="enterprise", weight=1, demands=("E6",))
def foreign_keys_indexed(repo: Repo, component: Component) -> Verdict:
    schemas = keys_declared(repo, component)
    declared = [each for schema in schemas for each in schema.foreign_keys]
    known = [each for each in declared if each.indexed is not None]
    if not known:
        return _nothing_known(schemas, declared)
    indexed = [each for each in known if each.indexed]
    evidence = tuple(Evidence(_note(schema), schema.path) for schema in schemas if any(each.indexed for each in schema.foreign_keys))[:5]
    findings = tuple(_finding(each) for each in known if not each.indexed)[:MAX_SHOWN]
    if not findings:
        return Pass(evidence)
    return Partial(len(indexed), len(known), findings, evidence) if indexed else Fail(findings)


def _nothing_known(schemas: tuple[DeclaredKeys, ...], declared: list[ForeignKey]) -> Verdict:
    if declared:
        return Unknown(f"the indexes of `{declared[0].table}` cannot all be read")
    doubt = next((schema.doubt for schema in schemas if schema.doubt), "")
    if doubt:
        return Unknown(doubt)
    if any(schema.self_indexed for schema in schemas):
        return NotApplicable("MySQL and MariaDB index foreign keys by themselves")
    return NotApplicable("no SQL, Rails schema or Prisma schema declares foreign keys for PostgreSQL, SQL Server, Oracle or SQLite")


def _note(schema: DeclaredKeys) -> str:
    known = [each for each in schema.foreign_keys if each.indexed is not None]
    met = sum(bool(each.indexed) for each in known)
    keys = f"foreign key{'' if len(known) == 1 else 's'}"
    if met == len(known):
        return f"{schema.title}: an index leads with {'the' if met == 1 else f'each of the {met}'} {keys}"
    return f"{schema.title}: {met} of {len(known)} {keys} lead an index"


def _finding(foreign: ForeignKey) -> Finding:
    columns = ", ".join(f"`{column}`" for column in foreign.columns)
    return Finding(
        f"no index of `{foreign.table}` leads with {columns}, which refer{'s' if len(foreign.columns) == 1 else ''} to `{foreign.target}`",
        foreign.path,
        foreign.line,
        remedy="Create an index that begins with the columns of the foreign key (on PostgreSQL in a running system: CONCURRENTLY).",
    )
