"""TOML as plain values; the standard library's parser keeps no line numbers, so places are found in the text."""

from __future__ import annotations

import re
import sys
from typing import Any

from readiness.syntax import Map, Parsed, Problem, Seq

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

_LINE = re.compile(r"line (\d+)")


def parse_toml(text: str) -> Parsed:
    """The one document of a TOML text; dates and times become ISO 8601 text."""
    try:
        return Parsed((_plain(tomllib.loads(text)),))
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        found = _LINE.search(str(error))
        return Parsed(problem=Problem(str(error).partition(" (at")[0] or "not TOML", int(found.group(1)) if found else None))


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        made = Map()
        for key, item in value.items():
            made[key] = _plain(item)
        return made
    if isinstance(value, list):
        items = Seq()
        items.extend(_plain(item) for item in value)
        return items
    return value.isoformat() if hasattr(value, "isoformat") else value
