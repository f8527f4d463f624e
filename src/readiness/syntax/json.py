"""JSON, with comments and trailing commas allowed, with line numbers where the YAML composer can supply them."""

from __future__ import annotations

import json
import re
from typing import Any

from readiness.syntax import Map, Parsed, Problem, Seq
from readiness.syntax.yaml import parse_yaml

MAX_LINED = 3_000_000  # characters; beyond this, values come without line numbers
_COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*[\s\S]*?\*/')
_TRAILING = re.compile(r'("(?:\\.|[^"\\\n])*")|,(?=\s*[\]}])')


def parse_json(text: str) -> Parsed:
    """The one document of a JSON or JSONC text."""
    try:
        plain = _loads(text)
    except ValueError as error:
        text = _TRAILING.sub(lambda m: m.group(1) or " ", _COMMENT.sub(_blank, text))
        try:
            plain = _loads(text)
        except ValueError:
            return Parsed(problem=Problem(getattr(error, "msg", "not JSON"), getattr(error, "lineno", None)))
        except RecursionError:
            return Parsed(problem=Problem("nested too deep"))
    except RecursionError:
        return Parsed(problem=Problem("nested too deep"))
    if isinstance(plain, (Map, Seq)) and len(text) <= MAX_LINED:
        lined = parse_yaml(text)
        if lined.problem is None and type(lined.value) is type(plain):
            return lined
    return Parsed((plain,))


def _blank(found: re.Match[str]) -> str:
    # newlines stay, so that line numbers hold
    return found.group(1) or "\n" * found.group().count("\n") or " "


def _loads(text: str) -> Any:
    def pairs(items: list[tuple[str, Any]]) -> Map:
        made = Map()
        made.update((key, _listed(value)) for key, value in items)
        return made

    return _listed(json.loads(text, object_pairs_hook=pairs, strict=False))


def _listed(value: Any) -> Any:
    if isinstance(value, list) and not isinstance(value, Seq):
        made = Seq()
        made.extend(_listed(item) for item in value)
        return made
    return value
