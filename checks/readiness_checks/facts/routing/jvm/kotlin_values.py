"""Constant expressions and arguments of annotations in Kotlin, from their words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from readiness.regex import Regex
from readiness_checks.facts.routing.jvm import MAX_TERMS, UNKNOWN_VALUE, Term, Value
from readiness_checks.facts.routing.jvm.kotlin_words import Word

_TEMPLATE = Regex(r"\\\$|\$\{\s*([A-Za-z_][\w.]{0,120})\s*\}|\$([A-Za-z_]\w{0,80})|(\$\{)")


def arguments_of(words: Sequence[Word]) -> tuple[tuple[str, tuple[Value, ...]], ...]:
    """The arguments of an annotation by name; those without one are the elements of `value`."""
    found: dict[str, tuple[Value, ...]] = {}
    for part in _parts(words):
        named = len(part) > 2 and part[0].kind == "word" and part[1].text == "="
        key = part[0].text if named else "value"
        found[key] = found.get(key, ()) + _values(part[2:] if named else part)
    return tuple(found.items())


def _values(words: Sequence[Word]) -> tuple[Value, ...]:
    if words and words[0].text == "*":
        words = words[1:]
    array = words[0].text in ("arrayOf", "listOf") and len(words) > 2 if words else False
    inner = words[2:-1] if array else words[1:-1] if words and words[0].text == "[" and words[-1].text == "]" else None
    if inner is None:
        return (value_of(words) or UNKNOWN_VALUE,)
    return tuple(value_of(part) or UNKNOWN_VALUE for part in _parts(inner))


def _parts(words: Sequence[Word]) -> Iterator[Sequence[Word]]:
    """Words between the commas that stand in no bracket."""
    depth, begin = 0, 0
    for at, word in enumerate(words):
        if word.kind == "mark":
            depth += (word.text in ("(", "[", "{")) - (word.text in (")", "]", "}"))
            if word.text == "," and not depth:
                if at > begin:
                    yield words[begin:at]
                begin = at + 1
    if begin < len(words):
        yield words[begin:]


def value_of(words: Sequence[Word]) -> Value | None:
    """A sum of texts and names as terms; None for any other expression."""
    terms: list[Term] = []
    expected = True
    for at, word in enumerate(words[: MAX_TERMS * 3]):
        if word.text == "." and word.kind == "mark":
            continue
        if word.text == "+" and not expected:
            expected = True
        elif word.kind == "string" and (expected or words[at - 1].text == "$"):
            terms += _template(word.text, "$$" if at and words[at - 1].text == "$" else "")
            expected = False
        elif word.text == "$" and expected:
            continue  # before a string: how many dollars begin a template in it
        elif word.kind == "word" and expected:
            terms.append(("name", word.text))
            expected = False
        elif word.kind == "word" and words[at - 1].text == "." and terms and terms[-1][0] == "name":
            terms[-1] = ("name", f"{terms[-1][1]}.{word.text}")
        elif word.text not in ("(", ")"):
            return None
        elif words[at - 1].kind == "word" and at:
            return None  # a call
    return tuple(terms) if terms and not expected and len(words) <= MAX_TERMS * 3 else None


def _template(literal: str, dollars: str) -> list[Term]:
    """The terms of a string with `$name` and `${A.B}` inside; `\\$` is a dollar, as placeholders of Spring are written."""
    quotes = 3 if literal.startswith('"""') else 1
    text = literal[quotes : -quotes if literal.endswith('"') else None]
    if dollars:
        return [("text", text)]
    terms: list[Term] = []
    at = 0
    for found in _TEMPLATE.finditer(text):
        terms.append(("text", text[at : found.start()]))
        name = found[1] or found[2]
        terms.append(("name", name) if name else ("text", "$") if found.group() == "\\$" else ("unknown", ""))
        at = found.end()
        if found[3]:
            break
    else:
        terms.append(("text", text[at:]))
    return [term for term in terms if term != ("text", "")] or [("text", "")]
