"""Plugins are found by walking their modules; what is wrong with one is said."""

from __future__ import annotations

from pathlib import Path

import pytest

from readiness.plugins import PluginError, load_plugins

ONE = """
from readiness.model import Evidence, Pass, check


@check("custom.{name}", title="It is", tier="mvp", weight=1, demands=())
def it(repo):
    return Pass((Evidence("seen"),))
"""


def test_a_folder_of_files_is_a_plugin(tmp_path: Path) -> None:
    """Every Python file of the folder brings its checks; their area has a share of its own."""
    for name in ("one", "two"):
        (tmp_path / f"{name}.py").write_text(ONE.replace("{name}", name), encoding="utf-8")
    loaded = load_plugins([tmp_path])

    assert [check.id for check in loaded.checks if check.area == "custom"] == ["custom.one", "custom.two"]
    assert loaded.shares["custom"] > 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({}, "no checks at"),
        ({"broken.py": "1 / 0"}, "cannot load the checks in"),
        ({"a.py": ONE.replace("{name}", "same"), "b.py": ONE.replace("{name}", "same")}, "defined twice"),
    ],
)
def test_what_is_wrong_with_a_plugin_is_said(tmp_path: Path, files: dict[str, str], said: str) -> None:
    """No checks, an error while loading, and an id that is taken are clear errors."""
    for name, text in files.items():
        (tmp_path / name).write_text(text, encoding="utf-8")

    with pytest.raises(PluginError, match=said):
        load_plugins([tmp_path])
