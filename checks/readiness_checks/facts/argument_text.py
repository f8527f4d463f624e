"""The arguments of a call as text, in any language that writes them in brackets with commas."""

from __future__ import annotations

MAX_TEXT = 3_000  # characters of one call
_CLOSES = {"(": ")", "[": "]", "{": "}"}
_QUOTES = frozenset("\"'`")


def arguments_of(text: str, start: int) -> tuple[str, ...] | None:
    """The top-level arguments of the call whose first `(` stands at or after `start`; None when it does not end soon.

    Strings are passed over as far as one pair of quotes tells; a block that Ruby or Kotlin writes after the call is no argument.
    """
    begin = text.find("(", start, start + 200)
    if begin < 0:
        return None
    found: list[str] = []
    expected = [")"]
    piece = begin + 1
    quote = ""
    for at in range(begin + 1, min(len(text), begin + MAX_TEXT)):
        mark = text[at]
        if quote:
            if mark == quote and text[at - 1] != "\\":
                quote = ""
        elif mark in _QUOTES:
            quote = mark
        elif mark in _CLOSES:
            expected.append(_CLOSES[mark])
        elif mark == expected[-1]:
            expected.pop()
            if not expected:
                found.append(text[piece:at].strip())
                return tuple(argument for argument in found if argument)
        elif mark == "," and len(expected) == 1:
            found.append(text[piece:at].strip())
            piece = at + 1
    return None
