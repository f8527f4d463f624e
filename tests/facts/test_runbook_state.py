"""Runbooks are held against what they name and against the age of the code."""

from __future__ import annotations

from readiness.engine import judge
from readiness.examples import render_outcome
from readiness.repo import Repo
from readiness.report import components_of
from readiness_checks.facts.runbook_state import runbook_state
from tests.repos import plugins, repo_of

DAY = 86_400
NOW = 1_700_000_000  # 2023-11-14
STEPS = (
    "When orders stop, look at the dashboard and decide what is to blame before anything is changed. " * 4 + "\n\n1. Look.\n2. Restart.\n"
)


def _report(repo: Repo) -> str:
    check = next(check for check in plugins().checks if check.id == "operations.runbooks-current")
    return render_outcome(judge(repo, check, components_of(plugins().describe(repo))))


def test_only_what_stands_in_the_guide_counts() -> None:
    """A section of a README about operation answers for itself, not for the sections around it."""
    text = f"# Shop\n\n[gone](a.md)\n\n## Runbook\n\n{STEPS}\n### Restart\n\n[here](main.py)\n\n## Setup\n\n[gone](b.md)\n"
    state = runbook_state(repo_of({"README.md": text, "main.py": ""}))

    assert [(claim.name, claim.holds) for claim in state.claims] == [("main.py", True)]


def test_a_runbook_older_than_the_code_by_more_than_a_year_is_old() -> None:
    """Each runbook that history knows is one of the things that are judged."""
    files = {"runbooks/db.md": f"# Database\n\n{STEPS}", "runbooks/web.md": f"# Web\n\n{STEPS}", "app.py": "", "README.md": ""}
    changed = {"runbooks/db.md": NOW - 400 * DAY, "runbooks/web.md": NOW - 300 * DAY, "app.py": NOW, "README.md": NOW + 900 * DAY}

    assert _report(repo_of(files, changed)) == (
        "partial 1 of 2\n"
        "+ runbooks/web.md changed on 2023-01-18\n"
        "- runbooks/db.md [medium] last changed on 2022-10-10, more than a year before the code did on 2023-11-14"
    )


def test_a_runbook_that_no_commit_holds_is_as_new_as_can_be() -> None:
    """It was just written."""
    files = {"runbooks/db.md": f"# Database\n\n{STEPS}", "runbooks/web.md": f"# Web\n\n{STEPS}", "app.py": ""}

    assert _report(repo_of(files, {"runbooks/db.md": NOW, "app.py": NOW})) == "pass\n+ runbooks/db.md changed on 2023-11-14"
