"""XML with line numbers: no entities of its own, nothing fetched, bounded in depth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from readiness.records import dataclass
from readiness.syntax import Problem

MAX_DEPTH = 200
MAX_SIZE = 5_000_000  # characters


@dataclass(slots=True)
class Element:
    """An element: its tag without namespace, attributes, the text directly inside it, its children, and its line (from 1)."""

    tag: str
    attributes: dict[str, str]
    line: int
    text: str = ""
    children: list[Element] = field(default_factory=list)

    def child(self, tag: str) -> Element | None:
        """The first child of that tag."""
        return next((child for child in self.children if child.tag == tag), None)

    def under(self, *tags: str) -> tuple[Element, ...]:
        """The elements reached by following `tags` one level each."""
        found: list[Element] = [self]
        for tag in tags:
            found = [child for element in found for child in element.children if child.tag == tag]
        return tuple(found)

    def value(self, *tags: str) -> str:
        """The text of the first element under `tags`, "" when there is none."""
        found = self.under(*tags)
        return found[0].text.strip() if found else ""

    def walk(self) -> Iterator[Element]:
        """This element and all below it, in document order."""
        pending = [self]
        while pending:
            element = pending.pop()
            yield element
            pending.extend(reversed(element.children))


class _RefusedError(Exception):
    """The document does what we do not allow; the message says what."""


def parse_xml(text: str) -> tuple[Element | None, Problem | None]:
    """The root element, or the problem. Entity declarations are refused, external ones never read."""
    from xml.parsers import expat

    if len(text) > MAX_SIZE:
        return None, Problem("larger than 5 MB")
    parser = expat.ParserCreate(namespace_separator=" ")
    root = Element("", {}, 0)
    stack = [root]

    def start(name: str, attributes: dict[str, str]) -> None:
        if len(stack) > MAX_DEPTH:
            raise _RefusedError(f"elements nested deeper than {MAX_DEPTH}")
        element = Element(_plain(name), {_plain(key): value for key, value in attributes.items()}, parser.CurrentLineNumber)
        stack[-1].children.append(element)
        stack.append(element)

    def end(_name: str) -> None:
        stack.pop()

    def data(found: str) -> None:
        stack[-1].text += found

    def entity(*_declared: object) -> None:
        raise _RefusedError("declares entities")

    parser.buffer_text = True
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = data
    parser.EntityDeclHandler = entity
    try:
        # decoded already: an encoding declaration would contradict it
        parser.Parse(text.encode("utf-8", "replace") if "encoding" not in text[:200] else _without_encoding(text), True)
    except expat.ExpatError as error:
        return None, Problem(expat.ErrorString(error.code), error.lineno)
    except _RefusedError as error:
        return None, Problem(str(error), parser.CurrentLineNumber)
    return (root.children[0], None) if root.children else (None, Problem("no element"))


def _plain(name: str) -> str:
    return name.rpartition(" ")[2]


def _without_encoding(text: str) -> bytes:
    declaration, mark, rest = text.partition("?>")
    if not mark or not declaration.lstrip().startswith("<?xml"):
        return text.encode("utf-8", "replace")
    return ('<?xml version="1.0"?>' + "\n" * declaration.count("\n") + rest.lstrip(" ")).encode("utf-8", "replace")
