"""Calls of pre-commit and prek: the hooks that they run."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from readiness_checks.facts.following import Context, Run
from readiness_checks.facts.runners.other import commit_hooks
from readiness_checks.facts.shell import simple_commands
from readiness_checks.facts.task_calls import option_values

if TYPE_CHECKING:
    from readiness_checks.facts.indirection import Resolver


def follow_hooks(resolver: Resolver, words: tuple[str, ...], folder: str | None, context: Context) -> Iterator[Run]:
    """The hooks that a call of pre-commit or prek runs; a hook is also a run of the program that its id or repository is named after."""
    names = tuple(word for word in words[1:] if not word.startswith("-"))
    if names[:1] != ("run",):
        return
    files = option_values(words, ("-c", "--config"))
    path = posixpath.normpath(posixpath.join(folder or "", files[0] if files else ".pre-commit-config.yaml"))
    wanted = names[1:2]
    stage = option_values(words, ("--hook-stage", "--stage"))
    for hook in commit_hooks(resolver.repo, path):
        if (wanted and hook.id not in wanted and not stage) or (hook.manual and not wanted and not stage):
            continue
        deeper = context.deeper(f"{path}:{hook.line}", True, ("hook", path, hook.id), hook.entry)
        if hook.entry:
            for command in simple_commands(hook.entry, folder="", errexit=False):
                yield from resolver.follow(command, deeper)
        for name in dict.fromkeys((hook.id, _hook_source(hook.repo))):
            if name:
                yield Run((name,), deeper.line, "", deeper.can_fail, deeper.via)


def _hook_source(repo: str) -> str:
    name = repo.rstrip("/").rpartition("/")[2].removesuffix(".git")
    if name in ("", "local", "meta", "pre-commit-hooks", "builtin"):
        return ""
    return re.sub(r"^mirrors-|^pre-commit-(?:mirrors?-|hooks-)?|-pre-?commit(?:-hooks?)?$|-mirror$|-hooks?$", "", name)
