"""Globs over repository paths, with gitignore's meaning of `*`, `**` and `?`; case does not matter."""

from __future__ import annotations

import re
from functools import lru_cache

_PART = re.compile(r"\*\*/|\*\*|\*|\?|\[!?[^\]/]+\]|[^*?\[]+|\[")
_MEANING = {"**/": "(?:.*/)?", "**": ".*", "*": "[^/]*", "?": "[^/]"}


@lru_cache(maxsize=4096)
def compile_glob(glob: str) -> re.Pattern[str]:
    """A regex for `fullmatch` on a path; a glob that ends in a slash stands for everything below that folder."""
    cleaned = glob.lstrip("/")
    if cleaned.endswith("/"):
        cleaned += "**"
    pieces = []
    for part in _PART.findall(cleaned):
        if part in _MEANING:
            pieces.append(_MEANING[part])
        elif part.startswith("[") and part.endswith("]") and len(part) > 2:
            inner = part[1:-1]
            pieces.append("[" + ("^" + re.escape(inner[1:]) if inner.startswith("!") else re.escape(inner)).replace(r"\-", "-") + "]")
        else:
            pieces.append(re.escape(part))
    return re.compile("".join(pieces), re.IGNORECASE)


def speaks_of_paths(glob: str) -> bool:
    """Whether a glob is about whole paths (it holds a slash before its end, or names a folder) rather than names anywhere."""
    return "/" in glob


def glob_matches(glob: str, path: str) -> bool:
    """Whether `path` matches: the whole path where the glob holds a slash, its last part otherwise."""
    return compile_glob(glob).fullmatch(path if speaks_of_paths(glob) else path.rpartition("/")[2]) is not None
