"""The licence texts and notices of the repository, told by the words that each licence is known for."""

from __future__ import annotations

import re

from readiness.classify import File
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import dig, mapping, sequence, string
from readiness_checks.facts.units import units


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence of the repository: `name` is an SPDX identifier where the text is a known one, else a description.

    `kind` is `text` for a whole text, `notice` for an explicit proprietary notice, `field` for a manifest's field, `other` for a
    licence file whose words are not recognised.
    """

    name: str
    kind: str
    path: str
    line: int


# The words that tell a licence from others; the first that matches names it. SPDX License List.
_TEXTS: tuple[tuple[str, str], ...] = (
    ("AGPL-3.0", r"GNU AFFERO GENERAL PUBLIC LICENSE"),
    ("LGPL", r"GNU LESSER GENERAL PUBLIC LICENSE"),
    ("GPL", r"GNU GENERAL PUBLIC LICENSE"),
    ("MPL-2.0", r"Mozilla Public License"),
    ("EPL", r"Eclipse Public License"),
    ("EUPL", r"European Union Public Licen[cs]e"),
    ("SSPL-1.0", r"Server Side Public License"),
    ("BUSL-1.1", r"Business Source License"),
    ("Elastic-2.0", r"Elastic License"),
    ("FSL", r"Functional Source License"),
    ("Apache-2.0", r"Apache License"),
    ("BSL-1.0", r"Boost Software License"),
    ("ISC", r"Permission to use, copy, modify, and/or distribute this software"),
    ("MIT", r"Permission is hereby granted, free of charge, to any person"),
    ("BSD", r"Redistribution and use in source and binary forms"),
    ("Unlicense", r"free and unencumbered software released into the public domain"),
    ("CC0-1.0", r"CC0 1\.0|Creative Commons Zero"),
    ("CC", r"Creative Commons (?:Legal Code|Attribution)"),
    ("Zlib", r"This software is provided 'as-is', without any express or implied"),
    ("WTFPL", r"DO WHAT THE FUCK YOU WANT TO PUBLIC LICENSE"),
    ("Artistic-2.0", r"The Artistic License"),
    ("MS-PL", r"Microsoft Public License"),
    ("PostgreSQL", r"Permission to use, copy, modify, and distribute this software and its\s+documentation for any purpose"),
)
_COMPILED = tuple((name, Regex(pattern.replace(" ", r"\s+"), re.IGNORECASE)) for name, pattern in _TEXTS)
_PROPRIETARY = Regex(
    r"all\s+rights\s+reserved|proprietary|confidential|unauthori[sz]ed\s+(?:copying|use|distribution)|may\s+not\s+be\s+(?:copied|used|distributed)|commercial\s+licen[cs]e",
    re.IGNORECASE,
)
_FILES = ("license*", "licence*", "copying*", "unlicense*", "licenses/*", "LICENSES/*")
# texts that are put above source files, and those of what is used here
_OTHERS = Regex(r"header|third|3rd|depend|vendor|notices?\b|faq|template|check", re.IGNORECASE)
_FIELD_FILES = ("package.json", "composer.json", "pyproject.toml", "Cargo.toml")


@fact
def licences(repo: Repo) -> tuple[Licence, ...]:
    """The licences that cover the repository, texts before notices before fields."""
    texts = [file for file in repo.named(*_FILES) if _may_be_text(file)]
    folders = {repo.focus, "", ".github", "docs", "LICENSES", "licenses"}
    folders = folders if any(file.folder in folders for file in texts) else {*folders, *_licensed_alone(repo, texts)}
    found = [_of_text(repo.text(file.path), file.path) for file in texts if file.folder in folders]
    found.extend(_fields(repo))
    found.extend(_readme_notices(repo))
    order = ("text", "notice", "other", "field")
    return tuple(sorted(found, key=lambda one: (order.index(one.kind), one.path)))


def _licensed_alone(repo: Repo, texts: list[File]) -> set[str]:
    """The folders of the services, when there is a text for each of them and none for the whole."""
    paths = {unit.folder for unit in units(repo) if unit.entries}
    return paths if paths and paths <= {file.folder for file in texts} else set()


def _may_be_text(file: File) -> bool:
    return (
        file.role in ("documentation", "configuration", "data")
        and file.suffix not in (".json", ".yml", ".yaml", ".toml", ".csv", ".xml")
        and not _OTHERS.search(file.name)
    )


def _of_text(text: str, path: str) -> Licence:
    # licences name one another further down: the GPL speaks of the AGPL in its thirteenth section, its own name stands at the top
    matches = [(match.start(), name) for name, pattern in _COMPILED if (match := pattern.search(text, 0, 60_000))]
    if matches:
        start, name = min(matches, key=lambda one: one[0])
        return Licence(name, "text", path, text.count("\n", 0, start) + 1)
    notice = _PROPRIETARY.search(text, 0, 60_000)
    if notice and len(text.split()) >= 5:
        return Licence("proprietary notice", "notice", path, text.count("\n", 0, notice.start()) + 1)
    return Licence("no licence text or notice that we recognise" if text.strip() else "empty", "other", path, 1)


def _fields(repo: Repo) -> list[Licence]:
    found = []
    for name in _FIELD_FILES:
        for path in dict.fromkeys((f"{repo.focus}/{name}" if repo.focus else name, name)):
            if repo.file(path) is None:
                continue
            value = repo.json(path).value if name.endswith(".json") else repo.toml(path).value
            said = (
                dig(value, "license")
                or dig(value, "project", "license")
                or dig(value, "package", "license")
                or dig(value, "tool", "poetry", "license")
            )
            said = (
                string(said)
                or string(dig(said, "text"))
                or string(dig(said, "type"))
                or " or ".join(string(item) for item in sequence(said))
            )
            if said and said.upper() not in ("UNLICENSED", "SEE LICENSE IN LICENSE"):
                found.append(Licence(said, "field", path, mapping(value).line_of("license") or 1))
            elif said.upper() == "UNLICENSED":
                found.append(Licence("UNLICENSED (proprietary)", "notice", path, mapping(value).line_of("license") or 1))
    return found


def _readme_notices(repo: Repo) -> list[Licence]:
    from readiness_checks.facts.documents import readme

    document = readme(repo)
    if document is None:
        return []
    found = []
    for section in document.sections:
        if re.search(r"\b(?:licen[cs]e|licensing|copyright)\b", section.title, re.IGNORECASE):
            proprietary = re.search(r"proprietary|all rights reserved|not open[- ]source|internal use only", section.text, re.IGNORECASE)
            named = re.search(r"\b(?:MIT|Apache(?: License)?|A?GPL(?:v?[23])?|LGPL|BSD|MPL|ISC|Unlicense)\b", section.text)
            if proprietary:
                found.append(Licence("proprietary notice", "notice", section.path, section.line))
            elif named:
                found.append(Licence(f"{named.group()} named in the README", "field", section.path, section.line))
    return found
