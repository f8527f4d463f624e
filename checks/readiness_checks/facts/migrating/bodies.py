"""Reads the bodies of functions out of text: enough to tell a way back from an empty one."""

from __future__ import annotations

import re

from readiness.regex import Regex

MAX_BODY = 60_000  # characters looked at

_NOISE = Regex(r"//[^\n]*|/\*[\s\S]*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|`(?:\\.|[^`\\])*`")
_EMPTY_STATEMENT = Regex(
    r"^(?:return(?:\s+(?:null|undefined|nil|Promise\.resolve\(\s*\)|true|Task\.CompletedTask))?|await Promise\.resolve\(\s*\)"
    r"|parent::\w{1,20}\([^)]*\)"
    r"|\$this->(?:abortIf|skipIf|warnIf|throwIrreversible\w*)\([^;]{0,400}\)|console\.\w{1,10}\([^)]*\)|(?:void\s)?_?\w{1,30})$"
)


def braced(text: str, opening: int) -> str:
    """What stands between the brace at or after `opening` and its partner; texts and comments are blanked out. "" without one."""
    window = text[opening : opening + MAX_BODY]
    plain = _NOISE.sub(_blank, window)
    start = plain.find("{")
    if start < 0:
        return ""
    depth = 0
    for brace in re.finditer(r"[{}]", plain[start:]):
        depth += 1 if brace.group() == "{" else -1
        if depth == 0:
            return plain[start + 1 : start + brace.start()]
    return plain[start + 1 :]


def _blank(found: re.Match[str]) -> str:
    text = found.group()
    return "\n" * text.count("\n") if text.startswith(("//", "/*")) else '""'


def does_nothing(body: str) -> str:
    """Why a body of a C-like language takes nothing back: `is empty`, `only throws`; "" when it does something."""
    statements = [piece.strip() for piece in re.split(r"[;\n]", body) if piece.strip(" \t\r\n{}")]
    real = [statement for statement in statements if not _EMPTY_STATEMENT.match(statement)]
    if not real:
        return "is empty"
    if re.match(r"(?:throw\b|raise\b)", real[0]):
        return "only throws"
    return ""


def indented(text: str, start: int) -> str:
    """The lines below the one at `start` that are indented deeper than it, as Ruby and Elixir blocks are; comments left out."""
    begin = text.rfind("\n", 0, start) + 1
    margin = len(text[begin:start]) - len(text[begin:start].lstrip())
    lines = []
    for line in text[start : start + MAX_BODY].split("\n")[1:]:
        stripped = line.strip()
        if stripped and len(line) - len(line.lstrip()) <= margin:
            break
        if stripped and not stripped.startswith("#"):
            lines.append(line)
    return "\n".join(lines)
