"""Follows `$ref`s of API descriptions inside the repository and nowhere else: no network, no file outside, no endless loop."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from urllib.parse import unquote

from readiness.records import dataclass
from readiness.repo import Repo
from readiness.syntax import Map, Seq
from readiness_checks.facts.descriptions import Error

MAX_JSON, MAX_YAML = 16_000_000, 8_000_000  # bytes of one file
MAX_REFERENCES = 60_000  # of one document and what it refers to
MAX_FILES = 150  # that one document refers to
MAX_CHAIN = 40  # references that lead to references
_LITERALS = frozenset({"example", "examples", "enum", "const"})


@dataclass(frozen=True, slots=True)
class Target:
    """What a reference leads to: the value and the file it stands in; `external` or `problem` when it leads nowhere we go."""

    value: object = None
    path: str = ""
    external: bool = False
    problem: str = ""


@dataclass(frozen=True, slots=True)
class References:
    """All references of a document: what is wrong with them, and those that leave the repository and were not followed."""

    errors: tuple[Error, ...]
    external: tuple[str, ...]


def document_at(repo: Repo, path: str) -> object:
    """The parsed YAML or JSON file at `path`, None when it does not parse."""
    parsed = repo.json(path, MAX_JSON) if path.lower().endswith(".json") else repo.yaml(path, MAX_YAML)
    return None if parsed.problem else parsed.value


def resolve(repo: Repo, root: object, path: str, reference: str) -> Target:
    """What `reference` in the document `root`, which is the file at `path`, leads to; chains are followed to their end."""
    seen: set[tuple[str, str]] = set()
    value: object = None
    for _ in range(MAX_CHAIN):
        where, _, pointer = reference.partition("#")
        if "://" in where or where.startswith(("//", "file:", "http:", "https:", "urn:")):
            return Target(external=True)
        if where:
            path = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(where)))
            if path.startswith(("..", "/")):
                return Target(external=True)
            file = repo.file(path)
            if file is None:
                return Target(problem=f"there is no file `{path}`")
            if file.role == "binary":
                return Target(external=True)
            root = document_at(repo, path)
            if root is None:
                readable = path.lower().endswith((".json", ".yaml", ".yml"))
                return Target(problem=f"`{path}` does not parse") if readable else Target(path=path)
        if (path, pointer) in seen:
            return Target(problem="it leads back to itself")
        seen.add((path, pointer))
        found, value = _pointed(root, pointer)
        if not found:
            return Target(problem="nothing stands there")
        following = value.get("$ref") if isinstance(value, Map) else None
        if not isinstance(following, str):
            return Target(value, path)
        reference = following
    return Target(problem="it leads through too many references")


def _pointed(root: object, pointer: str) -> tuple[bool, object]:
    """Whether a JSON pointer (RFC 6901, percent-encoded) stands for something, and what."""
    value = root
    for part in pointer.split("/")[1:] if pointer.strip("/") else ():
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(value, Map) and key in value:
            value = value[key]
        elif isinstance(value, Seq) and key.isdigit() and int(key[:6]) < len(value):
            value = value[int(key[:6])]
        else:
            return False, None
    return True, value


def check_references(repo: Repo, root: object, path: str) -> References:
    """Every reference of the document, and of the files of the repository that it leads to."""
    errors: list[Error] = []
    external: dict[str, None] = {}
    pending: list[tuple[str, object]] = [(path, root)]
    visited = {path}
    count = 0
    while pending:
        here, document = pending.pop(0)
        for reference, line in _references(document):
            count += 1
            if count > MAX_REFERENCES:
                return References(tuple(errors), tuple(external))
            target = resolve(repo, document, here, reference)
            if target.external:
                external[reference] = None
            elif target.problem:
                errors.append(Error(f"the reference `{_shown(reference)}` is broken: {target.problem}", here, line or None))
            elif target.path and target.path not in visited and len(visited) < MAX_FILES:
                visited.add(target.path)
                other = document_at(repo, target.path)
                if other is not None:
                    pending.append((target.path, other))
    return References(tuple(errors), tuple(external))


def _references(document: object) -> Iterator[tuple[str, int]]:
    """Each distinct reference of one file with its line; what stands in examples and extensions is text."""
    seen: set[int] = set()
    told: set[str] = set()
    pending: list[object] = [document]
    while pending:
        node = pending.pop()
        if not isinstance(node, (Map, Seq)) or id(node) in seen:
            continue
        seen.add(id(node))
        if isinstance(node, Seq):
            pending.extend(node)
            continue
        reference = node.get("$ref")
        if isinstance(reference, str) and reference not in told:
            told.add(reference)
            yield reference, node.line_of("$ref")
        pending.extend(value for key, value in node.items() if key not in _LITERALS and not key.startswith("x-"))


def _shown(reference: str) -> str:
    return reference if len(reference) <= 100 else reference[:97] + "..."
