"""Nothing that a repository's own configuration names is executed, whatever is asked of it."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from subprocess import CalledProcessError

import pytest

import readiness.git
from readiness.source import Source, open_source
from tests.git_repos import git, init, write

_HOOKS = (
    "fsmonitor-watchman", "post-checkout", "post-index-change", "pre-auto-gc", "pre-commit", "query-watchman", "reference-transaction",
)  # fmt: skip
_PROGRAMS = (
    "core.alternateRefsCommand", "core.askPass", "core.editor", "core.fsmonitor", "core.gitProxy", "core.pager", "core.sshCommand",
    "credential.helper", "diff.converts.command", "diff.converts.textconv", "diff.external", "filter.cleans.clean",
    "filter.cleans.smudge", "filter.processes.process", "gpg.program", "gpg.ssh.program", "interactive.diffFilter",
    "merge.drives.driver", "pager.ls-files", "pager.ls-tree", "pager.rev-parse", "remote.origin.uploadpack", "sequence.editor",
    "uploadpack.packObjectsHook",
)  # fmt: skip


class Hostile:
    """A repository in which every setting that can name a program names one that leaves a file in `canaries`."""

    def __init__(self, folder: Path) -> None:
        self.canaries = folder / "canaries"
        self.canaries.mkdir()
        self._programs = folder / "programs"
        self._programs.mkdir()
        attributes = "*.py filter=cleans diff=converts\n*.bin filter=processes merge=drives\n*.dat ident text\n"
        included = f"[core]\n\tfsmonitor = {self.program('included-fsmonitor')}\n"
        files = dict.fromkeys(("main.py", "picture.bin", "image.dat", "folder/deep.py"), "one\n")
        rules = {".gitattributes": attributes, ".gitignore": "*.log\n", "hostile.config": included}
        self.root = init(folder / "shop", files | rules)
        (self.root / "link.py").symlink_to("main.py")
        git(self.root, "add", "-A")
        git(self.root, "commit", "-q", "-m", "Add a link")
        git(self.root, "worktree", "add", "-q", str(folder / "linked"))
        self._configure()
        self._hook(self.root / ".git" / "hooks")
        self._hook(folder / "hooks")
        # changed with its size kept, which is when git asks a filter; and one of each other difference
        for path in ("main.py", "picture.bin", "image.dat"):
            (self.root / path).write_text("two\n")
            os.utime(self.root / path, ns=(1, 1))
        write(self.root, {"untracked.py": "", "ignored.log": ""})

    def program(self, name: str) -> str:
        """The path of a program that tells on whoever runs it."""
        path = self._programs / name
        path.write_text(f"#!/bin/sh\ntouch '{self.canaries}/{name}'\ncat >/dev/null 2>&1 </dev/null\nexit 0\n")
        path.chmod(0o755)
        return str(path)

    @property
    def executed(self) -> set[str]:
        """The programs that ran so far."""
        return {path.name for path in self.canaries.iterdir()}

    def forget(self) -> None:
        """Begin anew."""
        for path in self.canaries.iterdir():
            path.unlink()

    def _hook(self, folder: Path) -> None:
        folder.mkdir(exist_ok=True)
        for hook in _HOOKS:
            shutil.copy(self.program(f"hook-{hook}"), folder / hook)

    def _configure(self) -> None:
        programs = {name: self.program(name) for name in _PROGRAMS}
        settings = programs | {
            "core.hooksPath": str(self.root.parent / "hooks"),
            "core.attributesFile": str(self.root / ".gitattributes"),
            "core.untrackedCache": "true",
            "alias.ls-files": f"!{self.program('alias')}",
            "alias.rev-parse": f"!{self.program('alias')}",
            "diff.converts.cachetextconv": "true",
            "log.showSignature": "true",
            "include.path": "../hostile.config",
            "protocol.allow": "always",
            "protocol.ext.allow": "always",
            "protocol.file.allow": "always",
            "remote.origin.url": f"ext::{self.program('remote')}",
            "remote.origin.promisor": "true",
            "extensions.partialClone": "origin",
            "core.repositoryFormatVersion": "1",
        }
        for name, value in settings.items():
            git(self.root, "config", name, value)


@pytest.fixture
def hostile(tmp_path: Path) -> Hostile:
    made = Hostile(tmp_path.resolve())
    made.forget()
    return made


def _use(path: Path) -> Source:
    """Ask a source everything it answers."""
    source, _ = open_source(path)
    for entry in source.entries():
        source.link_target(entry.path)
        if entry.kind != "submodule":
            source.read(entry.path)
    assert (source.name, source.dirty, source.has_history) == (path.name, True, True)
    assert source.commit is not None
    assert source.notices == ()
    assert set(source.last_changes(("main.py", "picture.bin", "folder/deep.py", "untracked.py")) or ()) == {
        "main.py", "picture.bin", "folder/deep.py",
    }  # fmt: skip
    assert source.newest_change(("**/*.md",)) is not None
    return source


def test_executes_nothing(hostile: Hostile) -> None:
    """Opening, listing, reading and comparing run no program of the repository's."""
    source = _use(hostile.root)

    assert hostile.executed == set()
    assert "untracked.py" in {entry.path for entry in source.entries()}


def test_executes_nothing_to_compare(hostile: Hostile) -> None:
    """Files that are changed, with nothing staged and nothing untracked, are compared without their filters."""
    (hostile.root / "untracked.py").unlink()
    source, _ = open_source(hostile.root)

    assert source.dirty
    assert hostile.executed == set()


def test_executes_nothing_in_a_worktree(hostile: Hostile) -> None:
    """A linked worktree is under the same configuration."""
    linked = hostile.root.parent / "linked"
    write(linked, {"untracked.py": ""})
    _use(linked)

    assert hostile.executed == set()


def test_executes_nothing_for_objects_that_are_missing(hostile: Hostile) -> None:
    """A commit whose folders are not here is not fetched from where the repository says."""
    tree = git(hostile.root, "rev-parse", "HEAD:folder").strip()
    (hostile.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    (hostile.root / "untracked.py").unlink()
    hostile.forget()
    source, _ = open_source(hostile.root)

    assert source.dirty
    assert hostile.executed == set()


def test_waits_for_no_pipe(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files that the history's own settings name are not opened: nobody writes to these pipes."""
    monkeypatch.setattr(readiness.git, "TIMEOUT", 5.0)
    for name in ("order", "mailmap", ".mailmap"):
        os.mkfifo(hostile.root / name)
    git(hostile.root, "config", "diff.orderFile", str(hostile.root / "order"))
    git(hostile.root, "config", "mailmap.file", str(hostile.root / "mailmap"))
    source, _ = open_source(hostile.root)

    assert source.last_changes(("main.py",))
    assert source.newest_change(())


def test_is_hostile(hostile: Hostile) -> None:
    """The repository does what it is made for: commands that anyone would run execute its programs."""
    git(hostile.root, "ls-files")
    listed = hostile.executed
    # fails when the filter does not speak the protocol of filters, which is after it ran
    with pytest.raises(CalledProcessError):
        git(hostile.root, "-c", "core.fsmonitor=false", "status", "--porcelain")

    assert listed == {"included-fsmonitor"}
    assert hostile.executed >= {"filter.cleans.clean", "filter.processes.process"}


def test_is_hostile_about_objects_that_are_missing(hostile: Hostile) -> None:
    """Listing a commit whose folders are not here runs the program that the repository names as its origin."""
    tree = git(hostile.root, "rev-parse", "HEAD:folder").strip()
    (hostile.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    hostile.forget()
    with pytest.raises(CalledProcessError):
        git(hostile.root, "ls-tree", "-r", "HEAD")

    assert hostile.executed == {"remote"}


def test_the_settings_are_what_holds(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the runner's settings the very same questions execute a program."""
    monkeypatch.setattr(readiness.git, "_SETTINGS", ())
    _use(hostile.root)

    assert hostile.executed == {"included-fsmonitor"}


def test_the_environment_is_what_holds(hostile: Hostile, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the runner's environment the very same questions fetch what is missing."""
    tree = git(hostile.root, "rev-parse", "HEAD:folder").strip()
    (hostile.root / ".git" / "objects" / tree[:2] / tree[2:]).unlink()
    (hostile.root / "untracked.py").unlink()
    hostile.forget()
    monkeypatch.setattr(readiness.git, "_ENVIRONMENT", {"LC_ALL": "C"})
    source, _ = open_source(hostile.root)

    assert source.dirty
    assert hostile.executed == {"remote"}
