"""Holds OpenAPI documents to the published JSON Schemas of their version, and to the rules that a schema cannot say.

The schemas are those that openapi-spec-validator ships. Its own validator is not run: it follows every reference to wherever it
leads, evaluates `pattern` with Python's backtracking engine on text from the document, and takes exponential time on schemas
that combine each other. The schemas alone follow no reference of the document; references are `references.py`'s.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, string
from readiness_checks.facts.descriptions import Error
from readiness_checks.facts.descriptions.openapi import content_of
from readiness_checks.facts.descriptions.openapi_schema import MAX_ERRORS, Elsewhere, schema_errors
from readiness_checks.facts.descriptions.operations import Operation, operations_of, parameters_of
from readiness_checks.facts.descriptions.references import References, check_references

MAX_FILES = 1_000  # with path items of one document

_PARAMETER = Regex(r"\{([^{}]{1,100})\}")


@fact
def openapi_errors(repo: Repo, path: str) -> tuple[Error, ...]:
    """What is wrong with an OpenAPI document that parses, at most `MAX_ERRORS`, in order of place."""
    root = content_of(repo, path).value
    if not isinstance(root, Map):
        return ()
    found = sorted(set(_all_errors(repo, root, path)), key=lambda error: (error.path != path, error.path, error.line or 0, error.message))
    return tuple(found[:MAX_ERRORS])


@fact
def reference_errors(repo: Repo, path: str) -> tuple[Error, ...]:
    """The broken references of a document that parses."""
    return _references(repo, path).errors


@fact
def external_references(repo: Repo, path: str) -> tuple[str, ...]:
    """References of a document that leave the repository: they are not followed."""
    return _references(repo, path).external


@fact
def _references(repo: Repo, path: str) -> References:
    root = content_of(repo, path).value
    return check_references(repo, root, path) if isinstance(root, Map) else References((), ())


def _all_errors(repo: Repo, root: Map, path: str) -> Iterator[Error]:
    yield from _references(repo, path).errors
    yield from _operations(repo, root, path)
    yield from islice(schema_errors(root, path, _elsewhere(repo, root, path)), MAX_ERRORS)


def _elsewhere(repo: Repo, root: Map, path: str) -> Iterator[Elsewhere]:
    """The path items that the document takes from other files, each once."""
    seen: set[int] = set()
    for operation in operations_of(repo, root, path, MAX_FILES):
        item = operation.item.value
        if operation.read and operation.path != path and id(item) not in seen:
            seen.add(id(item))
            yield Elsewhere(operation.url, item, operation.path)


def _operations(repo: Repo, root: Map, path: str) -> Iterator[Error]:
    """Path parameters that are not declared, and operation ids that two operations share."""
    told: dict[str, str] = {}
    for operation in operations_of(repo, root, path, MAX_FILES):
        name = f"{operation.method.upper()} {operation.url}"
        identity = operation.own.value.get("operationId")
        if isinstance(identity, str):
            if identity in told:
                message = f"the operation id `{identity[:80]}` of {name} is also that of {told[identity]}"
                yield Error(message, operation.path, operation.line)
            told.setdefault(identity, name)
        if operation.url.startswith("/") and operation.read:
            declared = set(_path_parameters(repo, operation))
            missing = () if None in declared else sorted(set(_PARAMETER.findall(operation.url)) - declared)
            for parameter in missing:
                yield Error(f"{name} does not declare its path parameter `{parameter}`", operation.path, operation.line)


def _path_parameters(repo: Repo, operation: Operation) -> Iterator[str | None]:
    """Names of the path parameters that an operation and its path item declare; None for one that cannot be seen from here."""
    for parameter in parameters_of(repo, operation):
        if parameter is None:
            yield None
        elif parameter.value.get("in") == "path":
            yield string(parameter.value.get("name"))
