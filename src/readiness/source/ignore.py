"""One `.gitignore` file: pathspec reads its patterns, within limits, for they become regular expressions that a repository wrote.

A walk asks folder by folder, so each pattern is asked about one path and not about the folders above it, as git does. Asking
pathspec about a whole file at once is not the same: of `*` and `!public/`, which every Laravel project has, it hides `public`.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable
from typing import TYPE_CHECKING

from readiness.records import dataclass
from readiness.source import Unreadable
from readiness.source.disk import Disk

if TYPE_CHECKING:
    from pathspec import Pattern

MAX_BYTES = 100_000  # of one file
# `*a*a*a*a*b` takes ten seconds on one name of 255 letters. So: how long a path may be, by the stars in one name of its pattern
_LONGEST = {0: 4096, 1: 4096, 2: 4096, 3: 512, 4: 64}
_MAX_WILDCARDS = 4  # in one pattern
_MAX_DEPTHS = 2  # `**` in one pattern
_MAX_INTRICATE = 50  # patterns of three wildcards and more in one file


@dataclass(frozen=True, slots=True)
class Line:
    """A pattern: what it matches a path with, or a name for a pattern without a slash, which has no `depth`.

    `depth` is the number of names in the paths that it can match, 0 for any. `longest` is in characters.
    """

    pattern: Pattern
    ignores: bool
    folders_only: bool
    depth: int | None
    longest: int

    def speaks_of(self, path: str, name: str, is_folder: bool) -> bool:
        if self.folders_only and not is_folder:
            return False
        if self.depth and self.depth != path.count("/") + 1:
            return False
        subject = name if self.depth is None else path
        return len(subject) <= self.longest and self.pattern.match_file(f"{subject}/" if is_folder else subject) is not None


@dataclass(frozen=True, slots=True)
class Rules:
    """What the `.gitignore` of `folder` says, last line first; `notices` says what of it is not honoured."""

    folder: str
    lines: tuple[Line, ...] = ()
    notices: tuple[str, ...] = ()

    def word_on(self, path: str, is_folder: bool) -> bool | None:
        """Whether `path` (below `folder`) is ignored, None when no pattern speaks of it."""
        inside = path[len(self.folder) + 1 :] if self.folder else path
        name = inside.rpartition("/")[2]
        return next((line.ignores for line in self.lines if line.speaks_of(inside, name, is_folder)), None)


def read_rules(disk: Disk, folder: str) -> Rules:
    """The rules in `folder`'s `.gitignore`, after gitignore(5). What is unreadable or too intricate has no say, and is said."""
    path = f"{folder}/.gitignore" if folder else ".gitignore"
    found = disk.stat(path)
    if found is not None and found.st_size > MAX_BYTES:
        return Rules(folder, notices=(f"{path}: not honoured, larger than {MAX_BYTES // 1000} kB",))
    try:
        text = disk.read(path).decode("utf-8", "surrogateescape").removeprefix("\ufeff")
    except Unreadable as error:
        return Rules(folder, notices=(f"{path}: not honoured, {error.reason}",))
    lines, dropped = read_lines(line.removesuffix("\r") for line in text.split("\n"))
    notices = (f"{path}: {dropped} of its patterns not honoured, too intricate or not understood",) if dropped else ()
    return Rules(folder, lines[::-1], notices)


def read_lines(texts: Iterable[str]) -> tuple[tuple[Line, ...], int]:
    """The patterns in lines of text, and how many are not honoured."""
    lines: list[Line] = []
    dropped = intricate = 0
    for text in texts:
        if not text.strip(" ") or text.startswith("#"):
            continue
        parts = text.split("/")
        depths = parts.count("**")
        stars = [part.count("*") for part in parts if part != "**"]
        wildcards = depths + sum(stars)
        intricate += wildcards > 2
        if wildcards > _MAX_WILDCARDS or depths > _MAX_DEPTHS or (wildcards > 2 and intricate > _MAX_INTRICATE):
            dropped += 1
            continue
        pattern = _compiled(text)
        if pattern is None:
            dropped += 1
        elif pattern.include is not None:
            lines.append(Line(pattern, pattern.include, text.rstrip(" ").endswith("/"), _depth(text), _LONGEST[max(stars, default=0)]))
    return tuple(lines), dropped


def _compiled(text: str) -> Pattern | None:
    from pathspec import GitIgnoreSpec

    try:
        with warnings.catch_warnings():
            # `re` warns of what it may read otherwise one day: classes like [[:alpha:]], which it does not know
            warnings.simplefilter("error", FutureWarning)
            return next(iter(GitIgnoreSpec.from_lines([text]).patterns))
    except (ValueError, re.error, FutureWarning):
        return None


def _depth(text: str) -> int | None:
    parts = text.removeprefix("!").rstrip(" ").rstrip("/").split("/")
    if len(parts) == 1:
        return None
    return 0 if "**" in parts else len(parts) - (parts[0] == "")
