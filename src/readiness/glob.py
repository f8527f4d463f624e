"""Globs over repository paths, with gitignore's meaning of `*`, `**` and `?`; case does not matter.

Names are matched by the standard library's fnmatch, whose stars do not backtrack into each other, and `**` by dynamic programming:
globs come from the repository under review too, and must not cost more than their length times the path's.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

MAX_GLOB = 1_000  # characters; a longer glob matches nothing
_NOTHING = re.compile(r"(?!)")


@lru_cache(maxsize=8192)
def _names(glob: str) -> tuple[re.Pattern[str] | None, ...]:
    """The parts of a glob between slashes; None stands for `**`."""
    cleaned = glob.lower().lstrip("/")
    if cleaned.endswith("/"):
        cleaned += "**"
    return tuple(None if part == "**" else re.compile(fnmatch.translate(part)) for part in cleaned.split("/"))


def named_by(glob: str, names: Iterable[str]) -> Iterator[str]:
    """Those of `names` (lower case) that a glob without a slash matches."""
    matcher = _names(glob)[0] if len(glob) <= MAX_GLOB else _NOTHING
    return (name for name in names if matcher is None or matcher.match(name))


def path_matches(glob: str, path: str) -> bool:
    """Whether the whole of `path` matches; a glob that ends in a slash stands for everything below that folder."""
    if len(glob) > MAX_GLOB:
        return False
    parts = path.lower().split("/")
    # reached[i]: the names of the glob so far can match the first i names of the path
    reached = [True] + [False] * len(parts)
    names = _names(glob)
    for index, name in enumerate(names):
        if name is None:
            first = reached.index(True) if True in reached else len(reached)
            # at its end `**` stands for what is inside, elsewhere for any number of folders
            start = first + 1 if index == len(names) - 1 else first
            reached = [at >= start for at in range(len(reached))]
        else:
            reached = [False] + [reached[at] and name.match(parts[at]) is not None for at in range(len(parts))]
    return reached[-1]


def glob_matches(glob: str, path: str) -> bool:
    """Whether `path` matches: the whole path where the glob holds a slash, its last name otherwise."""
    return path_matches(glob, path if "/" in glob else path.rpartition("/")[2])
