"""The terminal report is readable at 80 columns, without colour, whatever the repository's text holds."""

from __future__ import annotations

from readiness.config import Config
from readiness.model import Check, Component, Evidence, Fail, Finding, Pass, Verdict
from readiness.output import terminal
from readiness.plugins import Plugins
from readiness.repo import Repo
from readiness.report import assess
from readiness.source.memory import MemorySource

LONG = "services/" + "a-very-long-name/" * 8 + "deployment.yaml"


def rendered(verdict: Verdict, **options: bool) -> str:
    def judge(_repo: Repo, _component: Component) -> Verdict:
        return verdict

    checks = (Check("api.example", "It is an example of a title", "mvp", 1, (), "repo", True, judge, "tests"),)
    report = assess(MemorySource({"app.py": "x = 1\n"}), Plugins(checks, (), (), {"api": 1}), Config())
    return terminal.render(report, width=80, **options)


def test_nothing_wraps_inside_a_path() -> None:
    """A place stands whole on its line; words wrap at the width."""
    text = rendered(Fail((Finding("word " * 60, LONG, 12, remedy="do " * 50),)))

    assert any(line.strip().endswith(f"{LONG}:12") for line in text.splitlines())
    assert [line for line in text.splitlines() if len(line) > 80 and LONG not in line] == []


def test_text_of_the_repository_is_data() -> None:
    """Markup, emoji codes and escapes are printed as they stand or dropped."""
    text = rendered(Fail((Finding("[red]x[/red] :smile: \x1b[31m[link=http://a]b[/link]", "[bold].py", 1),)), colour=True)

    assert "[red]x[/red] :smile:" in text
    assert "[bold].py:1" in text
    assert "\x1b[31m[link" not in text


def test_passes_show_their_evidence_on_request() -> None:
    """`--verbose` says where passes looked; without it they are counted."""
    passed = Pass((Evidence("seen here", "app.py", 3),))

    assert "app.py:3" in rendered(passed, verbose=True)
    assert "app.py:3" not in rendered(passed)


def test_what_stands_before_the_next_level_is_named() -> None:
    """Essential checks that do not pass are listed under the level."""
    text = rendered(Fail((Finding("missing"),)))

    assert "1 essential check between here and level mvp:" in text
    assert "level none yet" in text
