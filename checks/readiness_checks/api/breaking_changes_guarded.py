"""Whether CI stops a change of the API's description that would break its callers."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.api_documents import describing, documents_of
from readiness_checks.facts.apis import apis
from readiness_checks.facts.ci_effect import binds, without_ci
from readiness_checks.facts.ci_work import hidden, shown
from readiness_checks.facts.contract_runs import contract_runs, reaches

REMEDY = (
    "Compare the description with the main branch's in every pull request, and fail on what breaks callers: "
    "oasdiff breaking --fail-on ERR, buf breaking, graphql-inspector diff."
)


@component_check(
    "api.breaking-changes-guarded", title="CI stops changes that break the API's callers", tier="enterprise", weight=2, demands=("E2",)
)
def breaking_changes_guarded(repo: Repo, component: Component) -> Verdict:
    """A comparison counts where it fails the build by itself: several tools only report until they are told to."""
    styles = tuple(api.style for api in apis(repo, component) if api.style != "websocket")
    documents = [document for document in describing(documents_of(repo, component), styles) if document.operations]
    if component.kind != "backend" or not documents:
        return NotApplicable("no description of its own API is committed")
    if without_ci(repo):
        return NotApplicable(without_ci(repo))
    runs = [run for run in contract_runs(repo) if reaches(repo, component, run, styles)]
    guards = [run.work for run in runs if run.guards and binds(run.work.command)]
    if guards:
        return Pass(tuple(Evidence(f"CI runs {note}", path, line) for path, line, note in shown(guards)[:3]))
    lenient = [run.work for run in runs if run.compares]
    if lenient:
        return Fail(
            tuple(
                Finding(f"{work.what} compares, but cannot fail the build", work.command.path, work.command.line, remedy=REMEDY)
                for work in lenient[:3]
            )
        )
    unseen = hidden(repo, "compare the API with its last version", "breaking", "pact", "openapi", "swagger", "api-diff", "oasdiff")
    if unseen:
        return Unknown(unseen)
    first = documents[0]
    message = "no step of the pipelines compares this description with its last version, so a breaking change goes through"
    return Fail((Finding(message, first.path, first.line, remedy=REMEDY),))
