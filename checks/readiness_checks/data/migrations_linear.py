"""Whether the migrations of each root form one line that every database can follow."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.migration_order import breaks
from readiness_checks.facts.migrations import migrations_of

REMEDY = "Rename, renumber or merge the migrations so that each root has one order (`alembic merge`, `makemigrations --merge`)."


@component_check("data.migrations-linear", title="Migrations have one order", tier="production", weight=3, demands=("E5",))
def migrations_linear(repo: Repo, component: Component) -> Verdict:
    sets = migrations_of(repo, component)
    if not sets:
        return NotApplicable("no schema migrations are committed")
    findings = tuple(
        Finding(broken.message, broken.path, broken.line, severity="high", remedy=REMEDY) for made in sets for broken in breaks(repo, made)
    )
    if findings:
        return Fail(findings[:20])
    return Pass(tuple(Evidence(f"{made.counted} in one line", made.path) for made in sets[:5]))
