"""Where files come from: one small interface over working trees, folders and memory."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, Protocol


@dataclass(frozen=True, slots=True)
class Entry:
    path: str
    size: int
    kind: Literal["file", "symlink", "submodule"] = "file"
    executable: bool = False


class SourceError(Exception):
    """The source cannot be opened; the message says what to do."""


class Unreadable(Exception):  # noqa: N818
    """One file cannot be read."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(f"{path}: {reason}")
        self.path = path
        self.reason = reason


class Source(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def commit(self) -> str | None: ...
    @property
    def dirty(self) -> bool: ...
    @property
    def has_history(self) -> bool: ...
    def entries(self) -> tuple[Entry, ...]: ...
    def read(self, path: str) -> bytes: ...
    def link_target(self, path: str) -> str | None: ...
