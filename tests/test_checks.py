"""Every check keeps the promises of its page."""

from __future__ import annotations

import pytest

from readiness.engine import judge
from readiness.examples import Page, Section, parse_page, render_outcome
from readiness.model import Check, Crashed
from readiness.plugins import page_of
from readiness.report import components_of
from tests.repos import plugins, repo_of

CHECKS = plugins().checks


def _page(check: Check) -> Page:
    text = page_of(check)
    assert text is not None, f"{check.id} has no page"
    return parse_page(text)


SECTIONS = [(check, section) for check in CHECKS if page_of(check) is not None for section in _page(check).sections]


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.id)
def test_page_covers_the_check(check: Check) -> None:
    """A page carries the check's title, prose, and at least one pass and one fail."""
    page = _page(check)
    promises = {section.promise for section in page.sections}

    assert page.title == check.title
    assert len(page.prose.split()) >= 40
    assert {"pass", "fail"} <= promises


@pytest.mark.parametrize(("check", "section"), SECTIONS, ids=[f"{check.id}: {section.heading}" for check, section in SECTIONS])
def test_section_is_true(check: Check, section: Section) -> None:
    """The example of a section gets exactly the report that the page prints."""
    repo = repo_of(section.files)

    assert section.report == render_outcome(judge(repo, check, components_of(plugins().describe(repo))))


@pytest.mark.parametrize(("check", "section"), SECTIONS, ids=[f"{check.id}: {section.heading}" for check, section in SECTIONS])
def test_no_check_crashes_on_the_example(check: Check, section: Section) -> None:
    """Every check survives every other check's examples."""
    repo = repo_of(section.files)
    components = components_of(plugins().describe(repo))
    crashed = [other.id for other in CHECKS if other is not check and isinstance(judge(repo, other, components), Crashed)]

    assert crashed == []
