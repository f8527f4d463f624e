"""What strings of C# say once the constants in them are looked up, and classes by their names."""

from __future__ import annotations

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.dotnet import ATTRIBUTES, BASES, CONSTANTS
from readiness_checks.facts.routing.dotnet.sources import Class, Text, read_source
from readiness_checks.facts.routing.paths import UNKNOWN

MAX_DEPTH = 8
_FRAMEWORK = frozenset({"Controller", "ControllerBase", "Attribute", "Endpoint", "Page", "PageModel", "Hub", "object"})


@fact
def constant(repo: Repo, dotted: str, near: str, inside: str, depth: int = 0) -> str | None:
    """The text of the constant that a dotted name means in the class `inside` of the file `near`; None when that is not certain."""
    owner, _, name = dotted.rpartition(".")
    owner = owner.rpartition(".")[2]
    if depth > MAX_DEPTH:
        return None
    own = read_source(repo, near)
    found: set[str | None] = set()
    for known in own.classes if own else ():
        if name in known.strings and known.name == (owner or inside):
            return said(repo, known.strings[name], (near, known.name), depth + 1)
    for path in sorted({hit.path for hit in repo.hits(CONSTANTS) if hit.groups[0] == name}):
        source = read_source(repo, path)
        for known in source.classes if source else ():
            if name in known.strings and (known.name == owner or not owner):
                found.add(said(repo, known.strings[name], (path, known.name), depth + 1))
    return found.pop() if len(found) == 1 else None


def said(repo: Repo, text: Text | None, place: tuple[str, str], depth: int = 0) -> str | None:
    """A string with its constants put in and `{?}` for what is not known; None where nothing of it is."""
    if text is None:
        return None
    parts = [
        constant(repo, part.text, *place, depth) if part.named and part.text != "?" else None if part.named else part.text for part in text
    ]
    if all(part is None for part in parts) and parts:
        return None
    return "".join(UNKNOWN if part is None else part for part in parts)


@fact
def class_named(repo: Repo, name: str, near: str) -> tuple[str, Class] | None:
    """The class of a name, with its file: in the file `near` itself, else in one that is called like it."""
    bare = name.partition("<")[0].rpartition(".")[2]
    if bare in _FRAMEWORK:
        return None
    declared = sorted(hit.path for hit in repo.hits(ATTRIBUTES, BASES) if hit.groups[0] == bare)
    for path in dict.fromkeys((near, *(file.path for file in repo.named(f"{bare}.cs")), *declared)):
        source = read_source(repo, path)
        found = [known for known in source.classes if known.name == bare] if source else []
        if found:
            return path, found[-1 if "<" in name else 0]
    return None
