"""Globs over repository paths, with gitignore's meaning of `*`, `**` and `?`; case does not matter.

Names of several stars are matched by the standard library's fnmatch, whose stars do not backtrack into each other, and `**` by dynamic
programming: globs come from the repository under review too, and must not cost more than their length times the path's.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache

MAX_GLOB = 1_000  # characters; a longer glob matches nothing
_Matcher = Callable[[str], object]


@lru_cache(maxsize=8192)
def _names(glob: str) -> tuple[_Matcher | None, ...]:
    """What the parts of a glob between slashes match; None stands for `**`."""
    cleaned = glob.lower().lstrip("/")
    if cleaned.endswith("/"):
        cleaned += "**"
    return tuple(None if part == "**" else _matcher(part) for part in cleaned.split("/"))


@lru_cache(maxsize=8192)
def _literals(glob: str) -> tuple[str, ...]:
    """The parts of a glob that stand for themselves: a path without one of them cannot match."""
    return tuple(part for part in glob.lower().split("/") if part and not any(mark in part for mark in "*?["))


@lru_cache(maxsize=8192)
def _matcher(part: str) -> _Matcher:
    """Tells whether a name matches: most parts hold one star at most, and need no regular expression."""
    before, star, after = part.partition("*")
    if any(mark in before for mark in "?[") or any(mark in after for mark in "*?["):
        return re.compile(fnmatch.translate(part)).match
    if not star:
        return part.__eq__
    shortest = len(before) + len(after)
    return lambda name: len(name) >= shortest and name.startswith(before) and name.endswith(after)


def named_by(glob: str, names: Iterable[str]) -> Iterator[str]:
    """Those of `names` (lower case) that a glob without a slash matches."""
    matches = _names(glob)[0] if len(glob) <= MAX_GLOB else _nothing
    return (name for name in names if matches is None or matches(name))


def _nothing(_name: str) -> bool:
    return False


def path_matches(glob: str, path: str) -> bool:
    """Whether the whole of `path` matches; a glob that ends in a slash stands for everything below that folder."""
    if len(glob) > MAX_GLOB:
        return False
    lowered = path.lower()
    if not all(literal in lowered for literal in _literals(glob)):
        return False
    parts = lowered.split("/")
    names = _names(glob)
    if names[-1] is not None and not names[-1](parts[-1]):
        return False
    # reached[i]: the names of the glob so far can match the first i names of the path
    reached = [True] + [False] * len(parts)
    for index, matches in enumerate(names):
        if matches is None:
            first = reached.index(True) if True in reached else len(reached)
            # at its end `**` stands for what is inside, elsewhere for any number of folders
            start = first + 1 if index == len(names) - 1 else first
            reached = [at >= start for at in range(len(reached))]
        else:
            reached = [False] + [reached[at] and bool(matches(part)) for at, part in enumerate(parts)]
    return reached[-1]


def glob_matches(glob: str, path: str) -> bool:
    """Whether `path` matches: the whole path where the glob holds a slash, its last name otherwise."""
    return path_matches(glob, path if "/" in glob else path.rpartition("/")[2])
