"""Where own source mentions a name: whether what is defined is ever used, and what lies in a function ever run."""

from __future__ import annotations

import re

from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.services import serves

MAX_MENTIONS = 300  # of one name; who is mentioned so often is used
MAX_CLIMB = 400  # lines above a place that are looked at
_COMMENT = (b"//", b"#", b"*", b"/*", b"--")
_FAMILIES = (("javascript", "typescript"), ("python",), ("go",), ("rust",), ("php",))
_EXPORTED = Regex(r"^\s*(?:module\.exports|exports\.|export\s*(?:\{|default)|from\s|import\s+\w|func\s)")
_LOADED = Regex(r"\brequire\(|\bfrom\b|\bimport\b")
_SCRIPT = Regex(
    r"(?:export\s+)?(?:default\s+)?(?:async\s+)?function\s+(\w{1,100})"
    r"|(?:export\s+)?const\s+(\w{1,100})\s*(?::[^=\n]{1,100})?=\s*(?:async\s*)?(?:function\b|\([^\n]{0,200}=>|\w{1,60}\s*=>)"
)
# By language: what a function at the top of a file begins with, its name as a group.
_FUNCTIONS = {
    "python": Regex(r"(?:async\s+)?def\s+(\w{1,100})"),
    "javascript": _SCRIPT,
    "typescript": _SCRIPT,
    "go": Regex(r"func\s+(\w{1,100})\("),
    "rust": Regex(r"(?:pub(?:\([a-z]{1,10}\))?\s+)?(?:async\s+)?fn\s+(\w{1,100})"),
}


@dataclass(frozen=True, slots=True)
class Mention:
    """One line of source, comments left out, on which a name stands as a word of its own; lines count from 1."""

    path: str
    line: int
    text: str


@fact
def mentions(repo: Repo, name: str, languages: tuple[str, ...]) -> tuple[Mention, ...]:
    """The lines of own source in `languages` that mention `name`, sorted by place, at most `MAX_MENTIONS`.

    Names are not known before the scan, so that this reads the files of the languages once a name: for the few names that decide.
    """
    word = re.compile(rb"(?<![\w$])" + re.escape(name.encode("utf-8", "replace")) + rb"(?![\w$])")
    found: list[Mention] = []
    for file in repo.files:
        if file.role != "source" or file.language not in languages or file.link is not None:
            continue
        raw = repo.raw(file.path)
        last = -1
        for match in word.finditer(raw):
            begin, end = raw.rfind(b"\n", 0, match.start()) + 1, raw.find(b"\n", match.end())
            text = raw[begin : end if end >= 0 else len(raw)][:2_000]
            if begin == last or text.lstrip().startswith(_COMMENT):
                continue
            last = begin
            found.append(Mention(file.path, raw.count(b"\n", 0, begin) + 1, text.decode("utf-8", "replace")))
            if len(found) == MAX_MENTIONS:
                return tuple(found)
    return tuple(found)


@fact
def is_used(repo: Repo, component: Component, name: str, path: str, line: int) -> bool:
    """Whether anything but its definition on `line` of `path` and its export mentions the name, or loads the module of scripts."""
    file = repo.file(path)
    languages = next((family for family in _FAMILIES if file is not None and file.language in family), ())
    for mention in mentions(repo, name, languages):
        same = (mention.path, mention.line) == (path, line)
        if not same and not _EXPORTED.search(mention.text) and serves(repo, component, mention.path):
            return True
    if "javascript" not in languages:
        return False
    folder, _, last = path.rpartition("/")
    module = folder.rpartition("/")[2] if last.partition(".")[0] == "index" else last.rpartition(".")[0]
    return any(
        mention.path != path and _LOADED.search(mention.text) and serves(repo, component, mention.path)
        for mention in mentions(repo, module, languages)
    )


@fact
def runs(repo: Repo, component: Component, path: str, line: int) -> bool:
    """Whether a line of source runs as far as names tell: not when it lies in a function that nothing of the component mentions.

    Only functions at the top of a file are judged; methods, handlers with decorators and entry points are called by others.
    """
    file = repo.file(path)
    if file is None or file.language not in _FUNCTIONS:
        return True
    lines = lines_of(repo, path)
    for at in range(min(line, len(lines)) - 1, max(line - MAX_CLIMB, 0) - 1, -1):
        text = lines[at]
        if not text.strip() or text[0] in " \t)]}{" or text.startswith(("//", "#")):
            continue
        defined = _FUNCTIONS[file.language].match(text)
        name = next((group for group in defined.groups() if group), "") if defined else ""
        decorated = at > 0 and lines[at - 1].startswith(("@", ")"))
        return not name or decorated or name in ("main", "init") or is_used(repo, component, name, path, at + 1)
    return True
