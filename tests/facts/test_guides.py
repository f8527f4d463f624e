"""Guides are told by what they are about, commands by what they do."""

from __future__ import annotations

import pytest

from readiness_checks.facts.guides import ARCHITECTURE, OPERATION, about_operation, about_the_whole, guides, placeholder_guides
from readiness_checks.facts.instructions import instructions
from tests.repos import repo_of


@pytest.mark.parametrize(
    ("path", "title", "whole"),
    [
        ("docs/architecture.md", "Acme Shop Architecture", True),
        ("README.md", "Shop Architecture", True),
        ("README.md", "3. Architecture", True),
        ("README.md", "High Level Architecture", True),
        ("README.md", "Why API-only Architecture?", False),
        ("docs/building.md", "Packaging architecture", False),
        ("docs/adr/0001-use-clean-architecture.md", "1. Use clean architecture", False),
        ("util/seeder/docs/architecture.md", "Preset architecture", False),
        ("docs/architecture/consumer.md", "Consumers", True),
    ],
)
def test_architecture_of_the_whole(path: str, title: str, whole: bool) -> None:
    """A title that leaves words of its own once the general ones are taken away is about a part."""
    files = {"README.md": "# Shop\n", path: f"## {title}\n\nIt has three parts.\n"}
    if path == "README.md":
        files = {path: f"# Shop\n\n## {title}\n\nIt has three parts.\n"}
    repo = repo_of(files)

    assert [whole] == [about_the_whole(repo, guide) for guide in guides(repo, ARCHITECTURE)]


@pytest.mark.parametrize(
    ("path", "text", "operates"),
    [
        ("docs/troubleshooting.md", "# Troubleshooting\n\nLook at the log.\n", True),
        ("docs/groups.md", "# Groups\n\n## Troubleshooting\n\nLook at the log.\n", False),
        ("docs/groups.md", "# Groups\n\n## Troubleshooting\n\nRun `kubectl logs api`.\n", True),
        ("UPGRADE.md", "# Upgrade\n\n## Troubleshooting\n\nRun `php artisan migrate`.\n", False),
    ],
)
def test_operation_of_the_whole(path: str, text: str, operates: bool) -> None:
    """A section on a feature's trouble counts with a command, a page of its own always, a guide to an upgrade never."""
    repo = repo_of({path: text})

    assert [operates] == [about_operation(repo, guide) for guide in guides(repo, OPERATION)]


def test_placeholders_start_with_the_readme() -> None:
    """Empty files are placeholders, and those a reader meets first come first."""
    repo = repo_of({"docs/runbooks/db.md": "", "README.md": "# Shop\n\n## Runbook\n\nTODO\n"})
    expected = ["README.md", "docs/runbooks/db.md"]

    assert expected == [guide.path for guide in placeholder_guides(repo, OPERATION)]


@pytest.mark.parametrize(
    ("command", "purpose"),
    [
        ("./manage.py runserver", "run"),
        ("uv run task server", "run"),
        ("python -m flask run", "run"),
        ("python app.py", "run"),
        ("make dev-run", "run"),
        ("python -m venv .venv", "install"),
        ("make test-update-snapshots", "other"),
        ("uv run pytest tests", "other"),
        ("python manage.py test", "other"),
    ],
)
def test_purposes_of_commands(command: str, purpose: str) -> None:
    """A command runs the service when it starts something that stays, not when it makes an environment or tests."""
    repo = repo_of({"README.md": f"# Shop\n\n```bash\n{command}\n```\n"})

    assert [purpose] == [instruction.purpose for instruction in instructions(repo)]
