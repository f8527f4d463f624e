"""Packages of Go in the repository: the folder of an import, and the text of its constants."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.syntax_trees import parse, text_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from tree_sitter import Node

_MODULE = Regex(r"(?m)^module\s+\"?([^\s\"]{1,200})")
_METHOD = Regex(r"^(?:\w+\.)?Method(Get|Head|Post|Put|Patch|Delete|Options|Trace|Connect)$")
MAX_DEPTH = 10


@fact
def go_files(repo: Repo) -> dict[str, tuple[str, ...]]:
    """The Go files of the repository's own source by folder, tests left out."""
    found: dict[str, list[str]] = {}
    for file in repo.files:
        if file.language == "go" and file.role in ("source", "generated") and not file.name.endswith("_test.go"):
            found.setdefault(file.folder, []).append(file.path)
    return {folder: tuple(paths) for folder, paths in found.items()}


@fact
def go_modules(repo: Repo) -> tuple[tuple[str, str], ...]:
    """The name and the folder of every module, the longest name first."""
    named = ((_MODULE.search(repo.text(file.path)[:2_000]), file.folder) for file in repo.named("go.mod"))
    return tuple(sorted(((found[1], folder) for found, folder in named if found), key=lambda pair: -len(pair[0])))


@fact
def folder_of(repo: Repo, module: str) -> str | None:
    """The folder of an imported package, None where it is not in the repository."""
    for name, folder in go_modules(repo):
        if module == name or module.startswith(name + "/"):
            path = "/".join(part for part in (folder, module[len(name) + 1 :]) if part)
            return path if path in go_files(repo) else None
    return None


@fact
def constant(repo: Repo, folder: str, name: str, depth: int = 0) -> str:
    """The text of a package's constant or variable that is assigned once, `{?}` where it is not known."""
    if depth > MAX_DEPTH or not name.isidentifier():
        return UNKNOWN
    wanted = re.compile(rf"(?m)^[ \t]*(?:const[ \t]+|var[ \t]+)?{name}(?:[ \t]+string)?[ \t]*=[ \t]*([^=\n][^\n]{{0,300}})$")
    found = [match[1] for path in go_files(repo).get(folder, ()) for match in wanted.finditer(repo.text(path)) if name in repo.text(path)]
    if len(found) != 1:
        return UNKNOWN
    root = parse("go", f"package p\nvar x = {found[0]}\n".encode())
    spec = next((node for node in _descended(root) if node.type == "var_spec"), None)
    value = spec.child_by_field_name("value") if spec is not None else None
    if value is None or not value.named_children:
        return UNKNOWN
    return text_at(value.named_children[0], lambda other: constant(repo, folder, other, depth + 1) if "." not in other else UNKNOWN)


def _descended(root: Node) -> list[Node]:
    found = [root]
    for node in found:
        if len(found) > 200:
            break
        found.extend(node.named_children)
    return found


def text_at(node: Node | None, named: Callable[[str], str], depth: int = 0) -> str:
    """The text of an expression, `{?}` for each part that is not known; `named` gives the text of a (dotted) name."""
    if node is None or depth > MAX_DEPTH:
        return UNKNOWN
    kind = node.type
    if kind in ("interpreted_string_literal", "raw_string_literal"):
        return text_of(node)[1:-1]
    if kind == "binary_expression" and text_of(node.child_by_field_name("operator")) == "+":
        return _sum(node, named, depth)
    if kind in ("identifier", "selector_expression"):
        name = text_of(node)
        method = _METHOD.match(name)
        if method and name.startswith("http."):
            return method[1].upper()
        # the base that a generated server is given when it is registered
        return "" if name.endswith((".BaseURL", ".BaseUrl")) else named(name)
    if kind == "parenthesized_expression" and node.named_children:
        return text_at(node.named_children[0], named, depth + 1)
    if kind == "call_expression":
        return _call(node, named, depth)
    return UNKNOWN


def _sum(node: Node, named: Callable[[str], str], depth: int) -> str:
    parts: list[str] = []
    left: Node | None = node
    while left is not None and left.type == "binary_expression":
        parts.append(text_at(left.child_by_field_name("right"), named, depth + 1))
        left = left.child_by_field_name("left")
    parts.append(text_at(left, named, depth + 1))
    return "".join(reversed(parts))


def _call(node: Node, named: Callable[[str], str], depth: int) -> str:
    """`fmt.Sprintf("%s/x", base)`, `path.Join(base, "x")`, conversions such as `string(Base)`."""
    function = text_of(node.child_by_field_name("function"))
    given = node.child_by_field_name("arguments")
    arguments = [text_at(each, named, depth + 1) for each in given.named_children] if given is not None else []
    name = function.rpartition(".")[2]
    if name == "Sprintf" and arguments:
        rest = iter(arguments[1:])
        return re.sub(r"%[svd]", lambda _: next(rest, UNKNOWN), arguments[0])
    if function in ("path.Join", "filepath.Join") or name == "JoinPath":
        return "/".join(part.strip("/") if at else part.rstrip("/") for at, part in enumerate(arguments))
    if function == "string" and len(arguments) == 1:
        return arguments[0]
    return UNKNOWN
