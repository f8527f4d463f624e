"""Finds and reads Protocol Buffers files that define services."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.descriptions import ApiDocument, Error
from readiness_checks.facts.descriptions.foreign import foreign_document, foreign_proto
from readiness_checks.facts.descriptions.proto_structure import structure_errors

MAX_TOTAL = 5_000_000  # bytes of all files held to the grammar, of which some 10 MB a second are read

_COMMENTS = Regex(r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"")
_PACKAGE = Regex(r"(?m)^\s*package\s+([\w.]{1,200})\s*;")
_SYNTAX = Regex(r"(?m)^\s*(?:syntax|edition)\s*=\s*[\"'](\w{1,10})[\"']")
_SERVICE = Regex(r"(?m)^\s*service\s+(\w{1,100})\s*\{")
_RPC = Regex(r"\brpc\s+(\w{1,100})\s*\(")
_READS = Regex(
    r"^(?:Get|List|Read|Find|Search|Fetch|Query|Watch|Stream|Check|Describe|Lookup|Look[Uu]p|Count|Is|Has|Export|Ping|Status|Info|Version"
    r"|Convert|Calculate|Compute|Estimate|Preview|Subscribe|Show|Random|Echo|Say)(?![a-z])"
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
    writes = [method for method in methods if not reads(method.group(1))]
    written = plain.count("\n", 0, writes[0].start()) + 1 if writes else None
    package = _PACKAGE.search(plain)
    syntax = _SYNTAX.search(text)
    foreign = foreign_proto(package.group(1) if package else "") or foreign_document(path, "", (), repo.source.name)
    line = plain.count("\n", 0, service.start(1)) + 1
    version = syntax.group(1) if syntax else "proto2"
    yield ApiDocument("protobuf", version, path, line, len(methods), len(writes), written, title=service.group(1), foreign=foreign)


@fact
def package_of(repo: Repo, path: str) -> tuple[str, int]:
    """The package of a file and the line that names it; "" and 0 where it has none."""
    plain = _COMMENTS.sub(_blank, repo.text(path))
    package = _PACKAGE.search(plain)
    return (package.group(1), plain.count("\n", 0, package.start(1)) + 1) if package else ("", 0)


def _blank(found: re.Match[str]) -> str:
    return "\n" * found.group().count("\n")


def reads(method: str) -> bool:
    """Whether a method of a service only reads, by the verb that its name begins with."""
    return _READS.match(method) is not None


@dataclass(frozen=True, slots=True)
class ProtoService:
    """A service that a file defines: its name, and the first of its methods that changes something, by its line."""

    name: str
    written: int | None


@fact
def proto_services(repo: Repo, path: str) -> tuple[ProtoService, ...]:
    """The services of one file, in its order; methods are told apart by the verbs that they begin with."""
    plain = _COMMENTS.sub(_blank, repo.text(path))
    begun = list(_SERVICE.finditer(plain))
    ends = [*(service.start() for service in begun[1:]), len(plain)]
    found = []
    for service, end in zip(begun, ends, strict=True):
        writes = (rpc for rpc in _RPC.finditer(plain, service.end(), end) if not reads(rpc.group(1)))
        first = next(writes, None)
        found.append(ProtoService(service.group(1), plain.count("\n", 0, first.start()) + 1 if first else None))
    return tuple(found)


@fact
def proto_errors(repo: Repo, path: str) -> tuple[Error, ...] | None:
    """What keeps a file from being Protocol Buffers; None when it is one of too many to be read here."""
    if sum(file.size for file in repo.named("*.proto") if file.own and file.path <= path) > MAX_TOTAL:
        return None
    return structure_errors(repo.text(path), path)
