"""Holds the text of Protocol Buffers to the form of its statements and blocks."""

from __future__ import annotations

import re
from dataclasses import field

from readiness.records import dataclass
from readiness.regex import Regex
from readiness_checks.facts.descriptions import Error

MAX_DEPTH = 100  # of blocks in blocks; protoc itself stops at far less

_TEXTS = Regex(r"//[^\n]*|/\*[\s\S]*?(?:\*/|\Z)|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'")
_WORD = Regex(r"[\w.]+|\S")
_END = Regex(r"[;{}\[\]]")
_LABEL = r"(?:(?:optional|required|repeated) )?"
_FIELD = rf"(?!(?:optional|required|repeated) \w+ =){_LABEL}(?:map < [\w.]+ , [\w.]+ >|[\w.]+) \w+ = \d\w*(?: \[\])?"
_GROUP = Regex(rf"{_LABEL}group \w+ = \d\w*(?: \[\])?")
_SETTING = r"(?:[\w.]+|\( [\w.]+ \))(?: \.[\w.]*| \( [\w.]+ \)){0,20} = (?:text(?: text){0,200}|(?:[-+] )?[\w.]+|\{\}|\[\])"
_OPTION = rf"option {_SETTING}"
_SETTINGS = Regex(rf"{_SETTING}(?: , {_SETTING}){{0,200}}")
_LISTS = r"(?:reserved|extensions) .{1,4000}"
# By the block they stand in: the statements that end with a semicolon.
_STATEMENTS = {
    "file": Regex(
        rf"(?:syntax|edition) = text(?: text){{0,50}}|package [\w.]+|import (?:public |weak |option )?text(?: text){{0,50}}|{_OPTION}"
    ),
    "message": Regex(rf"{_FIELD}|{_OPTION}|{_LISTS}"),
    "enum": Regex(rf"\w+ = (?:- )?\w+(?: \[\])?|{_OPTION}|{_LISTS}"),
    "oneof": Regex(rf"{_FIELD}|{_OPTION}"),
    "extend": Regex(_FIELD),
    "service": Regex(rf"rpc \w+ \( (?:stream )?[\w.]+ \) returns \( (?:stream )?[\w.]+ \)|{_OPTION}"),
    "rpc": Regex(_OPTION),
}
# What a block begins with, and in which blocks it may stand.
_BLOCKS = (
    ("message", Regex(r"(?:export |local )?message \w+"), ("file", "message")),
    ("enum", Regex(r"(?:export |local )?enum \w+"), ("file", "message")),
    ("extend", Regex(r"extend [\w.]+"), ("file", "message")),
    ("service", Regex(r"service \w+"), ("file",)),
    ("oneof", Regex(r"oneof \w+"), ("message",)),
    ("message", _GROUP, ("message", "oneof", "extend")),
    ("rpc", Regex(r"rpc \w+ \( (?:stream )?[\w.]+ \) returns \( (?:stream )?[\w.]+ \)"), ("service",)),
)
_CLOSES = {"}": "{", "]": "["}


@dataclass(slots=True)
class _State:
    """The blocks that are open, the words of the statement so far, the literals (`{…}`, `[…]`) open in it, and what a list sets."""

    blocks: list[str] = field(default_factory=lambda: ["file"])
    words: list[str] = field(default_factory=list)
    literals: list[str] = field(default_factory=list)
    settings: list[str] = field(default_factory=list)


def structure_errors(text: str, path: str) -> tuple[Error, ...]:
    """The first thing that cannot be Protocol Buffers (proto2, proto3 and editions), none when the structure holds.

    Statements are matched one by one instead of by a generated parser, which takes fifty times as long for the same verdicts. Names
    are not resolved; that is for the compiler.
    """
    if text.rfind("/*") > max(text.rfind("*/"), text.rfind("\n")):
        return (Error("a comment never ends", path, text.count("\n") + 1),)
    plain = _TEXTS.sub(_blank, text)
    state, at = _State(), 0
    for end in _END.finditer(plain):
        if len(state.literals) == 1 and state.literals[0] == "[":
            state.settings += _WORD.findall(plain, at, end.start())
        elif not state.literals:
            state.words += _WORD.findall(plain, at, end.start())
        at = end.end()
        if not _take(state, end.group()):
            line = plain.count("\n", 0, end.start()) + 1
            return (Error("the grammar of Protocol Buffers allows no such thing here", path, line),)
    if len(state.blocks) > 1 or state.words or plain[at:].strip():
        within = f"a {state.blocks[-1]}" if len(state.blocks) > 1 else "a statement"
        return (Error(f"the file ends inside {within}", path, plain.count("\n") + 1),)
    return ()


def _blank(found: re.Match[str]) -> str:
    """Comments as the lines that they take, texts as the word `text`."""
    word = found.group()
    return " text " if word[0] in "\"'" else " " + "\n" * word.count("\n")


def _take(state: _State, mark: str) -> bool:
    """Go on by one mark, the words before it read; False when it cannot stand here."""
    if state.literals:
        if mark in "{[":
            if len(state.literals) == 1:
                state.settings.append("{}" if mark == "{" else "[]")
            state.literals.append(mark)
        elif mark != ";":
            return state.literals.pop() == _CLOSES[mark] and (bool(state.literals) or _list_holds(state))
        return len(state.literals) < MAX_DEPTH
    if mark == "[" or (mark == "{" and state.words[:1] == ["option"]):
        state.literals.append(mark)
        state.words.append("[]" if mark == "[" else "{}")
        return True
    if mark == "{":
        return _open(state)
    if mark == "}":
        return not state.words and len(state.blocks) > 1 and bool(state.blocks.pop())
    if mark == "]":
        return False
    statement, state.words = " ".join(state.words), []
    return not statement or _STATEMENTS[state.blocks[-1]].fullmatch(statement) is not None


def _list_holds(state: _State) -> bool:
    """Whether what stood in square brackets is a list of settings, where there was one."""
    settings, state.settings = " ".join(state.settings), []
    return state.words[-1] == "{}" or _SETTINGS.fullmatch(settings) is not None


def _open(state: _State) -> bool:
    header, state.words = " ".join(state.words), []
    for kind, pattern, places in _BLOCKS:
        if state.blocks[-1] in places and pattern.fullmatch(header):
            state.blocks.append(kind)
            return len(state.blocks) < MAX_DEPTH
    return False
