"""A report judges what was asked for, and carries text that is safe to print."""

from __future__ import annotations

from readiness.config import Config
from readiness.model import Check, Component, Description, Evidence, Pass, Verdict
from readiness.plugins import Plugins
from readiness.repo import Repo
from readiness.report import assess
from readiness.source.memory import MemorySource

FILES = {
    ".github/workflows/ci.yml": "on: push\n",
    "README.md": "# Shop\n",
    "noxfile.py": "import nox\n",
    "scripts/test.sh": "pytest\n",
    "services/cart/app.py": "x = 1\n",
    "services/pay/app.py": "x = 1\n",
    "tools/seed.py": "x = 1\n",
    "tests/fixtures/shop/app.py": "x = 1\n",
}


def seen(focus: str) -> list[str]:
    """The paths that a check sees when `focus` is judged."""

    def judge(repo: Repo, _component: Component) -> Verdict:
        return Pass(tuple(Evidence("seen", file.path) for file in repo.files))

    def describe(repo: Repo) -> Description:
        found = [path for path in ("services/cart", "services/pay") if repo.has_folder(path)]
        return Description(components=tuple(Component(path.rpartition("/")[2], path, "backend") for path in found))

    checks = (Check("tests.all", "All", "mvp", 1, (), "repo", False, judge, "tests"),)
    report = assess(MemorySource(FILES), Plugins(checks, (), (describe,), {"tests": 1}), Config(), focus=focus)
    return [item.path or "" for item in report.results[0].evidence]


def test_a_part_is_judged_with_what_serves_it() -> None:
    """Pipelines, documents, root files and scripts serve a part; other services and other code do not."""
    assert seen("services/cart") == [".github/workflows/ci.yml", "README.md", "noxfile.py", "scripts/test.sh", "services/cart/app.py"]


def test_a_fixture_that_is_asked_for_stands_for_itself() -> None:
    """Nothing outside serves a fixture or a sample."""
    assert seen("tests/fixtures/shop") == ["tests/fixtures/shop/app.py"]


def test_text_of_the_repository_cannot_control_an_output() -> None:
    """Controls and marks that turn the direction of text are gone, and what is long is cut."""

    def judge(_repo: Repo, _component: Component) -> Verdict:
        return Pass((Evidence("a\x1b[2J\u202eb" + "x" * 1_000, "a\x07\udcff.py"),))

    checks = (Check("tests.all", "All", "mvp", 1, (), "repo", False, judge, "tests"),)
    report = assess(MemorySource(FILES), Plugins(checks, (), (), {"tests": 1}), Config())
    item = report.results[0].evidence[0]

    assert (item.note[:8], len(item.note)) == ("a\\x1b[2J", 400)
    assert item.path == "a\\x07\\xff.py"
