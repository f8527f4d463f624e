"""What a link can lead to inside a document: its headings by the names that renderers make of them, and anchors set by hand.

Renderers differ in dashes, case, emoji and numbering (GitHub, GitLab, Docusaurus, Python-Markdown, kramdown, Asciidoctor, docutils).
A fragment holds when letters and digits agree with a heading: what only one renderer refuses is no drift.
"""

from __future__ import annotations

import re
from urllib.parse import unquote

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.documents import FORMATS

_HEADING = Regex(r"[ >]{0,12}(?:#{1,6}|={1,6})[ \t]*(\S.*)$")
_ANCHOR = Regex(r"<[A-Za-z][\w.-]{0,40}\b[^<>]{0,300}?\b(?:name|id)\s*=\s*[{\"']{1,2}([^\"'<>]{1,200})[\"']")
_CUSTOM = Regex(
    r"\{:?[^{}\n]{0,60}#([\w.:-]{1,200})[^{}\n]{0,100}\}|\[\[([^\[\],]{1,200})|\[#([\w.:-]{1,200})|^\s*\.\. _`?([^:`]{1,200})`?:"
)
_HTML_HEADING = Regex(r"<(?:h[1-6]|summary|dt)\b[^>]{0,200}>(.{1,300}?)</", re.IGNORECASE)
_LINK = Regex(r"!?\[([^\[\]]{0,300})\]\([^()]{0,600}\)")
_TAG = Regex(r"</?[A-Za-z][^<>]{0,300}>")
_OTHER = Regex(r"[^\w]+|_+")
# what puts text into a page that does not stand in its file
_INCLUDES = Regex(
    r"\{%|\{\{|--8<--|^\s*\.\. (?:include|literalinclude|auto\w+|toctree|glossary|http:|openapi|swagger|click|program|option)\b|^include::"
    r"|^import .{1,200} from |<!--\s*#include|:::|^!!!|^!\[\[|\{\{<|<[A-Z]\w{1,60}|@include|^@@|\$\{", re.MULTILINE,
)  # fmt: skip
_GIVEN = frozenset({"readme", "top", "start", "content", "startofcontent", "toc", "tableofcontents", "main", "end"})
_NUMBERED = Regex(r"[-_]\d{1,3}$")
MAX_CHARACTERS = 600_000


def has_heading(repo: Repo, path: str, fragment: str) -> bool | None:
    """Whether a document has what `#fragment` names; None when that cannot be told from its file."""
    suffix = "." + path.rpartition(".")[2].lower()
    if FORMATS.get(suffix, "text") == "text" or suffix == ".mdx":
        return None
    if not fragment or fragment.startswith((":~:", "/", "!", "?", "L", "user-content", "__", "id-")) or "{" in fragment or "$" in fragment:
        return None
    fragment = unquote(fragment)
    known, closed = _anchors(repo, path)
    if _bare(fragment) in _GIVEN or not _bare(fragment) or _bare(fragment) in known or _bare(_NUMBERED.sub("", fragment)) in known:
        return True
    return False if closed else None


@fact
def _anchors(repo: Repo, path: str) -> tuple[frozenset[str], bool]:
    """The anchors of a document, reduced to letters and digits, and whether these are all."""
    text = repo.text(path)[:MAX_CHARACTERS]
    lines = text.split("\n")
    found: set[str] = set()
    prose: list[str] = []
    fence = ""
    for index, line in enumerate(lines):
        stripped = line.strip()
        if stripped.startswith(("```", "~~~")):
            mark = stripped[:3]
            if not fence:
                fence = mark
            elif fence == mark and not stripped.strip(mark[0]):
                fence = ""
            continue
        if fence or not stripped:
            continue
        prose.append(line)
        heading = _HEADING.match(line)
        if heading is not None:
            found.update(_slugs(heading.group(1)))
        elif index and len(stripped) >= 2 and not stripped.strip("=-~^\"'`#*+.:_") and len(set(stripped)) == 1:
            found.update(_slugs(lines[index - 1]))
        elif stripped.endswith("::") or (line[:1] not in (" ", "\t") and stripped.endswith(":")):
            # the term of a definition, or a label, which some renderers give an anchor
            found.update(_slugs(stripped))
        if "<" in line:
            found.update(_bare(match) for match in _ANCHOR.findall(line))
            for match in _HTML_HEADING.findall(line):
                found.update(_slugs(match))
        if "#" in line or "[[" in line or ".. _" in line:
            found.update(_bare(part) for match in _CUSTOM.findall(line) for part in match if part)
    # headings of HTML that stand on several lines are left to the reader
    closed = (
        len(text) < MAX_CHARACTERS
        and _INCLUDES.search("\n".join(prose)) is None
        and not re.search(r"<h[1-6][^>]*>\s*$", text, re.MULTILINE)
    )
    return frozenset(found), closed


def _slugs(heading: str) -> set[str]:
    """A heading's names: with the text of its markup and without, with HTML entities and without."""
    text = _LINK.sub(lambda found: found.group(1), heading)
    custom = {_bare(part) for match in _CUSTOM.findall(heading) for part in match if part}
    without_custom = re.sub(r"\{:?[^{}]{0,100}\}\s*#*\s*$", "", text)
    forms = {text, without_custom, _TAG.sub("", without_custom), re.sub(r"&\w{1,10};|:\w{1,40}:", "", without_custom)}
    forms.add(without_custom.replace("&", "and"))
    return custom | {_bare(form) for form in forms} | {_bare(re.sub(r"^[\d.]+\s*", "", form)) for form in forms}


def _bare(text: str) -> str:
    return _OTHER.sub("", text).lower()
