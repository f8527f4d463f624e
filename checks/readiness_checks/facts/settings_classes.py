"""The fields of settings classes that are filled from the environment (pydantic-settings)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern

SETTINGS_CLASS = Pattern(("BaseSettings",), r"class\s+\w+\([^)\n]*\bBaseSettings\b", languages=("python",))

MAX_CLASSES = 200  # of one file
_CLASS = Regex(r"^class\s+(\w+)\s*\(([^)\n]*)\)\s*:", re.MULTILINE)
_FIELD = Regex(r"([A-Za-z]\w*)\s*:\s*(?!.*\bClassVar\b)([^=\n]+?)\s*(=\s*(.*))?$")
_PREFIX = Regex(r"env_prefix\s*=\s*[\"'](\w*)[\"']")
_ALIAS = Regex(r"\b(?:validation_alias|alias|env)\s*=\s*(?:AliasChoices\(\s*)?[\"'](\w+)[\"']")


@dataclass(frozen=True, slots=True)
class SettingsField:
    """A field: the variable that fills it (upper case), its line, whether it has a default, and whether a description stands with it."""

    name: str
    line: int
    default: bool
    described: bool


@fact
def settings_fields(repo: Repo, path: str) -> tuple[SettingsField, ...]:
    """The fields of every class in a Python file that derives, directly or through the file's own classes, from `BaseSettings`."""
    text = repo.text(path)
    lines = text.split("\n")
    known = {"BaseSettings"}
    found: list[SettingsField] = []
    for declared in islice(_CLASS.finditer(text), MAX_CLASSES):
        if not known & set(re.findall(r"\w+", declared[2])):
            continue
        known.add(declared[1])
        first = text.count("\n", 0, declared.end()) + 1
        body = _body(lines, first)
        prefix = next((match[1] for match in map(_PREFIX.search, body) if match), "")
        found.extend(_fields(body, first, prefix))
    return tuple(found)


def _body(lines: list[str], first: int) -> list[str]:
    """The lines of a class that starts before line `first`, up to the next line at the left margin."""
    body: list[str] = []
    for line in lines[first:]:
        if line and not line[0].isspace() and not line.startswith((")", "#")):
            break
        body.append(line)
    return body


def _fields(body: list[str], first: int, prefix: str) -> list[SettingsField]:
    depth = next((len(line) - len(line.lstrip()) for line in body if line.strip()), 0)
    made: list[SettingsField] = []
    for index, line in enumerate(body):
        if len(line) - len(line.lstrip()) != depth or not (match := _FIELD.match(line[depth:])):
            continue
        name, default = match[1], (match[4] or "").strip()
        if name in ("model_config", "Config") or (name.isupper() is False and name.startswith("_")):
            continue
        statement = "\n".join(body[index : index + 8])
        given = "\n".join(_statement(statement))
        alias = _ALIAS.search(given)
        variable = alias[1] if alias else prefix + name
        has_default = bool(default) and not re.match(r"Field\(\s*(?:\.\.\.|[),]|$|description|alias|validation_alias)", default)
        made.append(SettingsField(variable.upper(), first + index + 1, has_default, "description=" in given))
    return made


def _statement(text: str) -> list[str]:
    """The lines of the first statement of `text`, by the balance of its brackets."""
    taken: list[str] = []
    depth = 0
    for line in text.split("\n"):
        taken.append(line)
        depth += sum(line.count(mark) for mark in "([{") - sum(line.count(mark) for mark in ")]}")
        if depth <= 0:
            break
    return taken
