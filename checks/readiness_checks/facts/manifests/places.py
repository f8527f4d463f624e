"""Finds the lines of things that a parser gave without them."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache


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
            found = re.search(_header(header), self._text)
            if found:
                return found.end()
        return 0

    def line_of(self, text: str, after: int = 0) -> int:
        """The line where `text` stands first as a whole word at or behind the offset `after`, else anywhere, else 1."""
        whole = re.compile(r"(?<![\w-])" + re.escape(text) + r"(?![\w-])")
        found = whole.search(self._text, after) or whole.search(self._text)
        return self.line_at(found.start()) if found else 1


@lru_cache(maxsize=256)
def _header(name: str) -> re.Pattern[str]:
    parts = [rf"""["']?{re.escape(part)}["']?""" for part in name.split(".")]
    return re.compile(r"^[ \t]*\[[ \t]*" + r"[ \t]*\.[ \t]*".join(parts) + r"[ \t]*\]", re.MULTILINE)


def joined(folder: str, relative: str) -> str:
    """The path that `relative` names from `folder`, without `.` and `..`; it cannot leave the root."""
    parts = folder.split("/") if folder else []
    for part in relative.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
