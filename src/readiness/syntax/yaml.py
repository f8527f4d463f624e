"""YAML with line numbers, behind guards against what crashes or stalls the C parser.

Scalars follow YAML 1.2's core schema (`on`, `yes` and `no` are text), keys are always text, merge keys are resolved.
"""

from __future__ import annotations

import re
from typing import Any

from readiness.syntax import Map, Parsed, Problem, Seq, tagged

MAX_DEPTH = 200  # nested collections; libyaml's composer recurses in C and ends the process at some 20,000
MAX_NODES = 400_000  # nodes of one document after aliases are expanded
_DASHES = re.compile(rb"(?:[-?] +){%d}" % MAX_DEPTH)
_INDENTED = re.compile(rb"^ {1000}", re.MULTILINE)
_INT = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,17})\Z")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)(?:[eE][-+]?[0-9]{1,3})?\Z")


class _TooMuchError(Exception):
    """A document beyond a limit; the message says which."""


def parse_yaml(text: str) -> Parsed:
    """Every document of a YAML stream. Documents before an error are kept; the error is the `problem`."""
    danger = _danger(text)
    if danger:
        return Parsed(problem=Problem(danger))
    import yaml

    documents: list[Any] = []
    try:
        # a loop by extend: what came before an error is kept
        documents.extend(construct(node) for node in yaml.compose_all(text, Loader=yaml.CSafeLoader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Parsed(tuple(documents), Problem(_said(error), mark.line + 1 if mark else None))
    except _TooMuchError as error:
        return Parsed(tuple(documents), Problem(str(error)))
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


def construct(node: Any) -> Any:
    """Plain values of a composed node, each alias one shared object.

    Raises `_TooMuchError` for a document that expands beyond `MAX_NODES`, nests beyond `MAX_DEPTH` or contains itself.
    """
    _measure(node, {}, 0)
    return _build(node, {})


def _measure(node: Any, sizes: dict[int, int], depth: int) -> int:
    """How many nodes `node` expands to."""
    if depth > MAX_DEPTH:
        raise _TooMuchError(f"collections nested deeper than {MAX_DEPTH}")
    if node.id == "scalar":
        return 1
    known = sizes.get(id(node))
    if known == -1:
        raise _TooMuchError("an alias contains itself")
    if known is not None:
        return known
    sizes[id(node)] = -1
    total = 1
    for child in node.value:
        for part in child if node.id == "mapping" else (child,):
            total += 1 if part.id == "scalar" else _measure(part, sizes, depth + 1)
    if total > MAX_NODES:
        raise _TooMuchError(f"aliases expand to more than {MAX_NODES} nodes")
    sizes[id(node)] = total
    return total


def _build(node: Any, made: dict[int, Any]) -> Any:
    if node.id == "scalar":
        return _scalar(node)
    known = made.get(id(node))
    if known is not None:
        return known
    if node.id == "sequence":
        items = made[id(node)] = Seq(node.start_mark.line + 1)
        for child in node.value:
            items.append(_build(child, made))
            items.lines.append(child.start_mark.line + 1)
        return items
    result = made[id(node)] = Map(node.start_mark.line + 1)
    merged: list[Any] = []
    for key_node, value_node in node.value:
        if key_node.id == "scalar" and key_node.value == "<<" and value_node.id in ("mapping", "sequence"):
            merged.append(_build(value_node, made))
            continue
        key = key_node.value if key_node.id == "scalar" else f"{key_node.id} key"
        result[key] = _build(value_node, made)
        result.lines[key] = key_node.start_mark.line + 1
    for source in merged:
        for part in source if isinstance(source, Seq) else (source,):
            if isinstance(part, Map):
                for key, value in part.items():
                    if key not in result:
                        result[key] = value
                        result.lines[key] = part.line_of(key)
    return result


def _scalar(node: Any) -> Any:
    value: str = node.value
    tag: str = node.tag
    if tag.startswith("!"):
        return tagged(value, tag)
    if node.style:  # quoted or a block
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
