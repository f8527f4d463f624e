"""The one way to git: a runner under which nothing that a repository's own configuration names is executed.

Plain `git ls-files` runs the repository's `core.fsmonitor`; `status`, `diff` and `ls-files -m` run its filters, and a filter's
name is free, so no setting switches filters off. Hence: only the commands and options of `_COMMANDS` run, with every setting that
names a program overridden. Whoever adds one proves first, with a hostile repository, that it executes nothing.
"""

from __future__ import annotations

import os
import re
import selectors
import shutil
import stat
import subprocess
import time
from pathlib import Path
from typing import NamedTuple

from readiness.records import dataclass

TIMEOUT = 30.0  # seconds for one command
MAX_OUTPUT = 64_000_000  # bytes of one command
SUBMODULE = "160000"  # the mode of a commit of another repository
_MAX_POINTER = 5_000  # bytes of a `.git` file and its like; a path is at most 4,096 long
_COMMANDS = {
    "rev-parse": frozenset({"--show-cdup", "--verify", "-q", "--is-shallow-repository"}),
    "ls-files": frozenset({"-z", "-v", "-s", "-c", "-o", "--exclude-standard", "--debug"}),
    "ls-tree": frozenset({"-r", "-z"}),
    # names of changed files come from trees: no filter, no diff driver and no signature is looked at
    "log": frozenset({"--format=%x01%ct", "--name-only", "--no-renames", "--no-ext-diff", "--no-textconv", "-z", "-1", "--", "--max-age="}),
}
_SETTINGS = (
    "core.fsmonitor=false",
    "core.hooksPath=/dev/null",
    "core.quotePath=false",
    # the same tree lists the same on every machine; and the repository could name a pipe here
    "core.excludesFile=/dev/null",
    # each would have files read that the repository names, or that stand in its tree, and these could be pipes
    "diff.orderFile=/dev/null",
    "log.mailmap=false",
    "log.follow=false",
    "log.showSignature=false",
    "safe.bareRepository=explicit",
)
_ENVIRONMENT = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_NO_LAZY_FETCH": "1",
    "GIT_ALLOW_PROTOCOL": "none",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_PAGER": "cat",
    "GIT_ASKPASS": "/bin/false",
    "LC_ALL": "C",
}
_NOBODYS_CONFIG = {"GIT_CONFIG_NOSYSTEM": "1", "GIT_CONFIG_GLOBAL": "/dev/null"}
_STAT = re.compile(rb"([^\0]+)\0  ctime: [\d:]+\n  mtime: (\d+):(\d+)\n  dev: [^\n]*\n  uid: [^\n]*\n  size: (\d+)\tflags: [^\n]*\n")


class GitError(Exception):
    """Git cannot be used here; the message says why and names no absolute path."""


class DubiousOwnershipError(GitError):
    """Git refuses the folder because another user owns it."""


@dataclass(frozen=True, slots=True)
class Checkout:
    """The top of a working tree that git accepts: its own git folder, and HEAD's commit in hex, None before the first.

    `user_config`: git runs with the user's own configuration, because that calls the folder safe though another user owns it.
    """

    root: Path
    git_dir: Path
    commit: str | None
    user_config: bool


class Tracked(NamedTuple):
    """A file of the index: its mode as git spells it ("100644"), its blob in hex, whether git is told not to look at it."""

    path: str
    mode: str
    oid: str
    assumed: bool


class Stat(NamedTuple):
    """What the index remembers of a file: time of change in nanoseconds, and size in bytes modulo 2**32."""

    changed: int
    size: int


def find_root(folder: Path) -> Path | None:
    """The nearest folder, from `folder` (absolute) upwards, that holds a `.git`."""
    return next((above for above in (folder, *folder.parents) if os.path.lexists(above / ".git")), None)


def open_checkout(root: Path) -> Checkout:
    """The working tree whose top is `root` (absolute, without symlinks). Raises GitError."""
    git_dir = _own_git_dir(root)
    if git_dir is None:
        raise GitError("its .git points to a git folder that is not its own")
    try:
        return Checkout(root, git_dir, _head(root, user_config=False), user_config=False)
    except DubiousOwnershipError:
        return Checkout(root, git_dir, _head(root, user_config=True), user_config=True)


def list_files(checkout: Checkout) -> tuple[tuple[Tracked, ...], tuple[str, ...]]:
    """The files of the index, and those neither in it nor ignored; an embedded repository ends in a slash. Raises GitError.

    Paths are relative to the root, and are whatever the index says: "../x" and "/etc/passwd" too. Bytes that are not UTF-8 are
    surrogate escapes. An unmerged file comes once for each of its versions.
    """
    listed = run(checkout.root, "ls-files", "-z", "-v", "-s", "-c", "-o", "--exclude-standard", user_config=checkout.user_config)
    tracked: list[Tracked] = []
    untracked: list[str] = []
    for record in _records(listed):
        tag, rest = record[:1], record[2:]
        if tag == "?":
            untracked.append(rest)
        else:
            mode, oid, path = _mode_oid_path(rest)
            tracked.append(Tracked(path, mode, oid, assumed=tag == "S" or tag.islower()))
    return tuple(tracked), tuple(untracked)


def list_commit(checkout: Checkout, commit: str) -> frozenset[tuple[str, str, str]]:
    """Path, mode and object of every file of a commit. Raises GitError."""
    listed = run(checkout.root, "ls-tree", "-r", "-z", commit, user_config=checkout.user_config)
    found = set()
    for record in _records(listed):
        mode, oid, path = _mode_oid_path(record)
        found.add((path, mode, oid))
    return frozenset(found)


def index_stats(checkout: Checkout) -> dict[str, Stat]:
    """What the index remembers of each file; empty when this git spells it in a way we do not know. Raises GitError."""
    listed = run(checkout.root, "ls-files", "-z", "--debug", user_config=checkout.user_config)
    return {
        path.decode("utf-8", "surrogateescape"): Stat(int(seconds) * 1_000_000_000 + int(rest), int(size))
        for path, seconds, rest, size in _STAT.findall(listed)
    }


def _head(root: Path, *, user_config: bool) -> str | None:
    said = run(root, "rev-parse", "--show-cdup", "--verify", "-q", "HEAD", user_config=user_config, accept=(0, 1))
    up, _, rest = said.decode("utf-8", "surrogateescape").partition("\n")
    if up:
        raise GitError("git does not take the folder for the top of a working tree")
    commit = rest.strip()
    return commit if re.fullmatch(r"[0-9a-f]{40}|[0-9a-f]{64}", commit) else None


def _own_git_dir(root: Path) -> Path | None:
    """The git folder of `root`: its `.git`, or the one that a worktree's or submodule's `.git` file names and that names it back.

    Any other pointer could make git honour, and show the files of, a repository that the user did not ask about.
    """
    dot = root / ".git"
    if dot.is_symlink():
        return None
    if dot.is_dir():
        return None if os.path.lexists(dot / "commondir") else dot
    named = _pointer(dot)
    if not named.startswith("gitdir:"):
        return None
    target = _resolved(root, named.removeprefix("gitdir:").strip())
    if target is None:
        return None
    if _resolved(target, _pointer(target / "gitdir")) == dot:
        common = _resolved(target, _pointer(target / "commondir"))
        return target if common is not None and target.parent == common / "worktrees" else None
    above = find_root(root.parent)
    parent = _own_git_dir(above) if above is not None else None
    return target if parent is not None and parent / "modules" in target.parents else None


def _pointer(path: Path) -> str:
    """The line in a small regular file, "" for anything else."""
    try:
        if not stat.S_ISREG(path.lstat().st_mode):
            return ""
        with path.open("rb") as file:
            return file.read(_MAX_POINTER).decode("utf-8", "surrogateescape").strip("\n")
    except OSError:
        return ""


def _resolved(folder: Path, named: str) -> Path | None:
    if not named or "\0" in named:
        return None
    return Path(os.path.realpath(folder / named))


def _records(listed: bytes) -> list[str]:
    return listed.decode("utf-8", "surrogateescape").split("\0")[:-1]


def _mode_oid_path(record: str) -> tuple[str, str, str]:
    """Of "MODE OID STAGE<tab>PATH" (ls-files) and "MODE TYPE OID<tab>PATH" (ls-tree)."""
    meta, _, path = record.partition("\t")
    mode, second, third = meta.split(" ")
    return mode, second if len(third) == 1 else third, path


def run(root: Path, command: str, *arguments: str, user_config: bool, accept: tuple[int, ...] = (0,)) -> bytes:
    """What a git command prints. Raises GitError, and ValueError for a command or option that is not known to be harmless."""
    allowed = _COMMANDS.get(command, frozenset())
    # of an option with a value the name is what is known
    names = (name + sign for name, sign, _ in (word.partition("=") if word not in allowed else (word, "", "") for word in arguments))
    if command not in _COMMANDS or any(name.startswith("-") and name not in allowed for name in names):
        raise ValueError(f"git {command} {' '.join(arguments)} is not known to be harmless")
    program = shutil.which("git")
    if program is None or not Path(program).is_absolute():
        # a relative entry of PATH would find the repository's own file called git
        raise GitError("git is not installed")
    settings = [word for setting in _SETTINGS for word in ("-c", setting)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
    environment |= _ENVIRONMENT if user_config else _ENVIRONMENT | _NOBODYS_CONFIG
    try:
        process = subprocess.Popen(
            [program, "--no-pager", "--no-replace-objects", *settings, "-C", str(root), command, *arguments],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=environment,
        )  # fmt: skip
    except OSError as error:
        raise GitError(f"git cannot be started: {error.strerror}") from None
    with process:
        try:
            printed, complaint = _outputs(process, command)
        except BaseException:
            process.kill()
            raise
    if process.returncode not in accept:
        if b"dubious ownership" in complaint or b"unsafe repository" in complaint:
            raise DubiousOwnershipError("another user owns the folder")
        raise GitError(f"git {command} failed with exit code {process.returncode}")
    return printed


def _outputs(process: subprocess.Popen[bytes], command: str) -> tuple[bytes, bytes]:
    """All of the standard output and the beginning of the error output, within the limits of time and size."""
    deadline = time.monotonic() + TIMEOUT
    printed, complaint = bytearray(), bytearray()
    with selectors.DefaultSelector() as selector:
        for stream, taken in ((process.stdout, printed), (process.stderr, complaint)):
            if stream is not None:
                selector.register(stream, selectors.EVENT_READ, taken)
        while selector.get_map():
            left = deadline - time.monotonic()
            if left <= 0:
                raise GitError(f"git {command} took longer than {TIMEOUT:g} seconds")
            for key, _ in selector.select(left):
                chunk = os.read(key.fd, 1 << 16)
                if not chunk:
                    selector.unregister(key.fileobj)
                elif key.data is printed or len(complaint) < 10_000:
                    key.data.extend(chunk)
            if len(printed) > MAX_OUTPUT:
                raise GitError(f"git {command} printed more than {MAX_OUTPUT // 1_000_000} MB")
    return bytes(printed), bytes(complaint)
