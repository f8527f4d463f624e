"""Finds and reads Protocol Buffers files that define services."""

from __future__ import annotations

import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.descriptions import ApiDocument, Error
from readiness_checks.facts.descriptions.foreign import foreign_document, foreign_proto

MAX_PARSED = 100_000  # bytes of one file given to the full parser, which reads some 200 kB a second
MAX_TOTAL = 60_000  # of all files

_REPORTS = ("reportAmbiguity", "reportAttemptingFullContext", "reportContextSensitivity")
_COMMENTS = Regex(r"//[^\n]*|/\*[\s\S]*?\*/|\"(?:\\.|[^\"\\\n])*\"")
_PACKAGE = Regex(r"(?m)^\s*package\s+([\w.]{1,200})\s*;")
_SYNTAX = Regex(r"(?m)^\s*(?:syntax|edition)\s*=\s*[\"'](\w{1,10})[\"']")
_SERVICE = Regex(r"(?m)^\s*service\s+(\w{1,100})\s*\{")
_RPC = Regex(r"\brpc\s+(\w{1,100})\s*\(")
_READS = Regex(
    r"^(?:Get|List|Read|Find|Search|Fetch|Query|Watch|Stream|Check|Describe|Lookup|Count|Is|Has|Export|Ping|Status|Info|Version)(?![a-z])"
)


@fact
def proto_documents(repo: Repo) -> tuple[ApiDocument, ...]:
    """Every file of the repository's own that defines a service, sorted by path; `operations` counts its methods."""
    return tuple(document for file in repo.named("*.proto") if file.own for document in _read(repo, file.path))


def _read(repo: Repo, path: str) -> Iterator[ApiDocument]:
    text = repo.text(path)
    plain = _COMMENTS.sub(_blank, text)
    service = _SERVICE.search(plain)
    if service is None:
        return
    methods = list(_RPC.finditer(plain))
    writes = [method for method in methods if not _READS.match(method.group(1))]
    written = plain.count("\n", 0, writes[0].start()) + 1 if writes else None
    package = _PACKAGE.search(plain)
    syntax = _SYNTAX.search(text)
    foreign = foreign_proto(package.group(1) if package else "") or foreign_document(path, "", (), repo.source.name)
    line = plain.count("\n", 0, service.start(1)) + 1
    version = syntax.group(1) if syntax else "proto2"
    yield ApiDocument("protobuf", version, path, line, len(methods), len(writes), written, title=service.group(1), foreign=foreign)


def _blank(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


@fact
def proto_errors(repo: Repo, path: str) -> tuple[Error, ...] | None:
    """What keeps a file from being Protocol Buffers; None when it is too large, or one of too many, to be parsed here."""
    text = repo.text(path)
    if len(text) > MAX_PARSED or sum(file.size for file in repo.named("*.proto") if file.own and file.path <= path) > MAX_TOTAL:
        return None
    from proto_schema_parser.parser import Parser

    found: list[Error] = []

    def complain(_recognizer: object, _symbol: object, line: int, _column: int, _message: str, _error: object) -> None:
        found.append(Error("the grammar of Protocol Buffers allows no such thing here", path, line))

    def listen(recognizer: Any) -> None:
        # the parser prints its complaints unless somebody else listens
        recognizer.removeErrorListeners()
        recognizer.addErrorListener(SimpleNamespace(syntaxError=complain, **dict.fromkeys(_REPORTS, _ignore)))

    try:
        Parser(setup_lexer=listen, setup_parser=listen).parse(text)
    except (AttributeError, TypeError, ValueError, IndexError, KeyError, RecursionError):
        # after an error the parser trips over the hole it left
        return tuple(found[:1]) or (Error("not Protocol Buffers", path),)
    return tuple(found[:1])


def _ignore(*_report: object) -> None:
    """ANTLR also reports on its own predictions."""
