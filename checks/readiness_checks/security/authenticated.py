"""Whether a service that takes writes finds out who calls."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.apis import accepts_writes
from readiness_checks.facts.authentication import authentications, most_telling
from readiness_checks.facts.barriers import standing
from readiness_checks.facts.wiring import reaching

REMEDY = "Put the authentication of your framework, or a gateway's, before every route that changes something."


@component_check("security.authenticated", title="Callers are authenticated", tier="mvp", weight=5, demands=("E9",), essential=True)
def authenticated(repo: Repo, component: Component) -> Verdict:
    """A guard or gateway passes; verification passes behind a barrier; a constant-time comparison with a configured secret is half."""
    if component.kind != "backend":
        return NotApplicable("the repository holds no service")
    write = accepts_writes(repo, component)
    if write is None:
        return NotApplicable("it serves no API that takes writes")
    seen = most_telling(reaching(repo, component, authentications(repo)))
    guards = [item for item in seen if item.means == "guard"]
    gateways = [item for item in seen if item.means == "gateway"]
    verifiers = [item for item in seen if item.means == "verifier"]
    barriers = [item for item in seen if item.means == "barrier"]
    if guards:
        return Pass(tuple(Evidence(item.by, item.path, item.line) for item in guards[:2]))
    barrier = standing(repo, component, barriers)
    if verifiers and barrier:
        verifier = verifiers[0]
        return Pass((Evidence(verifier.by, verifier.path, verifier.line), Evidence(barrier.by, barrier.path, barrier.line)))
    if gateways:
        return Pass(tuple(Evidence(item.by, item.path, item.line) for item in gateways[:2]))
    compared = [item for item in seen if item.means == "comparison"]
    if compared:
        place = compared[0]
        message = "callers are known by a hand-written comparison with a configured secret, not by an authentication library"
        return Partial(1, 2, (Finding(message, place.path, place.line, remedy=REMEDY),), (Evidence(place.by, place.path, place.line),))
    if barrier:
        message = "callers are told apart by code of its own; no library, gateway or constant-time comparison stands behind it"
        return Fail((Finding(message, barrier.path, barrier.line, severity="high", remedy=REMEDY),))
    called = f"{write.method} {write.path} is open" if write.path else f"what takes writes here ({write.framework}) is open"
    unused = tuple(Evidence(f"{item.by}, but nothing stands before the routes", item.path, item.line) for item in verifiers[:1])
    idle = tuple(Evidence(f"{item.by}, but no route uses it", item.path, item.line) for item in barriers[:1])
    return Fail((Finding(f"{called}: nothing asks who calls", write.file, write.line, severity="high", remedy=REMEDY),), unused + idle)
