"""Whether a release can be taken back: automatically, by a job, or by steps that are written down."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.infrastructure import deployed
from readiness_checks.facts.releases import releases
from readiness_checks.facts.rollbacks import rollback_mentions, rollbacks

REMEDY = (
    "Automate the rollback (helm upgrade --atomic, deployment circuit breaker, a job with a version to go back to), or write "
    "its steps down."
)


@check("delivery.rollback", title="A release can be rolled back", tier="production", weight=3, demands=("E18", "D4", "R6"), essential=True)
def rollback(repo: Repo) -> Verdict:
    """Automation or written steps pass; a bare mention, or undoing a database transaction, does not."""
    found = rollbacks(repo)
    if found:
        return Pass(tuple(Evidence(item.note, item.path, item.line) for item in found[:3]))
    if not releases(repo) and not deployed(repo):
        return NotApplicable("nothing here is deployed: no service, no infrastructure code, no step that deploys")
    mentions = tuple(Evidence(item.note, item.path, item.line) for item in rollback_mentions(repo)[:3])
    return Fail((Finding("no rollback is automated or written down", remedy=REMEDY),), mentions)
