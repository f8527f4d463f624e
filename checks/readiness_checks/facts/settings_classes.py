"""The fields of settings classes that are filled from the environment (pydantic-settings), read from the syntax tree."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.environment_descriptions import is_described
from readiness_checks.facts.syntax_trees import line_of, root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

SETTINGS_CLASS = Pattern(("Settings)", "Settings,"), r"class\s+\w+\([^)\n]*\b\w*Settings\b", languages=("python",))

MAX_DEPTH = 4  # of models nested in models
_VARIABLE = Regex(r"[A-Za-z][A-Za-z0-9_]{1,80}\Z")
_NOT_A_FIELD = Regex(r"\b(?:ClassVar|Final|PrivateAttr)\b|\binit\s{0,2}=\s{0,2}False")
_REQUIRED = Regex(r"(?:Field\(\s*(?:\.\.\.|\)|\w+\s*=)|\.\.\.\s*$)")
_GIVEN = Regex(r"\bdefault(?:_factory)?\s{0,2}=")
_ALIAS = Regex(r"\b(?:validation_alias|alias|env)\s{0,2}=\s{0,2}(AliasChoices\([^)]{0,400}\)|\[[^\]]{0,400}\]|[\"'][^\"']{1,80}[\"'])")
_LITERAL = Regex(r"[\"']([A-Za-z_][\w-]{0,80})[\"']")


@dataclass(frozen=True, slots=True)
class SettingsField:
    """A field: the variable that fills it, its place, whether it has a default or a description, and other names that fill it."""

    name: str
    line: int
    default: bool
    described: bool
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Field:
    name: str
    type: str
    text: str
    value: str
    line: int
    described: bool


@dataclass(frozen=True, slots=True)
class _Class:
    name: str
    bases: tuple[str, ...]
    config: dict[str, str]
    fields: tuple[_Field, ...] = field(default_factory=tuple)


@fact
def settings_fields(repo: Repo, path: str) -> tuple[SettingsField, ...]:
    """The fields of every class in a Python file that derives from `BaseSettings`, directly or through classes of any settings file.

    A class that others of the file derive from speaks through them; a field whose type is a model is read through the model's own
    fields, when the settings name a delimiter for it, and otherwise not at all.
    """
    known = {made.name: made for made in _classes(repo, path)}
    settings = _settings_names(repo)
    parents = {base for made in known.values() for base in made.bases}
    found: dict[tuple[str, int], SettingsField] = {}
    for made in known.values():
        if made.name in settings and made.name not in parents:
            lineage = _lineage(made, known)
            config = {key: value for ancestor in reversed(lineage) for key, value in ancestor.config.items()}
            for made_field in _read(lineage, known, config, config.get("env_prefix", ""), 0):
                if not _is_filled(repo, path, made_field):
                    found.setdefault((made_field.name, made_field.line), made_field)
    return tuple(found.values())


def _is_filled(repo: Repo, path: str, made: SettingsField) -> bool:
    """Whether the program itself gives the field its value: as an entry of a dictionary, or by an assignment to the settings."""
    names = "|".join(map(re.escape, (made.name, *made.also)))
    return re.search(rf"[\"'](?:{names})[\"']\s?:\s|\w\.(?:{names})\s=\s", repo.text(path)) is not None


@fact
def _settings_names(repo: Repo) -> frozenset[str]:
    """The names of the classes, of all files, that derive from pydantic's `BaseSettings`."""
    bases = {made.name: made.bases for path in {hit.path for hit in repo.hits(SETTINGS_CLASS)} for made in _classes(repo, path)}
    names = {"BaseSettings"}
    while found := {name for name, parents in bases.items() if name not in names and names & set(parents)}:
        names |= found
    return frozenset(names - {"BaseSettings"})


def _lineage(made: _Class, known: dict[str, _Class]) -> list[_Class]:
    """The class and those of its ancestors that the file declares, nearest first."""
    line, pending = [made], list(made.bases)
    while pending and len(line) < 20:
        ancestor = known.get(pending.pop(0))
        if ancestor is not None and ancestor not in line:
            line.append(ancestor)
            pending.extend(ancestor.bases)
    return line


def _read(lineage: list[_Class], known: dict[str, _Class], config: dict[str, str], prefix: str, depth: int) -> Iterator[SettingsField]:
    seen: set[str] = set()
    for made in lineage:
        for item in made.fields:
            if item.name in seen:
                continue
            seen.add(item.name)
            model = next((known[word] for word in re.findall(r"\w+", item.type) if word in known and known[word].bases), None)
            if model is not None and not any(base.endswith("Enum") for base in model.bases):
                delimiter = config.get("env_nested_delimiter", "")
                if delimiter and depth < MAX_DEPTH and model.name not in _settings_of(known):
                    yield from _read(_lineage(model, known), known, config, f"{prefix}{item.name}{delimiter}", depth + 1)
                continue
            yield from _field(item, prefix, exact=config.get("case_sensitive") == "True")


def _settings_of(known: dict[str, _Class]) -> set[str]:
    return {made.name for made in known.values() if "BaseSettings" in made.bases}


def _field(item: _Field, prefix: str, *, exact: bool) -> Iterator[SettingsField]:
    alias = _ALIAS.search(item.text)
    names = _LITERAL.findall(alias[1]) if alias else [prefix + item.name]
    names = [name for name in names if _VARIABLE.match(name)]
    if not names:
        return
    spelled = names if exact else [name.upper() for name in names]
    default = bool(item.value) and (not _REQUIRED.match(item.value) or _GIVEN.search(item.value) is not None)
    also = tuple(dict.fromkeys((*spelled[1:], *(() if exact else (name.lower() for name in names)), *names)))
    yield SettingsField(spelled[0], item.line, default, item.described, tuple(name for name in also if name != spelled[0]))


@fact
def _classes(repo: Repo, path: str) -> tuple[_Class, ...]:
    root = root_of(repo, path)
    found = []
    pending = [root] if root is not None else []
    while pending:
        node = pending.pop()
        if node.type == "class_definition":
            found.append(_class(repo, path, node))
        elif node.type in ("module", "block", "decorated_definition", "if_statement", "else_clause", "try_statement"):
            pending.extend(reversed(node.named_children))
    return tuple(found)


def _class(repo: Repo, path: str, node: Node) -> _Class:
    bases, config = [], {}
    superclasses = node.child_by_field_name("superclasses")
    for argument in superclasses.named_children if superclasses is not None else ():
        if argument.type == "keyword_argument":
            config[text_of(argument.child_by_field_name("name"))] = text_of(argument.child_by_field_name("value")).strip("\"'")
        else:
            bases.append(text_of(argument).partition("[")[0].rpartition(".")[2])
    fields = []
    body = node.child_by_field_name("body")
    statements = body.named_children if body is not None else []
    for index, statement in enumerate(statements):
        if statement.type == "class_definition" and text_of(statement.child_by_field_name("name")) == "Config":
            config.update(_pairs(text_of(statement)))
        assignment = statement.named_children[0] if statement.type == "expression_statement" and statement.named_children else None
        if assignment is None or assignment.type != "assignment":
            continue
        name = text_of(assignment.child_by_field_name("left"))
        if name == "model_config":
            config.update(_pairs(text_of(assignment.child_by_field_name("right"))))
            continue
        declared, text = text_of(assignment.child_by_field_name("type")), text_of(assignment)
        if not declared or name.startswith("_") or not name.isidentifier() or _NOT_A_FIELD.search(text):
            continue
        after = statements[index + 1] if index + 1 < len(statements) else None
        line = line_of(assignment)
        told = _is_text(after) or "description=" in text or is_described(repo, path, line, default=True)
        fields.append(_Field(name, declared, text, text_of(assignment.child_by_field_name("right")), line, told))
    return _Class(text_of(node.child_by_field_name("name")), tuple(bases), config, tuple(fields))


def _is_text(node: Node | None) -> bool:
    """Whether a statement is a string alone: what stands below a field as its documentation."""
    return (
        node is not None and node.type == "expression_statement" and bool(node.named_children) and node.named_children[0].type == "string"
    )


def _pairs(text: str) -> dict[str, str]:
    """The settings of a class's configuration, whether given as arguments, as a dictionary, or as a class's own names."""
    pairs = re.findall(r"[\"']?\b(env_prefix|env_nested_delimiter|case_sensitive)[\"']?\s*[=:]\s*(?:[\"']([^\"'\n]*)[\"']|(\w+))", text)
    return {key: quoted or word for key, quoted, word in pairs}
