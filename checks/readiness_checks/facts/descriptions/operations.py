"""The operations of an OpenAPI document, wherever in the repository their path items stand."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from dataclasses import field

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Map, mapping, sequence
from readiness_checks.facts.descriptions.references import Target, document_at, resolve

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")
MAX_ITEMS = 100  # path items in files of their own that are parsed; the methods of further ones are read off their text

_METHOD_LINE = Regex(r"(?m)^[\"']?(get|put|post|delete|options|head|patch|trace)[\"']?\s*:")


@dataclass(frozen=True, slots=True)
class Node:
    """A value of a document with the file it stands in and that file's root, which relative references start from."""

    value: Map
    root: object = field(repr=False)
    path: str

    def at(self, repo: Repo, value: object) -> Node | None:
        """`value`, which stands in this node, with its reference followed; None where that leads out of the repository or nowhere."""
        found = mapping(value)
        reference = found.get("$ref")
        if not isinstance(reference, str):
            return Node(found, self.root, self.path)
        target = resolve(repo, self.root, self.path, reference)
        return self._reached(repo, target) if not target.external and not target.problem else None

    def _reached(self, repo: Repo, target: Target) -> Node:
        root = self.root if target.path == self.path else document_at(repo, target.path)
        return Node(mapping(target.value), root, target.path)


@dataclass(frozen=True, slots=True)
class Operation:
    """An operation as it stands: lower-case method, its URL, its path item and itself.

    `line` is its line in the file of its path item, `path`; `named` is the line of the URL in the document. `read` is False where
    the path item stands in a file of its own that was not parsed. A `webhook` is called by the API, at no path of its own.
    """

    method: str
    url: str
    line: int
    named: int
    item: Node
    own: Node
    read: bool = True
    webhook: bool = False

    @property
    def path(self) -> str:
        return self.own.path


def operations_of(repo: Repo, root: Map, path: str, most: int = MAX_ITEMS) -> Iterator[Operation]:
    """Each operation of the document at `path`; at most `most` path items in other files of the repository are parsed."""
    followed = 0
    for section in ("paths", "webhooks"):
        webhook = section == "webhooks"
        paths = Node(root, root, path).at(repo, root.get(section))
        if paths is None:
            continue
        for url, written in paths.value.items():
            named = paths.value.line_of(url)
            if not isinstance(written, Map):
                continue
            reference = written.get("$ref")
            if isinstance(reference, str) and reference.partition("#")[0]:
                followed += 1
                if followed > most:
                    yield from _unread(repo, paths, reference, url, named)
                    continue
            item = paths.at(repo, written)
            if item is not None:
                yield from _of_item(item, url, named, webhook)
            if isinstance(reference, str):
                # methods beside a reference add to what it leads to
                yield from _of_item(Node(written, paths.root, paths.path), url, named, webhook)


def _of_item(item: Node, url: str, named: int, webhook: bool) -> Iterator[Operation]:
    for method in METHODS:
        own = item.value.get(method)
        if isinstance(own, Map):
            yield Operation(method, url, item.value.line_of(method) or named, named, item, Node(own, item.root, item.path), webhook=webhook)


def _unread(repo: Repo, paths: Node, reference: str, url: str, named: int) -> Iterator[Operation]:
    where = posixpath.normpath(posixpath.join(posixpath.dirname(paths.path), reference.partition("#")[0]))
    if repo.file(where) is None:
        return
    text = repo.text(where)
    nothing = Node(Map(), None, where)
    for found in _METHOD_LINE.finditer(text):
        yield Operation(found.group(1), url, text.count("\n", 0, found.start()) + 1, named, nothing, nothing, read=False)


def parameters_of(repo: Repo, operation: Operation) -> Iterator[Node | None]:
    """The parameters of an operation and of its path item; None for one whose reference cannot be followed."""
    for node in (operation.item, operation.own):
        for written in sequence(node.value.get("parameters")):
            yield node.at(repo, written)
