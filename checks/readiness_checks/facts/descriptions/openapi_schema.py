"""Holds OpenAPI documents to the published JSON Schemas of their version, of any size, and says what is wrong in words.

The schemas are those that openapi-spec-validator ships. Each path item and component is held by itself to the part of the schema that
is meant for it, by compiled functions that only say yes or no; what fails is given to `jsonschema` to be explained.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib.util import find_spec
from itertools import chain, islice
from pathlib import Path
from typing import Any

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.syntax import Map, Seq, string
from readiness_checks.facts.descriptions import Error
from readiness_checks.facts.descriptions.json_schema import Compiled

MAX_ERRORS = 20
MAX_EXPLAINED = 20_000  # values of one path item or component in which the very place of an error is looked for

_TYPES = {
    "object": "a mapping", "array": "a list", "string": "text", "boolean": "true or false", "integer": "a whole number",
    "number": "a number", "null": "empty",
}  # fmt: skip
_LITERAL_KEYS = frozenset({"example", "examples", "default", "enum", "const", "securitySchemes", "links", "callbacks"})
_VERSIONS = ("2.0", "3.0", "3.1", "3.2")
# Tables whose entries are held to the standard one by one; the rest of the document is held to it with these empty.
_TABLES = ("paths", "webhooks", "definitions", "parameters", "responses", "securityDefinitions")


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """A path item that stands in another file: its URL, the item, and that file."""

    url: str
    item: Map
    path: str


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of a document: where it stands, its value, the schema meant for it, and the file and value that lines are counted in.

    `below` is how many steps of the way to an error lead to that value.
    """

    route: tuple[str, ...]
    value: Map
    schema: Any
    path: str
    lines: Map
    below: int = 0


def schema_errors(root: Map, path: str, elsewhere: Iterable[Elsewhere] = ()) -> Iterator[Error]:
    """What the schema of its version refuses in a document and in path items elsewhere, at most `MAX_ERRORS` kinds and places."""
    version = string(root.get("openapi") or root.get("swagger"))
    name = ".".join(version.split(".")[:2])
    if name not in _VERSIONS:
        yield Error(f"`{version[:20]}` is no version of OpenAPI", path, root.line_of("openapi"))
        return
    modern = name in ("3.1", "3.2")
    if modern:
        yield from _unknown_types(root, path)
    told: set[tuple[str, int | None]] = set()
    wrong = 0
    try:
        for piece in chain(_pieces(root, path, standard_of(name)), _items(elsewhere, standard_of(name))):
            filled = _filled(piece.value, {}, lone=not modern)
            if wrong >= MAX_ERRORS or standard_of(name).holds(piece.schema)(filled):
                continue
            wrong += 1
            for error in _explained(name, filled, piece.schema):
                deepest = _deepest(error)
                place = (*piece.route, *deepest.absolute_path)
                line = _line(piece.lines, place[piece.below :])
                if (piece.path, line) not in told or error.validator != "not":
                    told.add((piece.path, line))
                    yield Error(_said(deepest, place), piece.path, line)
    except RecursionError:
        yield Error("nested too deep to be held to the standard", path, root.line or None)


def _items(elsewhere: Iterable[Elsewhere], standard: Compiled) -> Iterator[_Piece]:
    schema = standard.schema["properties"]["paths"]
    for found in elsewhere:
        yield _Piece(("paths",), _as_map({found.url: found.item}), schema, found.path, found.item, below=2)


def _pieces(root: Map, path: str, standard: Compiled) -> Iterator[_Piece]:
    """The document with its tables empty, then each entry of a table alone."""
    top: dict[str, Any] = dict(root)
    parts: list[tuple[tuple[str, ...], Map, Any]] = []
    known = standard.schema["properties"]
    for table in _TABLES:
        if table in known and isinstance(root.get(table), Map):
            parts.append(((table,), root[table], known[table]))
            top[table] = {}
    components = root.get("components")
    if "components" in known and isinstance(components, Map):
        kinds = standard.part(known["components"]["$ref"])["properties"]
        inside = {kind: entries for kind, entries in components.items() if kind in kinds and isinstance(entries, Map)}
        parts.extend((("components", kind), entries, kinds[kind]) for kind, entries in inside.items())
        top["components"] = {**components, **{kind: {} for kind in inside}}
    yield _Piece((), _as_map(top), standard.schema, path, root)
    for route, entries, schema in parts:
        for name, entry in entries.items():
            yield _Piece(route, _as_map({name: entry}), schema, path, root)


def _as_map(value: dict[str, Any]) -> Map:
    made = Map()
    made.update((key, _as_map(one) if type(one) is dict else one) for key, one in value.items())
    return made


@cache
def standard_of(version: str) -> Compiled:
    # the package's own import takes five times as long as all of jsonschema; only its data files are wanted
    package = find_spec("openapi_spec_validator")
    folder = Path((package.submodule_search_locations or [""])[0]) if package else Path()
    return Compiled(json.loads((folder / "resources" / "schemas" / f"v{version}" / "schema.json").read_text(encoding="utf-8")))


def _explained(version: str, value: Any, schema: Any) -> list[Any]:
    """The errors that jsonschema sees in a value that does not hold to a part of the standard, those that say most first."""
    from jsonschema import ValidationError
    from jsonschema.validators import validator_for

    if _count(value) > MAX_EXPLAINED:
        return [ValidationError("too large to be explained", validator="", path=list(value)[:1])]
    whole = standard_of(version).schema
    found = islice(validator_for(whole)(whole).descend(value, schema), 200)
    return sorted(found, key=lambda error: str(error.validator) == "not")


def _count(value: Any) -> int:
    count, pending = 0, [value]
    while pending and count <= MAX_EXPLAINED:
        one = pending.pop()
        count += 1
        pending.extend(one.values() if isinstance(one, dict) else one if isinstance(one, list) else ())
    return count


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


def _said(error: Any, place: tuple[object, ...]) -> str:
    """The error in words that quote names of the standard and of the document, never its values."""
    where = _where(place)
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
