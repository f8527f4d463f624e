"""Whether something holds the API to its description: a linter in CI, tests that exercise or validate it, a compared snapshot."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.apis import apis
from readiness_checks.facts.ci_effect import binds
from readiness_checks.facts.ci_work import hidden, shown
from readiness_checks.facts.contract_runs import contract_runs, reaches
from readiness_checks.facts.contract_tests import contract_tests
from readiness_checks.facts.technologies import used

REMEDY = (
    "Lint the description in CI (Spectral, Redocly, buf lint), or let tests exercise or validate the API by it "
    "(Schemathesis, Dredd, Pact, a response validator, a snapshot of the schema)."
)


@component_check("api.contract-tested", title="The API is tested against its contract", tier="production", weight=2, demands=("E2", "D5"))
def contract_tested(repo: Repo, component: Component) -> Verdict:
    """A test in the suite passes without CI; a linter counts where CI runs it and its failure fails the build."""
    served = [api for api in apis(repo, component) if api.style != "websocket"]
    if component.kind != "backend" or not served:
        return NotApplicable("it serves no REST, GraphQL or gRPC API")
    styles = [api.style for api in served]
    found = [run for run in contract_runs(repo) if reaches(repo, component, run, styles)]
    binding = [run.work for run in found if binds(run.work.command) and run.compares == run.guards]
    tests = contract_tests(repo, component)
    if binding or tests:
        linted = tuple(Evidence(f"CI runs {note}", path, line) for path, line, note in shown(binding)[:3])
        return Pass((*linted, *(Evidence(test.note, test.path, test.line) for test in tests[:3])))
    if found:
        return Fail(
            tuple(
                Finding(f"{run.work.what} runs, but cannot fail the build", run.work.command.path, run.work.command.line, remedy=REMEDY)
                for run in found[:3]
            )
        )
    unseen = hidden(repo, "test the API against its description", "contract", "pact", "openapi", "swagger", "api-lint", "spectral")
    if unseen:
        return Unknown(unseen)
    idle = tuple(
        Evidence(f"{use.technology.name} is set up, but nothing runs it", use.path, use.line)
        for use in used(repo, component, "api-testing")
        if use.how in ("file", "dependency") and use.technology.id not in ("openapi-generator", "spring-cloud-contract")
    )
    first = served[0]
    message = "nothing lints, compares or exercises the description of the API, in tests or in CI"
    return Fail((Finding(message, first.path, first.line, remedy=REMEDY),), idle[:3])
