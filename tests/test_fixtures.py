"""Whole repositories get exactly the reports that stand beside them, and the scores that a reader would expect.

`python -m tests.test_fixtures` writes the reports anew, for a change of checks that is meant; read the difference before you commit it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from readiness.config import load_config
from readiness.model import Report
from readiness.output import json, terminal
from readiness.report import assess
from readiness.source.folder import Folder
from tests.repos import plugins

FIXTURES = Path(__file__).parent / "fixtures"
# from best to worst
NAMES = ("fastapi-good", "polyglot-kubernetes", "express-weak", "potemkin")
RENEW = "if this is meant, renew it by `python -m tests.test_fixtures`"


def judged(name: str, folder: Path) -> Report:
    """The report on a copy of the fixture in `folder`: on its own, it is no fixture inside our repository."""
    root = shutil.copytree(FIXTURES / name, folder / name).resolve()
    source = Folder(root)
    report = assess(source, plugins(), load_config(source, plugins().checks))
    # a new version of the tool is no news about a repository
    return replace(report, tool_version="0")


def rendered(report: Report) -> dict[str, str]:
    """The texts that are kept, by the end of their file's name."""
    return {"json": json.render(report), "txt": terminal.render(report, width=80)}


def golden(name: str, kind: str) -> Path:
    return FIXTURES / f"{name}.report.{kind}"


@pytest.fixture(scope="module")
def reports(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    folder = tmp_path_factory.mktemp("fixtures")
    return {name: judged(name, folder) for name in NAMES}


@pytest.mark.parametrize("kind", ["json", "txt"])
@pytest.mark.parametrize("name", NAMES)
def test_report_is_the_golden_one(reports: dict[str, Report], name: str, kind: str) -> None:
    """Each byte of a report on a repository is meant."""
    expected = golden(name, kind).read_text(encoding="utf-8")

    assert expected == rendered(reports[name])[kind], RENEW


def test_every_fixture_is_judged() -> None:
    """No repository lies among the fixtures without a test that holds it."""
    folders = {path.name for path in FIXTURES.iterdir() if path.is_dir()}

    assert folders == set(NAMES)


def test_no_check_crashes(reports: dict[str, Report]) -> None:
    """Realistic repositories are judged by every check."""
    crashed = {name: [result.check.id for result in report.results if result.status == "crashed"] for name, report in reports.items()}

    assert crashed == {name: [] for name in NAMES}


def test_good_service_is_ready_for_production(reports: dict[str, Report]) -> None:
    """A service that carries everything, and truly, gets an A and the level."""
    score = reports["fastapi-good"].score

    assert (score.grade, score.level) == ("A", "production")


def test_weak_service_fails(reports: dict[str, Report]) -> None:
    """A service that carries next to nothing gets an F, well below half."""
    score = reports["express-weak"].score

    assert score.grade == "F"
    assert _overall(reports["express-weak"]) < 40


def test_names_without_content_are_worth_next_to_nothing(reports: dict[str, Report]) -> None:
    """A repository with every artefact by name and none with content scores below 15."""
    assert _overall(reports["potemkin"]) < 15


def test_better_repositories_score_higher(reports: dict[str, Report]) -> None:
    """The scores put the repositories in the order that a reader would."""
    scores = [_overall(reports[name]) for name in NAMES]

    assert scores == sorted(set(scores), reverse=True)
    assert 40 <= scores[NAMES.index("polyglot-kubernetes")] < 90


def test_several_services_get_partial_credit(reports: dict[str, Report]) -> None:
    """Where some services of a repository hold what others lack, the verdict says how many and names them."""
    probes = next(result for result in reports["polyglot-kubernetes"].results if result.check.id == "infrastructure.probes")

    assert (probes.status, probes.met) == ("partial", (2, 4))


def test_copies_in_other_places_get_the_same_report(reports: dict[str, Report], tmp_path: Path) -> None:
    """Neither the place nor the time of a copy stands in a report."""
    assert {name: rendered(judged(name, tmp_path)) for name in NAMES} == {name: rendered(report) for name, report in reports.items()}


def _overall(report: Report) -> float:
    assert report.score.overall is not None
    return report.score.overall


def _renew() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            for kind, text in rendered(judged(name, Path(folder))).items():
                golden(name, kind).write_text(text, encoding="utf-8")
                yield golden(name, kind)


if __name__ == "__main__":
    for written in _renew():
        sys.stdout.write(f"{written.relative_to(Path.cwd())}\n")
