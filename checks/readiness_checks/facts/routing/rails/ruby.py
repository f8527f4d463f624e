"""What the arguments of Ruby calls say: texts, symbols, lists and options, with the values of loop variables put in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.syntax_trees import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_LISTS = ("array", "string_array", "symbol_array")
_BLOCKS = ("do_block", "block")


@dataclass(frozen=True, slots=True)
class Call:
    """A call: its name, what it is called on, its arguments by place and by name, and the block that it is given."""

    node: Node
    name: str
    receiver: Node | None
    positional: tuple[Node, ...]
    options: Mapping[str, Node]
    pairs: tuple[tuple[Node, Node], ...]
    block: Node | None

    @property
    def line(self) -> int:
        """The line that the call stands on, from 1."""
        return self.node.start_point.row + 1


def call_of(node: Node) -> Call | None:
    """A node read as a call; a lone identifier is a call without arguments; None for anything else."""
    if node.type == "identifier":
        return Call(node, text_of(node), None, (), {}, (), None)
    if node.type != "call":
        return None
    arguments = node.child_by_field_name("arguments")
    given = [each for each in (arguments.named_children if arguments else ()) if each.type != "comment"]
    if len(given) == 1 and given[0].type == "hash":
        given = list(given[0].named_children)
    pairs: list[tuple[Node, Node]] = []
    options: dict[str, Node] = {}
    for each in given:
        pair = each if each.type == "pair" else None
        key, value = (pair.child_by_field_name("key"), pair.child_by_field_name("value")) if pair else (None, None)
        if key is None or value is None:
            continue
        if key.type in ("hash_key_symbol", "simple_symbol"):
            options[text_of(key).strip(":")] = value
        else:
            pairs.append((key, value))
    positional = tuple(each for each in given if each.type not in ("pair", "block_argument", "hash_splat_argument"))
    return Call(
        node,
        text_of(node.child_by_field_name("method")),
        node.child_by_field_name("receiver"),
        positional,
        options,
        tuple(pairs),
        next((each for each in node.children if each.type in _BLOCKS), None),
    )


def statements_of(node: Node | None) -> list[Node]:
    """The statements of a block, a body, or a branch."""
    if node is None:
        return []
    found: list[Node] = []
    for each in node.named_children:
        found += each.named_children if each.type in ("body_statement", "block_body", "then") else [each]
    return [each for each in found if each.type not in ("comment", "block_parameters")]


def parameters_of(block: Node) -> tuple[str, ...]:
    """The names of a block's parameters."""
    parameters = block.child_by_field_name("parameters")
    return tuple(text_of(each) for each in parameters.named_children) if parameters else ()


def text_in(node: Node, known: Mapping[str, str]) -> str:
    """A string, symbol or loop variable as text; what it does not say is `{?}`."""
    if node.type == "simple_symbol":
        return text_of(node)[1:]
    if node.type in ("string", "bare_string", "bare_symbol", "delimited_symbol"):
        return "".join(_part(each, known) for each in node.named_children)
    if node.type == "identifier":
        return known.get(text_of(node), UNKNOWN)
    if node.type == "call" and text_of(node.child_by_field_name("method")) in ("to_s", "to_sym", "freeze"):
        receiver = node.child_by_field_name("receiver")
        return text_in(receiver, known) if receiver is not None and receiver.type != "call" else UNKNOWN
    return UNKNOWN


def texts_in(node: Node | None, known: Mapping[str, str]) -> tuple[str, ...]:
    """The texts of a list, or the one text that stands where a list may stand."""
    if node is None:
        return ()
    if node.type in _LISTS:
        return tuple(text_in(each, known) for each in node.named_children if each.type != "comment")
    return (text_in(node, known),)


def is_list(node: Node | None) -> bool:
    """Whether a node is a list that is written out."""
    return node is not None and node.type in _LISTS


def _part(node: Node, known: Mapping[str, str]) -> str:
    if node.type == "interpolation":
        return text_in(node.named_children[0], known) if len(node.named_children) == 1 else UNKNOWN
    return text_of(node)
