"""Finds the lines of things that a parser gave without them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

from readiness.regex import Regex


class Places:
    """Lines of a text, for values whose parser keeps none: TOML, setup scripts."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._starts = [0, *(match.end() for match in re.finditer("\n", text))]

    def line_at(self, offset: int) -> int:
        """The line of the character at `offset`, counting from 1."""
        return bisect_right(self._starts, offset)

    def table(self, *headers: str) -> int:
        """The offset just behind the first of the TOML `[headers]` that stands in the text, 0 when none does."""
        for header in headers:
            found = _header(header).search(self._text)
            if found:
                return found.end()
        return 0

    def line_of(self, text: str, after: int = 0) -> int:
        """The line where `text` stands first as a whole word at or behind the offset `after`, else anywhere, else 1."""
        at = self._whole(text, after)
        at = self._whole(text, 0) if at < 0 else at
        return self.line_at(at) if at >= 0 else 1

    def _whole(self, text: str, at: int) -> int:
        at = self._text.find(text, at)
        while at >= 0 and (_is_word(self._text[at - 1 : at]) or _is_word(self._text[at + len(text) : at + len(text) + 1])):
            at = self._text.find(text, at + 1)
        return at


def _is_word(character: str) -> bool:
    return character.isalnum() or character in ("-", "_")


@lru_cache(maxsize=256)
def _header(name: str) -> Regex:
    parts = [rf"""["']?{re.escape(part)}["']?""" for part in name.split(".")]
    return Regex(r"^[ \t]*\[[ \t]*" + r"[ \t]*\.[ \t]*".join(parts) + r"[ \t]*\]", re.MULTILINE)


def joined(folder: str, relative: str) -> str:
    """The path that `relative` names from `folder`, without `.` and `..`; it cannot leave the root."""
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
