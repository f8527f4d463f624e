"""The fields of Go structs that env and envconfig libraries fill from the environment, with the prefixes of what holds them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.environment_descriptions import is_described
from readiness_checks.facts.syntax_trees import captures, line_of, root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

TAGS = Pattern(
    ('env:"', 'envconfig:"', 'envPrefix:"', 'split_words:"'), r"\b(?:env|envconfig|envPrefix|split_words):\"", languages=("go",), once=True
)
PROCESS = Pattern(
    ("envconfig.Process(", "envconfig.MustProcess("), r"\benvconfig\.(?:Must)?Process\(\s{0,9}\"(\w{0,60})\"", languages=("go",)
)

MAX_DEPTH = 5  # of structs in structs
_STRUCTS = "(type_spec name: (type_identifier) @name type: (struct_type (field_declaration_list) @fields))"
_TAG = Regex(r"\b([a-zA-Z_]+):\"([^\"]*)\"")
_NAME = Regex(r"[A-Z][A-Z0-9_]{1,80}\Z")
_WORDS = Regex(r"[A-Z]+(?=[A-Z][a-z])|[A-Z]?[a-z0-9]+|[A-Z0-9]+")
_OWN = frozenset(("envconfig", "split_words", "ignored"))


@dataclass(frozen=True, slots=True)
class TaggedField:
    """A field: the variable that fills it, its place, whether it may be left out or is described, and other names that fill it."""

    name: str
    path: str
    line: int
    default: bool
    described: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    type: str
    tags: dict[str, str]
    path: str
    line: int
    described: bool


@fact
def tagged_fields(repo: Repo) -> tuple[TaggedField, ...]:
    """Every field with an `env` or `envconfig` tag, under the prefixes of the structs of its package that hold it."""
    processed = {(hit.path.rpartition("/")[0], hit.groups[0].upper()) for hit in repo.hits(PROCESS)}
    prefixes = {prefix for _, prefix in processed if prefix}
    folders: dict[str, list[str]] = {}
    for path in sorted({hit.path for hit in repo.hits(TAGS, PROCESS)}):
        folders.setdefault(path.rpartition("/")[0], []).append(path)
    found: dict[tuple[str, int, str], TaggedField] = {}
    for folder, paths in folders.items():
        structs = {name: fields for path in paths for name, fields in _structs(repo, path)}
        here = {prefix for place, prefix in processed if place == folder}
        prefix = next(iter(here or prefixes), "") if len(here or prefixes) == 1 else ""
        held = {field.type for fields in structs.values() for field in fields}
        for name, fields in structs.items():
            if name not in held:
                for made in _read(fields, structs, prefix if _is_envconfig(fields) else "", "", 0, untagged=bool(here)):
                    found.setdefault((made.path, made.line, made.name), made)
    return tuple(found.values())


def _is_envconfig(fields: tuple[_Field, ...]) -> bool:
    return any(_OWN & field.tags.keys() for field in fields)


def _read(
    fields: tuple[_Field, ...], structs: dict[str, tuple[_Field, ...]], prefix: str, nested: str, depth: int, *, untagged: bool
) -> Iterator[TaggedField]:
    """The variables of one struct; `prefix` is envconfig's, `nested` what the structs around this one put before its names."""
    own = _is_envconfig(fields)
    for field in fields:
        tag = field.tags.get("env", field.tags.get("envconfig", ""))
        name, _, options = tag.partition(",")
        inner = re.search(r"\bprefix=(\w+)", options)
        if field.type in structs and depth < MAX_DEPTH and not _NAME.match(name):
            words = f"{_spelled(field)}_" if own and field.name and not inner else ""
            added = field.tags.get("envPrefix", inner[1] if inner else words)
            yield from _read(structs[field.type], structs, prefix, nested + added, depth + 1, untagged=untagged)
            continue
        if not name and own and untagged and field.name[:1].isupper() and field.tags.get("ignored") != "true":
            name = _spelled(field)
        if not _NAME.match(name):
            continue
        given = "required" not in options and "notEmpty" not in options and field.tags.get("required") != "true"
        full = nested + name
        also = (full,) if prefix else ()
        yield TaggedField(f"{prefix}_{full}" if prefix else full, field.path, field.line, given, field.described, also)


def _spelled(field: _Field) -> str:
    """The name that envconfig gives a field without a tag: its words apart when it asks for that, together otherwise."""
    return "_".join(_WORDS.findall(field.name)).upper() if field.tags.get("split_words") == "true" else field.name.upper()


def _structs(repo: Repo, path: str) -> Iterator[tuple[str, tuple[_Field, ...]]]:
    root = root_of(repo, path)
    found = captures("go", _STRUCTS, root) if root is not None else {}
    for name, body in zip(found.get("name", []), found.get("fields", []), strict=True):
        fields = (_field(repo, path, node) for node in body.named_children if node.type == "field_declaration")
        yield text_of(name), tuple(fields)


def _field(repo: Repo, path: str, node: Node) -> _Field:
    tags = dict(_TAG.findall(text_of(node.child_by_field_name("tag"))))
    line = line_of(node)
    told = bool(tags.keys() & {"desc", "description", "help", "usage"}) or is_described(repo, path, line, default=True)
    kind = text_of(node.child_by_field_name("type")).lstrip("*")
    return _Field(text_of(node.child_by_field_name("name")), kind, tags, path, line, told)
