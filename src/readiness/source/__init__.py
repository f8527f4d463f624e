"""Where files come from: one small interface over working trees, folders and memory."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal, Protocol, TypeAlias

from readiness.records import dataclass

Kind: TypeAlias = Literal["file", "symlink", "submodule"]
_PLAIN = "read as a plain folder, without commits and history"
MAX_ENTRIES = 200_000  # what lies beyond is not looked at, and the source says so


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a source holds.

    `path` is relative to the root, POSIX, bytes that are not UTF-8 as surrogate escapes. `size` is that of what `read` returns,
    in bytes: of its target for a symlink, 0 where there is nothing to read. A submodule is any repository inside the repository.
    """

    path: str
    size: int
    kind: Kind = "file"
    executable: bool = False


class SourceError(Exception):
    """The source cannot be opened; the message says what to do."""


class Unreadable(Exception):
    """One file cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Source(Protocol):
    """A repository's files at one moment; nothing in it is executed, and nothing outside its root is read."""

    @property
    def name(self) -> str:
        """The name of the root folder; never an absolute path."""

    @property
    def commit(self) -> str | None:
        """HEAD's commit in hex, None without git or before the first commit."""

    @property
    def dirty(self) -> bool:
        """Whether the files differ from `commit` (staged, changed, or neither tracked nor ignored); False without git."""

    @property
    def has_history(self) -> bool:
        """Whether there are commits to read."""

    @property
    def notices(self) -> tuple[str, ...]:
        """What the reader of the report must know of how the files were found; complete once `entries` was called."""

    def entries(self) -> tuple[Entry, ...]:
        """Everything there is, sorted by path: no folders, nothing of git's own, nothing outside the root."""

    def read(self, path: str) -> bytes:
        """The content of an entry; of its target for a symlink to a regular file inside the root. Raises only Unreadable."""

    def last_changes(self, paths: Sequence[str], /) -> Mapping[str, int] | None:
        """When each file was last changed by a commit, in seconds since 1970, files in no commit left out.

        None where that cannot be told: without commits, or with only the newest of them.
        """

    def newest_change(self, besides: Sequence[str], /) -> int | None:
        """When a file that none of the globs (`**/*.md`) matches was last changed by a commit; None as for `last_changes`."""

    def link_target(self, path: str, /) -> str | None:
        """For a symlink that stays inside, the path it leads to after all links, "" for the root; None for anything else."""


def open_source(path: Path) -> tuple[Source, str]:
    """The source that holds the folder `path`, and the folder's path relative to its root, "" for the root itself.

    That is the repository's working tree, or the plain folder where git has none of it or cannot be used (`notices` says so).
    Raises SourceError when there is no such folder to read.
    """
    # these modules need the names above
    from readiness.git import DubiousOwnershipError, GitError, find_root
    from readiness.source.folder import Folder
    from readiness.source.working_tree import open_working_tree

    asked = _folder(path)
    root = find_root(asked)
    if root is None:
        return Folder(asked), ""
    focus = text_of(asked.relative_to(root)) if asked != root else ""
    try:
        tree = open_working_tree(root)
    except DubiousOwnershipError:
        trust = "git refuses it because another user owns it; if you trust it, run git config --global --add safe.directory FOLDER"
        return Folder(root, notices=(f"{_PLAIN}: {trust}",)), focus
    except GitError as error:
        return Folder(root, notices=(f"{_PLAIN}: {error}",)), focus
    if focus and not any(entry.path.startswith(f"{focus}/") for entry in tree.entries()):
        return Folder(asked, notices=(f"{_PLAIN}: the repository around it holds none of its files",)), ""
    return tree, focus


def text_of(path: Path) -> str:
    """A path of this machine's file system as an `Entry` spells it, whatever the locale's encoding."""
    return os.fsencode(path).decode("utf-8", "surrogateescape")


def _folder(path: Path) -> Path:
    try:
        folder = path.resolve(strict=True)
        if not folder.is_dir():
            raise SourceError(f"{path} is not a folder: name the repository, or a folder in it")
        os.scandir(folder).close()
    except FileNotFoundError:
        raise SourceError(f"{path} does not exist: name the repository, or a folder in it") from None
    except (OSError, RuntimeError, ValueError) as error:
        # pathlib of Python 3.10 to 3.12 says RuntimeError of a loop of links
        raise SourceError(f"{path} cannot be opened: {getattr(error, 'strerror', None) or error}") from None
    if ".git" in folder.parts:
        raise SourceError(f"{path} lies in git's own folder: name the working tree")
    if (folder / "HEAD").is_file() and (folder / "objects").is_dir() and (folder / "refs").is_dir():
        raise SourceError(f"{path} is a bare repository: clone it and name the clone")
    return folder
