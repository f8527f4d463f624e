"""Reads task runners of Python projects: tox, nox, and the scripts of poe, pdm, hatch, pipenv and taskipy."""

from __future__ import annotations

import configparser
import re
import shlex
from collections.abc import Iterable

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, strings
from readiness_checks.facts.runners.model import Script

_SESSION = Regex(r"^@nox\.session\b.{0,400}?^def\s+(\w+)\s*\(", re.MULTILINE | re.DOTALL)
_NAME = Regex(r"\bname\s*=\s*['\"]([^'\"\n]{1,100})['\"]")
_RUN = Regex(r"\bsession\.(?:run|run_always)\(\s*((?:\*?[^()]|\([^()]{0,300}\)){0,1500}?)\)", re.DOTALL)
_STRING = Regex(r"[rf]?\"([^\"\n]{0,300})\"|[rf]?'([^'\n]{0,300})'")
_NOTIFY = Regex(r"\bsession\.notify\(\s*['\"](\w+)['\"]")
_SUBSTITUTION = Regex(r"\{(?:posargs|\[)[^{}]{0,200}\}|\{[^{}\s]{0,100}\}")


@fact
def tox_environments(repo: Repo, folder: str) -> dict[str, Script] | None:
    """The environments of tox.ini, setup.cfg, tox.toml or pyproject.toml in `folder` by name; `testenv` is every environment's base."""
    for name in ("tox.ini", "setup.cfg"):
        path = _in(folder, name)
        if repo.file(path) is not None:
            found = dict(_tox_ini(repo, path, folder))
            if found:
                return found
    for name, keys in (("tox.toml", ()), ("pyproject.toml", ("tool", "tox"))):
        path = _in(folder, name)
        if repo.file(path) is not None:
            root = repo.toml(path).value
            table = mapping(dig(root, *keys) if keys else root)
            if string(table.get("legacy_tox_ini")):
                return dict(_tox_sections(string(table.get("legacy_tox_ini")), path, folder))
            found = dict(_tox_toml(table, path, folder))
            if found:
                return found
    return None


def _in(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name


def _tox_ini(repo: Repo, path: str, folder: str) -> Iterable[tuple[str, Script]]:
    return _tox_sections(repo.text(path), path, folder)


def _tox_sections(text: str, path: str, folder: str) -> Iterable[tuple[str, Script]]:
    parser = configparser.RawConfigParser(strict=False, inline_comment_prefixes=("#",))
    try:
        parser.read_string(text)
    except (configparser.Error, ValueError):
        return
    lines = text.split("\n")
    listed = parser.get("tox", "envlist", fallback="") or parser.get("tox", "env_list", fallback="")
    base = parser.get("testenv", "commands", fallback="")
    for section in parser.sections():
        if section == "testenv" or section.startswith("testenv:"):
            commands = parser.get(section, "commands", fallback=base)
            commands = re.sub(
                r"\{\[([^\]]{1,80})\](\w{1,40})\}", lambda found: parser.get(found.group(1), found.group(2), fallback=""), commands
            )
            line = next((number for number, text in enumerate(lines, 1) if text.strip() == f"[{section}]"), 1)
            for name in section.removeprefix("testenv:").split(","):
                yield name.strip(), _tox_script(name.strip(), commands, path, line, folder, lines)
    names = [name for name in re.split(r"[,\s]+", re.sub(r"\{[^{}]{0,200}\}", "x", listed)) if name]
    if names:
        yield "*", Script("*", "tox", path, 1, (), tuple(names), folder)


def _tox_script(name: str, commands: str, path: str, line: int, folder: str, lines: list[str]) -> Script:
    found = []
    for raw in commands.replace("\\\n", " ").split("\n"):
        # `py3{11,12}: command` runs in matching environments only; `- command` may fail
        text = re.sub(r"^[\w{},!.-]{1,80}:\s+", "", raw.strip())
        lenient = text.startswith("-")
        text = _SUBSTITUTION.sub("", text.lstrip("-! "))
        if text:
            place = next(
                (number for number, other in enumerate(lines, 1) if number >= line and raw.strip()[:30] in other and raw.strip()), line
            )
            found.append((text + " || true" if lenient else text, place))
    return Script(name, "tox", path, line, tuple(found), (), folder)


def _tox_toml(table: Map, path: str, folder: str) -> Iterable[tuple[str, Script]]:
    base = mapping(table.get("env_run_base"))
    environments = {"testenv": base, **{name: mapping(body) for name, body in mapping(table.get("env")).items()}}
    for name, body in environments.items():
        commands = sequence(body.get("commands")) or sequence(base.get("commands"))
        texts = tuple(
            (shlex.join(string(word) for word in line if not isinstance(word, (Map, Seq))), body.line or 1)
            for line in commands
            if isinstance(line, Seq)
        )
        if texts:
            yield name, Script(name, "tox", path, body.line or 1, texts, (), folder)
    names = strings(table.get("env_list"))
    if names:
        yield "*", Script("*", "tox", path, 1, (), names, folder)


@fact
def nox_sessions(repo: Repo, folder: str) -> dict[str, Script] | None:
    """The sessions of noxfile.py in `folder`, read from literal `session.run` calls."""
    path = _in(folder, "noxfile.py")
    if repo.file(path) is None:
        return None
    text = repo.text(path)[:200_000]
    starts = list(_SESSION.finditer(text))
    found: dict[str, Script] = {}
    for index, session in enumerate(starts):
        end = starts[index + 1].start() if index + 1 < len(starts) else len(text)
        line = text.count("\n", 0, session.start(1)) + 1
        commands = []
        for run in _RUN.finditer(text, session.end(), end):
            words = [first or second for first, second in _STRING.findall(re.sub(r"\b\w+\s*=\s*[^,]{0,300}", "", run.group(1)))]
            if words:
                tail = " || true" if "success_codes" in run.group(1) else ""
                commands.append((shlex.join(words) + tail, text.count("\n", 0, run.start()) + 1))
        needs = tuple(_NOTIFY.findall(text, session.end(), end))
        named = _NAME.search(session.group())
        for name in {session.group(1), *((named.group(1),) if named else ())}:
            found[name] = Script(name, "nox", path, line, tuple(commands), needs, folder)
    return found


@fact
def project_scripts(repo: Repo, folder: str) -> dict[str, dict[str, Script]]:
    """Scripts in pyproject.toml, Pipfile and poe_tasks.toml of `folder`, by runner and name."""
    found: dict[str, dict[str, Script]] = {}
    path = _in(folder, "pyproject.toml")
    if repo.file(path) is not None:
        tool = dig(repo.toml(path).value, "tool")
        lines = repo.text(path).split("\n")
        tables = {
            "poe": dig(tool, "poe", "tasks"), "pdm": dig(tool, "pdm", "scripts"), "taskipy": dig(tool, "taskipy", "tasks"),
            "rye": dig(tool, "rye", "scripts"),
        }  # fmt: skip
        for runner, table in tables.items():
            found[runner] = dict(_table(mapping(table), runner, path, folder, lines))
        found["hatch"] = dict(_hatch(mapping(dig(tool, "hatch", "envs")), path, folder, lines))
    for name, runner, keys in (
        ("Pipfile", "pipenv", ("scripts",)),
        ("poe_tasks.toml", "poe", ("tasks",)),
        ("hatch.toml", "hatch", ("envs",)),
    ):
        path = _in(folder, name)
        if repo.file(path) is not None:
            table = mapping(dig(repo.toml(path).value, *keys))
            lines = repo.text(path).split("\n")
            made = _hatch(table, path, folder, lines) if runner == "hatch" else _table(table, runner, path, folder, lines)
            found[runner] = {**found.get(runner, {}), **dict(made)}
    return found


def _table(table: Map, runner: str, path: str, folder: str, lines: list[str]) -> Iterable[tuple[str, Script]]:
    for name, body in table.items():
        line = _line(lines, name)
        yield name, _task(name, body, runner, path, folder, line)


def _task(name: str, body: object, runner: str, path: str, folder: str, line: int) -> Script:
    inner = dig(body, "cmd") or dig(body, "shell") or dig(body, "composite") or dig(body, "sequence")
    value = inner if inner is not None else body
    commands: list[tuple[str, int]] = []
    needs: list[str] = list(strings(dig(body, "deps")))
    for item in value if isinstance(value, Seq) else (value,):
        if isinstance(item, Map):
            text = string(item.get("cmd")) or string(item.get("shell"))
            if string(item.get("ref")):
                needs.append(string(item.get("ref")).split()[0])
        else:
            text = string(item)
        if text:
            # a sequence names other tasks, or holds commands
            commands.append((text, line))
    if isinstance(body, Seq) or dig(body, "sequence") is not None:
        needs.extend(text for text, _ in commands if re.fullmatch(r"[\w:.-]+", text))
    return Script(name, runner, path, line, tuple(commands), tuple(needs), folder)


def _hatch(environments: Map, path: str, folder: str, lines: list[str]) -> Iterable[tuple[str, Script]]:
    for environment, body in environments.items():
        for name, value in mapping(dig(body, "scripts")).items():
            texts = tuple((re.sub(r"\{args(?::[^{}]{0,200})?\}", "", text), _line(lines, name)) for text in strings(value))
            full = name if environment == "default" else f"{environment}:{name}"
            needs = tuple(text.split()[0] for text, _ in texts if text.split() and text.split()[0] in mapping(dig(body, "scripts")))
            needs = tuple(need if environment == "default" else f"{environment}:{need}" for need in needs)
            yield full, Script(full, "hatch", path, _line(lines, name), texts, needs, folder)


def _line(lines: list[str], name: str) -> int:
    """The line of a TOML key; the parser keeps none."""
    pattern = Regex(rf"\s*(?:\[.*\b{re.escape(name)}\]|\"?{re.escape(name)}\"?(?:\.\w+)?\s*=)")
    return next((number for number, text in enumerate(lines, 1) if pattern.match(text)), 1)
