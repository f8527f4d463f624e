"""JSON, with comments and trailing commas allowed, with the line of every key and item."""

from __future__ import annotations

import json
import re
from typing import Any

from readiness.syntax import Map, Parsed, Problem, Seq

MAX_LINED = 20_000_000  # characters; beyond this, values come without line numbers
_COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*")|//[^\n]*|/\*[\s\S]*?\*/')
_TRAILING = re.compile(r'("(?:\\.|[^"\\\n])*")|,(?=\s*[\]}])')
_TOKEN = re.compile(r'"[^"\\]*(?:\\.[^"\\]*)*"|[{}\[\]]|[^\s{}\[\]",:]+|\n+', re.DOTALL)
_WORDS = {"true": True, "false": False, "null": None}


def parse_json(text: str) -> Parsed:
    """The one document of a JSON or JSONC text."""
    try:
        plain = json.loads(text, strict=False)
    except ValueError:
        text = _TRAILING.sub(lambda m: m.group(1) or " ", _COMMENT.sub(_blank, text))
        try:
            plain = json.loads(text, strict=False)
        except ValueError as error:
            return Parsed(problem=Problem(getattr(error, "msg", "not JSON"), getattr(error, "lineno", None)))
        except RecursionError:
            return Parsed(problem=Problem("nested too deep"))
    except RecursionError:
        return Parsed(problem=Problem("nested too deep"))
    if not isinstance(plain, (dict, list)):
        return Parsed((plain,))
    del plain  # known to be JSON now; built again with lines, and a large document is held only once
    return Parsed((_built(text) if len(text) <= MAX_LINED else json.loads(text, object_pairs_hook=_unlined, strict=False),))


def _blank(found: re.Match[str]) -> str:
    # newlines stay, so that line numbers hold
    return found.group(1) or "\n" * found.group().count("\n") or " "


def _unlined(pairs: list[tuple[str, Any]]) -> Map:
    made = Map()
    made.update((key, _listed(value)) for key, value in pairs)
    return made


def _listed(value: Any) -> Any:
    if isinstance(value, list) and not isinstance(value, Seq):
        made = Seq()
        made.extend(_listed(item) for item in value)
        return made
    return value


def _built(text: str) -> Any:
    """The value of a text that is JSON, without recursion; equal words are one object, of which API descriptions have many."""
    line = 1
    known: dict[str, Any] = {}
    opened: list[tuple[Map | Seq, str | None]] = []
    into: Map | Seq | None = None
    key: str | None = None
    for found in _TOKEN.finditer(text):
        token = found.group()
        first = token[0]
        if first == "\n":
            line += len(token)
            continue
        if first in "}]":
            done = into
            into, key = opened.pop()
            if not opened:
                return done
            continue
        if first in "{[":
            value: Any = Map(line) if first == "{" else Seq(line)
        else:
            if token not in known:
                known[token] = _scalar(token)
            value = known[token]
            if isinstance(into, Map) and key is None:
                key = value
                into.lines[key] = line
                line += token.count("\n") if "\n" in token else 0
                continue
        if isinstance(into, Map):
            into[str(key)] = value
            key = None
        elif into is not None:
            into.append(value)
            into.lines.append(line)
        if first in "{[":
            opened.append((into if into is not None else value, key))
            into, key = value, None
        elif "\n" in token:
            line += token.count("\n")
    return into


def _scalar(token: str) -> Any:
    if token[0] == '"':
        return json.loads(token, strict=False) if "\\" in token else token[1:-1]
    return _WORDS[token] if token in _WORDS else json.loads(token)
