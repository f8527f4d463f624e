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


@fact
def ignored_lines(repo: Repo) -> tuple[tuple[str, int, str], ...]:
    """Every pattern of the repository's `.gitignore` files as written: file, line from 1, text; comments left out."""
    return tuple(
        (path, number, text.strip())
        for path, content in _contents(repo)
        for number, text in enumerate(content.split("\n"), 1)
        if text.strip() and not text.startswith("#")
    )


@fact
def _contents(repo: Repo) -> tuple[tuple[str, str], ...]:
    return tuple(
        (file.path, repo.text(file.path)) for file in repo.named(".gitignore")[:MAX_FILES] if file.size <= MAX_BYTES and file.link is None
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
    for path, content in _contents(repo):
        lines: tuple[Line, ...] = read_lines(content.split("\n"))[0]
        folder = posixpath.dirname(path)
        found[folder] = Rules(folder, lines[::-1])
    return found
