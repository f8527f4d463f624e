"""The classes of a Python module as they are written: bases, what they assign, and the classes inside them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from typing import TYPE_CHECKING

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.expressions import Value
from readiness_checks.facts.expressions.python import call_of, constants, value_of
from readiness_checks.facts.syntax_trees import line_of, root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_IMPORT = Regex(r"(?m)^[ \t]*from[ \t]+([\w.]{1,200})[ \t]+import[ \t]+(\([^)]{0,8000}\)|[^\n#]{1,2000})")
_MAX_CLASSES = 2000


@dataclass(frozen=True, slots=True)
class Assigned:
    """What a class assigns to a name: `annotation` as written, `value` None where there is only an annotation."""

    name: str
    line: int
    value: Value = None
    annotation: str = ""
    bare: bool = False


@dataclass(frozen=True, slots=True)
class PythonClass:
    """A class at the top of a module: `keywords` of its statement, and in `meta` what its inner class `Meta` assigns."""

    name: str
    path: str
    line: int
    bases: tuple[str, ...] = ()
    keywords: Mapping[str, Value] = field(default_factory=dict, compare=False)
    assigned: tuple[Assigned, ...] = ()
    meta: Mapping[str, Value] = field(default_factory=dict, compare=False)
    meta_bases: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()


@fact
def classes_of(repo: Repo, path: str) -> tuple[PythonClass, ...]:
    """The classes at the top of a Python file, in its order."""
    module = root_of(repo, path)
    if module is None:
        return ()
    known = constants(module)
    found: list[PythonClass] = []
    for statement in module.named_children:
        inner = statement.child_by_field_name("definition") if statement.type == "decorated_definition" else statement
        if inner is not None and inner.type == "class_definition" and len(found) < _MAX_CLASSES:
            found.append(_class(inner, path, known))
    return tuple(found)


@fact
def imported_from(repo: Repo, path: str) -> dict[str, str]:
    """The module that each name of `from module import name [as alias]` comes from."""
    found = {}
    for match in _IMPORT.finditer(repo.text(path)):
        for part in match.group(2).strip("()").replace("\n", ",").split(","):
            words = part.partition("#")[0].split()
            if words and words[0].isidentifier():
                found[words[-1]] = f"{match.group(1)}.{words[0]}"
    return found


def _class(node: Node, path: str, known: dict[str, Value]) -> PythonClass:
    bases: list[str] = []
    keywords: dict[str, Value] = {}
    given = node.child_by_field_name("superclasses")
    for argument in given.named_children if given is not None else ():
        if argument.type == "keyword_argument":
            keywords[text_of(argument.child_by_field_name("name"))] = value_of(argument.child_by_field_name("value"), known)
        elif argument.type != "comment":
            bases.append(text_of(argument)[:200])
    assigned: list[Assigned] = []
    functions: list[str] = []
    meta: dict[str, Value] = {}
    meta_bases: tuple[str, ...] = ()
    body = node.child_by_field_name("body")
    for statement in body.named_children if body is not None else ():
        if statement.type == "expression_statement":
            assigned.extend(_assignments(statement, known))
        elif statement.type == "class_definition" and text_of(statement.child_by_field_name("name")) == "Meta":
            inner = _class(statement, path, known)
            meta = {each.name: each.value for each in inner.assigned}
            meta_bases = inner.bases
        elif statement.type in ("function_definition", "decorated_definition"):
            definition = statement.child_by_field_name("definition") or statement
            functions.append(text_of(definition.child_by_field_name("name")))
    name = text_of(node.child_by_field_name("name"))
    return PythonClass(name, path, line_of(node), tuple(bases), keywords, tuple(assigned), meta, meta_bases, tuple(functions))


def _assignments(statement: Node, known: dict[str, Value]) -> list[Assigned]:
    found = []
    for node in statement.named_children:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if node.type == "assignment" and left is not None and left.type == "identifier":
            # a call reads its own names: `known` may hold the value that a name had elsewhere
            value = None if right is None else call_of(right) if right.type == "call" else value_of(right, known)
            annotation = text_of(node.child_by_field_name("type"))
            found.append(Assigned(text_of(left), line_of(node), value, annotation, right is None))
    return found
