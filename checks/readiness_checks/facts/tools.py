"""The tools that continuous integration runs, recognised by the commands and actions of technologies.toml."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from readiness.repo import Repo, fact
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.technologies import Technology, technologies

# goals stand anywhere after these: `mvn -B clean verify`, `./gradlew :app:test check`, `rake db:setup spec`
_ANY_ORDER = frozenset({"mvn", "mvnw", "gradle", "gradlew", "sbt", "rake", "make", "mill", "lein", "ant", "bazel", "nx"})
_ALIASES = {"mvnw": "mvn", "gradlew": "gradle", "docker-compose": "docker compose", "python3": "python", "pip3": "pip", "pip-audit.exe": "pip-audit", "go-task": "task"}


@dataclass(frozen=True, slots=True)
class Tool:
    """One run of a recognised tool."""

    technology: Technology
    command: Command


@fact
def ci_tools(repo: Repo, *categories: str) -> tuple[Tool, ...]:
    """Runs of technologies in any of `categories` (all when none is given), in the order of the pipelines.

    Runs that cannot fail the build are among them: `command.can_fail` says which.
    """
    return tuple(tool for tool in _all_tools(repo) if tool.technology.is_a(*categories))


@fact
def _all_tools(repo: Repo) -> tuple[Tool, ...]:
    found: dict[Tool, None] = {}
    for command in ci_commands(repo):
        for technology in recognised(command):
            found.setdefault(Tool(technology, command))
    return tuple(found)


def recognised(command: Command) -> Iterable[Technology]:
    """The technologies that a command or action is a run of."""
    by_program, by_action, prefixes = _index()
    if command.uses:
        name = command.uses.lower()
        parts = name.split("/")
        # `owner/name/folder` is an action inside a repository
        for candidate in dict.fromkeys((name, "/".join(parts[:2]), name.partition(":")[2])):
            yield from by_action.get(candidate, ())
        for prefix, technology in prefixes:
            if name.startswith(prefix):
                yield technology
        return
    program = program_of(command.words)
    seen = set()
    for pattern, technology in by_program.get(program, ()):
        if technology.id not in seen and runs(command.words, pattern):
            seen.add(technology.id)
            yield technology


def program_of(words: tuple[str, ...]) -> str:
    """The name of the program, without its folder and without the suffix of a wrapper."""
    name = posixpath.basename(words[0]) if words else ""
    name = name.removesuffix(".exe").removesuffix(".phar").removesuffix(".bat").removesuffix(".cmd")
    return _ALIASES.get(name, name).split(" ")[0]


def runs(words: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Whether the words call `pattern`, a program and the first of its arguments that are no options."""
    program = program_of(words)
    if not pattern or program != pattern[0]:
        return False
    rest = list(pattern[1:])
    if not rest:
        return True
    if program in _ANY_ORDER:
        goals = {word.rpartition(":")[2] if program == "gradle" else word for word in words[1:]} | set(words[1:])
        return all(goal in goals for goal in rest)
    after_flag = False
    for word in words[1:]:
        if rest[0] == word:
            rest.pop(0)
            if not rest:
                return True
            after_flag = False
        elif word.startswith(("-", "+")):
            after_flag = "=" not in word
        elif after_flag:
            after_flag = False
        else:
            return False
    return False


_Index = tuple[dict[str, list[tuple[tuple[str, ...], Technology]]], dict[str, list[Technology]], list[tuple[str, Technology]]]


@lru_cache(maxsize=1)
def _index() -> _Index:
    by_program: dict[str, list[tuple[tuple[str, ...], Technology]]] = {}
    by_action: dict[str, list[Technology]] = {}
    prefixes: list[tuple[str, Technology]] = []
    for technology in technologies():
        for text in technology.commands:
            pattern = tuple(text.split())
            pattern = (*_ALIASES.get(pattern[0], pattern[0]).split(" "), *pattern[1:])
            by_program.setdefault(pattern[0], []).append((pattern, technology))
        for action in technology.actions:
            lowered = re.sub(r"(?:\.latest)?\.gitlab-ci\.yml$", "", action.lower())
            by_action.setdefault(lowered, []).append(technology)
            if lowered.endswith("*") or lowered.startswith("orb:") or lowered.startswith("gitlab:"):
                prefixes.append((lowered.rstrip("*"), technology))
    return by_program, by_action, prefixes
