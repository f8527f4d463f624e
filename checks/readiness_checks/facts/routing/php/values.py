"""What the arguments of PHP calls and attributes say: texts, lists, names, closures."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.syntax_trees import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_PARTS = 40
MAX_LINKS = 60
CLOSURES = ("anonymous_function", "anonymous_function_creation_expression", "arrow_function")
_STRINGS = ("string", "encapsed_string")


@dataclass(frozen=True, slots=True)
class Arguments:
    """Arguments by place and by name."""

    positional: tuple[Node, ...] = ()
    named: tuple[tuple[str, Node], ...] = ()

    def at(self, index: int, name: str = "") -> Node | None:
        """The argument at a place, or the one that is given by name."""
        by_name = next((value for key, value in self.named if key == name), None)
        return by_name if by_name is not None else self.positional[index] if index < len(self.positional) else None


@dataclass(frozen=True, slots=True)
class Link:
    """One call of a chain: `->prefix('api')`."""

    name: str
    arguments: Arguments
    line: int


def chain_of(node: Node) -> tuple[str, tuple[Link, ...]]:
    """What a chain of calls begins with (`Route`, `$router`, `$this->router`) and its calls in order."""
    links: list[Link] = []
    while node.type in ("member_call_expression", "scoped_call_expression", "nullsafe_member_call_expression") and len(links) < MAX_LINKS:
        name = node.child_by_field_name("name")
        line = (name or node).start_point.row + 1
        links.append(Link(text_of(name), arguments_of(node.child_by_field_name("arguments")), line))
        inner = node.child_by_field_name("object") or node.child_by_field_name("scope")
        if inner is None:
            break
        node = inner
    base = text_of(node)[:120] if node.type in ("name", "qualified_name", "variable_name", "member_access_expression") else ""
    return base.rpartition("\\")[2], tuple(reversed(links))


def arguments_of(node: Node | None) -> Arguments:
    """The arguments between the parentheses of a call or an attribute."""
    positional: list[Node] = []
    named: list[tuple[str, Node]] = []
    for each in node.named_children if node else ():
        if each.type != "argument" or not each.named_children:
            continue
        name = each.child_by_field_name("name")
        value = each.named_children[-1]
        if name is not None and name != value:
            named.append((text_of(name), value))
        else:
            positional.append(value)
    return Arguments(tuple(positional), tuple(named))


def text_in(node: Node | None, known: Mapping[str, str] | None = None) -> str:
    """A string expression as text, `{?}` for what it does not say; `known` holds constants by their name as written."""
    parts: list[str] = []
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if len(parts) > MAX_PARTS:
            return UNKNOWN
        if each is not None and each.type == "binary_expression" and text_of(each.child_by_field_name("operator")) == ".":
            waiting += [each.child_by_field_name("right"), each.child_by_field_name("left")]
        elif each is not None and each.type == "parenthesized_expression" and each.named_child_count == 1:
            waiting.append(each.named_children[0])
        else:
            parts.append(_text(each, known or {}) if each is not None else UNKNOWN)
    return "".join(parts)


def _text(node: Node, known: Mapping[str, str]) -> str:
    if node.type in _STRINGS:
        children = node.named_children
        made = "".join(text_of(each) if each.type in ("string_content", "string_value") else _escaped(each) for each in children)
        return made.replace("\\\\", "\\")
    if node.type == "function_call_expression" and text_of(node.child_by_field_name("function")) in ("env", "config"):
        given = arguments_of(node.child_by_field_name("arguments"))
        return _text(given.positional[1], known) if len(given.positional) > 1 and given.positional[1].type in _STRINGS else UNKNOWN
    return known.get(text_of(node), UNKNOWN) if node.type in ("class_constant_access_expression", "name") else UNKNOWN


def _escaped(node: Node) -> str:
    return text_of(node)[1:] if node.type == "escape_sequence" else UNKNOWN


def elements_of(node: Node | None) -> Iterator[tuple[str, Node]]:
    """The elements of an array that is written out: key ("" where it has none) and value."""
    for each in node.named_children if node is not None and node.type == "array_creation_expression" else ():
        if each.type == "array_element_initializer" and each.named_children:
            values = each.named_children
            yield (text_in(values[0]) if len(values) > 1 else "", values[-1])


def texts_in(node: Node | None) -> tuple[str, ...]:
    """The texts of an array, or the one text that stands where an array may stand; constants by their last name."""
    if node is None:
        return ()
    if node.type == "array_creation_expression":
        return tuple(_named(value) for _, value in elements_of(node))
    return (_named(node),)


def _named(node: Node) -> str:
    if node.type == "class_constant_access_expression":
        return text_of(node).rpartition("::")[2].removeprefix("METHOD_")
    return text_in(node)


def body_of(node: Node) -> Node | None:
    """The body of a closure, or of the closure that a `static fn` wraps."""
    return node.child_by_field_name("body") if node.type in CLOSURES else None
