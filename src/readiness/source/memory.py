"""Files held in memory, for examples and tests."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from readiness.glob import glob_matches
from readiness.source import Entry, Unreadable


class MemorySource:
    """A source over a mapping of paths to content; `changed` says when each was last changed, in seconds since 1970."""

    commit: str | None = None
    dirty = False
    notices: tuple[str, ...] = ()

    def __init__(self, files: Mapping[str, str | bytes], name: str = "example", changed: Mapping[str, int] | None = None) -> None:
        self.name = name
        self._changed = changed
        self._files = {path: content.encode() if isinstance(content, str) else content for path, content in files.items()}

    @property
    def has_history(self) -> bool:
        return self._changed is not None

    def last_changes(self, paths: Sequence[str], /) -> Mapping[str, int] | None:
        return None if self._changed is None else {path: self._changed[path] for path in paths if path in self._changed}

    def newest_change(self, besides: Sequence[str], /) -> int | None:
        changed = self._changed or {}
        return max((when for path, when in changed.items() if not any(glob_matches(glob, path) for glob in besides)), default=None)

    def entries(self) -> tuple[Entry, ...]:
        return tuple(Entry(path, len(self._files[path]), "file", False) for path in sorted(self._files))

    def read(self, path: str) -> bytes:
        try:
            return self._files[path]
        except KeyError:
            raise Unreadable(path, "no such file") from None

    def link_target(self, _path: str, /) -> str | None:
        return None
