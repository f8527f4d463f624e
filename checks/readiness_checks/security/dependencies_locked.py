"""Whether every build of a service gets the same versions of what it depends on."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Severity, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.pinning import Pinning, pinnings_of

_REMEDY = (
    "Commit the lock file that the package manager writes, and install from it (`npm ci`, `uv sync --locked`, `bundle install --frozen`)."
)
_EXACTLY = "Write one exact version."


@component_check("security.dependencies-locked", title="Dependencies are locked to exact versions", tier="mvp", weight=3, demands=("E15",))
def dependencies_locked(repo: Repo, component: Component) -> Verdict:
    """A lock file serves each manifest of the service's own languages, or everything in it is one exact version.

    Maven, Gradle and NuGet write exact versions, so only floating ones fail; what only tests need does not count.
    """
    own, others = pinnings_of(repo, component)
    if not own:
        return NotApplicable("needs no package of an ecosystem with locks")
    loose = [found for found in own if found.loose]
    if loose and component.kind == "repository" and all(found.manifest.library for found in loose):
        return NotApplicable(f"{loose[0].manifest.path} is of a library, which leaves versions to the programs that use it")
    evidence = tuple(dict.fromkeys(map(_seen, (found for found in own if not found.loose))))[:5]
    findings = tuple(finding for found in loose for finding in _missing(found, "high"))
    if findings:
        return Fail(findings, evidence)
    return Pass(evidence, tuple(finding for found in others if found.loose for finding in _missing(found, "low")))


def _seen(found: Pinning) -> Evidence:
    if found.lock is not None:
        return Evidence("lock file", found.lock.path)
    if found.compiled is not None:
        return Evidence(f"fixes what {found.manifest.path} asks for", found.compiled.path)
    return Evidence("every version is exact", found.manifest.path, found.fixed[0].line)


def _missing(found: Pinning, severity: Severity) -> tuple[Finding, ...]:
    """One finding for a lock file that is missing, one for each version that floats where manifests carry exact ones."""
    path = found.manifest.path
    if found.floats:
        return tuple(
            Finding(f"{item.name} floats: {item.constraint}", path, item.line, severity=severity, remedy=_EXACTLY) for item in found.loose
        )
    if found.ignored is not None:
        message = f"{found.ignored.name} is kept out of the repository"
        return (
            Finding(
                message, found.ignored.path, found.ignored.line, severity=severity, remedy="Take the line out and commit the lock file."
            ),
        )
    first, more = found.loose[0], len(found.loose) - 1
    names = first.name + (f" and {more} more" if more else "")
    if found.lock is not None:
        message = f"does not hold {names}, which {path} asks for"
        return (Finding(message, found.lock.path, severity=severity, remedy="Let the package manager write it anew, and commit it."),)
    message = f"no lock file fixes the version of {names}"
    return (Finding(message, path, first.line, severity=severity, remedy=_REMEDY),)
