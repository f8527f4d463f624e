"""Calls of task runners other than make and the JavaScript ones: which scripts they name, with what those need."""

from __future__ import annotations

import re

from readiness.repo import Repo
from readiness_checks.facts.following import MAX_DEPTH
from readiness_checks.facts.runners.model import Script
from readiness_checks.facts.runners.node import deno_tasks
from readiness_checks.facts.runners.other import composer_scripts, just_recipes, mise_tasks, mix_aliases, rake_tasks, task_tasks
from readiness_checks.facts.runners.python import nox_sessions, project_scripts, tox_environments


def tasks_called(repo: Repo, program: str, words: tuple[str, ...], folder: str | None) -> tuple[Script, ...]:
    """The tasks of a runner that the words name, with what they need."""
    where = folder or ""
    names = tuple(word for word in words[1:] if not word.startswith("-") and "=" not in word)
    table: dict[str, Script] | None = None
    if program == "tox":
        return _tox(tox_environments(repo, where), words)
    if program == "nox":
        sessions = nox_sessions(repo, where) or {}
        wanted = option_values(words, ("-s", "-e", "--session", "--sessions")) or tuple(sessions)
        return _closed(sessions, tuple(name.partition("-")[0].partition("(")[0] if name not in sessions else name for name in wanted))
    if program in ("just", "task", "go-task", "rake", "mix"):
        reader = {"just": just_recipes, "task": task_tasks, "go-task": task_tasks, "rake": rake_tasks, "mix": mix_aliases}[program]
        table = reader(repo, where)
        if not names:
            names = ("",) if program == "just" else ("default",)
        names = names[:1] if program in ("mix", "just") else names
    elif program == "mise" and words[1:2] in (("run",), ("r",)):
        table, names = mise_tasks(repo, where), names[1:]
    elif program in ("composer", "composer.phar"):
        table = composer_scripts(repo, where)
        names = tuple(name for name in names if name not in ("run", "run-script"))[:1]
    elif program in ("poe", "poethepoet", "pdm", "taskipy", "hatch"):
        names = tuple(name for name in names if name != "run")[:1]
        return project_scripts_called(repo, folder, {"poethepoet": "poe"}.get(program, program), names[0]) if names else ()
    elif program == "deno" and words[1:2] == ("task",):
        table, names = deno_tasks(repo, where), names[1:2]
    elif program == "rails" and names:
        table = rake_tasks(repo, where)
    return _closed(table or {}, names)


def project_scripts_called(repo: Repo, folder: str | None, runner: str, name: str) -> tuple[Script, ...]:
    tables = project_scripts(repo, folder or "")
    table = tables.get(runner, {})
    if runner == "hatch" and name not in table:
        # a matrix environment runs the scripts of its base
        table = {key: script for key, script in table.items() if key.rpartition(":")[2] == name.rpartition(":")[2]}
        return tuple(table.values())[:1]
    return _closed(table, (name,))


def _closed(table: dict[str, Script], names: tuple[str, ...]) -> tuple[Script, ...]:
    """The scripts called `names` after those that they need, each once."""
    found: dict[str, Script] = {}

    def add(name: str, depth: int) -> None:
        script = table.get(name)
        if script is None or name in found or depth > MAX_DEPTH:
            return
        for need in script.needs:
            add(need, depth + 1)
        found[name] = script

    for name in names:
        add(name, 0)
    return tuple(found.values())


def _tox(table: dict[str, Script] | None, words: tuple[str, ...]) -> tuple[Script, ...]:
    if not table:
        return ()
    wanted = tuple(part for value in option_values(words, ("-e", "-m", "--env")) for part in value.split(","))
    listed = table.get("*")
    names = wanted or (listed.needs if listed is not None else tuple(name for name in table if name != "*"))
    found: dict[str, Script] = {}
    for name in names:
        # an environment without a section of its own (py311) is the base
        script = table.get(name) or table.get("testenv")
        if script is not None and (name in table or re.match(r"py|x|\$|[\w{}]*-", name)):
            found[script.name] = script
    return tuple(found.values())


def option_values(words: tuple[str, ...], options: tuple[str, ...]) -> tuple[str, ...]:
    """The values of any of `options`, whether they follow or are joined with `=`."""
    found = []
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options and equals:
            found.append(value)
        elif word in options and index + 1 < len(words):
            found.append(words[index + 1])
    return tuple(found)
