"""Concrete syntax trees of source files, by tree-sitter grammars that ship as packages: nothing is run, no grammar is downloaded.

A tree is not remembered: it takes many times the room of its text. A fact takes what it needs in one visit and keeps that.
"""

from __future__ import annotations

from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING

from readiness.repo import Repo

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tree_sitter import Language, Node, Parser, Query

MAX_PARSED = 1_000_000  # bytes of one source file
_GRAMMARS = {
    "python": ("tree_sitter_python", "language"),
    "javascript": ("tree_sitter_javascript", "language"),
    "typescript": ("tree_sitter_typescript", "language_typescript"),
    "tsx": ("tree_sitter_typescript", "language_tsx"),
    "java": ("tree_sitter_java", "language"),
    "kotlin": ("tree_sitter_kotlin", "language"),
    "csharp": ("tree_sitter_c_sharp", "language"),
    "go": ("tree_sitter_go", "language"),
    "ruby": ("tree_sitter_ruby", "language"),
    "php": ("tree_sitter_php", "language_php"),
    "elixir": ("tree_sitter_elixir", "language"),
    "rust": ("tree_sitter_rust", "language"),
}


def root_of(repo: Repo, path: str) -> Node | None:
    """The root of a source file's tree; None where there is no such file, no grammar for its language, or too much of it."""
    file = repo.file(path)
    if file is None or file.size > MAX_PARSED:
        return None
    language = "tsx" if file.suffix == ".tsx" else file.language or ""
    return parse(language, repo.raw(path)) if language in _GRAMMARS else None


def parse(language: str, source: bytes) -> Node:
    """The root of the tree of a text in a language that has a grammar here; broken text gives nodes of type ERROR, never an error."""
    return _parser(language).parse(source).root_node


def captures(language: str, query: str, node: Node) -> dict[str, list[Node]]:
    """The nodes below `node` by the names that a tree-sitter query gives them, in the order of the text."""
    from tree_sitter import QueryCursor

    found = QueryCursor(_query(language, query)).captures(node)
    # the library gathers them in sets
    return {name: sorted(nodes, key=_place) for name, nodes in found.items()}


def _place(node: Node) -> tuple[int, int]:
    return node.start_byte, -node.end_byte


def matches(language: str, query: str, node: Node) -> Iterator[dict[str, list[Node]]]:
    """Each match of a tree-sitter query below `node`: the nodes by the names of its captures."""
    from tree_sitter import QueryCursor

    return (found for _, found in QueryCursor(_query(language, query)).matches(node))


def text_of(node: Node | None) -> str:
    """The text of a node, "" of none."""
    return (node.text or b"").decode("utf-8", "replace") if node is not None else ""


def line_of(node: Node) -> int:
    """The line that a node starts on, from 1."""
    return node.start_point.row + 1


@cache
def _language(name: str) -> Language:
    from tree_sitter import Language

    module, function = _GRAMMARS[name]
    return Language(getattr(import_module(module), function)())


@cache
def _parser(name: str) -> Parser:
    from tree_sitter import Parser

    return Parser(_language(name))


@lru_cache(maxsize=256)
def _query(name: str, source: str) -> Query:
    from tree_sitter import Query

    return Query(_language(name), source)
