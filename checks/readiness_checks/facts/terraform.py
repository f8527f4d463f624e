"""Terraform and OpenTofu files (HCL): their blocks with flattened attributes, and the defaults of variables.

Parsed with tree-sitter's HCL grammar; nothing is evaluated but literals and references to variables that have a default.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact

MAX_DEPTH = 30
MAX_FILES = 1_000
_VARIABLE = Regex(r"var\.(\w+)\Z")


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute: its dotted path inside the resource, its value as text without quotes, and its line."""

    path: str
    value: str
    line: int

    def resolved(self, known: Mapping[str, str]) -> Attribute:
        """The attribute with a reference to a variable replaced by that variable's value, where it is known."""
        match = _VARIABLE.match(self.value)
        return Attribute(self.path, known[match.group(1)], self.line) if match and match.group(1) in known else self


@dataclass(frozen=True, slots=True)
class Block:
    """A top-level block: `resource "aws_vpc" "main"` has keyword `resource` and two labels."""

    keyword: str
    labels: tuple[str, ...]
    attributes: tuple[Attribute, ...]
    line: int


@dataclass(frozen=True, slots=True)
class Document:
    """The blocks of one file, and the line where it stops being HCL; None for a file that parses, or is too deep to tell."""

    blocks: tuple[Block, ...] = ()
    broken: int | None = None


@fact
def terraform_documents(repo: Repo) -> dict[str, Document]:
    """The repository's own Terraform and OpenTofu files as they were read, by path."""
    files = [file for file in repo.named("*.tf", "*.tofu") if file.role in ("source", "configuration")][:MAX_FILES]
    return {file.path: parse_terraform(repo.text(file.path)) for file in files}


def read_terraform(text: str) -> tuple[Block, ...]:
    """The top-level blocks of an HCL text; what does not parse is left out."""
    return parse_terraform(text).blocks


def parse_terraform(text: str) -> Document:
    """The top-level blocks of an HCL text, and where it is broken."""
    if not text.strip() or _nested_too_deep(text):
        return Document()
    root = _parser().parse(text.encode("utf-8", "replace")).root_node
    made = []
    for body in root.named_children:
        for node in body.named_children if body.type == "body" else ():
            if node.type == "block":
                words = [child for child in node.named_children if child.type in ("identifier", "string_lit")]
                labels = tuple(_said(child).strip('"') for child in words[1:])
                attributes = tuple(item for child in node.named_children if child.type == "body" for item in _attributes(child, "", 0))
                made.append(Block(_said(words[0]) if words else "", labels, attributes, node.start_point[0] + 1))
    return Document(tuple(made), _first_error(root) if root.has_error else None)


def _first_error(node: Any) -> int:
    """The line of the first piece of a broken tree that fits nothing, or is missing."""
    while not (node.is_error or node.is_missing):
        inner = next((child for child in node.children if child.has_error or child.is_missing), None)
        if inner is None:
            break
        node = inner
    line: int = node.start_point[0] + 1
    return line


def _nested_too_deep(text: str) -> bool:
    depth = 0
    for found in re.finditer(r"[\[\]{}()]", text):
        depth = depth + 1 if found.group() in "[{(" else max(0, depth - 1)
        if depth > 200:
            return True
    return False


@lru_cache(maxsize=1)
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_hcl

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def _said(node: Any) -> str:
    text: bytes = node.text or b""
    return text.decode("utf-8", "replace")


def _attributes(body: Any, prefix: str, depth: int) -> Iterator[Attribute]:
    if depth > MAX_DEPTH:
        return
    for node in body.named_children:
        if node.type == "attribute" and len(node.named_children) >= 2:
            name = _said(node.named_children[0])
            yield from _value(node.named_children[1], f"{prefix}.{name}" if prefix else name, depth)
        elif node.type == "block":
            names = [child for child in node.named_children if child.type in ("identifier", "string_lit")]
            # `dynamic "settings" { content { … } }` stands for a block of that name
            dynamic = len(names) > 1 and _said(names[0]) == "dynamic"
            name = _said(names[1] if dynamic else names[0]).strip('"') if names else ""
            path = f"{prefix}.{name}" if prefix else name
            yield Attribute(path, "{}", node.start_point[0] + 1)
            for child in node.named_children:
                if child.type == "body":
                    for item in _attributes(child, path, depth + 1):
                        yield Attribute(item.path.replace(f"{path}.content", path, 1), item.value, item.line) if dynamic else item


def _value(expression: Any, path: str, depth: int) -> Iterator[Attribute]:
    objects = [child for child in _inside(expression) if child.type == "object"]
    if objects and depth < MAX_DEPTH:
        yield Attribute(path, "{}", expression.start_point[0] + 1)
        for element in objects[0].named_children:
            if element.type == "object_elem" and len(element.named_children) >= 2:
                key = _said(element.named_children[0]).strip('"')
                yield from _value(element.named_children[1], f"{path}.{key}", depth + 1)
        return
    text = _said(expression).strip()
    if len(text) > 1 and text[0] == text[-1] == '"' and "${" not in text:
        text = text[1:-1]
    yield Attribute(path, text[:500], expression.start_point[0] + 1)


def _inside(expression: Any) -> Iterator[Any]:
    for child in expression.named_children:
        yield child
        if child.type == "collection_value":
            yield from child.named_children


def variables_of(blocks: Mapping[str, tuple[Block, ...]]) -> dict[str, dict[str, str]]:
    """For each folder, the values its variables have: what a module call passes as a literal, else their defaults."""
    found: dict[str, dict[str, str]] = {}
    for path, items in blocks.items():
        for block in items:
            if block.keyword == "variable" and block.labels:
                default = next((item.value for item in block.attributes if item.path == "default"), None)
                if default is not None:
                    found.setdefault(path.rpartition("/")[0], {})[block.labels[0]] = default
    for path, items in blocks.items():
        for block in items:
            source = next((item.value for item in block.attributes if item.path == "source"), "") if block.keyword == "module" else ""
            if source.startswith("."):
                folder = path.rpartition("/")[0]
                target = posixpath.normpath(posixpath.join("/", folder, source)).lstrip("/")
                own = found.get(folder, {})
                passed = {
                    item.path: item.resolved(own).value for item in block.attributes if "." not in item.path and item.path != "source"
                }
                found.setdefault(target, {}).update(passed)
    return found
