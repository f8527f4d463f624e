"""Reads scripts of JavaScript packages: package.json, deno.json."""

from __future__ import annotations

from readiness.repo import Repo, fact
from readiness.syntax import Map, dig, mapping, string
from readiness_checks.facts.runners.model import Script


@fact
def package_scripts(repo: Repo, folder: str) -> dict[str, Script] | None:
    """The scripts of the package.json in `folder`; None when there is none or it does not parse."""
    path = f"{folder}/package.json" if folder else "package.json"
    if repo.file(path) is None:
        return None
    parsed = repo.json(path)
    if not isinstance(parsed.value, Map):
        return None
    found = _scripts(mapping(parsed.value.get("scripts")), "npm", path, folder)
    for name, body in mapping(parsed.value.get("wireit")).items():
        script = found.get(name)
        if script is not None and script.command.strip() == "wireit" and string(dig(body, "command")):
            line = mapping(body).line_of("command")
            found[name] = Script(name, "npm", path, script.line, ((string(dig(body, "command")), line),), (), folder)
    return found


@fact
def deno_tasks(repo: Repo, folder: str) -> dict[str, Script] | None:
    """The tasks of deno.json or deno.jsonc in `folder`."""
    for name in ("deno.json", "deno.jsonc"):
        path = f"{folder}/{name}" if folder else name
        if repo.file(path) is not None:
            return _scripts(mapping(mapping(repo.json(path).value).get("tasks")), "deno", path, folder)
    return None


def _scripts(declared: Map, runner: str, path: str, folder: str) -> dict[str, Script]:
    found = {}
    for name, body in declared.items():
        text = string(body) or string(dig(body, "command"))
        line = declared.line_of(name)
        found[name] = Script(name, runner, path, line, ((text, line),), (), folder)
    return found
