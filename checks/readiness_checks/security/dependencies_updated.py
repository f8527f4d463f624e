"""Whether something proposes new versions of what the repository depends on."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.dependencies import Manifest
from readiness_checks.facts.update_coverage import update_coverage

_REMEDY = "Add an entry for it to .github/dependabot.yml, or let Renovate run with its defaults: it finds every manifest."


@check(
    "security.dependencies-updated", title="Dependency updates are proposed automatically", tier="production", weight=2, demands=("E15",)
)
def dependencies_updated(repo: Repo) -> Verdict:
    """Dependabot, Renovate or alike is configured and watches every package ecosystem of the repository.

    What watches actions, images and providers only is evidence, not coverage.
    """
    coverage = update_coverage(repo)
    if not coverage.ecosystems:
        return NotApplicable("declares no dependencies")
    evidence = tuple(Evidence(note, path, line) for note, path, line in coverage.seen)[:5]
    broken = tuple(Finding(f"{watch.tool} {watch.problem}", watch.path, watch.line, remedy=_REMEDY) for watch in coverage.broken)
    missing = tuple(_unwatched(ecosystem, manifest) for ecosystem, manifest in coverage.uncovered)
    notes = tuple(_note(path, line, note) for path, line, note in coverage.narrowed)
    if not missing:
        return Pass(evidence, notes + broken)
    if len(missing) < len(coverage.ecosystems):
        return Partial(len(coverage.ecosystems) - len(missing), len(coverage.ecosystems), missing + broken + notes, evidence)
    return Fail(missing + broken, evidence)


def _unwatched(ecosystem: str, manifest: Manifest) -> Finding:
    return Finding(f"nothing proposes updates of {ecosystem} packages", manifest.path, 1, remedy=_REMEDY)


def _note(path: str, line: int, note: str) -> Finding:
    return Finding(note, path, line, severity="low", remedy="Widen the entry, so that it watches what the repository runs on.")
