"""Whether CI looks the dependencies or images up among known vulnerabilities."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.ci_effect import binds, without_ci
from readiness_checks.facts.ci_work import hidden, shown
from readiness_checks.facts.scanning import scan_runs

REMEDY = (
    "Run a scanner in the pipeline (npm audit, pip-audit, govulncheck, bundler-audit, OWASP dependency-check, Trivy, Grype, "
    "dependency-review-action). "
    "Alerts switched on in the settings of the hosting platform leave no trace in the repository."
)


@check(
    "security.dependencies-scanned",
    title="Dependencies are scanned for known vulnerabilities",
    tier="production",
    weight=3,
    demands=("E15", "D4"),
    essential=True,
)
def dependencies_scanned(repo: Repo) -> Verdict:
    """A scanner of dependencies or images that can fail its run passes, on changes or on a schedule; one that only reports does not."""
    if without_ci(repo):
        return NotApplicable(without_ci(repo))
    found = scan_runs(repo)
    failing = [work for work in found if binds(work.command)]
    if failing:
        return Pass(tuple(Evidence(f"scans with {note}", path, line) for path, line, note in shown(failing)))
    if found:
        return Fail(
            tuple(
                Finding(f"{work.what} scans, but cannot fail the run", work.command.path, work.command.line, remedy=REMEDY)
                for work in found[:5]
            )
        )
    unseen = hidden(repo, "scan for vulnerabilities", "security", "audit", "vulnerabilit", "snyk", "trivy")
    if unseen:
        return Unknown(unseen)
    message = "no step of the pipelines scans dependencies or images; alerts set in the hosting platform cannot be seen here"
    return Fail((Finding(message, remedy=REMEDY),))
