"""Lines of marked-up text with what each is: a heading, a list item, a code block, prose; for Markdown, AsciiDoc and reStructuredText.

A reader by lines: documents are read for their sections, steps, commands and links, not to be rendered, and full parsers of the
three formats are an order of magnitude slower than the rest of a run.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, NamedTuple, TypeAlias

from readiness.regex import Regex

Kind: TypeAlias = Literal["heading", "item", "numbered", "prose", "block"]


class Line(NamedTuple):  # made for every line of every document, four times as fast as a frozen dataclass
    """One line, or the content of one block of code, numbered by its first line. `links` holds (target, text, is image)."""

    kind: Kind
    text: str
    number: int
    level: int = 0
    language: str = ""
    links: tuple[tuple[str, str, bool], ...] = ()


MAX_LINE = 4_000  # characters of a line that are read
_ITEM = Regex(r"\s{0,8}(?:[-*+•]|\*{1,5}|-{1,5})\s+\S")
_BULLETS = frozenset("-*+•.#Ss0123456789")
_NUMBERED = Regex(r"\s{0,8}(?:\d{1,3}[.)]|\.{1,5}|#\.|[Ss]tep \d+[.:]?)\s+\S")
_ATX = Regex(r" {0,3}(#{1,6})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_FENCE = Regex(r"[ \t]*(?:[-*+]\s+|\d+\.\s+)?(`{3,}|~{3,})[ \t]*\{?\.?([\w+-]*)")
_HTML_HEADING = Regex(r"\s*<h([1-6])[^>]{0,200}>(.{1,300}?)</h\1>", re.IGNORECASE)
_TAG = Regex(r"<[^<>]{0,300}>")
_MARKDOWN_LINK = Regex(
    r"(!?)\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){0,300})\]\(\s*<?([^()\s<>]{1,600}(?:\([^()\s]{0,100}\)[^()\s<>]{0,300})?)>?(?:\s+[\"'(][^\"')]{0,200}[\"')])?\s*\)"
)
_CODE_SPAN = Regex(r"(?<!`)(`{1,3})(?!`)[^`\n]{1,500}(?<!`)\1(?!`)")
_REFERENCE = Regex(r"^ {0,3}\[([^\]]{1,200})\]:\s+<?(\S{1,600}?)>?(?:\s+[\"'(].{0,200})?$")
_HTML_LINK = Regex(r"<(?:a|img)\b[^<>]{0,300}?\b(href|src)\s*=\s*[\"']([^\"'<>]{1,600})[\"']", re.IGNORECASE)
_ADOC_LINK = Regex(r"(?:(image)::?|link:|xref:)([^\s\[\]]{1,400})\[([^\]]{0,200})\]|<<([^\s,<>]{1,200})(?:,([^<>]{0,200}))?>>")
_REST_LINK = Regex(r"`([^`<>]{0,200}?)\s*<([^<>\s]{1,400})>`__?|:doc:`(?:[^`<>]{0,200}<)?([^`<>]{1,300})>?`")
_REST_IMAGE = Regex(r"\s*\.\.\s+(?:image|figure)::\s+(\S+)")
_REST_CODE = Regex(r"\s*\.\.\s+(?:code-block|code|sourcecode|parsed-literal|prompt)::\s*(\S*)")
_UNDERLINE = Regex(r"([=\-~^\"'`#*+.:_])\1{2,}\s*$")
_INDENT = ("    ", "\t")
_SETEXT = Regex(r" {0,3}(?:=+|-{3,})\s*")
_EMPHASIS = Regex(r"[*_`]{1,3}")


def read_lines(text: str, form: str) -> list[Line]:
    """The lines of `text` in `form` (markdown, asciidoc, rest, text)."""
    lines = [line[:MAX_LINE] for line in text.splitlines()]
    readers = {"markdown": _markdown, "asciidoc": _asciidoc, "rest": _rest}
    reader = readers.get(form)
    return list(reader(lines)) if reader else list(_rest(lines))


def plain(text: str) -> str:
    """A heading's text without markup."""
    text = _MARKDOWN_LINK.sub(lambda found: found.group(2), text)
    return _EMPHASIS.sub("", _TAG.sub("", text)).strip()


def _prose(text: str, number: int, links: tuple[tuple[str, str, bool], ...]) -> Line:
    kind: Kind = "prose"
    if text.lstrip()[:1] in _BULLETS:
        kind = "numbered" if _NUMBERED.match(text) else "item" if _ITEM.match(text) else "prose"
    return Line(kind, text, number, links=links)


def _markdown(lines: list[str]) -> Iterator[Line]:
    index = _front_matter_end(lines)
    if index:
        title = next((line.partition(":")[2].strip().strip("\"'") for line in lines[:index] if line.startswith("title:")), "")
        if title:
            yield Line("heading", title, 1, 1)
    while index < len(lines):
        line = lines[index]
        # what a line can be is told by its first character: most are prose
        first = line.lstrip()[:1]
        fence = _FENCE.match(line) if "```" in line or "~~~" in line else None
        if fence:
            end = _fence_end(lines, index + 1, fence.group(1))
            yield Line("block", "\n".join(lines[index + 1 : end]), index + 2, language=fence.group(2).lower())
            index = end + 1
            continue
        if "<!--" in line:
            end = next((at for at in range(index, min(len(lines), index + 500)) if "-->" in lines[at]), index)
            before = line.partition("<!--")[0]
            if before.strip():
                yield _prose(before, index + 1, _markdown_links(before))
            index = end + 1
            continue
        heading = _ATX.match(line) if first == "#" else None
        html = _HTML_HEADING.match(line) if first == "<" else None
        following = lines[index + 1] if index + 1 < len(lines) else ""
        if heading:
            yield Line("heading", plain(heading.group(2)), index + 1, len(heading.group(1)))
        elif html:
            yield Line("heading", plain(html.group(2)), index + 1, int(html.group(1)))
        elif first and first not in "|-*>#" and following[:4].lstrip()[:1] in ("=", "-") and _SETEXT.fullmatch(following):
            yield Line("heading", plain(line), index + 1, 1 if "=" in following else 2)
            index += 1
        elif first and line.startswith(_INDENT) and _opens_block(lines, index):
            end = next((at for at in range(index, len(lines)) if lines[at].strip() and not lines[at].startswith(_INDENT)), len(lines))
            yield Line("block", "\n".join(lines[index:end]), index + 1)
            index = end
            continue
        else:
            yield _prose(_TAG.sub(" ", line) if "<" in line else line, index + 1, _markdown_links(line))
        index += 1


def _front_matter_end(lines: list[str]) -> int:
    if lines and lines[0].strip() in ("---", "+++"):
        for at in range(1, min(len(lines), 200)):
            if lines[at].strip() == lines[0].strip():
                return at + 1
    return 0


def _fence_end(lines: list[str], start: int, fence: str) -> int:
    for at in range(start, len(lines)):
        stripped = lines[at].strip()
        if stripped.startswith(fence) and not stripped.strip(fence[0]):
            return at
    return len(lines)


def _opens_block(lines: list[str], index: int) -> bool:
    """Whether an indented line begins a code block: by four columns, within a list item by eight."""
    line = lines[index]
    if index and lines[index - 1].strip():
        return False
    if line.startswith((" " * 7, "\t\t")):
        return True
    above = next(
        (lines[at] for at in range(index - 1, max(-1, index - 30), -1) if lines[at].strip() and not lines[at].startswith((" ", "\t"))), ""
    )
    return not (_ITEM.match(above) or _NUMBERED.match(above))


def _markdown_links(line: str) -> tuple[tuple[str, str, bool], ...]:
    found = []
    if "](" in line:
        coded = [span.span() for span in _CODE_SPAN.finditer(line)] if "`" in line else []
        for match in _MARKDOWN_LINK.finditer(line):
            if any(first < match.start() < last for first, last in coded):
                # a page that shows how to write a link
                continue
            found.append((match.group(3), match.group(2), bool(match.group(1))))
            # an image that is itself a link: [![text](image)](target)
            found.extend((inner.group(3), inner.group(2), True) for inner in _MARKDOWN_LINK.finditer(match.group(2)))
    if "]:" in line:
        reference = _REFERENCE.match(line)
        if reference:
            found.append((reference.group(2), reference.group(1), False))
    if "<" in line:
        found.extend((match.group(2), "", match.group(1).lower() == "src") for match in _HTML_LINK.finditer(line))
    return tuple(found)


def _asciidoc(lines: list[str]) -> Iterator[Line]:
    index = 0
    language = ""
    while index < len(lines):
        line = lines[index]
        heading = re.match(r"(={1,6}|#{1,6}) (\S.*)$", line)
        source = re.match(r"\[source(?:,\s*([\w+-]+))?|\[,\s*([\w+-]+)", line)
        fence = re.match(r"(-{4,}|\.{4,}|`{3,})(\w*)\s*$", line)
        if heading:
            yield Line("heading", plain(heading.group(2)), index + 1, len(heading.group(1)))
        elif source:
            language = (source.group(1) or source.group(2) or "").lower()
        elif fence:
            end = next((at for at in range(index + 1, len(lines)) if lines[at].rstrip() == fence.group(1)), len(lines))
            yield Line("block", "\n".join(lines[index + 1 : end]), index + 2, language=fence.group(2) or language)
            language = ""
            index = end
        elif not line.startswith(("//", ":")):
            yield _prose(line, index + 1, _adoc_links(line))
        index += 1


def _adoc_links(line: str) -> tuple[tuple[str, str, bool], ...]:
    if "[" not in line and "<<" not in line:
        return ()
    return tuple(
        ("#" + match.group(4), match.group(5) or "", False)
        if match.group(4)
        else (match.group(2), match.group(3) or "", bool(match.group(1)))
        for match in _ADOC_LINK.finditer(line)
    )


def _rest(lines: list[str]) -> Iterator[Line]:
    marks: list[str] = []
    index = 0
    while index < len(lines):
        line = lines[index]
        following = lines[index + 1] if index + 1 < len(lines) else ""
        underline = _UNDERLINE.match(following)
        if line.strip() and underline and not _UNDERLINE.match(line) and len(following.rstrip()) >= min(len(line.strip()), 3):
            mark = underline.group(1)
            if mark not in marks:
                marks.append(mark)
            yield Line("heading", plain(line), index + 1, marks.index(mark) + 1)
            index += 2
            continue
        code = _REST_CODE.match(line)
        if code or (line.rstrip().endswith("::") and not line.lstrip().startswith("..")):
            if not code and line.strip() != "::":
                yield _prose(line, index + 1, _rest_links(line))
            start = index + 1
            end = _indented_end(lines, start, len(line) - len(line.lstrip()))
            first = next((at for at in range(start, end) if lines[at].strip() and not lines[at].lstrip().startswith(":")), end)
            if first < end:
                yield Line("block", "\n".join(lines[first:end]), first + 1, language=code.group(1).lower() if code else "")
            index = max(end, index + 1)
            continue
        image = _REST_IMAGE.match(line)
        links = ((image.group(1), "", True),) if image else _rest_links(line)
        if not _UNDERLINE.match(line) and (links or not line.lstrip().startswith(".. ")):
            yield _prose(line, index + 1, links)
        index += 1


def _indented_end(lines: list[str], start: int, indent: int) -> int:
    for at in range(start, len(lines)):
        if lines[at].strip() and len(lines[at]) - len(lines[at].lstrip()) <= indent:
            return at
    return len(lines)


def _rest_links(line: str) -> tuple[tuple[str, str, bool], ...]:
    if "`" not in line:
        return ()
    return tuple((match.group(2) or match.group(3) or "", match.group(1) or "", False) for match in _REST_LINK.finditer(line))
