"""Files below one folder of the disk: looked at without following a link, read without ever leaving the folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable
from pathlib import Path

from readiness.source import Entry, Unreadable

_MAX_LINKS = 40  # what Linux follows in one path


class Disk:
    """The folder `root` (absolute, without symlinks); all paths are relative to it, spelt as in `Entry`."""

    def __init__(self, root: Path) -> None:
        self._root = os.fsencode(root) + b"/"
        self._folders: dict[str, bool] = {"": True}

    def entry(self, path: str) -> Entry | None:
        """What stands at `path`; None for folders, pipes, sockets and devices, and for a path that leaves the root or git's reach.

        A folder comes as a submodule when the path ends in a slash: that is how a caller says that it is a repository.
        """
        found = self.stat(path.removesuffix("/"))
        if found is None:
            return None
        if path.endswith("/"):
            return Entry(path.removesuffix("/"), 0, "submodule", False) if stat.S_ISDIR(found.st_mode) else None
        if stat.S_ISREG(found.st_mode):
            return Entry(path, found.st_size, "file", bool(found.st_mode & stat.S_IXUSR))
        if stat.S_ISLNK(found.st_mode):
            return Entry(path, self._target_size(path), "symlink", False)
        return None

    def stat(self, path: str) -> os.stat_result | None:
        """What the file system says of `path` itself, not of what it links to; None when it is not there, or not in the root."""
        folder, _, name = path.rpartition("/")
        return self._lstat(path) if _proper(name) and self._is_folder(folder) else None

    def link(self, path: str) -> str | None:
        """What a symlink says, None for anything else."""
        try:
            return os.readlink(self.place(path)).decode("utf-8", "surrogateescape")
        except (OSError, ValueError):
            return None

    def target(self, path: str) -> str | None:
        """Where the symlink `path` leads after all links; None when it leaves the root, however briefly, loops, or is no symlink."""
        return follow(path, self.link) if self.link(path) is not None else None

    def read(self, path: str) -> bytes:
        """The content of a regular file that no symlink leads to. Raises Unreadable."""
        try:
            # not blocking: what was a file when it was listed could be a pipe by now
            descriptor = os.open(self.place(path), os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError) as error:
            raise Unreadable(path, _reason(error)) from None
        try:
            found = os.fstat(descriptor)
            if not stat.S_ISREG(found.st_mode):
                raise Unreadable(path, "not a regular file")
            with os.fdopen(descriptor, "rb", closefd=False) as file:
                return file.read()
        except (OSError, MemoryError) as error:
            raise Unreadable(path, _reason(error)) from None
        finally:
            os.close(descriptor)

    def place(self, path: str) -> bytes:
        """The absolute path for the operating system."""
        return self._root + path.encode("utf-8", "surrogateescape")

    def _is_folder(self, path: str) -> bool:
        """Whether every part of `path` is a real folder: an index may name files behind a link."""
        known = self._folders.get(path)
        if known is None:
            folder, _, name = path.rpartition("/")
            found = self._lstat(path) if _proper(name) and self._is_folder(folder) else None
            known = self._folders[path] = found is not None and stat.S_ISDIR(found.st_mode)
        return known

    def _lstat(self, path: str) -> os.stat_result | None:
        try:
            return os.lstat(self.place(path))
        except (OSError, ValueError):
            return None

    def _target_size(self, path: str) -> int:
        target = self.target(path)
        found = self.stat(target) if target is not None else None
        return found.st_size if found is not None and stat.S_ISREG(found.st_mode) else 0


class Files:
    """What a source on the disk holds: the entries, and the content of these and nothing else."""

    def __init__(self, disk: Disk, entries: Iterable[Entry]) -> None:
        self._disk = disk
        self._entries = {entry.path: entry for entry in sorted(entries, key=lambda entry: entry.path)}

    @property
    def entries(self) -> tuple[Entry, ...]:
        return tuple(self._entries.values())

    def read(self, path: str) -> bytes:
        """As `Source.read`."""
        entry = self._entries.get(path)
        if entry is None:
            raise Unreadable(path, "no such file")
        if entry.kind == "submodule":
            raise Unreadable(path, "a repository of its own")
        if entry.kind == "file":
            return self._disk.read(path)
        target = self._disk.target(path)
        if target is None:
            raise Unreadable(path, "links to nothing inside the repository")
        try:
            return self._disk.read(target)
        except Unreadable as error:
            raise Unreadable(path, f"links to {target}: {error.reason}") from None

    def link_target(self, path: str) -> str | None:
        """As `Source.link_target`."""
        entry = self._entries.get(path)
        return self._disk.target(path) if entry is not None and entry.kind == "symlink" else None


def follow(path: str, link: Callable[[str], str | None]) -> str | None:
    """Where `path` leads when every link in it is followed, "" for the root; None when it leaves the root or never ends.

    `link` says what the link at a path says, None where there is no link. Nothing need stand at the end. Git's folder is outside.
    """
    left, done, links = path.split("/")[::-1], list[str](), 0
    while left:
        part = left.pop()
        if part == "..":
            if not done:
                return None
            done.pop()
        elif part not in ("", "."):
            said = link("/".join([*done, part]))
            if said is None:
                done.append(part)
            elif said.startswith("/") or links == _MAX_LINKS:
                return None
            else:
                links += 1
                left.extend(said.split("/")[::-1])
    return "/".join(done) if all(map(_proper, done)) else None


def _proper(name: str) -> bool:
    """Whether a part of a path is a name, and not git's folder on a file system that does not tell case apart."""
    return name[:1] not in ("", ".") or (name not in ("", ".", "..") and name.lower() != ".git")


def _reason(error: Exception) -> str:
    return getattr(error, "strerror", None) or str(error) or type(error).__name__
