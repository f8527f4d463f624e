"""Whether tests with assertions exist, in proportion to the code."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.sources import source_lines
from readiness_checks.facts.tests import TestFile, inline_test_lines, test_lines, tests_of

ENOUGH = 0.2  # lines of tests to lines of source, from which the credit is full
REMEDY = "Test the behaviour that matters first: rules, edge cases and errors, next to the code or in a tests folder."


@component_check(
    "testing.unit", title="Tests exist in proportion to the code", tier="mvp", weight=5, demands=("E28", "D5", "R1"), essential=True
)
def unit(repo: Repo, component: Component) -> Verdict:
    """Credit by the ratio of test lines to source lines."""
    inline = inline_test_lines(repo, component)
    source = source_lines(repo, component) - inline
    if source <= 0:
        return NotApplicable("no source code")
    asserting = [file for file in tests_of(repo, component) if file.asserts is not None and not file.end_to_end]
    if not asserting:
        said = _why_none(tests_of(repo, component), source)
        return Fail((Finding(said, component.path or None, severity="high", remedy=REMEDY),))
    ratio = test_lines(repo, component) / source
    largest = sorted(asserting, key=lambda file: (-file.tests, file.path))[:3]
    evidence = tuple(Evidence("1 test" if file.tests == 1 else f"{file.tests} tests", file.path, file.line) for file in largest)
    if ratio >= ENOUGH:
        return Pass(
            (
                Evidence(
                    f"{len(asserting)} test {'file' if len(asserting) == 1 else 'files'}, {ratio:.2f} lines of tests to a line of source"
                ),
                *evidence,
            )
        )
    finding = Finding(
        f"{ratio:.3g} lines of tests to a line of source; {ENOUGH} would be in proportion", component.path or None, remedy=REMEDY
    )
    return Partial(round(ratio, 3), ENOUGH, (finding,), evidence)


def _why_none(files: tuple[TestFile, ...], source: int) -> str:
    if not files:
        return f"no tests for {source} {'line' if source == 1 else 'lines'} of source"
    if all(file.end_to_end for file in files):
        return "the only tests drive a running system from outside"
    return "no test asserts anything"
