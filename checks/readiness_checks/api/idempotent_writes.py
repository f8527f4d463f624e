"""Whether what must not happen twice, a payment or the handling of an event, happens once when it is asked for twice."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.idempotency import idempotence
from readiness_checks.facts.technologies import imported
from readiness_checks.facts.webhooks import webhook_receivers

REMEDY = (
    "Take an Idempotency-Key from your callers and send one of your own to the payment provider; keep the ids of the events that were "
    "handled in a table with a unique key, and drop those that come again."
)


@component_check(
    "api.idempotent-writes", title="Payments and events that come twice are done once", tier="enterprise", weight=1, demands=("E1", "E25")
)
def idempotent_writes(repo: Repo, component: Component) -> Verdict:
    taken = [Evidence(f"takes payments with {use.technology.name}", use.path, use.line) for use in imported(repo, component, "payments")]
    received = [Evidence(receiver.note, receiver.path, receiver.line) for receiver in webhook_receivers(repo, component)]
    reasons = (*taken, *received)
    if not reasons:
        return NotApplicable("it takes no payments and receives no webhooks")
    ways = idempotence(repo, component)
    if ways:
        return Pass(tuple(Evidence(once.note, once.path, once.line) for once in ways[:3]))
    why = reasons[0]
    message = "nothing here keeps a payment or an event that comes twice from being done twice"
    return Fail((Finding(f"{why.note}, and {message}", why.path, why.line, severity="medium", remedy=REMEDY),), reasons[1:3])
