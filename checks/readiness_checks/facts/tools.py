"""The tools that continuous integration runs, recognised by the commands and actions of technologies.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from readiness.repo import Repo, fact
from readiness_checks.facts.calls import ALIASES, program_of, runs
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.technologies import Technology, technologies


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


_Index = tuple[dict[str, list[tuple[tuple[str, ...], Technology]]], dict[str, list[Technology]], list[tuple[str, Technology]]]


@lru_cache(maxsize=1)
def _index() -> _Index:
    by_program: dict[str, list[tuple[tuple[str, ...], Technology]]] = {}
    by_action: dict[str, list[Technology]] = {}
    prefixes: list[tuple[str, Technology]] = []
    for technology in technologies():
        for text in technology.commands:
            pattern = tuple(text.split())
            pattern = (*ALIASES.get(pattern[0], pattern[0]).split(" "), *pattern[1:])
            by_program.setdefault(pattern[0], []).append((pattern, technology))
        for action in technology.actions:
            lowered = re.sub(r"(?:\.latest)?\.gitlab-ci\.yml$", "", action.lower())
            by_action.setdefault(lowered, []).append(technology)
            if lowered.endswith("*") or lowered.startswith(("orb:", "gitlab:")):
                prefixes.append((lowered.rstrip("*"), technology))
    return by_program, by_action, prefixes
