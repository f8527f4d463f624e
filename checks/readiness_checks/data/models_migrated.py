"""Whether migrations create what the models declare."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.migrations import migrations_of
from readiness_checks.facts.models import Compared
from readiness_checks.facts.models.compared import schemas_compared

REMEDY = (
    "Generate the migration and commit it with the model "
    "(`makemigrations`, `alembic revision --autogenerate`, `prisma migrate dev`, `db:migrate`)."
)


@component_check("data.models-migrated", title="Migrations create what the models declare", tier="production", weight=2, demands=("E5",))
def models_migrated(repo: Repo, component: Component) -> Verdict:
    compared = schemas_compared(repo, component)
    if not compared:
        made = "with these migrations" if migrations_of(repo, component) else "with migrations"
        return NotApplicable(f"no models of Django, SQLAlchemy or Prisma and no schema of Rails {made}")
    missing = sorted((each for part in compared if not part.doubt for each in part.missing), key=lambda each: (each.path, each.line))
    findings = tuple(Finding(each.message, each.path, each.line, severity="high", remedy=REMEDY) for each in missing)
    if findings:
        return Fail(findings[:20])
    agreed = [each for each in compared if not each.missing]
    if not agreed:
        return Unknown(next(each.doubt for each in compared if each.doubt))
    return Pass(tuple(Evidence(_note(each), each.path) for each in agreed[:5]))


def _note(each: Compared) -> str:
    tables = f"{each.tables} table{'' if each.tables == 1 else 's'}"
    if each.dumped:
        return f"the dumped schema of {tables} holds all of {each.migrations}"
    columns = f" and {each.columns} column{'' if each.columns == 1 else 's'}" if each.columns else ""
    return f"{each.migrations} create{'s' if each.migrations.startswith('1 ') else ''} the {tables}{columns} that the models declare"
