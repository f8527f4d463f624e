"""The words of Kotlin files, read by hand: the grammar that ships loses whole classes over raw strings, aliases and `try` expressions."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import Literal, TypeAlias

from readiness.regex import Regex

Kind: TypeAlias = Literal["word", "string", "mark", "end"]

MAX_WORDS = 200_000
_SPACE = r"(?:\s+|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|$))*"
_STRING = r'"""(?:[^"]|"(?!""))*(?:"""+|$)|"(?:[^"\\\n]|\\.)*"?'
_CHARACTER = r"'(?:\\[^\n]|[^'\\\n])[^'\n]{0,6}'"
_WORD = Regex(_SPACE + rf"(?:(?P<string>{_STRING})|(?P<word>[A-Za-z_]\w*|`[^`\n]{{1,200}}`)|(?P<mark>{_CHARACTER}|->|::|\?\.|\S))?")
# in what is skipped only brackets, texts and comments are of interest
_COARSE = Regex(rf"[^{{}}()\[\]\"'/]+|//[^\n]*|/\*(?:[^*]|\*(?!/))*(?:\*/|$)|{_STRING}|{_CHARACTER}|[\s\S]")
_OPENING, _CLOSING = "{([", "})]"


@dataclass(frozen=True, slots=True)
class Word:
    """One token: its kind, its text, where it starts and ends, and whether it is the first on its line."""

    kind: Kind
    text: str
    start: int
    end: int
    first: bool


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a Kotlin file and the offsets of its lines."""

    text: str
    lines: tuple[int, ...]

    def line(self, at: int) -> int:
        """The line of an offset, from 1."""
        return bisect_right(self.lines, at)

    def word(self, at: int) -> Word:
        """The word at or after an offset; kind "end" where the text ends."""
        found = _WORD.match(self.text, at)
        if found is None or found.lastgroup is None:
            return Word("end", "", len(self.text), len(self.text), True)
        kind: Kind = "string" if found.lastgroup == "string" else "word" if found.lastgroup == "word" else "mark"
        start = found.start(found.lastgroup)
        return Word(kind, found[found.lastgroup], start, found.end(), "\n" in self.text[at:start] or not at)

    def closed(self, at: int) -> int:
        """The offset after the bracket that closes the one at `at`; the end of the text when none does."""
        depth = 0
        for found in _COARSE.finditer(self.text, at):
            text = found.group()
            if text in _OPENING:
                depth += 1
            elif text in _CLOSING:
                depth -= 1
                if depth <= 0:
                    return found.end()
        return len(self.text)

    def words(self, start: int, end: int) -> list[Word]:
        """Every word between two offsets."""
        found: list[Word] = []
        while start < end and len(found) < MAX_WORDS:
            word = self.word(start)
            if word.kind == "end" or word.start >= end:
                break
            found.append(word)
            start = word.end
        return found


def source_of(text: str) -> Source:
    """The text, ready to be read word by word."""
    starts = [0]
    at = text.find("\n")
    while at >= 0:
        starts.append(at + 1)
        at = text.find("\n", at + 1)
    return Source(text, tuple(starts))
