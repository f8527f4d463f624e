"""The working tree of a git repository: its tracked files, and those neither tracked nor ignored, as they are on the disk."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property
from pathlib import Path

from readiness.git import SUBMODULE, Checkout, Tracked, list_files, open_checkout
from readiness.history import History
from readiness.source import MAX_ENTRIES, Entry, text_of
from readiness.source.changes import changed
from readiness.source.disk import Disk, Files


def open_working_tree(root: Path) -> WorkingTree:
    """The working tree whose top is `root` (absolute, without symlinks). Raises GitError when git refuses it."""
    checkout = open_checkout(root)
    tracked, untracked = list_files(checkout)
    return WorkingTree(checkout, tracked, untracked)


class WorkingTree:
    """A source over what `git ls-files` listed; what is not on the disk (deleted, or outside a sparse checkout) is left out."""

    def __init__(self, checkout: Checkout, tracked: tuple[Tracked, ...], untracked: tuple[str, ...]) -> None:
        self._checkout = checkout
        self._tracked = tracked
        self._untracked = untracked
        self._disk = Disk(checkout.root)

    @property
    def name(self) -> str:
        return text_of(Path(self._checkout.root.name))

    @property
    def commit(self) -> str | None:
        return self._checkout.commit

    @property
    def has_history(self) -> bool:
        return self._checkout.commit is not None

    @property
    def notices(self) -> tuple[str, ...]:
        left_out = len(self._paths) - MAX_ENTRIES
        return (f"{left_out} files beyond the first {MAX_ENTRIES} were not looked at",) if left_out > 0 else ()

    @cached_property
    def dirty(self) -> bool:
        """As `Source` says; submodules are not looked into."""
        return bool(self._untracked) or changed(self._checkout, self._tracked, self._disk)

    def entries(self) -> tuple[Entry, ...]:
        return self._files.entries

    def read(self, path: str) -> bytes:
        return self._files.read(path)

    def last_changes(self, paths: Sequence[str], /) -> Mapping[str, int] | None:
        return self._history.last_changes(paths)

    def newest_change(self, besides: Sequence[str], /) -> int | None:
        return self._history.newest_change(besides)

    def link_target(self, path: str) -> str | None:
        return self._files.link_target(path)

    @cached_property
    def _history(self) -> History:
        return History(self._checkout)

    @cached_property
    def _paths(self) -> tuple[str, ...]:
        """What git lists, each once and sorted; a slash ends what is a repository of its own."""
        tracked = {f"{file.path}/" if file.mode == SUBMODULE else file.path for file in self._tracked}
        return tuple(sorted(tracked.union(self._untracked)))

    @cached_property
    def _files(self) -> Files:
        found = map(self._disk.entry, self._paths[:MAX_ENTRIES])
        return Files(self._disk, (entry for entry in found if entry is not None))
