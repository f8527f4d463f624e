"""An immutable view of one source: what files there are, what they say, what is known of them; everything read and parsed once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from readiness.classify import File, classify, is_all_samples, suffix_of, without_samples
from readiness.glob import glob_matches, named_by, path_matches
from readiness.linguist import Linguist
from readiness.model import Skipped, below
from readiness.scan import Hit, Pattern, Scanner
from readiness.source import Entry, Source, Unreadable
from readiness.syntax import Parsed, Problem
from readiness.syntax.json import parse_json
from readiness.syntax.toml import parse_toml
from readiness.syntax.yaml import parse_yaml

MAX_FILE = 5_000_000  # bytes; larger files are not read
MAX_SCANNED = 1_000_000  # bytes; larger source and text is data or generated, and is not scanned for patterns
MAX_PARSED = 1_000_000  # bytes of YAML; API descriptions may be larger, `MAX_FILE` holds for them
CACHED = 48_000_000  # bytes of file content kept; beyond it a file that several facts want is read again

T = TypeVar("T")
P = ParamSpec("P")
_SCANNED = frozenset({"source", "configuration", "documentation", "test", "fixture", "sample", "data"})


def fact(function: Callable[Concatenate[Repo, P], T], /) -> Callable[Concatenate[Repo, P], T]:
    """Remember what `function` says of a repo (and of further hashable arguments), so that it is worked out once."""

    @wraps(function)
    def remembered(repo: Repo, /, *args: P.args, **kwargs: P.kwargs) -> T:
        key = (function, args, tuple(kwargs.items())) if kwargs else (function, args)
        known = repo._facts
        if key not in known:
            known[key] = function(repo, *args, **kwargs)
        value: T = known[key]
        return value

    return remembered


class Repo:
    """The files of a source with their roles, their text, and the patterns found in them.

    `focus` is the folder that is judged, "" for all. `exclude` holds globs of paths to leave out. `patterns` are what the one
    scan looks for. Files are never written, executed or imported.
    """

    def __init__(
        self,
        source: Source,
        *,
        focus: str = "",
        exclude: Iterable[str] = (),
        patterns: Iterable[Pattern] = (),
        keep: Callable[[str], bool] | None = None,
    ) -> None:
        self.source = source
        self.focus = focus
        self._exclude = tuple(exclude)
        self._patterns = tuple(patterns)
        self._keep = keep
        self._facts: dict[Any, Any] = {}
        self._content: dict[str, bytes] = {}
        self._held = 0
        self._skipped: dict[str, str] = {}
        self._parsed: dict[tuple[str, str], Parsed] = {}
        self._files: dict[str, File] | None = None
        self._hits: dict[Pattern, tuple[Hit, ...]] | None = None

    def narrowed(self, keep: Callable[[str], bool]) -> Repo:
        """The same repository without the paths that `keep` refuses; what was read already is not read again."""
        made = Repo(self.source, focus=self.focus, exclude=self._exclude, patterns=self._patterns, keep=keep)
        made._content, made._held = self._content, self._held
        return made

    # ---- files -----------------------------------------------------------------------------------------------------

    @property
    def files(self) -> tuple[File, ...]:
        """Every file, sorted by path."""
        return tuple(self._known().values())

    def file(self, path: str) -> File | None:
        """The file at `path`, None when there is none."""
        return self._known().get(path)

    def named(self, *globs: str) -> tuple[File, ...]:
        """Files that are neither vendored nor built whose name, or path for a glob with a slash, matches one of the globs; sorted."""
        if len(globs) == 1:
            return _named(self, globs[0])
        found = {file.path: file for glob in globs for file in _named(self, glob)}
        return tuple(found[path] for path in sorted(found))

    @property
    def folders(self) -> frozenset[str]:
        """Every folder that holds a file at any depth, the root "" among them."""
        return _folders(self)

    def has_folder(self, path: str) -> bool:
        """Whether any file lies below `path`."""
        return path in self.folders

    def _known(self) -> dict[str, File]:
        if self._files is None:
            attributes = Linguist(self.source)
            found: dict[str, File] = {}
            for entry in self.source.entries():
                path = entry.path
                if entry.kind == "submodule" or (self._keep is not None and not self._keep(path)):
                    continue
                if any(glob_matches(glob, path) for glob in self._exclude):
                    continue
                found[path] = self._file(entry, attributes)
            if is_all_samples(found.values()):
                # samples beside nothing are what the repository is
                for path, file in found.items():
                    if file.role == "sample":
                        found[path] = replace(file, role=classify(without_samples(path), attributes.of(path))[0])
            self._files = found
        return self._files

    def _file(self, entry: Entry, attributes: Linguist) -> File:
        path = entry.path
        # what the user asks to judge is no sample or test because of the folders above it
        inside = path[len(self.focus) + 1 :] if self.focus and below(path, self.focus) else path
        role, language = classify(inside, attributes.of(path))
        link = self.source.link_target(path) if entry.kind == "symlink" else None
        if entry.kind == "symlink" and link is None:
            role = "binary"
        return File(path, entry.size, role, language, link)

    # ---- content ---------------------------------------------------------------------------------------------------

    def raw(self, path: str, limit: int = MAX_FILE) -> bytes:
        """The bytes of a file; empty, and said in `skipped`, when it is larger than `limit` bytes or cannot be read."""
        held = self._content.get(path)
        if held is not None:
            return held
        file = self._known().get(path)
        if file is None:
            return b""
        if file.size > limit:
            self.skip(path, f"larger than {limit // 1_000_000} MB")
            return b""
        try:
            content = self.source.read(path)
        except Unreadable as error:
            self.skip(path, error.reason)
            return b""
        if self._held + len(content) <= CACHED:
            self._content[path] = content
            self._held += len(content)
        return content

    def text(self, path: str, limit: int = MAX_FILE) -> str:
        """The text of a file of at most `limit` bytes: UTF-8, or UTF-16 with a byte order mark; binary content reads as empty."""
        raw = self.raw(path, limit)
        if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
            return raw.decode("utf-16", "replace")
        if b"\0" in raw[:8000]:
            return ""
        try:
            return raw.decode("utf-8-sig").replace("\r\n", "\n")
        except UnicodeDecodeError:
            self.skip(path, "not UTF-8: read with replacement characters")
            return raw.decode("utf-8-sig", "replace").replace("\r\n", "\n")

    def yaml(self, path: str, limit: int = MAX_PARSED) -> Parsed:
        """The documents of a YAML file of at most `limit` bytes, with lines."""
        return self._parse(path, "yaml", parse_yaml, limit)

    def json(self, path: str, limit: int = MAX_FILE) -> Parsed:
        """The document of a JSON file of at most `limit` bytes (comments allowed), with lines."""
        return self._parse(path, "json", parse_json, limit)

    def toml(self, path: str) -> Parsed:
        """The document of a TOML file."""
        return self._parse(path, "toml", parse_toml, MAX_PARSED)

    def _parse(self, path: str, kind: str, parse: Callable[[str], Parsed], limit: int) -> Parsed:
        key = (kind, path)
        if key not in self._parsed:
            file = self._known().get(path)
            if file is not None and file.size > limit:
                self.skip(path, f"larger than {limit / 1_000_000:g} MB, not parsed")
                self._parsed[key] = Parsed(problem=Problem(f"larger than {limit / 1_000_000:g} MB"))
            else:
                self._parsed[key] = parse(self.text(path, max(limit, MAX_FILE)))
        return self._parsed[key]

    def unreadable(self, path: str, problem: Problem) -> None:
        """Say in the report that an artefact of the repository's own could not be parsed."""
        self.skip(path, f"does not parse: {problem.message}" + (f" (line {problem.line})" if problem.line else ""))

    def skip(self, path: str, reason: str) -> None:
        """Say in the report that a file, or part of it, was not judged."""
        self._skipped.setdefault(path, reason)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was not judged so far and why, sorted by path."""
        return tuple(Skipped(path, reason) for path, reason in sorted(self._skipped.items()))

    # ---- history ---------------------------------------------------------------------------------------------------

    def last_changes(self, paths: Iterable[str]) -> Mapping[str, int] | None:
        """When each file was last changed by a commit, in seconds since 1970, files in no commit left out; None without whole history."""
        return self.source.last_changes(tuple(paths))

    def newest_change(self, besides: Iterable[str]) -> int | None:
        """When a file that none of the globs matches was last changed by a commit; None without whole history."""
        return self.source.newest_change(tuple(besides))

    # ---- patterns --------------------------------------------------------------------------------------------------

    def hits(self, *patterns: Pattern) -> tuple[Hit, ...]:
        """Where the patterns hold, sorted by place. Raises KeyError for a pattern that no plugin declared."""
        if self._hits is None:
            self._hits = self._scan()
        if len(patterns) == 1:
            return self._hits[patterns[0]]
        return tuple(sorted((hit for pattern in patterns for hit in self._hits[pattern]), key=lambda hit: (hit.path, hit.line, hit.text)))

    def _scan(self) -> dict[Pattern, tuple[Hit, ...]]:
        scanner = Scanner(self._patterns)
        found: dict[Pattern, list[Hit]] = {pattern: [] for pattern in self._patterns}
        for file in self.files:
            if file.role not in _SCANNED or not file.size or file.link is not None:
                continue
            if file.size > MAX_SCANNED:
                if file.own and file.language:
                    self.skip(file.path, f"larger than {MAX_SCANNED // 1_000_000} MB, not scanned")
                continue
            raw = self.raw(file.path)
            if b"\0" in raw[:8000]:
                continue
            for pattern, hits in scanner.find(file, raw).items():
                found[pattern].extend(hits)
        return {pattern: tuple(sorted(hits, key=lambda hit: (hit.path, hit.line))) for pattern, hits in found.items()}


@fact
def _named(repo: Repo, glob: str) -> tuple[File, ...]:
    """The files that one glob names, by their names first: there are fewer of these than of files."""
    by_name = _by_name(repo)
    name = glob.rpartition("/")[2].lower()
    if not any(mark in name for mark in "*?["):
        candidates = by_name.get(name, ()) if name else repo.files
    elif name in ("*", "**"):
        candidates = repo.files
    else:
        extension = suffix_of(name)
        names = _names_by_suffix(repo).get(extension, ()) if extension and "*" not in extension and "[" not in extension else by_name
        candidates = tuple(file for known in named_by(name, names) for file in by_name[known])
    found = (file for file in candidates if file.role not in ("vendored", "build") and ("/" not in glob or path_matches(glob, file.path)))
    return tuple(sorted(found, key=lambda file: file.path))


@fact
def _by_name(repo: Repo) -> dict[str, tuple[File, ...]]:
    return _grouped((file.name.lower(), file) for file in repo.files)


@fact
def _names_by_suffix(repo: Repo) -> dict[str, tuple[str, ...]]:
    return _grouped((suffix_of(name), name) for name in _by_name(repo))


def _grouped(pairs: Iterable[tuple[str, T]]) -> dict[str, tuple[T, ...]]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return {key: tuple(values) for key, values in found.items()}


@fact
def _folders(repo: Repo) -> frozenset[str]:
    found: set[str] = {""}
    for file in repo.files:
        folder = file.folder
        while folder and folder not in found:
            found.add(folder)
            folder = folder.rpartition("/")[0]
    return frozenset(found)
