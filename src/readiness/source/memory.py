"""Files held in memory, for examples and tests."""

from __future__ import annotations

from collections.abc import Mapping

from readiness.source import Entry, Unreadable


class MemorySource:
    """A source over a mapping of paths to content."""

    commit: str | None = None
    dirty = False
    has_history = False
    notices: tuple[str, ...] = ()

    def __init__(self, files: Mapping[str, str | bytes], name: str = "example") -> None:
        self.name = name
        self._files = {path: content.encode() if isinstance(content, str) else content for path, content in files.items()}

    def entries(self) -> tuple[Entry, ...]:
        return tuple(Entry(path, len(self._files[path]), "file", False) for path in sorted(self._files))

    def read(self, path: str) -> bytes:
        try:
            return self._files[path]
        except KeyError:
            raise Unreadable(path, "no such file") from None

    def link_target(self, _path: str, /) -> str | None:
        return None
