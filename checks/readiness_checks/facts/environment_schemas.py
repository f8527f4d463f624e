"""Variables that a schema or an alias of `process.env` names in JavaScript and TypeScript: no single line reads them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.environment_descriptions import is_described
from readiness_checks.facts.environment_names import NamedRead
from readiness_checks.facts.environment_patterns import ALIAS, DESTRUCTURED, SCHEMA, SCHEMATIC, VALIDATED, WHOLE
from readiness_checks.facts.lines import lines_of

MAX_LINES = 80  # of one destructuring
MAX_NAMES = 500  # of one file

_FIELD = Regex(r"^[ \t]+(?:public |readonly )*([A-Z][A-Z0-9_]{1,80})([?!]?)\s?:\s?[\w<]", re.MULTILINE)
_PROPERTY = Regex(r"^[ \t]+([A-Z][A-Z0-9_]{1,80})\s?:\s?\{", re.MULTILINE)
_DEFAULTED = Regex(r"\.(?:default|optional|nullish|catch|empty)\(|\bdefault:|devDefault:|\s=\s[^=>]")


@fact
def schema_reads(repo: Repo) -> tuple[NamedRead, ...]:
    """The variables of schemas that the environment is held to, of aliases of the environment, and of destructurings."""
    return (*_schemas(repo), *_aliases(repo), *_declared(repo), *_destructured(repo))


def _schemas(repo: Repo) -> Iterator[NamedRead]:
    whole = {hit.path for hit in repo.hits(WHOLE)}
    for hit in repo.hits(SCHEMA):
        if hit.path in whole:
            default = _DEFAULTED.search(_statement(lines_of(repo, hit.path), hit.line - 1)) is not None
            yield _made(repo, hit.groups[0], hit.path, hit.line, default=default)


def _aliases(repo: Repo) -> Iterator[NamedRead]:
    for hit in repo.hits(ALIAS):
        used = re.compile(rf"(?<![\w.]){re.escape(hit.groups[0])}\.([A-Z][A-Z0-9_]{{1,80}})\b(?!\s{{0,3}}=[^=>])(\s{{0,3}}(?:\|\||\?\?))?")
        text = repo.text(hit.path)
        for found in islice(used.finditer(text), MAX_NAMES):
            yield _made(repo, found[1], hit.path, text.count("\n", 0, found.start()) + 1, default=bool(found[2]))


def _declared(repo: Repo) -> Iterator[NamedRead]:
    for pattern, declares in ((VALIDATED, _FIELD), (SCHEMATIC, _PROPERTY)):
        for path in dict.fromkeys(hit.path for hit in repo.hits(pattern)):
            text = repo.text(path)
            for found in islice(declares.finditer(text), MAX_NAMES):
                line = text.count("\n", 0, found.start()) + 1
                above = text[: found.start()].rstrip("\n").rpartition("\n")[2]
                optional = "?" in found.groups()[1:] or "IsOptional" in text[max(0, found.start() - 200) : found.start()].rpartition(";")[2]
                default = optional or _DEFAULTED.search(_statement(lines_of(repo, path), line - 1)) is not None
                yield _made(repo, found[1], path, line, default=default or "IsOptional" in above)


def _destructured(repo: Repo) -> Iterator[NamedRead]:
    for hit in repo.hits(DESTRUCTURED):
        lines = lines_of(repo, hit.path)
        for index in range(hit.line - 1, max(-1, hit.line - MAX_LINES), -1):
            before = lines[index].partition("}")[0] if index == hit.line - 1 else lines[index]
            for found in re.finditer(r"(?<![\w.\"'])([A-Z][A-Z0-9_]{1,80})\s{0,3}(=)?", before):
                yield NamedRead(found[1], hit.path, index + 1, default=bool(found[2]), described=False)
            if "{" in before:
                break


def _statement(lines: tuple[str, ...], at: int) -> str:
    """A declaration and the lines chained to it or nested in it."""
    depth = len(lines[at]) - len(lines[at].lstrip())
    taken = [lines[at]]
    for line in islice(lines, at + 1, at + 8):
        if not line.strip() or len(line) - len(line.lstrip()) <= depth:
            break
        taken.append(line)
    return "\n".join(taken)


def _made(repo: Repo, name: str, path: str, line: int, *, default: bool) -> NamedRead:
    return NamedRead(name, path, line, default, is_described(repo, path, line, default=default))
