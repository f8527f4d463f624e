"""Whether test files assert something."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.tests import tests_of


@component_check("testing.asserts", title="Tests assert something", tier="mvp", weight=2, demands=("R9",))
def asserts(repo: Repo, component: Component) -> Verdict:
    """The share of test files that hold an assertion."""
    files = tests_of(repo, component)
    if not files:
        return NotApplicable("no tests")
    asserting = [file for file in files if file.asserts is not None]
    idle = tuple(
        Finding(
            f"{file.tests or 'no'} {'tests' if file.tests > 1 else 'test'}, no assertion",
            file.path,
            file.line,
            remedy="Assert what the code under test must do.",
        )
        for file in files
        if file.asserts is None
    )
    evidence = tuple(
        Evidence(f"asserts: {file.asserts.text.strip()[:40]}", file.asserts.path, file.asserts.line)
        for file in asserting[:3]
        if file.asserts
    )
    if not idle:
        return Pass(evidence)
    return Partial(len(asserting), len(files), idle, evidence) if asserting else Fail(idle)
