"""Where own source mentions a name: whether what is defined is ever used."""

from __future__ import annotations

import re
from dataclasses import dataclass

from readiness.repo import Repo, fact

MAX_MENTIONS = 300  # of one name; who is mentioned so often is used
_COMMENT = (b"//", b"#", b"*", b"/*", b"--")


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
