"""Plugins are found where installers register them."""

from __future__ import annotations

from importlib.metadata import entry_points
from pathlib import Path

from readiness.entry_points import entry_values


def installed(folder: Path, name: str, text: str) -> None:
    (folder / name).mkdir(parents=True)
    (folder / name / "entry_points.txt").write_text(text, encoding="utf-8")


def test_the_values_of_a_group_are_found_sorted_and_once(tmp_path: Path) -> None:
    """Every distribution's entry points count, whatever else stands in its file."""
    installed(tmp_path, "b-1.dist-info", "[console_scripts]\nb = b.cli:main\n\n[readiness.checks]\n# ours\nmore = b.checks\nall=a.checks\n")
    installed(tmp_path, "a-1.egg-info", "[readiness.checks]\nall = a.checks [extra]\n")
    installed(tmp_path, "c", "[readiness.checks]\nall = c.checks\n")

    assert entry_values("readiness.checks", [str(tmp_path), str(tmp_path / "absent")]) == ("a.checks", "b.checks")


def test_the_first_of_two_installations_counts(tmp_path: Path) -> None:
    """A newer version further along the path is in the shadow of the first."""
    installed(tmp_path / "one", "my_plugin-1.dist-info", "[readiness.checks]\nall = old\n")
    installed(tmp_path / "two", "My.Plugin-2.dist-info", "[readiness.checks]\nall = new\n")

    assert entry_values("readiness.checks", [str(tmp_path / "one"), str(tmp_path / "two")]) == ("old",)


def test_the_standard_library_says_the_same() -> None:
    """On this installation nothing is missed."""
    for group in ("readiness.checks", "console_scripts"):
        expected = sorted({entry.value.partition("[")[0].strip() for entry in entry_points(group=group)})

        assert expected == list(entry_values(group))


def test_unreadable_metadata_is_passed_over(tmp_path: Path) -> None:
    """A broken installation of something else stops nothing."""
    (tmp_path / "x-1.dist-info").mkdir()
    (tmp_path / "x-1.dist-info" / "entry_points.txt").write_bytes(b"\xff\xfe[")

    assert entry_values("readiness.checks", [str(tmp_path)]) == ()
