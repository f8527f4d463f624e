"""Whether the repository says, in code, where its services run."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.hollow import hollow_infrastructure
from readiness_checks.facts.infrastructure import Infrastructure, infrastructure
from readiness_checks.facts.services import has_service

_NOTES = {
    "image": "{} image",
    "compose": "{} runs the service itself",
    "process-file": "a {} names the processes to start",
    "development": "{}, for development",
}
_REMEDY = "Describe where the service runs, in Terraform, Kubernetes manifests, a Helm chart or the definition file of your platform."


@check("infrastructure.as-code", title="Infrastructure is described in code", tier="production", weight=5, essential=True, demands=("E16",))
def as_code(repo: Repo) -> Verdict:
    """Code or a platform's definition passes, a compose file that runs the service or a lone Procfile is half."""
    if not has_service(repo):
        return NotApplicable("there is no service to run")
    found = infrastructure(repo)
    full = tuple(item for item in found if item.kind in ("code", "platform"))
    half = tuple(item for item in found if item.kind in ("compose", "process-file"))
    if full:
        return Pass(_seen(full))
    if half:
        finding = Finding("nothing but this says where the service runs", half[0].path, half[0].line, severity="medium", remedy=_REMEDY)
        return Partial(1, 2, (finding,), _seen(half))
    hollow = tuple(Finding("declares nothing", path, 1, severity="high", remedy=_REMEDY) for path in hollow_infrastructure(repo)[:5])
    missing = Finding("nothing in the repository describes where the service runs", severity="high", remedy=_REMEDY)
    return Fail(hollow or (missing,), _seen(found))


def _seen(found: tuple[Infrastructure, ...]) -> tuple[Evidence, ...]:
    return tuple(Evidence(_NOTES.get(item.kind, "{}").format(item.tool), item.path, item.line) for item in found[:5])
