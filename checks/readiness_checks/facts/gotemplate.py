"""The syntax of Go templates (text/template): text, actions with their trimming, and the blocks they govern."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import field

from readiness.records import dataclass
from readiness.regex import Regex

MAX_DEPTH = 60

# one step inside an action: strings are taken whole, so that braces in them end nothing
_STEP = Regex(r"[^\"'`}]+|\"(?:[^\"\\\n]|\\.)*\"|`[^`]*`|'[^'\n]*'|.", re.DOTALL)
_WORD = Regex(r"[a-z]+(?!\w)")


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


def first_fault(text: str) -> tuple[str, int] | None:
    """What keeps a template from parsing, and its line: a block without its `end`, an `end` too many, an action that does not end."""
    opened: list[tuple[str, int]] = []
    line = 1
    try:
        for piece in _pieces(text):
            line = piece.line
            word = _keyword(piece.text) if piece.kind == "action" else ""
            if word in ("if", "with", "range", "define", "block"):
                opened.append((word, line))
            elif word == "end":
                if not opened:
                    return "an `end` stands without its block", line
                opened.pop()
            elif word == "else" and not opened:
                return "an `else` stands without its block", line
    except TooMuchError as error:
        return str(error), line
    return (f"`{opened[-1][0]}` has no `end`", opened[-1][1]) if opened else None


def _pieces(text: str) -> Iterator[Node]:
    """Text and actions in order, trimmed as `{{-` and `-}}` ask. Raises TooMuchError for an action that does not end."""
    at, line, trim = 0, 1, False
    while True:
        opened = text.find("{{", at)
        before = text[at:] if opened < 0 else text[at:opened]
        shown = before.lstrip() if trim else before
        first = line + before[: len(before) - len(shown)].count("\n")
        if opened >= 0 and text.startswith("{{-", opened) and text[opened + 3 : opened + 4].isspace():
            shown = shown.rstrip()
        if shown:
            yield Node("text", shown, first)
        if opened < 0:
            return
        line += before.count("\n")
        end = _end(text, opened + 2)
        action = text[opened + 2 : end]
        trim = action.endswith("-") and (action[-2:-1].isspace() or action.endswith("*/-"))
        written = action.removesuffix("-").removeprefix("-").strip()
        if not written.startswith("/*"):
            yield Node("action", written, line)
        line += action.count("\n")
        at = end + 2


def _end(text: str, at: int) -> int:
    """Where the action that is open at `at` has its closing braces."""
    inside = text[at : at + 20].lstrip("-").lstrip()
    if inside.startswith("/*"):
        closed = text.find("*/", at)
        found = text.find("}}", closed) if closed >= 0 else -1
        if found < 0:
            raise TooMuchError("a comment that does not end")
        return found
    while at < len(text):
        if text.startswith("}}", at):
            return at
        step = _STEP.match(text, at)
        at = step.end() if step else len(text)
    raise TooMuchError("an action that does not end")


def _block(pieces: list[Node], at: int, defined: dict[str, list[Node]], depth: int) -> tuple[list[Node], int]:
    """The nodes up to the `end` or `else` that closes the block, and where that stands."""
    if depth > MAX_DEPTH:
        raise TooMuchError("blocks nested too deep")
    nodes: list[Node] = []
    while at < len(pieces):
        piece = pieces[at]
        word = _keyword(piece.text) if piece.kind == "action" else ""
        if word in ("end", "else"):
            return nodes, at
        at += 1
        if word in ("if", "with", "range", "define", "block"):
            body, at = _block(pieces, at, defined, depth + 1)
            otherwise, at = _else(pieces, at, defined, depth)
            argument = piece.text.removeprefix(word).strip()
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
    if _keyword(rest) in ("if", "with"):
        otherwise, at = _else(pieces, at, defined, depth + 1)
        word = _keyword(rest)
        return [Node(word, rest.removeprefix(word).strip(), piece.line, body, otherwise)], at
    if at >= len(pieces):
        raise TooMuchError("a block without its `end`")
    return body, at + 1


def _keyword(action: str) -> str:
    """The word an action begins with: `with.Values.x` and `if(eq …)` need no space behind it."""
    match = _WORD.match(action)
    return match.group() if match else ""
