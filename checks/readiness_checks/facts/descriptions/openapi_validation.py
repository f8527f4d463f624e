"""Holds OpenAPI documents to the published JSON Schemas of their version, and to the rules that a schema cannot say.

The schemas are those that openapi-spec-validator ships. Its own validator is not run: it follows every reference to wherever it
leads, evaluates `pattern` with Python's backtracking engine on text from the document, and takes exponential time on schemas
that combine each other. The schemas alone follow no reference of the document; references are `references.py`'s.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, string
from readiness_checks.facts.descriptions import Error
from readiness_checks.facts.descriptions.openapi import content_of
from readiness_checks.facts.descriptions.operations import Operation, operations_of, parameters_of
from readiness_checks.facts.descriptions.references import check_references

MAX_VALIDATED = 500_000  # bytes of one document held to its schema: about 0.4 s
MAX_TOTAL = 1_500_000  # bytes of all of them
MAX_ERRORS = 20

_TYPES = {
    "object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false", "integer": "a whole number",
    "number": "a number", "null": "empty",
}  # fmt: skip
_LITERAL_KEYS = frozenset({"example", "examples", "default", "enum", "const", "securitySchemes", "links", "callbacks"})
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
    root = content_of(repo, path).value
    return check_references(repo, root, path).errors if isinstance(root, Map) else ()


@fact
def external_references(repo: Repo, path: str) -> tuple[str, ...]:
    """References of a document that leave the repository: they are not followed."""
    root = content_of(repo, path).value
    return check_references(repo, root, path).external if isinstance(root, Map) else ()


def _all_errors(repo: Repo, root: Map, path: str) -> Iterator[Error]:
    yield from check_references(repo, root, path).errors
    yield from _operations(repo, root, path)
    file = repo.file(path)
    if file is not None and file.size <= MAX_VALIDATED and _so_far(repo, path) <= MAX_TOTAL:
        yield from islice(_schema_errors(root, path), MAX_ERRORS)


def _so_far(repo: Repo, path: str) -> int:
    from readiness_checks.facts.descriptions.openapi import openapi_documents

    files = (repo.file(document.path) for document in openapi_documents(repo) if document.path <= path)
    return sum(file.size for file in files if file is not None and file.size <= MAX_VALIDATED)


def _operations(repo: Repo, root: Map, path: str) -> Iterator[Error]:
    """Path parameters that are not declared, and operation ids that two operations share."""
    told: dict[str, str] = {}
    for operation in operations_of(repo, root, path):
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


def _schema_errors(root: Map, path: str) -> Iterator[Error]:
    version = string(root.get("openapi") or root.get("swagger"))
    name = {"2.0": "2.0", "3.0": "3.0", "3.1": "3.1", "3.2": "3.2"}.get(".".join(version.split(".")[:2]))
    if name is None:
        yield Error(f"`{version[:20]}` is no version of OpenAPI", path, root.line_of("openapi"))
        return
    if version.startswith(("3.1", "3.2")):
        yield from _unknown_types(root, path)
    told: set[int | None] = set()
    for error in sorted(
        islice(_validator(name).iter_errors(_filled(root, {}, lone=not version.startswith(("3.1", "3.2")))), 200),
        key=lambda error: str(error.validator) == "not",
    ):
        deepest = _deepest(error)
        line = _line(root, deepest.absolute_path)
        if line not in told or error.validator != "not":
            told.add(line)
            yield Error(_said(deepest), path, line)


@lru_cache(maxsize=4)
def _validator(version: str) -> Any:
    # the package's own import takes five times as long as all of jsonschema; only its data files are wanted
    from jsonschema.validators import validator_for

    package = find_spec("openapi_spec_validator")
    folder = Path((package.submodule_search_locations or [""])[0]) if package else Path()
    schema = json.loads((folder / "resources" / "schemas" / f"v{version}" / "schema.json").read_text(encoding="utf-8"))
    return validator_for(schema)(schema)


def _unknown_types(root: Map, path: str) -> Iterator[Error]:
    """Types that JSON Schema does not know: the published schemas of OpenAPI 3.1 leave Schema Objects out."""
    pending: list[tuple[object, bool]] = [(root.get("paths"), False), (root.get("components"), False)]
    seen: set[int] = set()
    while pending:
        value, inside = pending.pop()
        if not isinstance(value, (Map, Seq)) or id(value) in seen:
            continue
        seen.add(id(value))
        if isinstance(value, Seq):
            pending.extend((item, inside) for item in value)
            continue
        kinds = value.get("type")
        for kind in kinds if isinstance(kinds, Seq) else (kinds,):
            if inside and isinstance(kind, str) and kind not in _TYPES:
                yield Error(f"`type` of a schema must be one of {_named(sorted(_TYPES))}", path, value.line_of("type"))
        pending.extend((item, inside or key in ("schema", "schemas")) for key, item in value.items() if key not in _LITERAL_KEYS)


def _filled(value: Any, made: dict[int, Any], lone: bool) -> Any:
    """The document with a word where CloudFormation will fill in text (`Fn::Sub`, `Ref`); shared parts stay shared.

    What stands beside a reference is left out where references are `lone`: JSON Reference, which OpenAPI follows up to 3.0, ignores it.
    """
    if not isinstance(value, (Map, Seq)):
        return value
    if id(value) not in made:
        if isinstance(value, Seq):
            made[id(value)] = [_filled(item, made, lone) for item in value]
        elif len(value) == 1 and next(iter(value)).startswith("Fn::"):
            made[id(value)] = "filled in"
        elif lone and isinstance(value.get("$ref"), str):
            made[id(value)] = {"$ref": value["$ref"]}
        else:
            made[id(value)] = {key: _filled(item, made, lone) for key, item in value.items()}
    return made[id(value)]


def _deepest(error: Any) -> Any:
    """The one error of several alternatives that got furthest: what the author most likely meant."""
    for _ in range(20):
        candidates = [child for child in error.context or () if child.validator not in ("const", "enum") or len(error.context) == 1]
        chosen = [child for child in candidates if not _about_reference(child)] or candidates
        if not chosen:
            return error
        error = max(chosen, key=lambda child: (len(child.absolute_path), child.validator != "required"))
    return error


def _about_reference(error: Any) -> bool:
    """Whether an error says only that something is no reference, which it need not be."""
    return error.validator == "required" and "$ref" in error.message


def _said(error: Any) -> str:
    """The error in words that quote names of the standard and of the document, never its values."""
    where = _where(error.absolute_path)
    rule, wanted, found = error.validator, error.validator_value, error.instance
    if rule == "required":
        missing = [name for name in wanted if isinstance(found, Mapping) and name not in found] if isinstance(wanted, list) else []
        return f"{where} lacks {_named(missing)}"
    if rule in ("additionalProperties", "unevaluatedProperties"):
        return f"{where} holds {_named(_unexpected(error))}, which OpenAPI does not know there"
    if rule == "type":
        return f"{where} must be {_article(wanted)}"
    if rule in ("enum", "const"):
        return f"{where} must be one of {_named(str(name) for name in (wanted if isinstance(wanted, list) else [wanted]))}"
    if rule in ("minProperties", "minItems", "minLength"):
        return f"{where} must not be empty"
    if rule in ("pattern", "format"):
        return f"{where} is not of the form that OpenAPI asks for"
    if rule == "uniqueItems":
        return f"{where} holds the same thing twice"
    return f"{where} is not what OpenAPI allows there"


def _where(route: Iterable[object]) -> str:
    parts = [part if len(part) <= 60 else part[:57] + "..." for part in map(str, route)]
    shown = parts if len(parts) <= 7 else [*parts[:3], "...", *parts[-3:]]
    return f"`{' > '.join(shown)}`" if shown else "the document"


def _named(names: Iterable[str]) -> str:
    shown = [f"`{name[:60]}`" for name in names]
    return ", ".join(shown[:7]) + (" and more" if len(shown) > 7 else "") if shown else "something"


def _unexpected(error: Any) -> list[str]:
    known = set(_keys(error.schema.get("properties")))
    patterns = [Regex(pattern) for pattern in _keys(error.schema.get("patternProperties"))]
    names = [str(name) for name in error.instance] if isinstance(error.instance, Mapping) else []
    return [name for name in names if name not in known and not any(pattern.search(name) for pattern in patterns)]


def _keys(value: object) -> list[str]:
    """The keys of a schema's table, none where it has no such table."""
    return [str(key) for key in value] if isinstance(value, Mapping) else []


def _article(wanted: object) -> str:
    kinds = wanted if isinstance(wanted, list) else [wanted]
    return " or ".join(_TYPES.get(str(kind), str(kind)) for kind in kinds)


def _line(root: Map, route: Iterable[object]) -> int | None:
    """The line of the innermost place on the way that has one."""
    value: object = root
    line = root.line
    for part in route:
        if isinstance(value, Map):
            line = value.line_of(str(part)) or line
            value = value.get(str(part))
        elif isinstance(value, Seq) and isinstance(part, int) and part < len(value):
            line = value.line_at(part) or line
            value = value[part]
        else:
            break
    return line or None
