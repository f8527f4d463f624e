"""Test files: what they define, whether they assert, and what they drive."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath
from posixpath import dirname, join, normpath

from readiness.classify import BACKEND_LANGUAGES, File
from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit
from readiness_checks.facts.services import backends, serves
from readiness_checks.facts.sources import lines_in
from readiness_checks.facts.suites.assertions import ASSERTIONS, PAGE_OBJECTS
from readiness_checks.facts.suites.definitions import DEFINITIONS, INLINE_TESTS
from readiness_checks.facts.suites.drivers import DRIVERS

_ENDINGS = (".ts", ".js", ".tsx", ".jsx", "/index.ts", "/index.js")
_CLAIMS = Regex(r"\.(?:test|spec)\.[cm]?[jt]sx?$")


@dataclass(frozen=True, slots=True)
class TestFile:
    """A file that defines tests. `lines` counts what is not blank; `line` is that of the first test.

    `asserts` and `drives` are the places of its first assertion and of the first call through the HTTP or RPC stack or to a real
    store, None when there is none. `end_to_end` marks suites that drive a running system from outside.
    """

    path: str
    language: str
    line: int
    tests: int
    lines: int
    asserts: Hit | None
    drives: Hit | None
    end_to_end: bool


_OUTSIDE = Regex(
    r"^(?:e2e|end[-_]?to[-_]?end|cypress|playwright|load|load[-_]?tests|k6|acceptance|smoke)$|^(?:e2e|playwright|cypress)[-_]|[-_](?:e2e|playwright|cypress)$",
    re.IGNORECASE,
)


@fact
def test_files(repo: Repo) -> tuple[TestFile, ...]:
    """Every file that defines tests, sorted by path; Rust's test modules inside source files count as files of their own."""
    defined = _by_path(repo.hits(*DEFINITIONS))
    asserted = _by_path(repo.hits(*ASSERTIONS))
    driven = _by_path(repo.hits(*DRIVERS))
    pages = _by_path(repo.hits(PAGE_OBJECTS))
    modules = {hit.path: hit.line for hit in repo.hits(INLINE_TESTS)}
    harnesses = {path.rpartition("/")[0]: hits[0] for path, hits in sorted(driven.items()) if path not in defined}
    found = []
    for claim in repo.files:
        # a file that is named a test and defines none: a script that claims to be one
        if claim.role == "test" and claim.size and _CLAIMS.search(claim.name):
            defined.setdefault(claim.path, [])
    for path, hits in sorted(defined.items()):
        file = repo.file(path)
        if file is None or file.name == "conftest.py" or (file.role == "source" and path not in modules):
            continue
        start = modules.get(path, 1) if file.role == "source" else 1
        lines = lines_in(repo, path) if start == 1 else _lines_from(repo, path, start)
        assertion = next((hit for hit in asserted.get(path, ()) if hit.line >= start), None) or _in_page_objects(
            pages.get(path, ()), asserted
        )
        driver = next((hit for hit in driven.get(path, ()) if hit.line >= start), None) or _shared(harnesses, file.folder)
        found.append(TestFile(path, file.language, hits[0].line if hits else 1, len(hits), lines, assertion, driver, _is_outside(file)))
    return tuple(found)


@fact
def tests_of(repo: Repo, component: Component) -> tuple[TestFile, ...]:
    """The test files that test a component: its own, those named after it elsewhere, and those named after no component."""
    return tuple(file for file in test_files(repo) if serves(repo, component, file.path) and _is_about(repo, component, file.path))


def _is_about(repo: Repo, component: Component, path: str) -> bool:
    if component.owns(path):
        return True
    said = re.sub(r"[^a-z0-9/]", "", path.lower())
    named = [other for other in backends(repo) if re.sub(r"[^a-z0-9]", "", other.name.lower()) in said]
    return not named or component in named


@fact
def test_lines(repo: Repo, component: Component) -> int:
    """The lines of a component's tests and of the helpers beside them; suites that drive a running system from outside left out."""
    defined = {file.path: file for file in tests_of(repo, component)}
    helpers = sum(
        lines_in(repo, file.path)
        for file in repo.files
        if file.role == "test"
        and file.language in BACKEND_LANGUAGES
        and file.path not in defined
        and component.owns(file.path)
        and not _is_outside(file)
    )
    return helpers + sum(file.lines for file in defined.values() if not file.end_to_end)


@fact
def inline_test_lines(repo: Repo, component: Component) -> int:
    """The lines of tests that stand inside source files."""
    return sum(file.lines for file in tests_of(repo, component) if (known := repo.file(file.path)) is not None and known.role == "source")


def _shared(harnesses: dict[str, Hit], folder: str) -> Hit | None:
    """The call in a harness that the tests of its folder, or of folders below it, are built on."""
    while folder:
        if folder in harnesses:
            return harnesses[folder]
        folder = folder.rpartition("/")[0]
    return None


def _in_page_objects(imported: Iterable[Hit], asserted: dict[str, list[Hit]]) -> Hit | None:
    """The first assertion in the page objects that a browser test imports: it is where such suites keep them."""
    for hit in imported:
        target = normpath(join(dirname(hit.path), hit.groups[0]))
        for name in (target, *(target + end for end in _ENDINGS)):
            if name in asserted:
                return asserted[name][0]
    return None


def _by_path(hits: Iterable[Hit]) -> dict[str, list[Hit]]:
    found: dict[str, list[Hit]] = {}
    for hit in hits:
        found.setdefault(hit.path, []).append(hit)
    return found


def _lines_from(repo: Repo, path: str, start: int) -> int:
    return sum(1 for line in repo.text(path).split("\n")[start - 1 :] if line.strip())


def _is_outside(file: File) -> bool:
    folders = PurePosixPath(file.path).parts[:-1]
    return any(_OUTSIDE.search(folder) for folder in folders) or ".e2e" in file.name or ".cy." in file.name or file.suffix == ".feature"
