"""Whether the schema of a relational database changes by versioned migrations."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.hollow import hollow_migrations
from readiness_checks.facts.migrations import migrations_of
from readiness_checks.facts.relational import relational_uses
from readiness_checks.facts.schema_creation import schema_creations

REMEDY = "Adopt your framework's migration tool, commit a first migration of the present schema, and run it when deploying."


@component_check(
    "data.migrations-present",
    title="Schema changes are versioned migrations",
    tier="mvp",
    weight=5,
    demands=("D3", "E5"),
    essential=True,
)
def migrations_present(repo: Repo, component: Component) -> Verdict:
    sets = migrations_of(repo, component)
    if sets:
        return Pass(tuple(Evidence(f"{made.counted}, the latest `{made.migrations[-1].name}`", made.path) for made in sets[:5]))
    uses = relational_uses(repo, component)
    creations = schema_creations(repo, component)
    if not uses or component.kind == "repository":
        return NotApplicable("it runs on no relational database")
    findings = tuple(Finding(made.note, made.path, made.line, severity="high", remedy=REMEDY) for made in creations[:5])
    hollow = tuple(Finding("changes nothing", path, 1, severity="high", remedy=REMEDY) for path in hollow_migrations(repo, component)[:5])
    use = uses[0]
    missing = Finding(
        f"{use.technology.name} is used, and no schema migration is committed", use.path, use.line, severity="high", remedy=REMEDY
    )
    return Fail((missing, *hollow, *findings))
