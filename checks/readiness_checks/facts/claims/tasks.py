"""Targets and scripts of task runners that a document tells its reader to run: make, npm and its kin, composer, just, Task.

A reader's folder is seldom certain, so that a name holds when any file of its kind defines it.
"""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, dig, mapping
from readiness_checks.facts.claims.commands import Typed
from readiness_checks.facts.claims.model import Claim, ClaimKind
from readiness_checks.facts.claims.sites import is_page
from readiness_checks.facts.make_calls import make_words
from readiness_checks.facts.package_calls import NODE_RUNNERS, OWN_COMMANDS, node_words
from readiness_checks.facts.presence import present
from readiness_checks.facts.runners.make import makefile
from readiness_checks.facts.runners.node import package_scripts
from readiness_checks.facts.runners.other import composer_scripts, just_recipes, task_tasks

_NAME = Regex(r"[A-Za-z][\w.:/-]{0,80}$")
# a script by any of these names is no program of a dependency
_SCRIPT = Regex(r"(?:start|dev|build|test|lint|serve|format|migrate|seed|typecheck|watch|setup)(?:[:_-]\S+)?$|\w+:\w\S*$")


def task_claims(repo: Repo, path: str, command: Typed) -> Iterator[Claim]:
    """What a command says of the task runners' files; nothing where the repository has no file of that runner."""
    program = posixpath.basename(command.words[0])
    if command.foreign:
        return
    if program in ("make", "gmake"):
        yield from _make(repo, path, command)
    elif program in NODE_RUNNERS:
        yield from _package(repo, path, command, program)
    elif program == "composer" and command.words[1:2] in (("run",), ("run-script",)):
        yield from _listed(path, command, "composer script", command.words[2:3], _composer(repo))
    elif program == "just":
        yield from _listed(path, command, "recipe", _first(command.words[1:]), _just(repo))
    elif program in ("task", "go-task"):
        yield from _listed(path, command, "task", _first(command.words[1:]), _task(repo))


def _make(repo: Repo, path: str, command: Typed) -> Iterator[Claim]:
    names, _, _, file = make_words(command.words, "")
    if file and not _NAME.match(file):
        return
    known = _makefiles(repo)
    if not known:
        return
    for name in names[:10]:
        if not _NAME.match(name):
            return
        made = [makefile(repo, place) for place in known]
        if any(one.open and not one.targets for one in made):
            continue
        holds = any(one.script(name, {}) is not None for one in made) or any(
            present(repo, posixpath.join(posixpath.dirname(place), name)) for place in known
        )
        if holds or not (name in command.shown or any(one.open or "%" in one.patterns for one in made)):
            yield Claim("make target", name, path, command.line, holds, known[0] if len(known) == 1 else "")


@fact
def _makefiles(repo: Repo) -> tuple[str, ...]:
    return tuple(file.path for file in repo.named("Makefile", "GNUmakefile", "makefile")[:60])


def _package(repo: Repo, path: str, command: Typed, program: str) -> Iterator[Claim]:
    names, _, _, lenient = node_words(command.words, "")
    tables = _packages(repo)
    if not names or lenient or not tables:
        return
    explicit = names[0] in ("run", "run-script")
    if explicit and len(names) > 1:
        name = names[1]
    elif not explicit and names[0] == "workspace" and program == "yarn" and len(names) > 2:
        name = names[2]
    elif not explicit and (program in ("yarn", "pnpm") or names[0] in ("test", "start")) and names[0] not in OWN_COMMANDS - {"build"}:
        name = names[0]
    else:
        return
    if not _NAME.match(name) or (name == "start" and program == "npm"):
        return
    holders = [place for place, scripts in tables if name in scripts]
    # yarn, pnpm and bun run programs of dependencies by the same words
    sure = program == "npm" or (_SCRIPT.match(name) is not None and name not in _programs(repo))
    if holders or (sure and name not in command.shown and not is_page(repo, path)):
        yield Claim("package script", name, path, command.line, bool(holders), tables[0][0] if len(tables) == 1 else "")


@fact
def _packages(repo: Repo) -> tuple[tuple[str, frozenset[str]], ...]:
    """Every package.json with its scripts; none at all where one does not parse."""
    found = []
    for file in repo.named("package.json")[:500]:
        scripts = package_scripts(repo, file.folder)
        if scripts is None:
            return ()
        found.append((file.path, frozenset(scripts)))
    return tuple(found)


@fact
def _programs(repo: Repo) -> frozenset[str]:
    """What the packages depend on: a program is mostly called as its package is."""
    found: set[str] = set()
    for path, _ in _packages(repo):
        value = repo.json(path).value
        for key in ("dependencies", "devDependencies"):
            found.update(name.rpartition("/")[2] for name in mapping(dig(value, key)))
    return frozenset(found)


def _listed(
    path: str, command: Typed, kind: ClaimKind, names: tuple[str, ...], known: tuple[tuple[str, ...], frozenset[str]] | None
) -> Iterator[Claim]:
    if known is None:
        return
    places, defined = known
    for name in names:
        if _NAME.match(name) and places and (name in defined or name not in command.shown):
            yield Claim(kind, name, path, command.line, name in defined, places[0] if len(places) == 1 else "")


def _first(words: tuple[str, ...]) -> tuple[str, ...]:
    found = [word for word in words if not word.startswith("-") and "=" not in word]
    return tuple(found[:1]) if words and not words[0].startswith("-") else ()


@fact
def _composer(repo: Repo) -> tuple[tuple[str, ...], frozenset[str]] | None:
    files = repo.named("composer.json")[:50]
    tables = [composer_scripts(repo, file.folder) for file in files]
    if any(table is None for table in tables):
        return None
    return tuple(file.path for file in files), frozenset(name for table in tables if table for name in table)


@fact
def _just(repo: Repo) -> tuple[tuple[str, ...], frozenset[str]] | None:
    files = repo.named("justfile", ".justfile")[:20]
    if any(line.startswith(("import", "mod", "alias")) for file in files for line in repo.text(file.path).split("\n")):
        return None
    tables = [just_recipes(repo, file.folder) or {} for file in files]
    return tuple(file.path for file in files), frozenset(name for table in tables for name in table)


@fact
def _task(repo: Repo) -> tuple[tuple[str, ...], frozenset[str]] | None:
    files = repo.named("Taskfile.yml", "Taskfile.yaml", "Taskfile.dist.yml")[:20]
    found: set[str] = set()
    for file in files:
        value = repo.yaml(file.path).value
        tasks = mapping(dig(value, "tasks"))
        if dig(value, "includes") is not None or not tasks or any(isinstance(body, Map) and "aliases" in body for body in tasks.values()):
            return None
        found.update(task_tasks(repo, file.folder) or {})
    return tuple(file.path for file in files), frozenset(found)
