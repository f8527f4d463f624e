"""Regular expressions that are compiled when they are first used.

Facts hold hundreds of them and a run on a small repository needs few: compiling all of them at import would be a third of such a run.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any


class Regex:
    """A pattern with the methods of `re.Pattern`, compiled at the first call."""

    __slots__ = ("_compiled", "flags", "pattern")

    def __init__(self, pattern: str, flags: int | re.RegexFlag = 0) -> None:
        self.pattern = pattern
        self.flags = flags
        self._compiled: re.Pattern[str] | None = None

    @property
    def compiled(self) -> re.Pattern[str]:
        """The compiled pattern."""
        made = self._compiled
        if made is None:
            made = self._compiled = re.compile(self.pattern, self.flags)
        return made

    def search(self, text: str, start: int = 0, end: int = 2**63 - 1) -> re.Match[str] | None:
        return self.compiled.search(text, start, end)

    def match(self, text: str, start: int = 0, end: int = 2**63 - 1) -> re.Match[str] | None:
        return self.compiled.match(text, start, end)

    def fullmatch(self, text: str, start: int = 0, end: int = 2**63 - 1) -> re.Match[str] | None:
        return self.compiled.fullmatch(text, start, end)

    def finditer(self, text: str, start: int = 0, end: int = 2**63 - 1) -> Iterator[re.Match[str]]:
        return self.compiled.finditer(text, start, end)

    def findall(self, text: str, start: int = 0, end: int = 2**63 - 1) -> list[Any]:
        """The matches, or their one group; tuples of several groups, as re.Pattern gives them."""
        return self.compiled.findall(text, start, end)

    def sub(self, replacement: str | Callable[[re.Match[str]], str], text: str, count: int = 0) -> str:
        return self.compiled.sub(replacement, text, count)

    def split(self, text: str, maxsplit: int = 0) -> list[str]:
        return self.compiled.split(text, maxsplit)
