"""What names mean in Java and Kotlin files: types and constants found over files by package and import, never by guess."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.jvm_names import CONSTANTS, IMPLEMENTS
from readiness_checks.facts.routing.jvm import Type, Unit, Value
from readiness_checks.facts.routing.jvm.java import java_unit
from readiness_checks.facts.routing.jvm.kotlin import kotlin_unit
from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.syntax_trees import MAX_PARSED, root_of

MAX_DEPTH = 8
MAX_CANDIDATES = 20
_MODULE = Regex(r"^(.*?)(?:^|/)src/")


@fact
def unit_of(repo: Repo, path: str) -> Unit | None:
    """What one Java or Kotlin file declares; None where it is neither, or too large."""
    file = repo.file(path)
    if file is None or file.size > MAX_PARSED:
        return None
    if file.language == "kotlin":
        return kotlin_unit(path, repo.text(path))
    root = root_of(repo, path) if file.language == "java" else None
    return java_unit(path, root) if root is not None else None


@fact
def type_named(repo: Repo, name: str, path: str) -> Type | None:
    """The type that `name` means in the file at `path`: its own, an imported one, or one of its package; None when none is found."""
    unit = unit_of(repo, path)
    if unit is None:
        return None
    own = _within(unit, name)
    if own is not None:
        return own
    head, _, rest = name.partition(".")
    for imported in unit.imports:
        package, _, last = imported.rpartition(".")
        if last == head:
            return _declared(repo, package, name) or _declared(repo, package.rpartition(".")[0], f"{package.rpartition('.')[2]}.{name}")
    packages = [unit.package, *(imported[:-2] for imported in unit.imports if imported.endswith(".*"))]
    found = next((found for package in packages if (found := _declared(repo, package, name)) is not None), None)
    if found is None and rest and head[:1].islower():
        # a name written with its whole package
        package, _, simple = name.rpartition(".")
        return _declared(repo, package, simple)
    return found


def _within(unit: Unit, name: str) -> Type | None:
    exact = next((each for each in unit.types if each.name == name), None)
    return exact or next((each for each in unit.types if each.name.endswith("." + name)), None)


def _declared(repo: Repo, package: str, name: str) -> Type | None:
    head = name.partition(".")[0]
    folder = package.replace(".", "/")
    for file in repo.named(f"{head}.java", f"{head}.kt")[:MAX_CANDIDATES]:
        unit = unit_of(repo, file.path) if file.folder.endswith(folder) or file.suffix == ".kt" else None
        if unit is not None and unit.package == package:
            found = next((each for each in unit.types if each.name == name), None)
            if found is not None:
                return found
    return None


@fact
def supers_of(repo: Repo, type_: Type) -> tuple[Type, ...]:
    """Every type above one that the repository declares: nearest first, itself not among them."""
    found: list[Type] = []
    waiting = [type_]
    while waiting and len(found) < 40:
        each = waiting.pop(0)
        for name in each.supers:
            above = type_named(repo, name, each.file)
            if above is not None and above not in found and above != type_:
                found.append(above)
                waiting.append(above)
    return tuple(found)


def text_of_value(repo: Repo, value: Value, owner: Type, depth: int = 0) -> str:
    """A constant expression as text; what cannot be resolved reads as `{?}`."""
    return "".join(
        text if kind == "text" else UNKNOWN if kind == "unknown" or depth > MAX_DEPTH else _constant(repo, text, owner, depth + 1)
        for kind, text in value
    )


def is_literal(value: Value) -> bool:
    """Whether a value stands where it is written."""
    return all(kind == "text" for kind, _ in value)


def _constant(repo: Repo, name: str, owner: Type, depth: int) -> str:
    for holder, value in _meanings(repo, name, owner):
        return text_of_value(repo, value, holder, depth)
    return UNKNOWN


def _meanings(repo: Repo, name: str, owner: Type) -> Iterator[tuple[Type, Value]]:
    qualifier, _, last = name.rpartition(".")
    unit = unit_of(repo, owner.file)
    if unit is None:
        return
    if qualifier:
        holder = type_named(repo, qualifier.removesuffix(".Companion"), owner.file)
        # a constant of an outer or inherited type may be named by the inner or lower one
        for each in (holder, *supers_of(repo, holder)) if holder else ():
            yield from ((each, value) for key, value in each.constants if key == last)
        return
    outers = [each for each in unit.types if owner.name == each.name or owner.name.startswith(each.name + ".")]
    for each in sorted(outers, key=lambda found: -len(found.name)):
        for holder in (each, *supers_of(repo, each)):
            yield from ((holder, value) for key, value in holder.constants if key == last)
    yield from ((owner, value) for key, value in unit.constants if key == last)
    yield from _imported(repo, last, owner, unit)


def _imported(repo: Repo, name: str, owner: Type, unit: Unit) -> Iterator[tuple[Type, Value]]:
    for imported in unit.imports:
        package, _, last = imported.rpartition(".")
        if last not in (name, "*"):
            continue
        outer, _, holder = package.rpartition(".")
        found = _declared(repo, outer, holder) if holder[:1].isupper() else None
        for each in (found, *supers_of(repo, found)) if found else ():
            yield from ((each, value) for key, value in each.constants if key == name)
        yield from _top_level(repo, name, package, owner)
    yield from _top_level(repo, name, unit.package, owner)


def _top_level(repo: Repo, name: str, package: str, owner: Type) -> Iterator[tuple[Type, Value]]:
    """Constants that stand outside any type, in Kotlin; `owner` resolves what they are made of."""
    for hit in repo.hits(CONSTANTS):
        if hit.groups[0] == name:
            other = unit_of(repo, hit.path)
            if other is not None and other.package == package:
                yield from ((owner, value) for key, value in other.constants if key == name)


@fact
def implementations(repo: Repo) -> dict[str, tuple[str, ...]]:
    """The Java files with a class that implements an interface, by the interface's simple name."""
    found: dict[str, list[str]] = {}
    for hit in repo.hits(IMPLEMENTS):
        for name in reduce(lambda text, pair: text.partition(pair)[0], ("permits ",), hit.groups[1]).split(","):
            simple = name.partition("<")[0].strip().rpartition(".")[2]
            found.setdefault(simple, []).append(hit.path)
    return {name: tuple(dict.fromkeys(paths)) for name, paths in found.items()}


def module_of(path: str) -> str:
    """The folder of the Maven or Gradle module that a source file belongs to: what stands before its `src/`."""
    found = _MODULE.match(path)
    return found[1] if found else path.rpartition("/")[0]
