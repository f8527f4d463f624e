"""What `.gitattributes` says of files in the words of GitHub Linguist: vendored, generated, documentation."""

from __future__ import annotations

from readiness.glob import glob_matches
from readiness.model import below
from readiness.source import Source, Unreadable

MAX_FILE = 1_000_000  # bytes of one `.gitattributes`
MAX_ATTRIBUTES = 1_000  # lines that are honoured


class Linguist:
    """The Linguist attributes that `.gitattributes` files set, the last matching line of the nearest file winning."""

    def __init__(self, source: Source) -> None:
        self._rules: list[tuple[str, str, tuple[str, ...]]] = []
        for entry in source.entries():
            if entry.kind == "file" and entry.path.rpartition("/")[2] == ".gitattributes" and entry.size < MAX_FILE:
                try:
                    text = source.read(entry.path).decode("utf-8", "replace")
                except Unreadable:
                    continue
                self._read(entry.path.rpartition("/")[0], text)
        self._rules.sort(key=lambda rule: rule[0].count("/") + bool(rule[0]))

    def _read(self, folder: str, text: str) -> None:
        for line in text.splitlines():
            glob, *words = line.split()[:20] or [""]
            named = tuple(found for found in map(_linguist, words) if found)
            if named and not glob.startswith("#") and len(self._rules) < MAX_ATTRIBUTES:
                self._rules.append((folder, glob, named))

    def of(self, path: str) -> frozenset[str]:
        """The attributes of `path`: `vendored`, `generated`, `documentation`, or these with a leading `-`."""
        if not self._rules:
            return frozenset()
        found: dict[str, str] = {}
        for folder, glob, words in self._rules:
            if below(path, folder) and glob_matches(glob, path[len(folder) + 1 :] if folder else path):
                found.update((word.lstrip("-"), word) for word in words)
        return frozenset(found.values())


def _linguist(word: str) -> str:
    name, _, value = word.partition("=")
    negated = name.startswith("-") or value.lower() == "false"
    name = name.lstrip("-")
    if name not in ("linguist-vendored", "linguist-generated", "linguist-documentation"):
        return ""
    return ("-" if negated else "") + name.removeprefix("linguist-")
