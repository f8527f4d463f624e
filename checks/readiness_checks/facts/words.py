"""Splits names into their words, whatever the convention."""

from __future__ import annotations

from readiness.regex import Regex

_WORD = Regex(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")


def words_of(name: str) -> tuple[str, ...]:
    """The words of a name in snake, kebab, dotted, camel or upper case, in lower case."""
    return tuple(word.lower() for word in _WORD.findall(name))
