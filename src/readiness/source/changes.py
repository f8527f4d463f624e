"""Whether a working tree differs from HEAD, without `git status`, which runs the filters that a repository names."""

from __future__ import annotations

import hashlib
import os
import stat

from readiness.git import SUBMODULE, Checkout, GitError, Stat, Tracked, index_stats, list_commit
from readiness.source import Unreadable
from readiness.source.disk import Disk

_MAX_HASHED = 300_000_000  # bytes read to find out
_MAX_FILE = 50_000_000  # bytes of one file that is read to find out
_MAX_CONVERTED = 5_000_000  # bytes of a file whose line ends are converted


def changed(checkout: Checkout, tracked: tuple[Tracked, ...], disk: Disk) -> bool:
    """Whether the index differs from HEAD, or a tracked file from the index. A doubt is a yes.

    A file whose time and size are those in the index is taken to be unchanged, as git does; others are hashed, as they are and
    with CRLF read as LF; a file that a filter stores otherwise, or beyond the limits, is a doubt. Submodules are not looked into.
    """
    try:
        committed = list_commit(checkout, checkout.commit) if checkout.commit else frozenset()
        if len(tracked) != len(committed) or {(file.path, file.mode, file.oid) for file in tracked} != committed:
            return True
        stats = index_stats(checkout)
        written = (checkout.git_dir / "index").stat().st_mtime_ns if tracked else 0
    except (GitError, OSError):
        return True
    left = _MAX_HASHED
    for file in tracked:
        if file.assumed or file.mode == SUBMODULE:
            continue
        found = disk.stat(file.path)
        if found is None or _mode(found) != file.mode:
            return True
        if _is_fresh(found, stats.get(file.path), written):
            continue
        left -= found.st_size
        if left < 0 or found.st_size > _MAX_FILE or not _same_content(file, found, disk):
            return True
    return False


def _mode(found: os.stat_result) -> str:
    if stat.S_ISLNK(found.st_mode):
        return "120000"
    if not stat.S_ISREG(found.st_mode):
        return ""
    return "100755" if found.st_mode & stat.S_IXUSR else "100644"


def _is_fresh(found: os.stat_result, known: Stat | None, written: int) -> bool:
    """Whether the index vouches for a file; it cannot for one that changed in the moment in which it was written."""
    if known is None or known.size != found.st_size % 2**32:
        return False
    # a git built without nanoseconds remembers seconds
    time = found.st_mtime_ns if known.changed % 1_000_000_000 else found.st_mtime_ns // 1_000_000_000 * 1_000_000_000
    return known.changed == time and time < written


def _same_content(file: Tracked, found: os.stat_result, disk: Disk) -> bool:
    if stat.S_ISLNK(found.st_mode):
        said = disk.link(file.path)
        return said is not None and _blob(said.encode("utf-8", "surrogateescape"), file.oid) == file.oid
    try:
        content = disk.read(file.path)
    except Unreadable:
        return False
    if _blob(content, file.oid) == file.oid:
        return True
    return len(content) <= _MAX_CONVERTED and _blob(content.replace(b"\r\n", b"\n"), file.oid) == file.oid


def _blob(content: bytes, oid: str) -> str:
    """The object id that git gives to content, with the algorithm that `oid` is of."""
    made = hashlib.sha256() if len(oid) == 64 else hashlib.sha1(usedforsecurity=False)
    made.update(b"blob %d\0" % len(content))
    made.update(content)
    return made.hexdigest()
