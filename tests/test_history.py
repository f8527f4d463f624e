"""When files last changed is told from commits, and not at all where these are cut off."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from readiness.source import open_source
from tests.git_repos import git, init, write

DAY = 86_400
START = 1_700_000_000


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path.resolve() / "shop"


def _commit(root: Path, files: dict[str, str], when: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(_environment(), "GIT_COMMITTER_DATE", f"{when} +0000")
    write(root, files)
    git(root, "add", "-A")
    git(root, "commit", "-q", "-m", "Change", "--date", f"{when} +0000")


def _environment() -> dict[str, str]:
    from tests import git_repos

    return git_repos._ENVIRONMENT


@pytest.fixture
def history(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    init(folder, commit=False)
    _commit(folder, {"old.md": "1", "app.py": "1", "-odd name\n.md": "1"}, START, monkeypatch)
    _commit(folder, {"new.md": "1", "app.py": "2"}, START + 700 * DAY, monkeypatch)
    _commit(folder, {"new.md": "2"}, START + 800 * DAY, monkeypatch)
    return folder


def test_says_when_each_file_last_changed(history: Path) -> None:
    """The newest commit counts, however long ago; what stands in no commit is left out."""
    source, _ = open_source(history)
    write(history, {"untracked.md": ""})

    assert source.last_changes(("old.md", "new.md", "untracked.md", "missing.md")) == {"old.md": START, "new.md": START + 800 * DAY}


def test_strange_names_are_names(history: Path) -> None:
    """A path is no option and no pattern."""
    source, _ = open_source(history)

    assert source.last_changes(("*.md", ":(top)", "--all", "-odd name\n.md")) == {"-odd name\n.md": START}


def test_says_when_anything_else_changed(history: Path) -> None:
    """The code's last change is that of all that is no document."""
    source, _ = open_source(history)

    assert source.newest_change(("**/*.md",)) == START + 700 * DAY
    assert source.newest_change(("**/*.md", "app.py", "**/app.py")) is None


def test_a_shallow_clone_says_nothing(history: Path, tmp_path: Path) -> None:
    """The oldest commit of a shallow clone seems to add every file."""
    clone = tmp_path.resolve() / "clone"
    git(tmp_path, "clone", "-q", "--depth", "1", f"file://{history}", str(clone))
    source, _ = open_source(clone)

    assert source.has_history
    assert source.last_changes(("new.md",)) is None
    assert source.newest_change(()) is None


def test_a_folder_and_a_repository_without_commits_say_nothing(tmp_path: Path) -> None:
    """There is nothing to tell it from."""
    plain, bare = tmp_path.resolve() / "plain", init(tmp_path.resolve() / "empty", {"a.md": ""}, commit=False)
    write(plain, {"a.md": ""})

    assert open_source(plain)[0].last_changes(("a.md",)) is None
    assert open_source(bare)[0].last_changes(("a.md",)) is None


def test_history_is_that_of_this_repository(history: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment cannot put another one in its place."""
    other = init(history.parent / "other", {"new.md": "other"})
    monkeypatch.setitem(os.environ, "GIT_DIR", str(other / ".git"))
    source, _ = open_source(history)

    assert source.last_changes(("new.md",)) == {"new.md": START + 800 * DAY}
