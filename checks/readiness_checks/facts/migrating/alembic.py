"""Reads Alembic revisions (also Flask-Migrate's)."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from typing import TypeAlias

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.migrating import Migration, MigrationSet, in_own_place

MARK = Pattern(
    literals=("down_revision",),
    regex=r"^down_revision\s*(?::[^=\n]{0,80})?=",
    languages=("python",),
    roles=("source", "test"),
)
_TEXT = Regex(r"(?m)^(revision|down_revision|branch_labels)\s*(?::[^=\n]{0,80})?=\s*([^\n#]{0,300})")
Revision: TypeAlias = tuple[Migration, tuple[str, ...]]  # and the labels of its branch
_NAMES = Regex(r"[\"']([^\"']{1,200})[\"']")


@fact
def alembic_sets(repo: Repo) -> tuple[MigrationSet, ...]:
    """One set for each environment: the folder that holds `env.py`, else the revisions' own."""
    found: dict[str, list[Revision]] = {}
    marked = {hit.path for hit in repo.hits(MARK)} | {file.path for file in repo.named("**/versions/*.py") if file.role == "generated"}
    for path in sorted(marked):
        if in_own_place(repo, path):
            read = _revision(repo, path)
            if read is not None:
                found.setdefault(_root(repo, path), []).append(read)
    return tuple(_set(folder, revisions) for folder, revisions in sorted(_lines(found).items()))


def _lines(found: dict[str, list[Revision]]) -> dict[str, list[Revision]]:
    """Revisions by what belongs together: environments whose revisions build on each other, and folders that have nothing in common."""
    homes = {migration.identity: root for root, revisions in found.items() for migration, _ in revisions}
    joined: dict[str, str] = {}
    for root, revisions in found.items():
        own = {migration.identity for migration, _ in revisions}
        wanted = {name for migration, _ in revisions for name in (*migration.parents, *migration.needs)} - own
        for other in {homes[name] for name in wanted if name in homes} - {root}:
            joined[max(root, other)] = min(joined.get(root, root), joined.get(other, other))
    lines: dict[str, list[Revision]] = {}
    for root, revisions in found.items():
        lines.setdefault(joined.get(root, root), []).extend(revisions)
    return {folder: part for root, revisions in lines.items() for folder, part in _apart(root, revisions).items()}


def _apart(root: str, revisions: list[Revision]) -> dict[str, list[Revision]]:
    """One line for each folder where no revision builds on one of another folder: databases that share an `env.py`."""
    places = {migration.identity: migration.path.rpartition("/")[0] for migration, _ in revisions}
    linked = any(
        places.get(name, place) != place
        for migration, _ in revisions
        for place in (places[migration.identity],)
        for name in (*migration.parents, *migration.needs)
    )
    folders = {place: [each for each in revisions if places[each[0].identity] == place] for place in sorted(set(places.values()))}
    own = all(any(not migration.parents for migration, _ in part) for part in folders.values())
    # years and such part one line, and a line has one beginning
    return folders if len(folders) > 1 and own and not linked else {root: revisions}


def _root(repo: Repo, path: str) -> str:
    own = folder = path.rpartition("/")[0]
    for _ in range(4):
        if repo.file(f"{folder}/env.py" if folder else "env.py") is not None:
            return folder
        if not folder:
            break
        folder = folder.rpartition("/")[0]
    return own


def _set(folder: str, revisions: list[Revision]) -> MigrationSet:
    labels = {label for _, given in revisions for label in given}
    # what a revision depends on may be a branch by its label
    revisions = [
        (replace(migration, needs=tuple(name for name in migration.needs if name.partition("@")[0] not in labels)), given)
        for migration, given in revisions
    ]
    labelled = sum(bool(given) for _, given in revisions)
    bases = sum(not migration.parents for migration, _ in revisions)
    allowed = max(1, labelled, bases) if labelled else 1
    return MigrationSet("alembic", folder, tuple(_ordered([migration for migration, _ in revisions])), linked=True, heads_allowed=allowed)


def _ordered(migrations: list[Migration]) -> Iterator[Migration]:
    """Parents before children; what links to nothing known comes first, what waits for itself last."""
    known = {migration.identity: migration for migration in migrations}
    waiting = {migration.identity: {parent for parent in migration.parents if parent in known} for migration in migrations}
    children: dict[str, list[str]] = {}
    for identity, parents in waiting.items():
        for parent in parents:
            children.setdefault(parent, []).append(identity)
    ready = sorted((identity for identity, parents in waiting.items() if not parents), reverse=True)
    while ready:
        identity = ready.pop()
        yield known[identity]
        for child in sorted(children.get(identity, ()), reverse=True):
            waiting[child].discard(identity)
            if not waiting[child]:
                ready.append(child)
    for identity, parents in waiting.items():
        if parents:
            yield known[identity]


def _revision(repo: Repo, path: str) -> Revision | None:
    text = repo.text(path)
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _from_text(text, path)
    values = {name: node for statement in tree.body for name, node in _assigned(statement)}
    identity = _names(values.get("revision"))
    if not identity:
        return None
    functions = {statement.name: statement for statement in tree.body if isinstance(statement, ast.FunctionDef)}
    line = functions["downgrade"].lineno if "downgrade" in functions else 1
    if "downgrade" not in functions:
        why: str | None = "it has no `downgrade`"
    else:
        why = _nothing(functions["downgrade"])
    empty = "upgrade" in functions and _nothing(functions["upgrade"]) == "`upgrade` is empty"
    return (
        Migration(
            identity[0],
            path,
            line,
            _names(values.get("down_revision")),
            None if empty else not why,
            "" if empty else why or "",
            identity[0],
            _names(values.get("depends_on")),
        ),
        _names(values.get("branch_labels")),
    )


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(statement, ast.Assign):
        for target in statement.targets:
            if isinstance(target, ast.Name):
                yield target.id, statement.value
    elif isinstance(statement, ast.AnnAssign) and isinstance(statement.target, ast.Name) and statement.value is not None:
        yield statement.target.id, statement.value


def _names(node: ast.expr | None) -> tuple[str, ...]:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return (node.value,)
    if isinstance(node, (ast.Tuple, ast.List, ast.Set)):
        return tuple(name for element in node.elts for name in _names(element))
    return ()


def _nothing(function: ast.FunctionDef) -> str:
    """Why a function does nothing, "" when it does something."""
    real = [
        statement
        for statement in function.body
        if not isinstance(statement, ast.Pass) and not (isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant))
    ]
    if not real or isinstance(real[0], ast.Return):
        return f"`{function.name}` is empty"
    return f"`{function.name}` only raises" if isinstance(real[0], ast.Raise) else ""


def _from_text(text: str, path: str) -> Revision | None:
    """The same from text alone, for Python newer than the one that runs this program."""
    values = {name: tuple(_NAMES.findall(value)) for name, value in _TEXT.findall(text)}
    if not values.get("revision"):
        return None
    start = text.find("\ndef downgrade")
    body = text[start + 1 :].partition("\n")[2] if start >= 0 else ""
    does = [line.strip() for line in body.splitlines() if line.strip() and not line.strip().startswith(("#", "pass", '"""', "return"))]
    why = "" if does and not does[0].startswith("raise") else "`downgrade` is empty"
    line = text.count("\n", 0, start + 1) + 1 if start >= 0 else 1
    identity = values["revision"][0]
    return Migration(identity, path, line, values.get("down_revision", ()), not why, why, identity), values.get("branch_labels", ())
