"""Git runs only what executes nothing, within limits, and only on the repository that was asked about."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

import readiness.git
from readiness.git import DubiousOwnershipError, GitError, find_root, list_files, open_checkout
from tests.git_repos import git, init, write


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path.resolve()


def _pretend(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    """Put a program called git in front of the real one."""
    program = folder / "bin" / "git"
    program.parent.mkdir(parents=True)
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{program.parent}:{os.environ['PATH']}")


@pytest.mark.parametrize(
    "arguments", [("status",), ("diff",), ("config", "--list"), ("ls-files", "-m"), ("ls-files", "--eol"), ("ls-tree", "-l", "HEAD")]
)
def test_refuses_what_could_execute_a_program(folder: Path, arguments: tuple[str, ...]) -> None:
    """A command or option that nobody proved harmless does not run, whoever asks."""
    init(folder)

    with pytest.raises(ValueError, match="not known to be harmless"):
        readiness.git.run(folder, *arguments, user_config=False)


def test_names_the_commit(folder: Path) -> None:
    """The commit is HEAD's."""
    init(folder, {"a": "a"})

    assert open_checkout(folder).commit == git(folder, "rev-parse", "HEAD").strip()


def test_names_the_commit_of_a_sha256_repository(folder: Path) -> None:
    """Repositories of the longer hash are read too."""
    git(folder, "init", "-q", "--object-format=sha256")
    git(folder, "commit", "-q", "--allow-empty", "-m", "None of it")

    assert open_checkout(folder).commit == git(folder, "rev-parse", "HEAD").strip()


def test_has_no_commit_before_the_first(folder: Path) -> None:
    """A repository without a commit is one all the same."""
    init(folder, {"a": "a"}, commit=False)

    assert open_checkout(folder).commit is None


def test_lists_tracked_and_untracked_but_not_ignored_files(folder: Path) -> None:
    """Tracked files count even when they are ignored; others only when they are not."""
    init(folder, {"tracked": "", "tracked.log": "", ".gitignore": "*.log\n"})
    write(folder, {"new": "", "new.log": ""})
    tracked, untracked = list_files(open_checkout(folder))

    assert [file.path for file in tracked] == [".gitignore", "tracked", "tracked.log"]
    assert untracked == ("new",)


def test_finds_the_root_above(folder: Path) -> None:
    """The nearest folder upwards with a `.git` is the root."""
    init(folder / "outer" / "inner", {"a/b/c": ""})
    init(folder / "outer")

    assert find_root(folder / "outer" / "inner" / "a" / "b") == folder / "outer" / "inner"


def test_opens_a_worktree(folder: Path) -> None:
    """A linked worktree's `.git` file is its own: the git folder names it back."""
    main = init(folder / "main", {"a": "a"})
    git(main, "worktree", "add", "-q", str(folder / "linked"))

    assert open_checkout(folder / "linked").commit == git(main, "rev-parse", "HEAD").strip()


def test_opens_a_submodule(folder: Path) -> None:
    """A submodule's `.git` file is its own: its git folder lies in that of the repository around it."""
    library = init(folder / "library", {"a": "a"})
    main = init(folder / "main", {"b": "b"})
    git(main, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library), "vendored")

    assert open_checkout(main / "vendored").commit == git(library, "rev-parse", "HEAD").strip()


def test_opens_a_submodule_of_a_worktree(folder: Path) -> None:
    """The git folder of the repository around it may itself be a worktree's."""
    library = init(folder / "library", {"a": "a"})
    main = init(folder / "main", {"b": "b"})
    git(main, "-c", "protocol.file.allow=always", "submodule", "add", "-q", str(library), "vendored")
    git(main, "commit", "-q", "-m", "Take the library in")
    git(main, "worktree", "add", "-q", str(folder / "linked"))
    git(folder / "linked", "-c", "protocol.file.allow=always", "submodule", "update", "-q", "--init")

    assert open_checkout(folder / "linked" / "vendored").commit == git(library, "rev-parse", "HEAD").strip()


def test_refuses_a_git_file_that_points_elsewhere(folder: Path) -> None:
    """Another repository's git folder does not become this folder's."""
    init(folder / "private", {"secret": "s"})
    write(folder / "shown", {".git": f"gitdir: {folder}/private/.git\n", "a": "a"})

    with pytest.raises(GitError, match="not its own"):
        open_checkout(folder / "shown")


def test_refuses_a_git_file_that_claims_anothers_worktree(folder: Path) -> None:
    """The git folder of a worktree that stands elsewhere does not become this folder's."""
    main = init(folder / "main", {"a": "a"})
    git(main, "worktree", "add", "-q", str(folder / "linked"))
    write(folder / "shown", {".git": (folder / "linked" / ".git").read_text()})

    with pytest.raises(GitError, match="not its own"):
        open_checkout(folder / "shown")


def test_refuses_a_link_as_git_folder(folder: Path) -> None:
    """A `.git` that is a symlink could lead anywhere."""
    init(folder / "private", {"secret": "s"})
    (folder / "shown").mkdir()
    (folder / "shown" / ".git").symlink_to("../private/.git")

    with pytest.raises(GitError, match="not its own"):
        open_checkout(folder / "shown")


def test_refuses_a_git_folder_that_borrows_anothers(folder: Path) -> None:
    """A `commondir` file in a main git folder makes git honour the configuration of another."""
    init(folder / "private", {"secret": "s"})
    init(folder / "shown", {"a": "a"})
    (folder / "shown" / ".git" / "commondir").write_text(f"{folder}/private/.git\n")

    with pytest.raises(GitError, match="not its own"):
        open_checkout(folder / "shown")


@pytest.mark.parametrize("elsewhere", ["/", "../..", "../inside"])
def test_refuses_a_working_tree_elsewhere(folder: Path, elsewhere: str) -> None:
    """`core.worktree` cannot make git list other folders."""
    init(folder / "shown", {"a": "a", "inside/b": "b"})
    git(folder / "shown", "config", "core.worktree", elsewhere)

    with pytest.raises(GitError, match="top of a working tree"):
        open_checkout(folder / "shown")


def test_does_not_go_on_to_the_repository_around(folder: Path) -> None:
    """An empty `.git` is not passed over in favour of one further up."""
    init(folder, {"a": "a"})
    (folder / "inner" / ".git").mkdir(parents=True)

    with pytest.raises(GitError, match="top of a working tree"):
        open_checkout(folder / "inner")


def test_says_that_git_is_missing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without git on the PATH there is a sentence, not a traceback."""
    init(folder)
    monkeypatch.setenv("PATH", str(folder))

    with pytest.raises(GitError, match="git is not installed"):
        open_checkout(folder)


def test_takes_no_git_from_the_current_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A PATH with a relative entry would run the file called git of the repository under review."""
    init(folder)
    _pretend(monkeypatch, folder, f"touch {folder}/executed")
    monkeypatch.chdir(folder / "bin")
    monkeypatch.setenv("PATH", ".")

    with pytest.raises(GitError, match="git is not installed"):
        open_checkout(folder)

    assert not (folder / "executed").exists()


def test_takes_nothing_from_the_environment(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Variables of a git that runs us (a hook sets GIT_DIR) do not redirect us."""
    init(folder / "other", {"secret": ""})
    init(folder / "asked", {"a": ""})
    monkeypatch.setenv("GIT_DIR", str(folder / "other" / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(folder / "other" / ".git" / "index"))
    tracked, untracked = list_files(open_checkout(folder / "asked"))

    assert ([file.path for file in tracked], untracked) == (["a"], ())


def test_ends_a_git_that_does_not_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A pipe in git's way costs a bounded time."""
    init(folder)
    _pretend(monkeypatch, folder, "exec sleep 60")
    monkeypatch.setattr(readiness.git, "TIMEOUT", 0.2)

    with pytest.raises(GitError, match="took longer than"):
        open_checkout(folder)


def test_ends_a_git_that_prints_without_end(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An index of any size costs a bounded memory."""
    init(folder)
    _pretend(monkeypatch, folder, "exec yes")
    monkeypatch.setattr(readiness.git, "MAX_OUTPUT", 1_000_000)

    with pytest.raises(GitError, match="printed more than 1 MB"):
        open_checkout(folder)


def test_survives_a_git_that_complains_at_length(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Warnings without number do not block."""
    init(folder)
    _pretend(monkeypatch, folder, "yes warning | head -c 1000000 >&2; exit 128")

    with pytest.raises(GitError, match="failed with exit code 128"):
        open_checkout(folder)


def test_says_that_another_user_owns_the_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Git's refusal of a foreign repository is told apart, for there is something the user can do."""
    init(folder)
    _pretend(monkeypatch, folder, "echo \"fatal: detected dubious ownership in repository at '$PWD'\" >&2; exit 128")

    with pytest.raises(DubiousOwnershipError):
        open_checkout(folder)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder away")
def test_honours_the_folders_that_the_user_calls_safe(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """`safe.directory` of the user's own configuration holds, as CI jobs in containers set it."""
    shown = init(folder / "shown", {"a": "a"})
    for path in (shown, *shown.rglob("*")):
        os.chown(path, 12345, 12345)
    monkeypatch.setenv("HOME", str(folder))

    with pytest.raises(DubiousOwnershipError):
        open_checkout(shown)

    write(folder, {".gitconfig": f"[safe]\n\tdirectory = {shown}\n"})

    assert open_checkout(shown).user_config
