"""Whether tests drive the HTTP or RPC stack, or a real store."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.apis import apis
from readiness_checks.facts.stores import stores_of
from readiness_checks.facts.tests import tests_of

REMEDY = (
    "Call the service through its test client (TestClient, supertest, MockMvc, WebApplicationFactory, httptest) against a real database."
)


@component_check(
    "testing.integration",
    title="Integration tests drive the API or a real store",
    tier="production",
    weight=3,
    demands=("E28", "D5"),
    essential=True,
)
def integration(repo: Repo, component: Component) -> Verdict:
    """One test file that goes through the stack and asserts is enough."""
    if not apis(repo, component) and not _keeps_data(repo, component):
        return NotApplicable("serves no API and uses no database")
    driving = [file for file in tests_of(repo, component) if file.drives is not None]
    asserting = [file for file in driving if file.asserts is not None]
    if asserting:
        ranked = sorted(asserting, key=lambda file: (-file.tests, file.path))[:3]
        places = (
            Evidence(f"drives the stack: {file.drives.text.strip()[:50]}", file.drives.path, file.drives.line)
            for file in ranked
            if file.drives
        )
        return Pass(tuple(dict.fromkeys(places)))
    if driving:
        return Fail(
            tuple(
                Finding("drives the stack and asserts nothing", file.path, file.line, severity="high", remedy=REMEDY)
                for file in driving[:3]
            )
        )
    return Fail((Finding("no test drives the API or a real store", component.path or None, severity="high", remedy=REMEDY),))


def _keeps_data(repo: Repo, component: Component) -> bool:
    return any(use.technology.is_a("database", "document-store", "column-store") for use in stores_of(repo, component))
