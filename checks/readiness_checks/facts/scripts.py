"""The tasks that a repository names for its runners: package scripts, make targets, tox environments and their kin."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from readiness.repo import Repo, fact
from readiness_checks.facts.runners.make import MAKEFILES, makefile
from readiness_checks.facts.runners.model import Script
from readiness_checks.facts.runners.node import deno_tasks, package_scripts
from readiness_checks.facts.runners.other import composer_scripts, just_recipes, mise_tasks, mix_aliases, rake_tasks, task_tasks
from readiness_checks.facts.runners.python import nox_sessions, project_scripts, tox_environments

__all__ = ["Script", "scripts"]

_MARKERS = {
    "package.json": package_scripts, "deno.json": deno_tasks, "deno.jsonc": deno_tasks, "justfile": just_recipes, ".justfile": just_recipes,
    "taskfile.yml": task_tasks, "taskfile.yaml": task_tasks, "composer.json": composer_scripts, "rakefile": rake_tasks,
    "mix.exs": mix_aliases,
    "mise.toml": mise_tasks, ".mise.toml": mise_tasks, "tox.ini": tox_environments, "noxfile.py": nox_sessions,
}  # fmt: skip


@fact
def scripts(repo: Repo) -> tuple[Script, ...]:
    """Every task of the repository's own runner files, sorted by place."""
    found: dict[tuple[str, str, str], Script] = {}
    for script in _all(repo):
        if script.name not in ("", "*"):
            found.setdefault((script.runner, script.path, script.name), script)
    return tuple(sorted(found.values(), key=lambda script: (script.path, script.line, script.name)))


def _all(repo: Repo) -> Iterable[Script]:
    for file in repo.named(*_MARKERS, *MAKEFILES, "pyproject.toml", "Pipfile"):
        if not file.own:
            continue
        name = file.name.lower()
        if file.name in MAKEFILES:
            yield from makefile(repo, file.path).targets.values()
        elif name in _MARKERS:
            yield from (_MARKERS[name](repo, file.folder) or {}).values()
        else:
            for table in project_scripts(repo, posixpath.dirname(file.path)).values():
                yield from table.values()
