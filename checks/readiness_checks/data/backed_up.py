"""Whether the data of the database survives the loss of the database."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.backups import backups
from readiness_checks.facts.datastores import databases_used
from readiness_checks.facts.managed_databases import unprotected

_REMEDY = "Configure backups where the database is declared, schedule a dump, or write down how a backup is taken and restored."

_SAYS = {True: "switches its backups off", False: "does not say how long backups are kept"}


@check("data.backed-up", title="The database is backed up", tier="production", weight=2, essential=True, demands=("E8",))
def backed_up(repo: Repo) -> Verdict:
    """Backups are configured in infrastructure code, scripted or scheduled, or a procedure is written down."""
    used = databases_used(repo)
    if not used:
        return NotApplicable("no database is used")
    found = backups(repo)
    bare = unprotected(repo)
    if found:
        notes = tuple(
            Finding(f"{item.name} switches its backups off", item.path, item.line, severity="low", remedy=_REMEDY)
            for item in bare
            if item.off
        )
        return Pass(tuple(Evidence(item.note, item.path, item.line) for item in found[:3]), notes)
    findings = tuple(Finding(f"{item.name} {_SAYS[item.off]}", item.path, item.line, severity="high", remedy=_REMEDY) for item in bare)
    missing = Finding(f"nothing backs up {used[0].technology.name}, and no document says how", severity="high", remedy=_REMEDY)
    return Fail(findings or (missing,), tuple(Evidence(f"uses {item.technology.name}", item.path, item.line) for item in used[:2]))
