"""Holds the files of one GraphQL schema together: what one of them extends or names is defined in that one or in another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.descriptions import Error
from readiness_checks.facts.descriptions.generators import GRAPHQL

_BUILT_IN = frozenset({"Int", "Float", "String", "Boolean", "ID"})
_DIRECTIVES = frozenset({"skip", "include", "deprecated", "specifiedBy", "oneOf"})
_ROOTS = Regex(r"^(?:Query|Mutation|Subscription|\w{0,40}(?:Query|Mutation)s?)$")


@dataclass(frozen=True, slots=True)
class Definitions:
    """What one file defines, extends and names, each with its line: extensions that carry directives are another service's types."""

    defined: tuple[tuple[str, int], ...]
    extended: tuple[tuple[str, int], ...]
    named: tuple[tuple[str, int], ...]
    foreign_directives: bool


def definitions_of(document: Any) -> Definitions:
    """The definitions of a parsed document (graphql-core's `DocumentNode` with locations)."""
    defined, extended, named = [], [], []
    directives: set[str] = set()
    own: set[str] = set()
    for node in document.definitions:
        kind = node.kind
        if kind == "directive_definition":
            own.add(node.name.value)
        elif kind.endswith("_type_definition"):
            defined.append((node.name.value, _line(node.name)))
        elif kind.endswith("_type_extension") and not node.directives:
            extended.append((node.name.value, _line(node.name)))
        for part, name in _types(node):
            named.append((name, _line(part)))
        directives.update(_directives(node))
    return Definitions(tuple(defined), tuple(extended), tuple(dict(reversed(named)).items()), bool(directives - own - _DIRECTIVES))


def _line(node: Any) -> int:
    return int(node.loc.start_token.line) if node.loc else 0


def _types(node: Any) -> Iterator[tuple[Any, str]]:
    """The types that a definition names: of fields and arguments, interfaces, members of unions."""
    found = [*(getattr(node, "interfaces", None) or ()), *(getattr(node, "types", None) or ())]
    for field in getattr(node, "fields", None) or ():
        found += [field.type, *(argument.type for argument in getattr(field, "arguments", None) or ())]
    for one in found:
        inner = one
        while hasattr(inner, "type"):
            inner = inner.type
        if hasattr(inner, "name"):
            yield inner, inner.name.value


def _directives(node: Any) -> Iterator[str]:
    for one in (node, *(getattr(node, "fields", None) or ()), *(getattr(node, "values", None) or ())):
        for directive in getattr(one, "directives", None) or ():
            yield directive.name.value


def together(repo: Repo, path: str, files: dict[str, Definitions]) -> tuple[Error, ...]:
    """What the file at `path` extends or names that none of the schema's files define.

    Nothing is said where types may come from elsewhere: from code, or from a tool whose directives no file defines.
    """
    if any(one.foreign_directives for one in files.values()) or any(repo.hits(pattern) for pattern in GRAPHQL.values()):
        return ()
    known = {name for one in files.values() for name, _ in one.defined} | _BUILT_IN
    mine = files[path]
    errors = [
        Error(f"`{name[:80]}` is extended and defined nowhere", path, line)
        for name, line in mine.extended
        if name not in known and not _ROOTS.match(name)
    ]
    errors += [
        Error(f"the type `{name[:80]}` is defined nowhere", path, line)
        for name, line in mine.named
        if name not in known and not name.startswith("_")
    ]
    return (*_twice(path, files), *errors)


def _twice(path: str, files: dict[str, Definitions]) -> Iterator[Error]:
    """Types that a file defines again after itself or a file before it in the same folder."""
    folder = path.rpartition("/")[0]
    told: dict[str, str] = {}
    for other in sorted(files):
        if other.rpartition("/")[0] != folder or other > path:
            continue
        for name, line in files[other].defined:
            if other == path and name in told:
                yield Error(
                    f"`{name[:80]}` is also defined in {told[name]}" if told[name] != path else f"`{name[:80]}` is defined twice",
                    path,
                    line,
                )
            told.setdefault(name, other)
