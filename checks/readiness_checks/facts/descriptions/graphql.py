"""Finds and reads GraphQL schema definitions (SDL); documents of queries and fragments are none."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.descriptions import ApiDocument, Error
from readiness_checks.facts.descriptions.foreign import foreign_document
from readiness_checks.facts.descriptions.graphql_schema import Definitions, definitions_of, together

MAX_PARSED = 1_500_000  # bytes of one file given to the full parser, which reads some 2 MB a second
MAX_TOTAL = 2_000_000  # of all files
MAX_TOKENS = 200_000  # of one file; what holds more is made to be slow, or is too large as well

_FILES = ("*.graphql", "*.gql", "*.graphqls")
_DEFINITION = Regex(r"(?m)^[ \t]*(?:extend[ \t]+)?(?:type|interface|input|enum|scalar|union|schema|directive)\b")
_ROOT = Regex(r"(?m)^[ \t]*(?:extend[ \t]+)?type[ \t]+(Query|Mutation|Subscription|[A-Za-z]{0,40}(?:Query|Mutation)s?)\b[^{]{0,300}\{")
_TEXTS = Regex(r'"""[\s\S]*?"""|"(?:\\.|[^"\\\n])*"|#[^\n]*')
_CLIENT_FILES = Regex(r"(?:^|/)(?:queries|mutations|fragments|operations)/")


@fact
def graphql_documents(repo: Repo) -> tuple[ApiDocument, ...]:
    """Every file of SDL in the repository's own source, sorted by path; `operations` counts the root fields it defines."""
    return tuple(document for file in repo.named(*_FILES) if file.own for document in _read(repo, file.path))


def _read(repo: Repo, path: str) -> Iterator[ApiDocument]:
    text = repo.text(path)
    if not _DEFINITION.search(plain := _TEXTS.sub(_blank, text)) or _CLIENT_FILES.search(path):
        return
    fields = writes = 0
    written: int | None = None
    line = 1
    for root in _ROOT.finditer(plain):
        count = _fields(plain, root.end())
        if not fields:
            line = plain.count("\n", 0, root.start() + 1) + 1
        fields += count
        if "Mutation" in root.group(1) and count:
            writes += count
            written = written or plain.count("\n", 0, root.start() + 1) + 1
    yield ApiDocument("graphql", "", path, line, fields, writes, written, foreign=foreign_document(path, "", (), repo.source.name))


def _blank(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def _fields(text: str, start: int) -> int:
    """How many fields the block that opens before `start` defines; arguments inside parentheses are not fields."""
    depth = count = 0
    for piece in re.finditer(r"[(){}]|(?m:^)[ \t]*\w{1,100}[ \t]*(?=[(:])", text[start : start + 400_000]):
        word = piece.group()
        if word == "}":
            break
        if word in "()":
            depth += 1 if word == "(" else -1
        elif word != "{" and depth == 0:
            count += 1
    return count


@fact
def graphql_errors(repo: Repo, path: str) -> tuple[Error, ...] | None:
    """What keeps a file from being GraphQL (October 2021 grammar and later), and from being whole with the other files of its schema.

    None when it is too large to be parsed here.
    """
    problem, mine = _parsed(repo, path)
    if problem is None and mine is None:
        return _braces(repo.text(path), path)
    if problem is not None or mine is None:
        return (problem,) if problem is not None else ()
    files = {document.path: _parsed(repo, document.path)[1] for document in graphql_documents(repo)}
    whole = {other: found for other, found in files.items() if found is not None}
    return together(repo, path, whole) if len(whole) == len(files) else ()


@fact
def _parsed(repo: Repo, path: str) -> tuple[Error | None, Definitions | None]:
    """The first error of a file, or what it defines; neither where it is too large."""
    text = repo.text(path)
    before = sum(file.size for file in repo.named(*_FILES) if file.own and file.path <= path)
    if len(text) > MAX_PARSED or before > MAX_TOTAL:
        return None, None
    from graphql import GraphQLSyntaxError, parse

    try:
        return None, definitions_of(parse(text, max_tokens=MAX_TOKENS))
    except GraphQLSyntaxError as error:
        if "Parsing aborted" in error.message:
            return None, None
        return Error(error.message, path, error.locations[0].line if error.locations else None), None
    except RecursionError:
        return Error("nested too deep to be read", path), None


def _braces(text: str, path: str) -> tuple[Error, ...] | None:
    plain = _TEXTS.sub(_blank, text)
    for opening, closing in ("{}", "()", "[]"):
        if plain.count(opening) != plain.count(closing):
            return (Error(f"{plain.count(opening)} `{opening}` stand against {plain.count(closing)} `{closing}`", path),)
    return None
