"""Calls of JavaScript package runners: scripts of the package.json that is meant, or of every package of a workspace."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING

from readiness_checks.facts.following import Context, Missing, Run
from readiness_checks.facts.runners.model import Script
from readiness_checks.facts.runners.node import package_scripts
from readiness_checks.facts.shell_words import joined_folder
from readiness_checks.facts.task_calls import option_values

if TYPE_CHECKING:
    from readiness_checks.facts.indirection import Resolver

NODE_RUNNERS = frozenset({"npm", "yarn", "pnpm", "bun"})
_LIFECYCLE = frozenset({"test", "start", "stop", "restart", "t", "tst"})
OWN_COMMANDS = frozenset({
    "install", "i", "ci", "add", "remove", "rm", "uninstall", "update", "upgrade", "audit", "publish", "pack", "version", "link",
    "config", "set",
    "cache", "exec", "dlx", "x", "init", "create", "login", "logout", "whoami", "view", "info", "outdated", "ls", "list", "why", "run",
    "run-script",
    "rebuild", "prune", "dedupe", "plugin", "import", "global", "workspaces", "up", "fetch", "store", "deploy", "patch", "pkg", "help",
    "bin", "token",
    "dist-tag", "owner", "policies", "node", "constraints", "approve-builds", "setup", "env", "root", "prefix", "doctor", "get",
    "install-test", "it", "cit", "clean-install", "pm", "build",
})  # fmt: skip
MAX_PACKAGES = 5


def follow_package_runner(resolver: Resolver, words: tuple[str, ...], folder: str | None, context: Context) -> Iterator[Run]:
    """The package script that npm, pnpm, yarn or bun is asked to run."""
    program = posixpath.basename(words[0])
    names, where, spread, lenient = node_words(words, folder)
    if not names:
        return
    explicit = names[0] in ("run", "run-script", "rum", "urn")
    if explicit:
        names = names[1:]
        if program == "yarn" and not names:
            return
    elif program == "yarn" and names[0] in ("workspace", "workspaces"):
        names, spread = tuple(name for name in names[1:] if name not in ("run", "foreach"))[-1:], True
    elif (
        (program == "npm" and names[0] not in _LIFECYCLE)
        or (program in ("pnpm", "bun") and names[0] in OWN_COMMANDS)
        or (program == "bun" and names[0] == "test")
        or (program in ("yarn", "pnpm") and names[0] in OWN_COMMANDS - {"build", "deploy"})
    ):
        return
    if not names:
        return
    name = {"t": "test", "tst": "test"}.get(names[0], names[0])
    sure = (explicit or name == "test") and program in ("npm", "pnpm") and not lenient and not spread
    if spread:
        yield from _everywhere(resolver, name, context)
    else:
        yield from follow_package_script(resolver, name, where, context, program, sure=sure)


def follow_package_script(resolver: Resolver, name: str, folder: str | None, context: Context, runner: str, *, sure: bool) -> Iterator[Run]:
    if folder is None or "node_modules" in folder.split("/"):  # what was downloaded has scripts of its own
        yield from _everywhere(resolver, name, context)
        return
    table, where = None, folder
    while True:
        table = package_scripts(resolver.repo, where)
        if table is not None or not where:
            break
        where = where.rpartition("/")[0]
    if table is None:
        if context.trusted and "$" not in name:
            resolver.missing.append(Missing("package script", name, context.path, context.line, context.via, fault=False))
        return
    if name not in table:
        pattern = name.replace(":*", ":") if name.endswith(":*") else ""
        matching = [script for key, script in table.items() if pattern and key.startswith(pattern)]
        for script in matching:
            yield from _package_run(resolver, script, table, context)
        if not matching and context.trusted and "$" not in name:
            fault = sure and name != "start"
            resolver.missing.append(Missing("package script", name, context.path, context.line, context.via, fault=fault))
        if not matching and runner in ("yarn", "pnpm", "bun") and "/" not in name:
            # what is no script is a program of a dependency
            yield Run((name,), context.line, folder, context.can_fail, context.via)
        return
    yield from _package_run(resolver, table[name], table, context)


def _package_run(resolver: Resolver, script: Script, table: dict[str, Script], context: Context) -> Iterator[Run]:
    for name in ("pre" + script.name, script.name, "post" + script.name):
        if name in table:
            yield from resolver.scripts((table[name],), context)


def _everywhere(resolver: Resolver, name: str, context: Context) -> Iterator[Run]:
    """A script of any package: workspaces, or a folder that is not known. Five packages show what it runs."""
    shown = 0
    for file in resolver.repo.named("package.json")[:300]:
        table = package_scripts(resolver.repo, file.folder) if file.own or file.role == "test" else None
        if table and name in table:
            yield from _package_run(resolver, table[name], table, context)
            shown += 1
        if shown >= MAX_PACKAGES:
            return


def follow_monorepo(resolver: Resolver, words: tuple[str, ...], context: Context) -> Iterator[Run]:
    names = option_values(words, ("-t", "--target", "--targets"))
    if not names:
        names = tuple(word for word in words[1:] if not word.startswith("-") and word not in ("run", "run-many", "affected", "ci", "exec"))[
            :4
        ]
    for name in names:
        for part in name.split(","):
            # nx writes project:target, where others have names with colons
            target = part.partition(":")[2] if posixpath.basename(words[0]) == "nx" else ""
            yield from _everywhere(resolver, target or part, context)


def node_words(words: tuple[str, ...], folder: str | None) -> tuple[tuple[str, ...], str | None, bool, bool]:
    """The words that are no options, the folder, whether workspaces are meant, and whether a missing script is allowed."""
    names: list[str] = []
    spread = lenient = False
    index = 1
    while index < len(words):
        word = words[index]
        name, equals, value = word.partition("=")
        if word == "--":
            break
        if name in ("--prefix", "-C", "--dir", "--cwd"):
            target = value if equals else words[index + 1] if index + 1 < len(words) else ""
            folder = joined_folder(folder, target)
            index += 0 if equals else 1
        elif name in ("-w", "--workspace", "--filter", "-F", "--scope"):
            spread = True
            index += 0 if equals else 1
        elif word in ("-r", "--recursive", "--workspaces", "-ws", "-A", "-W"):
            spread = True
        elif word == "--if-present":
            lenient = True
        elif word in ("--loglevel", "--reporter", "--workspace-concurrency", "--network-timeout", "--cache", "--registry"):
            index += 1
        elif not word.startswith("-"):
            names.append(word)
        index += 1
    return tuple(names), folder, spread, lenient
