"""What git is told to ignore: a path that stands in no commit because something makes it on each machine."""

from __future__ import annotations

import posixpath

from readiness.repo import Repo, fact
from readiness.source.ignore import Line, Rules, read_lines

MAX_FILES = 200
MAX_BYTES = 100_000  # of one `.gitignore`


@fact
def is_ignored(repo: Repo, path: str) -> bool:
    """Whether a `.gitignore` of the repository ignores `path`, or a folder that it lies in (gitignore(5))."""
    rules = _rules(repo)
    if not rules:
        return False
    parts = path.split("/")
    return any(
        _said(rules, "/".join(parts[:count]), is_folder)
        for count in range(1, len(parts) + 1)
        for is_folder in (True, False)[: 1 + (count == len(parts))]
    )


def _said(rules: dict[str, Rules], path: str, is_folder: bool) -> bool:
    folder = posixpath.dirname(path)
    while True:
        rule = rules.get(folder)
        word = rule.word_on(path, is_folder) if rule is not None else None
        if word is not None or not folder:
            return word is True
        folder = posixpath.dirname(folder)


@fact
def _rules(repo: Repo) -> dict[str, Rules]:
    found: dict[str, Rules] = {}
    for file in repo.named(".gitignore")[:MAX_FILES]:
        if file.size <= MAX_BYTES and file.link is None:
            lines: tuple[Line, ...] = read_lines(repo.text(file.path).split("\n"))[0]
            found[file.folder] = Rules(file.folder, lines[::-1])
    return found
