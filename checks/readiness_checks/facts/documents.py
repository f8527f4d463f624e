"""The repository's own documents: their sections with prose, steps, code blocks and links.

Markdown, AsciiDoc, reStructuredText and plain text.
"""

from __future__ import annotations

import re
from dataclasses import field
from typing import Literal, TypeAlias

from readiness.classify import File
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.markup import Line, read_lines

Format: TypeAlias = Literal["markdown", "asciidoc", "rest", "text"]
FORMATS: dict[str, Format] = {
    ".md": "markdown",
    ".mdx": "markdown",
    ".markdown": "markdown",
    ".adoc": "asciidoc",
    ".asciidoc": "asciidoc",
    ".rst": "rest",
    ".txt": "text",
    "": "text",
}
MAX_DOCUMENTS = 1_500  # a site of more pages is read in the order of its paths up to here
_TEXT_NAMES = Regex(
    r"(?:readme|install|runbook|architecture|deploy|security|contributing|changelog|changes|history|news|maintainers|license|licence|copying)",
    re.IGNORECASE,
)
# instructions for tools, and forms to fill in: nobody runs a service by them
_NOT_FOR_READERS = Regex(r"(?:^|/)(?:\.(?!github/)[^/]+|issue_template|pull_request_template)/|pull_request_template\.md$", re.IGNORECASE)
_PLACEHOLDER = Regex(
    r"""
    \b(?:TODO | TBD | TBA | FIXME | lorem\ ipsum | coming\ soon | to\ be\ (?:done|written|added|defined|completed) | work\ in\ progress
    | fill\ (?:me|this)\ in | placeholder | not\ (?:yet\ )?written)\b
    | <[^<>\n]{0,30}(?:fill|insert|your\ text)[^<>\n]{0,30}>
    """,
    re.IGNORECASE | re.VERBOSE,
)


_CODE = Regex(r"`{1,2}([^`\n]{3,200})`{1,2}")


@dataclass(frozen=True, slots=True)
class Link:
    """A link or image as written: the target is not resolved."""

    target: str
    text: str
    line: int
    image: bool = False


@dataclass(frozen=True, slots=True)
class CodeBlock:
    """A fenced, indented or literal block; `language` lower case, "" when unsaid; `line` is that of its first line of content."""

    language: str
    text: str
    line: int


@dataclass(frozen=True, slots=True)
class Section:
    """A heading (empty for what stands before the first) with what is below it, down to the next heading of any level.

    `trail` holds the titles of the sections it lies in, outermost first. `text` is prose without code blocks; `words` counts it;
    `steps` counts list items, `numbered` those of them that are numbered. `codes` are the code spans of the prose, with their lines.
    """

    path: str
    title: str
    level: int
    line: int
    trail: tuple[str, ...]
    text: str
    words: int
    steps: int
    numbered: int
    blocks: tuple[CodeBlock, ...]
    links: tuple[Link, ...]
    codes: tuple[tuple[str, int], ...] = ()

    @property
    def placeholder(self) -> bool:
        """Whether nothing is said here but that something will be."""
        if self.blocks:
            return False
        said = _PLACEHOLDER.sub("", self.text)
        return self.words == 0 or (said != self.text and len(said.split()) < 12)


@dataclass(frozen=True, slots=True)
class Document:
    """One document. `words` counts the prose of all sections."""

    path: str
    title: str
    format: Format
    sections: tuple[Section, ...]
    words: int

    @property
    def blocks(self) -> tuple[CodeBlock, ...]:
        return tuple(block for section in self.sections for block in section.blocks)

    @property
    def links(self) -> tuple[Link, ...]:
        return tuple(link for section in self.sections for link in section.links)

    @property
    def placeholder(self) -> bool:
        """Whether every section is empty or says only that it will be written."""
        return all(section.placeholder for section in self.sections)


@fact
def documents(repo: Repo) -> tuple[Document, ...]:
    """The repository's own documents, sorted by path; empty files are none."""
    files = [file for file in repo.files if file.role == "documentation" and file.link is None and _is_document(file)]
    return tuple(read for read in (document(repo, file.path) for file in files[:MAX_DOCUMENTS]) if read.sections)


@fact
def empty_documents(repo: Repo) -> tuple[str, ...]:
    """The paths of documents in which nothing stands."""
    files = [file for file in repo.files if file.role == "documentation" and file.link is None and _is_document(file)]
    return tuple(file.path for file in files[:MAX_DOCUMENTS] if not document(repo, file.path).sections)


@fact
def document(repo: Repo, path: str) -> Document:
    """One document by its path, whatever its role."""
    name = path.rpartition("/")[2].lower()
    suffix = "." + name.rpartition(".")[2] if "." in name else ""
    form = FORMATS.get(suffix, "text")
    return _assembled(path, form, read_lines(repo.text(path), form))


@fact
def sections(repo: Repo) -> tuple[Section, ...]:
    """Every section of every document of the repository's own."""
    return tuple(section for one in documents(repo) for section in one.sections)


@fact
def readme(repo: Repo) -> Document | None:
    """The README nearest the root: at the focus, at the root, or in .github or docs."""
    found = [one for one in documents(repo) if one.path.rpartition("/")[2].lower().startswith("readme")]
    folders = [repo.focus, "", ".github", "docs", "doc"]
    ranked = sorted((folders.index(_folder(one.path)), one.path) for one in found if _folder(one.path) in folders)
    return next((one for one in found if ranked and one.path == ranked[0][1]), None)


def _folder(path: str) -> str:
    return path.rpartition("/")[0]


def _is_document(file: File) -> bool:
    if file.suffix not in FORMATS or _NOT_FOR_READERS.search(file.path):
        return False
    return file.suffix not in (".txt", "") or _TEXT_NAMES.match(file.name) is not None


@dataclass(slots=True)
class _Open:
    """A section while its lines are gathered."""

    title: str
    level: int
    line: int
    trail: tuple[str, ...]
    prose: list[str]
    blocks: list[CodeBlock]
    links: list[Link]
    codes: list[tuple[str, int]] = field(default_factory=list)
    steps: int = 0
    numbered: int = 0


def _assembled(path: str, form: Format, lines: list[Line]) -> Document:
    title = ""
    made: list[Section] = []
    titles: list[tuple[int, str]] = []
    current = _Open("", 0, 1, (), [], [], [])
    for line in lines:
        if line.kind == "heading":
            made.extend(_closed(path, current))
            title = title or line.text
            while titles and titles[-1][0] >= line.level:
                titles.pop()
            current = _Open(line.text, line.level, line.number, tuple(name for _, name in titles), [], [], [])
            titles.append((line.level, line.text))
        elif line.kind == "block":
            current.blocks.append(CodeBlock(line.language, line.text, line.number))
        else:
            current.prose.append(line.text)
            current.steps += line.kind in ("item", "numbered")
            current.numbered += line.kind == "numbered"
            if "`" in line.text:
                current.codes.extend((code, line.number) for code in _CODE.findall(line.text))
            current.links.extend(Link(target, text, line.number, image) for target, text, image in line.links)
    made.extend(_closed(path, current))
    return Document(path, title, form, tuple(made), sum(section.words for section in made))


def _closed(path: str, section: _Open) -> list[Section]:
    text = "\n".join(section.prose).strip()
    if not (section.title or text or section.blocks):
        return []
    words = len(re.findall(r"\w[\w'-]*", text))
    return [
        Section(
            path, section.title, section.level, section.line, section.trail, text, words, section.steps, section.numbered,
            tuple(section.blocks), tuple(section.links), tuple(section.codes),
        )
    ]  # fmt: skip
