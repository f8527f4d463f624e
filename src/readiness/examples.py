"""Reads a check's page: prose, then sections whose fenced files are a tiny repository and whose `report` fence is the exact verdict.

A heading of level two opens a section and says what it promises: it starts with `Passes`, `Partial`, `Fails`, `Not applicable` or
`Unknown`. A path in backticks alone on the line above a fence names a file; `{+}` inside such a fence is dropped, so that no
secret-looking string stands in a page whole. Markdown follows CommonMark (markdown-it-py).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Literal, TypeAlias

from readiness.model import Evidence, Fail, Finding, NotApplicable, Outcome, Partial, Pass, Unknown
from readiness.records import dataclass

Promise: TypeAlias = Literal["pass", "partial", "fail", "not applicable", "unknown"]

_PROMISES: tuple[tuple[str, Promise], ...] = (
    ("passes", "pass"), ("partial", "partial"), ("fails", "fail"), ("not applicable", "not applicable"), ("unknown", "unknown"),
)  # fmt: skip
_PATH = re.compile(r"`([^`\s][^`]*)`\Z")
JOIN = "{+}"


class PageError(Exception):
    """A page breaks the form; the message names the section."""


@dataclass(frozen=True, slots=True)
class Section:
    """One promise: its heading, the files of its example, and the report it must give."""

    heading: str
    promise: Promise
    files: Mapping[str, str]
    report: str


@dataclass(frozen=True, slots=True)
class Page:
    """A check's page: its title line, its prose (Markdown), and its sections."""

    title: str
    prose: str
    sections: tuple[Section, ...]


def parse_page(text: str) -> Page:
    """The parts of a page. Raises PageError for an unknown heading, a fence without a path, or a section without a report."""
    from markdown_it import MarkdownIt

    tokens = MarkdownIt("commonmark").parse(text)
    lines = text.splitlines()
    headings = [
        (token.tag, tokens[index + 1].content, token.map[0])
        for index, token in enumerate(tokens)
        if token.type == "heading_open" and token.map is not None
    ]
    title = next((content for tag, content, _ in headings if tag == "h1"), "")
    opened = [(content, line) for tag, content, line in headings if tag == "h2"]
    prose_end = opened[0][1] if opened else len(lines)
    prose = "\n".join(lines[1:prose_end]).strip()
    fences = [(token.map[0], token.info.strip(), token.content) for token in tokens if token.type == "fence" and token.map is not None]
    sections = []
    for index, (heading, start) in enumerate(opened):
        end = opened[index + 1][1] if index + 1 < len(opened) else len(lines)
        inside = [(lines[line - 1].strip() if line else "", info, content) for line, info, content in fences if start < line < end]
        sections.append(_section(heading, inside))
    return Page(title, prose, tuple(sections))


def _section(heading: str, fences: Iterable[tuple[str, str, str]]) -> Section:
    promise = next((promise for word, promise in _PROMISES if heading.lower().startswith(word)), None)
    if promise is None:
        raise PageError(f"unknown heading {heading!r}: begin with Passes, Partial, Fails, Not applicable or Unknown")
    files: dict[str, str] = {}
    report: str | None = None
    for above, info, content in fences:
        named = _PATH.match(above)
        if info == "report":
            report = content.strip()
        elif named:
            files[named.group(1)] = content.replace(JOIN, "")
        else:
            raise PageError(f"{heading!r}: a fence needs its path in backticks on the line above")
    if report is None:
        raise PageError(f"{heading!r}: no report fence")
    if not report.startswith(promise):
        raise PageError(f"{heading!r}: the report begins with {report.split(maxsplit=1)[:1]}, the heading promises {promise!r}")
    return Section(heading, promise, files, report)


def render_outcome(outcome: Outcome) -> str:
    """An outcome as a `report` fence spells it: the verdict, then `+` lines of evidence and `-` lines of findings."""
    if isinstance(outcome, Pass):
        lines = ["pass", *map(_evidence, outcome.evidence), *map(_finding, outcome.findings)]
    elif isinstance(outcome, Partial):
        lines = [f"partial {outcome.met:g} of {outcome.total:g}", *map(_evidence, outcome.evidence), *map(_finding, outcome.findings)]
    elif isinstance(outcome, Fail):
        lines = ["fail", *map(_evidence, outcome.evidence), *map(_finding, outcome.findings)]
    elif isinstance(outcome, NotApplicable):
        lines = [f"not applicable: {outcome.reason}"]
    elif isinstance(outcome, Unknown):
        lines = [f"unknown: {outcome.reason}"]
    else:
        lines = [f"{type(outcome).__name__.lower()}: {outcome.reason}"]
    return "\n".join(lines)


def _evidence(item: Evidence) -> str:
    return f"+ {_place(item.path, item.line)}{_subject(item.subject)}{item.note}"


def _finding(item: Finding) -> str:
    return f"- {_place(item.path, item.line)}[{item.severity}] {_subject(item.subject)}{item.message}"


def _place(path: str | None, line: int | None) -> str:
    if path is None:
        return ""
    return f"{path}:{line} " if line else f"{path} "


def _subject(subject: str) -> str:
    return f"({subject}) " if subject else ""
