"""What is generated from the checks is up to date: the README's table and picture, the manual and the changelog's list.

`python -m tests.test_reference` renews all but the last.
"""

from __future__ import annotations

import io
import re
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

from readiness.examples import parse_page
from readiness.model import Check
from readiness.output import terminal
from readiness.output.reference import render_manual, render_table
from readiness.plugins import page_of
from tests.repos import plugins
from tests.test_fixtures import judged

ROOT = Path(__file__).parent.parent
TABLE = re.compile(r"(<!-- checks: [^\n]*-->\n)(.*?)(<!-- /checks -->)", re.DOTALL)
FONT_FACES = re.compile(r"\s*@font-face \{.*?\}", re.DOTALL)
PICTURED = 46  # lines of the report


def manual() -> str:
    return render_manual((check, parse_page(page_of(check) or "").prose) for check in first_party())


def first_party() -> tuple[Check, ...]:
    return tuple(check for check in plugins().checks if check.module.startswith("readiness_checks."))


def readme_with_table() -> str:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    return TABLE.sub(lambda found: found.group(1) + "\n" + render_table(first_party()) + "\n" + found.group(3), text)


def picture() -> str:
    """The head of a report as it looks in a terminal, in SVG; fonts are named, not fetched."""
    with tempfile.TemporaryDirectory() as folder:
        text = terminal.render(judged("polyglot-kubernetes", Path(folder)), width=80, colour=True)
    console = Console(record=True, width=80, file=io.StringIO(), force_terminal=True, color_system="truecolor", legacy_windows=False)
    console.print(Text.from_ansi("\n".join(text.splitlines()[:PICTURED])))
    return FONT_FACES.sub("", console.export_svg(title="readiness check .", unique_id="report"))


def test_the_table_in_the_readme_is_true() -> None:
    """The README lists exactly the checks there are."""
    assert (ROOT / "README.md").read_text(encoding="utf-8") == readme_with_table()


def test_the_manual_is_true() -> None:
    """docs/checks.md is what the pages say."""
    assert (ROOT / "docs/checks.md").read_text(encoding="utf-8") == manual()


def test_the_picture_is_true() -> None:
    """The picture in the README is what the tool prints."""
    assert (ROOT / "docs/report.svg").read_text(encoding="utf-8") == picture()


def test_every_check_is_in_the_changelog() -> None:
    """A check that moves users' scores is announced."""
    text = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")

    assert [check.id for check in first_party() if f"`{check.id}`" not in text] == []


def test_ids_areas_and_files_agree() -> None:
    """A check's id names its area's folder and its module."""
    expected = {check.id: "readiness_checks." + check.id.replace("-", "_") for check in first_party()}

    assert expected == {check.id: check.module for check in first_party()}


if __name__ == "__main__":
    (ROOT / "README.md").write_text(readme_with_table(), encoding="utf-8")
    (ROOT / "docs/checks.md").write_text(manual(), encoding="utf-8")
    (ROOT / "docs/report.svg").write_text(picture(), encoding="utf-8")
