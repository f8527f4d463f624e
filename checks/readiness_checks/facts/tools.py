"""The tools that continuous integration runs, recognised by the commands and actions of technologies.toml."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness_checks.facts.calls import ALIASES, program_of, runs
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.technologies import Technology, technologies


@dataclass(frozen=True, slots=True)
class Tool:
    """One run of a recognised tool; `spelt` is the entry of the technology that the command or action is a case of."""

    technology: Technology
    command: Command
    spelt: str


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
        for technology, spelt in recognised(command):
            found.setdefault(Tool(technology, command, spelt))
    return tuple(found)


def recognised(command: Command) -> Iterable[tuple[Technology, str]]:
    """The technologies that a command or action is a run of, each with its longest entry that says so."""
    by_program, by_action, wild = _index()
    if command.uses:
        name = command.uses.lower()
        parts = name.split("/")
        # `owner/name/folder` is an action inside a repository
        for candidate in dict.fromkeys((name, "/".join(parts[:2]), name.partition(":")[2])):
            yield from ((technology, command.uses) for technology in by_action.get(candidate, ()))
        yield from ((technology, command.uses) for pieces, technology in wild if _holds(name, pieces))
        return
    longest: dict[Technology, tuple[str, ...]] = {}
    for pattern, technology in by_program.get(program_of(command.words), ()):
        if len(pattern) > len(longest.get(technology, ())) and runs(command.words, pattern):
            longest[technology] = pattern
    yield from ((technology, " ".join(pattern)) for technology, pattern in longest.items())


def _holds(name: str, pieces: tuple[str, ...]) -> bool:
    """Whether `name` begins with the first piece and holds the others after it, in order."""
    at = len(pieces[0])
    if not name.startswith(pieces[0]):
        return False
    for piece in pieces[1:]:
        at = name.find(piece, at)
        if at < 0:
            return False
        at += len(piece)
    return True


_Index = tuple[dict[str, list[tuple[tuple[str, ...], Technology]]], dict[str, list[Technology]], list[tuple[tuple[str, ...], Technology]]]


@lru_cache(maxsize=1)
def _index() -> _Index:
    by_program: dict[str, list[tuple[tuple[str, ...], Technology]]] = {}
    by_action: dict[str, list[Technology]] = {}
    wild: list[tuple[tuple[str, ...], Technology]] = []
    for technology in technologies():
        for text in technology.commands:
            pattern = tuple(text.split())
            pattern = (*ALIASES.get(pattern[0], pattern[0]).split(" "), *pattern[1:])
            by_program.setdefault(pattern[0], []).append((pattern, technology))
        for action in technology.actions:
            lowered = re.sub(r"(?:\.latest)?\.gitlab-ci\.yml$", "", action.lower())
            by_action.setdefault(lowered, []).append(technology)
            if "*" in lowered or lowered.startswith(("orb:", "gitlab:")):
                wild.append((tuple(lowered.rstrip("*").split("*")), technology))
    return by_program, by_action, wild
