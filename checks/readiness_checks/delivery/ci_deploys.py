"""Whether a pipeline, or something that watches the repository, deploys or publishes releases."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.ci_effect import without_ci
from readiness_checks.facts.ci_work import hidden
from readiness_checks.facts.releases import Release, releases, surely, watchers

REMEDY = "Let the pipeline push the image, publish the package or deploy the service, or commit a definition that a platform deploys."


@check(
    "delivery.ci-deploys",
    title="Releases are deployed or published automatically",
    tier="production",
    weight=3,
    demands=("D4",),
    essential=True,
)
def ci_deploys(repo: Repo) -> Verdict:
    """A step that pushes, publishes or deploys passes, as does a GitOps or platform definition that deploys what is committed."""
    if without_ci(repo):
        return NotApplicable(without_ci(repo))
    found = (*surely(releases(repo)), *watchers(repo))
    if found:
        return Pass(tuple(dict.fromkeys(_evidence(release) for release in found))[:5])
    unseen = hidden(repo, "deploy", "deploy", "release", "publish")
    if unseen:
        return Unknown(unseen)
    return Fail((Finding("no step deploys or publishes a release", remedy=REMEDY),))


def _evidence(release: Release) -> Evidence:
    verb = {"deploy": "deploys", "publish": "publishes", "watch": "is deployed"}[release.kind]
    return Evidence(f"{verb}: {release.what}", release.path, release.line)
