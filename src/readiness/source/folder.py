"""A plain folder: every file below it that its `.gitignore` files do not ignore and that no tool put there."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path

from readiness.source import MAX_ENTRIES, Entry, SourceError, text_of
from readiness.source.disk import Disk, Files
from readiness.source.ignore import Rules, read_rules

MAX_SECONDS = 20.0  # of walking: rules and names can be made to fit badly
# folders that tools make and nobody commits; what may be somebody's own is left to classification
_MADE = frozenset({
    ".cache", ".eggs", ".git", ".gradle", ".hg", ".mypy_cache", ".next", ".nox", ".nuxt", ".parcel-cache", ".pnpm-store",
    ".pytest_cache", ".ruff_cache", ".svelte-kit", ".svn", ".terraform", ".tox", ".turbo", ".venv", "__pycache__",
    "bower_components", "node_modules", "venv",
})  # fmt: skip
# folders that are such only beside the file that says which tool made them
_MADE_BESIDE = {
    "_build": ("mix.exs", "rebar.config"),
    "bin": (".csproj", ".fsproj", ".vbproj"),
    "deps": ("mix.exs",),
    "obj": (".csproj", ".fsproj", ".vbproj"),
    "target": ("Cargo.toml", "pom.xml", "build.sbt", "project.clj"),
    "vendor": ("composer.json",),
}
_VIRTUALENV = "pyvenv.cfg"


class Folder:
    """A source over the folder `root` (absolute, without symlinks), without commits. Raises SourceError when it cannot be listed."""

    commit: str | None = None
    dirty = False
    has_history = False

    def __init__(self, root: Path, notices: tuple[str, ...] = ()) -> None:
        self._root = root
        self._disk = Disk(root)
        self._notices = list(notices)

    @property
    def name(self) -> str:
        return text_of(Path(self._root.name))

    @property
    def notices(self) -> tuple[str, ...]:
        return tuple(self._notices)

    def entries(self) -> tuple[Entry, ...]:
        return self._files.entries

    def read(self, path: str) -> bytes:
        return self._files.read(path)

    def last_changes(self, _paths: Sequence[str], /) -> None:
        return None

    def newest_change(self, _besides: Sequence[str], /) -> None:
        return None

    def link_target(self, path: str) -> str | None:
        return self._files.link_target(path)

    @cached_property
    def _files(self) -> Files:
        found: list[Entry] = []
        for path in self._walk():
            entry = self._disk.entry(path)
            if entry is not None:
                found.append(entry)
        return Files(self._disk, found)

    def _walk(self) -> Iterator[str]:
        """The paths of files, links and embedded repositories (with a slash at the end), in no order to rely on."""
        deadline = time.monotonic() + MAX_SECONDS
        folders: list[tuple[str, tuple[Rules, ...]]] = [("", ())]
        seen = 0
        while folders:
            folder, rules = folders.pop()
            listed = self._list(folder)
            names = {name for name, _ in listed}
            if folder and ".git" in names:
                yield f"{folder}/"
                continue
            if folder and _VIRTUALENV in names:
                continue
            if ".gitignore" in names:
                rules = (*rules, self._rules(folder))
            for name, is_folder in listed:
                if seen == MAX_ENTRIES or time.monotonic() > deadline:
                    self._notices.append(f"only the first {seen} files and folders were looked at")
                    return
                seen += 1
                path = f"{folder}/{name}" if folder else name
                if (is_folder and _is_made(name, names)) or _ignored(path, is_folder, rules):
                    continue
                if is_folder:
                    folders.append((path, rules))
                else:
                    yield path

    def _list(self, folder: str) -> list[tuple[str, bool]]:
        """Names and whether each is a folder, sorted, so that a walk that is cut short is cut at the same place."""
        try:
            with os.scandir(self._disk.place(folder)) as listed:
                return sorted(
                    (entry.name.decode("utf-8", "surrogateescape"), entry.is_dir(follow_symlinks=False))
                    for entry in islice(listed, MAX_ENTRIES + 1)
                )
        except OSError as error:
            if not folder:
                raise SourceError(f"{self.name} cannot be listed: {error.strerror}") from None
            self._notices.append(f"{folder} cannot be listed: {error.strerror}")
            return []

    def _rules(self, folder: str) -> Rules:
        rules = read_rules(self._disk, folder)
        self._notices.extend(rules.notices)
        return rules


def _is_made(name: str, beside: set[str]) -> bool:
    if name in _MADE:
        return True
    marks = _MADE_BESIDE.get(name)
    return marks is not None and any(other.endswith(marks) for other in beside)


def _ignored(path: str, is_folder: bool, rules: tuple[Rules, ...]) -> bool:
    """Whether the nearest `.gitignore` with a word on `path` ignores it; its folder is not ignored, or it were not asked."""
    return next((word for word in (rule.word_on(path, is_folder) for rule in reversed(rules)) if word is not None), False)
