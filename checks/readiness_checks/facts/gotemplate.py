"""The syntax of Go templates (text/template): text, actions with their trimming, and the blocks they govern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

MAX_DEPTH = 60

_ACTION = re.compile(
    r"\{\{(-(?=\s))?\s*(/\*.*?\*/|(?:\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|'[^'\n]*'|[^\"`'}]|\}(?!\}))*?)\s*((?<=\s)-)?\}\}", re.DOTALL
)


class TooMuchError(Exception):
    """A template beyond the limits, or one that is no template."""


@dataclass(slots=True)
class Node:
    """A stretch of text, or an action with the branches it governs."""

    kind: str
    text: str
    line: int
    body: list[Node] = field(default_factory=list)
    otherwise: list[Node] = field(default_factory=list)


def parse_template(text: str) -> tuple[list[Node], dict[str, list[Node]]]:
    """The nodes of a template and the named templates it defines. Raises TooMuchError where the blocks do not balance."""
    pieces = list(_pieces(text))
    defined: dict[str, list[Node]] = {}
    nodes, at = _block(pieces, 0, defined, 0)
    if at != len(pieces):
        raise TooMuchError("an `end` or `else` without its block")
    return nodes, defined


def _pieces(text: str) -> Iterator[Node]:
    at, line, trim = 0, 1, False
    for match in _ACTION.finditer(text):
        before = text[at : match.start()]
        shown_line = line
        if trim:
            stripped = before.lstrip()
            shown_line += before[: len(before) - len(stripped)].count("\n")
            before_shown = stripped
        else:
            before_shown = before
        if match.group(1):
            before_shown = before_shown.rstrip()
        if before_shown:
            yield Node("text", before_shown, shown_line)
        line += before.count("\n")
        action = match.group(2)
        if not action.startswith("/*"):
            yield Node("action", action.strip(), line)
        line += match.group().count("\n")
        at, trim = match.end(), bool(match.group(3)) or (action.startswith("/*") and match.group().endswith("-}}"))
    rest = text[at:]
    shown = rest.lstrip() if trim else rest
    if shown:
        yield Node("text", shown, line + rest[: len(rest) - len(shown)].count("\n"))


def _block(pieces: list[Node], at: int, defined: dict[str, list[Node]], depth: int) -> tuple[list[Node], int]:
    """The nodes up to the `end` or `else` that closes the block, and where that stands."""
    if depth > MAX_DEPTH:
        raise TooMuchError("blocks nested too deep")
    nodes: list[Node] = []
    while at < len(pieces):
        piece = pieces[at]
        word = piece.text.partition(" ")[0] if piece.kind == "action" else ""
        if word in ("end", "else"):
            return nodes, at
        at += 1
        if word in ("if", "with", "range", "define", "block"):
            body, at = _block(pieces, at, defined, depth + 1)
            otherwise, at = _else(pieces, at, defined, depth)
            argument = piece.text.partition(" ")[2].strip()
            if word in ("define", "block"):
                name, _, argument = argument.partition(" ")
                defined[name.strip('"`')] = body
                if word == "block":
                    nodes.append(Node("action", f"template {name} {argument}", piece.line))
            else:
                nodes.append(Node(word, argument, piece.line, body, otherwise))
        else:
            nodes.append(piece)
    return nodes, at


def _else(pieces: list[Node], at: int, defined: dict[str, list[Node]], depth: int) -> tuple[list[Node], int]:
    """What follows a block's body: nothing, an `else`, or a chain of `else if`; and the place behind its `end`."""
    if at >= len(pieces):
        raise TooMuchError("a block without its `end`")
    piece = pieces[at]
    rest = piece.text.removeprefix("else").strip() if piece.text.startswith("else") else ""
    if not piece.text.startswith("else"):
        return [], at + 1
    body, at = _block(pieces, at + 1, defined, depth + 1)
    if rest.startswith(("if ", "with ")):
        otherwise, at = _else(pieces, at, defined, depth + 1)
        word, _, argument = rest.partition(" ")
        return [Node(word, argument.strip(), piece.line, body, otherwise)], at
    if at >= len(pieces):
        raise TooMuchError("a block without its `end`")
    return body, at + 1
