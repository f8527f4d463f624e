"""Reads Django migrations, one set an app."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place, natural

_DJANGO = Regex(r"(?m)^\s*(?:from|import) django[.\s]")
_CLASS = Regex(r"(?m)^class Migration\([^)\n]{0,120}Migration")
_LISTS = Regex(r"(?m)^    (dependencies|replaces)\s*=\s*\[(?:([^\]\n]*)\]|([\s\S]{0,20000}?)^\s{0,4}\])")
_PAIR = Regex(r"\(\s*[\"']([\w.]{1,100})[\"']\s*,\s*[\"']([\w.-]{1,200})[\"'],?\s*\)")
_NO_OPERATIONS = Regex(r"(?m)^    operations(?::[^=\n]{0,60})?\s*=\s*\[\s*\]")
_MAY_LACK = Regex(r"\bRun(?:Python|SQL)\(")


@fact
def django_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each folder of migrations; what a squashed migration replaces is left out."""
    return tuple(_set(folder, sources) for folder, sources in sorted(_folders(repo).items()))


@fact
def _folders(repo: Repo) -> dict[str, list[tuple[str, str]]]:
    """Path and text of the migrations of each folder."""
    folders: dict[str, list[tuple[str, str]]] = {}
    for file in repo.named("*.py"):
        if file.folder.lower().endswith("migrations") and file.name != "__init__.py" and in_own_place(repo, file.path):
            text = repo.text(file.path)
            if _CLASS.search(text) and _DJANGO.search(text):
                folders.setdefault(file.folder, []).append((file.path, text))
    return folders


def _set(folder: str, sources: list[tuple[str, str]]) -> MigrationSet:
    names = {path.rpartition("/")[2].removesuffix(".py"): (path, text) for path, text in sources}
    links = {name: _links(text) for name, (_, text) in names.items()}
    label = _label(folder, links)
    replaced = {other: name for name, (_, replaces) in links.items() for app, other in replaces if other != name and app in (label, "")}
    migrations = []
    for name in sorted(names, key=natural):
        if name in replaced and replaced[name] in names:
            continue
        path, text = names[name]
        parents = tuple(
            dict.fromkeys(
                replaced.get(other, other)
                for app, other in links[name][0]
                if app == label and not other.startswith("__") and replaced.get(other, other) != name
            )
        )
        why, line = _irreversible(text)
        elsewhere = tuple(dict.fromkeys(f"{app}.{other}" for app, other in links[name][0] if app != label and not other.startswith("__")))
        reversible = None if _NO_OPERATIONS.search(text) else not why
        migrations.append(Migration(name, path, line, parents, reversible, why, needs_elsewhere=elsewhere))
    return MigrationSet("django", folder, tuple(migrations), linked=True)


@fact
def django_labels(repo: Repo) -> dict[str, frozenset[str]]:
    """The names of all migrations of each app whose label is certain, those that a squashed one replaces among them."""
    found: dict[str, set[str] | None] = {}
    for folder, sources in _folders(repo).items():
        links = {path.rpartition("/")[2].removesuffix(".py"): _links(text) for path, text in sources}
        label = _label(folder, links)
        names = set(links) | {other for _, replaces in links.values() for app, other in replaces if app == label}
        # two apps of one label, or a label that nothing in the folder confirms, say nothing for certain
        confirmed = any(app == label for dependencies, replaces in links.values() for app, _ in (*dependencies, *replaces))
        found[label] = names if label not in found and (confirmed or len(links) == 1) else None
    return {label: frozenset(names) for label, names in found.items() if names is not None}


def _links(text: str) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """The (app, migration) pairs of `dependencies` and of `replaces`."""
    found: dict[str, list[tuple[str, str]]] = {"dependencies": [], "replaces": []}
    for match in _LISTS.finditer(text):
        found[match.group(1)].extend(_PAIR.findall(match.group(2) or match.group(3) or ""))
    return found["dependencies"], found["replaces"]


def _label(folder: str, links: dict[str, tuple[list[tuple[str, str]], list[tuple[str, str]]]]) -> str:
    """The app's label: that of the dependencies that are found in this very folder."""
    counted = Counter(app for dependencies, replaces in links.values() for app, other in (*dependencies, *replaces) if other in links)
    package = folder.rpartition("/")[0].rpartition("/")[2]
    return package if package in counted or not counted else counted.most_common(1)[0][0]


def _irreversible(text: str) -> tuple[str, int]:
    """Why a migration has no way back ("" when it has), and the line that says so."""
    if not _MAY_LACK.search(text):
        return "", 1
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _irreversible_text(text)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else node.func.id if isinstance(node.func, ast.Name) else ""
            wanted = {"RunPython": "reverse_code", "RunSQL": "reverse_sql"}.get(name)
            if wanted and not _has_way_back(node, wanted):
                return f"`{name}` has no `{wanted}`", node.lineno
    return "", 1


def _has_way_back(call: ast.Call, wanted: str) -> bool:
    given = [keyword.value for keyword in call.keywords if keyword.arg in (wanted, None)] + call.args[1:2]
    return any(not (isinstance(value, ast.Constant) and value.value is None) for value in given)


def _irreversible_text(text: str) -> tuple[str, int]:
    for found in _calls(text):
        name, arguments, line = found
        if "reverse" not in arguments and "," not in arguments.rstrip(", \n"):
            return f"`{name}` has no way back", line
    return "", 1


def _calls(text: str) -> Iterator[tuple[str, str, int]]:
    for match in re.finditer(r"\b(RunPython|RunSQL)\(([^()]{0,400})\)", text):
        yield match.group(1), match.group(2), text.count("\n", 0, match.start()) + 1
