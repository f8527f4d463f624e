"""YAML with line numbers, behind guards against what crashes or stalls the C parser.

Scalars follow YAML 1.2's core schema (`on`, `yes` and `no` are text), keys are always text, merge keys are resolved.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from readiness.syntax import Map, Parsed, Problem, Seq, tagged

MAX_DEPTH = 200  # nested collections; libyaml's composer recurses in C and ends the process at some 20,000
MAX_NODES = 400_000  # nodes that aliases add to those of one document
_DASHES = re.compile(rb"(?:[-?] +){%d}" % MAX_DEPTH)
_INDENTED = re.compile(rb"^ {1000}", re.MULTILINE)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]{1,3})?\Z")


class _TooMuchError(Exception):
    """A document beyond a limit, or an alias of nothing; the message says which."""

    def __init__(self, message: str, line: int | None = None) -> None:
        super().__init__(message)
        self.line = line


def parse_yaml(text: str) -> Parsed:
    """Every document of a YAML stream. Documents before an error are kept; the error is the `problem`."""
    danger = _danger(text)
    if danger:
        return Parsed(problem=Problem(danger))
    import yaml

    documents: list[Any] = []
    try:
        # a loop by extend: what came before an error is kept
        documents.extend(_documents(yaml.parse(text, Loader=yaml.CSafeLoader)))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Parsed(tuple(documents), Problem(_said(error), mark.line + 1 if mark else None))
    except _TooMuchError as error:
        return Parsed(tuple(documents), Problem(str(error), error.line))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        return Parsed(tuple(documents), Problem(str(error).splitlines()[0] if str(error) else "not YAML"))
    return Parsed(tuple(documents))


def _said(error: Any) -> str:
    return ", ".join(str(part) for part in (error.context, error.problem) if part) or "not YAML"


def _danger(text: str) -> str:
    """What in the bytes would crash or stall the parser, "" for nothing; linear in the text."""
    if text.count("[") + text.count("{") > MAX_DEPTH and _bracket_depth(text) > MAX_DEPTH:
        return f"brackets nested deeper than {MAX_DEPTH}"
    raw = text.encode("utf-8", "surrogatepass")
    if _DASHES.search(raw) or _INDENTED.search(raw):
        return f"collections nested deeper than {MAX_DEPTH}"
    return ""


def _bracket_depth(text: str) -> int:
    # Brackets in strings and comments count too: a text with 200 unbalanced openings is refused, not misread.
    depth = deepest = 0
    for found in re.finditer(r"[\[\]{}]", text):
        depth = depth + 1 if found.group() in "[{" else max(0, depth - 1)
        deepest = max(deepest, depth)
    return deepest


class _Open:
    """A collection whose end has not come yet: its value, the key that waits for its value, and how many nodes it expands to."""

    __slots__ = ("anchor", "key", "line", "merged", "size", "value")

    def __init__(self, value: Map | Seq, line: int, anchor: str | None) -> None:
        self.value = value
        self.line = line
        self.anchor = anchor
        self.size = 1
        self.key: tuple[str, int] | None = None
        self.merged: list[Any] = []


# What an event has made: the value, what it is called as a key, its line, and how many nodes it expands to (-1: not known yet).
_Node = tuple[Any, str, int, int]


def _documents(events: Iterable[Any]) -> Iterator[Any]:
    """Plain values of each document, each alias one shared object.

    Built from the parser's events: composing nodes first takes five times as long, and recurses in C. Raises `_TooMuchError` for a
    document that expands beyond `MAX_NODES`, nests beyond `MAX_DEPTH` or contains itself.
    """
    from yaml import events as of

    opened: list[_Open] = []
    anchors: dict[str, _Node] = {}
    for count, event in enumerate(events):
        kind = type(event)
        if kind is of.ScalarEvent:
            node = (_scalar(event), event.value, event.start_mark.line + 1, 1)
            if event.anchor is not None:
                anchors[event.anchor] = node
        elif kind is of.MappingEndEvent or kind is of.SequenceEndEvent:
            node = _closed(opened.pop(), anchors)
        elif kind is of.AliasEvent:
            node = _aliased(event, anchors)
        elif kind is of.MappingStartEvent or kind is of.SequenceStartEvent:
            _open(event, Map if kind is of.MappingStartEvent else Seq, opened, anchors)
            continue
        else:
            anchors.clear()  # the start or end of a document
            continue
        if opened:
            _add(opened[-1], *node, most=MAX_NODES + count)
        else:
            yield node[0]


def _open(event: Any, kind: type[Map | Seq], opened: list[_Open], anchors: dict[str, _Node]) -> None:
    if len(opened) > MAX_DEPTH:
        raise _TooMuchError(f"collections nested deeper than {MAX_DEPTH}")
    line = event.start_mark.line + 1
    made = kind(line)
    opened.append(_Open(made, line, event.anchor))
    if event.anchor is not None:
        anchors[event.anchor] = (made, "", line, -1)


def _closed(done: _Open, anchors: dict[str, _Node]) -> _Node:
    for source in done.merged:
        _merge(done.value, source)
    node = (done.value, "mapping key" if isinstance(done.value, Map) else "sequence key", done.line, done.size)
    if done.anchor is not None:
        anchors[done.anchor] = node
    return node


def _aliased(event: Any, anchors: dict[str, _Node]) -> _Node:
    node = anchors.get(event.anchor)
    if node is None:
        raise _TooMuchError("found undefined alias", event.start_mark.line + 1)
    if node[3] < 0:
        raise _TooMuchError("an alias contains itself")
    return node


def _add(holder: _Open, value: Any, text: str, line: int, size: int, most: int) -> None:
    """Put the next node into the collection it stands in; `text` is what it is called as a key."""
    holder.size += size
    if holder.size > most:
        raise _TooMuchError(f"aliases expand to more than {MAX_NODES} nodes")
    into = holder.value
    if isinstance(into, Seq):
        into.append(value)
        into.lines.append(line)
    elif holder.key is None:
        holder.key = (text, line)
    else:
        key, at = holder.key
        holder.key = None
        if key == "<<" and isinstance(value, (Map, Seq)):
            holder.merged.append(value)
        else:
            into[key] = value
            into.lines[key] = at


def _merge(into: Map | Seq, source: Any) -> None:
    """Take the keys of merged mappings that the mapping does not have itself."""
    for part in source if isinstance(source, Seq) else (source,):
        if isinstance(part, Map) and isinstance(into, Map):
            for key, value in part.items():
                if key not in into:
                    into[key] = value
                    into.lines[key] = part.line_of(key)


def _scalar(event: Any) -> Any:
    value: str = event.value
    tag: str | None = event.tag
    if tag is not None and tag.startswith("!") and tag != "!":
        return tagged(value, tag)
    if event.style:  # quoted or a block
        return value
    if not value:
        return None
    if value in ("null", "Null", "NULL", "~"):
        return None
    if value in ("true", "True", "TRUE"):
        return True
    if value in ("false", "False", "FALSE"):
        return False
    if _INT.match(value):
        return int(value)
    if _FLOAT.match(value):
        return float(value)
    return value
