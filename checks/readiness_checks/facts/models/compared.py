"""What a component's models declare against what its migrations create, tool by tool."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from readiness.model import Component
from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import MigrationSet
from readiness_checks.facts.migrations import migrations_of
from readiness_checks.facts.models import Compared
from readiness_checks.facts.models.alembic import compared_alembic
from readiness_checks.facts.models.django import compared_django
from readiness_checks.facts.models.prisma import compared_prisma
from readiness_checks.facts.models.rails import compared_rails

_COMPARED: Mapping[str, Callable[[Repo, MigrationSet], Compared | None]] = {
    "django": compared_django,
    "prisma": compared_prisma,
    "rails": compared_rails,
}


@fact
def schemas_compared(repo: Repo, component: Component) -> tuple[Compared, ...]:
    """Each comparison that could be made, those of most tables first."""
    sets = migrations_of(repo, component)
    found = [compared for made in sets if made.tool in _COMPARED and (compared := _COMPARED[made.tool](repo, made)) is not None]
    alembic = tuple(made for made in sets if made.tool == "alembic")
    if alembic:
        together = compared_alembic(repo, alembic, component.owns)
        found.extend([together] if together is not None else [])
    return tuple(sorted(found, key=lambda each: (-each.tables, each.path)))
