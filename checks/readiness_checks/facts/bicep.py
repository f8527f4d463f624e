"""Bicep files: the resources they declare with flattened properties; expressions stay as written, parameters take their defaults."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness_checks.facts.terraform import Attribute

_RESOURCE = Regex(r"^\s*resource\s+(\w+)\s+'([\w.]+/[\w./]+)@[\w.-]+'", re.IGNORECASE)
_PARAMETER = Regex(r"^param\s+(\w+)\s+\w+\s*=\s*(\S.*)$")
_PROPERTY = Regex(r"^\s*'?([\w-]+)'?\s*:\s*(.*)$")


def read_bicep(text: str) -> Iterator[tuple[str, str, tuple[Attribute, ...], int]]:
    """Type, symbolic name, properties and line of each resource; `properties.` is left off their paths."""
    lines = text.splitlines()
    defaults = {match.group(1): match.group(2).strip().strip("'") for match in map(_PARAMETER.match, lines) if match}
    at = 0
    while at < len(lines):
        match = _RESOURCE.match(lines[at])
        at += 1
        if match:
            attributes, end = _properties(lines, at, defaults)
            yield match.group(2), match.group(1), attributes, at
            at = max(at, end)


def _properties(lines: list[str], at: int, defaults: dict[str, str]) -> tuple[tuple[Attribute, ...], int]:
    opened: list[str] = []
    made: list[Attribute] = []
    while at < len(lines):
        line = lines[at].partition("//")[0].rstrip()
        if _RESOURCE.match(line):
            break
        stripped = line.strip()
        if stripped.startswith(("}", "]")):
            if not opened:
                return tuple(made), at + 1
            opened.pop()
        else:
            match = _PROPERTY.match(line)
            value = match.group(2).strip() if match else stripped
            if match and value and not value.endswith(("{", "[")):
                path = ".".join(part for part in (*opened, match.group(1)) if part and part != "properties")
                made.append(Attribute(path, defaults.get(value, value.strip("'")), at + 1))
            if value.endswith(("{", "[")) and len(opened) < 50:
                opened.append(match.group(1) if match else "")
        at += 1
    return tuple(made), at
