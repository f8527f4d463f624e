"""Follows a command to what it runs: shell scripts of the repository, task runners, hooks, container images and their files."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import Literal, TypeAlias

from readiness.classify import LANGUAGES, suffix_of
from readiness.glob import glob_matches
from readiness.repo import Repo
from readiness_checks.facts.ci.model import Step
from readiness_checks.facts.containers import image_commands, service_commands
from readiness_checks.facts.runners.make import makefile, makefile_in
from readiness_checks.facts.runners.model import Script
from readiness_checks.facts.runners.node import deno_tasks, package_scripts
from readiness_checks.facts.runners.other import (
    commit_hooks,
    composer_scripts,
    just_recipes,
    mise_tasks,
    mix_aliases,
    rake_tasks,
    task_tasks,
)
from readiness_checks.facts.runners.python import nox_sessions, project_scripts, tox_environments
from readiness_checks.facts.shell import Simple, joined_folder, simple_commands
from readiness_checks.facts.wrappers import container_command, inner_command, inner_scripts

MAX_DEPTH = 8
MAX_COMMANDS = 3_000  # of one step
MissingKind: TypeAlias = Literal["script", "target", "package script", "action", "workflow", "folder"]
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ash", "ksh", "source", "."})
_WINDOWS = frozenset({"pwsh", "powershell", "cmd", "bat"})
_NODE_RUNNERS = frozenset({"npm", "yarn", "pnpm", "bun"})
_NPM_LIFECYCLE = frozenset({"test", "start", "stop", "restart", "t", "tst"})
_NODE_OWN = frozenset({
    "install", "i", "ci", "add", "remove", "rm", "uninstall", "update", "upgrade", "audit", "publish", "pack", "version", "link", "config", "set",
    "cache", "exec", "dlx", "x", "init", "create", "login", "logout", "whoami", "view", "info", "outdated", "ls", "list", "why", "run", "run-script",
    "rebuild", "prune", "dedupe", "plugin", "import", "global", "workspaces", "up", "fetch", "store", "deploy", "patch", "pkg", "help", "bin", "token",
    "dist-tag", "owner", "policies", "node", "constraints", "approve-builds", "setup", "env", "root", "prefix", "doctor", "get", "install-test", "it", "cit", "clean-install", "pm", "build",
})  # fmt: skip
_COMPOSER_OWN = frozenset({
    "install", "i", "update", "u", "upgrade", "require", "remove", "dump-autoload", "dumpautoload", "validate", "audit", "show", "config", "global",
    "create-project", "self-update", "clear-cache", "cc", "check-platform-reqs", "diagnose", "outdated", "why", "exec", "licenses", "status", "archive", "bump", "init", "normalize", "reinstall", "depends", "prohibits", "fund", "search", "suggests", "run-script", "run",
})  # fmt: skip
_RUNNERS = frozenset({"uv", "npm", "npx", "pnpm", "yarn", "bun", "poetry", "pipenv", "bundle", "make", "go", "cargo", "dotnet", "mvn", "gradle", "./gradlew", "./mvnw", "python", "pytest", "pre-commit", "tox", "nox"})
_READERS = frozenset({"which", "type", "echo", "printf", "hash", "test", "[", "rm", "ls", "cat", "cp", "mv", "mkdir", "touch", "chmod", "grep", "git", "apk", "apt", "command", "alias", "asdf", "mise", "brew", "corepack", "docker", "kill", "pkill", "killall", "volta", "nvm", "man", "trap", "export", "read", "complete"})
# what a build makes: a script in there is not missing for not being tracked
_MADE = re.compile(r"(?:^|/)(?:node_modules|vendor|\.?venv|env|virtualenv|dist|build|target|out|bin|obj|tmp|temp|\.git|artifacts?|downloads?|cache|release|output|public)(?:/|$)")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a script stands, and what led there. `trusted`: the files it sees are this repository's, so that a missing one is missing."""

    path: str
    line: int
    via: tuple[str, ...] = ()
    trusted: bool = True


@dataclass(frozen=True, slots=True)
class Missing:
    """Something that a pipeline calls and the repository does not hold."""

    kind: MissingKind
    name: str
    path: str
    line: int
    via: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Run:
    """One command after following: `line` is the line in the pipeline, `via` the places that led from it here."""

    words: tuple[str, ...]
    line: int
    folder: str | None
    can_fail: bool
    via: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Context:
    line: int
    via: tuple[str, ...]
    can_fail: bool
    depth: int
    trusted: bool
    path: str
    source: str
    variables: tuple[tuple[str, str], ...] = ()
    seen: frozenset[tuple[str, ...]] = frozenset()

    def deeper(self, place: str, can_fail: bool, key: tuple[str, ...], source: str) -> _Context:
        via = (*self.via, place)
        return _Context(self.line, via, self.can_fail and can_fail, self.depth + 1, self.trusted, self.path, source, self.variables, self.seen | {key})


@dataclass
class Resolver:
    """Resolves the scripts of steps. What is missing is gathered until `taken`."""

    repo: Repo
    _missing: list[Missing] = field(default_factory=list)
    _written: str = ""
    _count: int = 0

    def taken(self) -> tuple[Missing, ...]:
        """What was missing since the last call."""
        found, self._missing = tuple(self._missing), []
        return found

    def script(self, step: Step, place: Place) -> Iterator[Run]:
        """The commands of one step."""
        self._count = 0
        self._written = step.run
        context = _Context(place.line, place.via, True, 0, place.trusted, place.path, step.run, step.variables)
        folder = None if step.folder is None or "$" in step.folder else step.folder
        if step.folder is None or step.folder != folder:
            context = replace(context, trusted=False)
        for command in self._parsed(step, folder):
            inside = context if place.via else replace(context, line=place.line + command.line - 1)
            yield from self._follow(command, inside)

    def _parsed(self, step: Step, folder: str | None) -> tuple[Simple, ...]:
        if step.shell in _WINDOWS:
            return tuple(_windows(step.run, folder))
        if step.shell.startswith(("python", "ruby", "node", "perl")):
            return ()
        return simple_commands(step.run, folder=folder, errexit=step.errexit, variables=dict(step.variables))

    def _follow(self, command: Simple, context: _Context) -> Iterator[Run]:
        can_fail = context.can_fail and command.can_fail
        yield from self._words(command.words, command.folder, replace(context, can_fail=can_fail))

    def _words(self, words: tuple[str, ...], folder: str | None, context: _Context) -> Iterator[Run]:
        self._count += 1
        if not words or self._count > MAX_COMMANDS or context.depth > MAX_DEPTH:
            return
        words = tuple(_rooted(word, folder) for word in words)
        yield Run(words, context.line, folder, context.can_fail, context.via)
        image = container_command(words)
        if image is not None:
            yield from self._container(image[0], image[1], folder, context)
            return
        for text in inner_scripts(words):
            yield from self._text(text, folder, context, words)
        inner = inner_command(words)
        if inner is not None:
            yield from self._words(inner, folder, _one_deeper(context))
            program = words[0].rpartition("/")[2]
            if program in ("pipenv", "pdm", "hatch", "rye", "poetry", "uv") and inner[:1]:
                yield from self._script_of(self._project(folder, program, inner[0]), folder, context)
            return
        yield from self._called(words, folder, context)

    def _text(self, text: str, folder: str | None, context: _Context, words: tuple[str, ...]) -> Iterator[Run]:
        remote = words[0].rpartition("/")[2] == "ssh"
        deeper = replace(_one_deeper(context), trusted=context.trusted and not remote)
        if deeper.depth <= MAX_DEPTH:
            for command in simple_commands(text, folder=None if remote else folder, errexit=False):
                yield from self._follow(command, deeper)

    # ---- what a command names --------------------------------------------------------------------------------------

    def _called(self, words: tuple[str, ...], folder: str | None, context: _Context) -> Iterator[Run]:
        program = posixpath.basename(words[0])
        if program in _SHELLS and len(words) > 1:
            yield from self._shell_call(words, folder, context)
        elif program in ("make", "gmake"):
            yield from self._make(words, folder, context)
        elif program in _NODE_RUNNERS:
            yield from self._node(words, folder, context)
        elif program in ("npm-run-all", "run-s", "run-p", "npm-run-all2"):
            for name in words[1:]:
                yield from self._package_script(name, folder, context, "npm", sure=False)
        elif program in ("turbo", "lerna", "nx", "wsrun", "ultra", "moon"):
            yield from self._monorepo(words, context)
        elif program in ("pre-commit", "prek"):
            yield from self._hooks(words, folder, context)
        elif program in ("docker", "docker-compose", "podman", "podman-compose", "nerdctl", "buildah", "buildctl"):
            for text, where, place, can_fail in (*image_commands(self.repo, words, folder), *service_commands(self.repo, words, folder, dict(context.variables).get("COMPOSE_FILE", ""))):
                yield from self._texts(((text, 0),), where, context, place, can_fail, ("image", place))
        else:
            script = self._task(program, words, folder)
            if script:
                yield from self._script_of(script, folder, context)
            elif program not in _READERS and len(words) > 2 and words[1] in _RUNNERS:
                # a program nobody knows that is given a whole command wraps it
                yield from self._words(words[1:], folder, _one_deeper(context))
            elif "/" in words[0] or suffix_of(words[0]) in (".sh", ".bash"):
                yield from self._file(words[0], words[1:], folder, context, sure="/" in words[0])

    def _task(self, program: str, words: tuple[str, ...], folder: str | None) -> tuple[Script, ...]:
        """The tasks of a runner that the words name, with what they need."""
        where = folder or ""
        names = tuple(word for word in words[1:] if not word.startswith("-") and "=" not in word)
        table: dict[str, Script] | None = None
        if program == "tox":
            return _tox(tox_environments(self.repo, where), words)
        if program == "nox":
            sessions = nox_sessions(self.repo, where) or {}
            wanted = _option_values(words, ("-s", "-e", "--session", "--sessions")) or tuple(sessions)
            return _closed(sessions, tuple(name.partition("-")[0].partition("(")[0] if name not in sessions else name for name in wanted))
        if program in ("just", "task", "go-task", "rake", "mix"):
            reader = {"just": just_recipes, "task": task_tasks, "go-task": task_tasks, "rake": rake_tasks, "mix": mix_aliases}[program]
            table = reader(self.repo, where)
            if not names:
                names = ("",) if program == "just" else ("default",)
            names = names[:1] if program in ("mix", "just") else names
        elif program == "mise" and words[1:2] in (("run",), ("r",)):
            table, names = mise_tasks(self.repo, where), names[1:]
        elif program in ("composer", "composer.phar"):
            table = composer_scripts(self.repo, where)
            names = tuple(name for name in names if name not in ("run", "run-script"))[:1]
        elif program in ("poe", "poethepoet", "pdm", "taskipy", "hatch"):
            names = tuple(name for name in names if name != "run")[:1]
            return self._project(folder, {"poethepoet": "poe"}.get(program, program), names[0]) if names else ()
        elif program == "deno" and words[1:2] == ("task",):
            table, names = deno_tasks(self.repo, where), names[1:2]
        elif program == "rails" and names:
            table = rake_tasks(self.repo, where)
        return _closed(table or {}, names)

    def _project(self, folder: str | None, runner: str, name: str) -> tuple[Script, ...]:
        tables = project_scripts(self.repo, folder or "")
        table = tables.get(runner, {})
        if runner == "hatch" and name not in table:
            # a matrix environment runs the scripts of its base
            table = {key: script for key, script in table.items() if key.rpartition(":")[2] == name.rpartition(":")[2]}
            return tuple(table.values())[:1]
        return _closed(table, (name,))

    def _script_of(self, scripts: Iterable[Script], folder: str | None, context: _Context) -> Iterator[Run]:
        for script in scripts:
            key = (script.runner, script.path, script.name)
            if key in context.seen:
                continue
            yield from self._texts(script.commands, script.folder, context, script.path, True, key)

    def _texts(
        self, commands: Iterable[tuple[str, int]], folder: str | None, context: _Context, path: str, can_fail: bool, key: tuple[str, ...]
    ) -> Iterator[Run]:
        if context.depth >= MAX_DEPTH:
            return
        for text, line in commands:
            deeper = context.deeper(f"{path}:{line}" if line else path, can_fail, key, text)
            for command in simple_commands(text, folder=folder, errexit=False):
                yield from self._follow(command, deeper)

    # ---- shell scripts ---------------------------------------------------------------------------------------------

    def _shell_call(self, words: tuple[str, ...], folder: str | None, context: _Context) -> Iterator[Run]:
        index = 1
        while index < len(words) and words[index].startswith(("-", "+")):
            index += 2 if words[index] in ("-o", "+o", "--rcfile", "--init-file") else 1
        if index < len(words) and "$" not in words[index]:
            # `source venv/bin/activate` names what an earlier command made
            sure = words[0] not in ("source", ".") and "/" in words[index]
            yield from self._file(words[index], words[index + 1 :], folder, context, sure=sure)

    def _file(self, name: str, arguments: tuple[str, ...], folder: str | None, context: _Context, *, sure: bool) -> Iterator[Run]:
        path = self._found(name, folder)
        if path is None:
            if sure and context.trusted:
                self._report("script", name, folder, context)
            return
        key = ("file", path, *arguments)
        text = self._shell_text(path)
        if text is None or key in context.seen or context.depth >= MAX_DEPTH:
            return
        first = text.partition("\n")[0]
        strict = bool(re.match(r"#!.{0,60}\s-[a-z]*e", first))
        here = posixpath.dirname(path)
        for command in simple_commands(text, folder=folder, arguments=arguments, errexit=strict, here=here, variables=dict(context.variables)):
            yield from self._follow(command, context.deeper(f"{path}:{command.line}", True, key, text))

    def _found(self, name: str, folder: str | None) -> str | None:
        if name.startswith("/<root>"):
            name, folder = name.removeprefix("/<root>").lstrip("/"), ""
        if name.startswith(("/", "~")) or "$" in name:
            # an absolute path in an image is often the repository's own file, copied there
            return self._copied(name)
        path = posixpath.normpath(posixpath.join(folder or "", name))
        file = self.repo.file(path)
        if file is not None:
            return file.link if file.link and self.repo.file(file.link) else path
        # a bare name is found on the path, in a folder that is set up elsewhere
        return self._copied(name) if folder is None or "/" not in name else None

    def _copied(self, name: str) -> str | None:
        """The one shell script of the repository with this name, where its folder cannot be known."""
        base = posixpath.basename(name)
        if not base or "$" in base or not name.strip("/"):
            return None
        found = [file.path for file in self.repo.named(base) if self._shell_text(file.path) is not None]
        tail = [path for path in found if name.endswith("/" + path)] or found
        return tail[0] if len(tail) == 1 else None

    def _shell_text(self, path: str) -> str | None:
        """The text of a shell script, None for a file of another kind."""
        suffix = suffix_of(posixpath.basename(path))
        if LANGUAGES.get(suffix) == "shell":
            return self.repo.text(path)
        if suffix and not re.fullmatch(r"\.[\w-]{5,}", suffix):
            return None
        text = self.repo.text(path)
        return text if re.match(r"#!\s{0,3}\S{0,60}(?:/|\benv\s{1,3}(?:-S\s)?)(?:ba|z|da|k|a)?sh\b", text) else None

    def _report(self, kind: MissingKind, name: str, folder: str | None, context: _Context) -> None:
        """Note what is missing, unless something may make it first."""
        shown = name.removeprefix("/<root>").lstrip("/")
        path = posixpath.normpath(posixpath.join(folder or "", shown))
        unsure = folder is None or "$" in name or " " in name or "*" in name or "<" in name or "{" in name or (name.startswith(("~", "/")) and not name.startswith("/<root>"))
        # a path made of variables may be another one when it runs
        if unsure or not re.search(r"(?<![/\w}$])(?:\./)?" + re.escape(shown.removeprefix("./")), context.source) or path.startswith("..") or _MADE.search(path) or self._made(path):
            return
        self._missing.append(Missing(kind, path, context.path, context.line, context.via))

    def _made(self, path: str) -> bool:
        """Whether the step writes the file itself, or git ignores it."""
        base = posixpath.basename(path)
        # making a file executable does not make it
        text = re.sub(r"chmod\s+\S+\s+\S+", "", self._written)
        ignored = self.repo.text(".gitignore") if self.repo.file(".gitignore") is not None else ""
        globs = [line.strip().rstrip("/") for line in ignored.split("\n")[:500] if line.strip() and not line.startswith(("#", "!"))]
        submodules = re.findall(r"path\s*=\s*(\S+)", self.repo.text(".gitmodules")) if self.repo.file(".gitmodules") is not None else []
        return (
            text.count(base) > 1
            or any(path == glob.lstrip("/") or glob_matches(glob, path) or path.startswith(glob.lstrip("/") + "/") for glob in globs)
            or any(path == module or path.startswith(module + "/") for module in submodules)
        )

    # ---- make ------------------------------------------------------------------------------------------------------

    def _make(self, words: tuple[str, ...], folder: str | None, context: _Context) -> Iterator[Run]:
        targets, given, where, file = _make_words(words, folder)
        paths = [self._found(file, where) or ""] if file else [makefile_in(self.repo, where)] if where is not None else self._makefiles(targets)
        for path in paths:
            if not path:
                if where is not None and context.trusted and targets and not self.repo.has_folder(where):
                    continue
                continue
            made = makefile(self.repo, path)
            for name in targets or (made.default,):
                yield from self._target(path, name, given, where if where is not None else posixpath.dirname(path), context, bool(targets) and where is not None)

    def _makefiles(self, targets: tuple[str, ...]) -> list[str]:
        """Makefiles that have the targets, where the folder is not known."""
        found = [file.path for file in self.repo.named("Makefile", "GNUmakefile")[:60] if file.own]
        return [path for path in found if any(name in makefile(self.repo, path).targets for name in targets)][:3]

    def _target(self, path: str, name: str, given: dict[str, str], folder: str, context: _Context, sure: bool) -> Iterator[Run]:
        made = makefile(self.repo, path)
        key = ("make", path, name)
        if key in context.seen or context.depth >= MAX_DEPTH:
            return
        script = made.script(name, given)
        if script is None:
            exists = self.repo.file(posixpath.normpath(posixpath.join(folder, name))) is not None
            wild = "%" in made.patterns or made.open or "$" in name or "=" in name
            if sure and context.trusted and not exists and not wild:
                self._missing.append(Missing("target", name, context.path, context.line, context.via))
            return
        inside = replace(context, seen=context.seen | {key}, depth=context.depth)
        for need in script.needs[:60]:
            if need and not need.startswith("$"):
                yield from self._target(path, need, given, folder, replace(inside, depth=context.depth + 1), sure=False)
        yield from self._texts(script.commands, folder, context, script.path, True, key)

    # ---- JavaScript packages ---------------------------------------------------------------------------------------

    def _node(self, words: tuple[str, ...], folder: str | None, context: _Context) -> Iterator[Run]:
        program = posixpath.basename(words[0])
        names, where, spread, lenient = _node_words(words, folder)
        if not names:
            return
        explicit = names[0] in ("run", "run-script", "rum", "urn")
        if explicit:
            names = names[1:]
            if program == "yarn" and not names:
                return
        elif program == "yarn" and names[0] in ("workspace", "workspaces"):
            names, spread = tuple(name for name in names[1:] if name not in ("run", "foreach"))[-1:], True
        elif (program == "npm" and names[0] not in _NPM_LIFECYCLE) or (program in ("pnpm", "bun") and names[0] in _NODE_OWN) or (program == "bun" and names[0] == "test") or (program in ("yarn", "pnpm") and names[0] in _NODE_OWN - {"build", "deploy"}):
            return
        if not names:
            return
        name = {"t": "test", "tst": "test"}.get(names[0], names[0])
        sure = (explicit or name == "test") and program in ("npm", "pnpm") and not lenient and not spread
        if spread:
            yield from self._everywhere(name, context)
        else:
            yield from self._package_script(name, where, context, program, sure=sure)

    def _package_script(self, name: str, folder: str | None, context: _Context, runner: str, *, sure: bool) -> Iterator[Run]:
        if folder is None:
            yield from self._everywhere(name, context)
            return
        table, where = None, folder
        while True:
            table = package_scripts(self.repo, where)
            if table is not None or not where:
                break
            where = where.rpartition("/")[0]
        if table is None:
            return
        if name not in table:
            pattern = name.replace(":*", ":") if name.endswith(":*") else ""
            matching = [script for key, script in table.items() if pattern and key.startswith(pattern)]
            for script in matching:
                yield from self._package_run(script, table, context)
            if not matching and sure and context.trusted and "$" not in name and name != "start":
                self._missing.append(Missing("package script", name, context.path, context.line, context.via))
            if not matching and runner in ("yarn", "pnpm", "bun") and "/" not in name:
                # what is no script is a program of a dependency
                yield Run((name,), context.line, folder, context.can_fail, context.via)
            return
        yield from self._package_run(table[name], table, context)

    def _package_run(self, script: Script, table: dict[str, Script], context: _Context) -> Iterator[Run]:
        for name in ("pre" + script.name, script.name, "post" + script.name):
            if name in table:
                yield from self._script_of((table[name],), table[name].folder, context)

    def _everywhere(self, name: str, context: _Context) -> Iterator[Run]:
        """A script of any package: workspaces, or a folder that is not known. Five packages show what it runs."""
        shown = 0
        for file in self.repo.named("package.json")[:300]:
            table = package_scripts(self.repo, file.folder) if file.own else None
            if table and name in table:
                yield from self._package_run(table[name], table, context)
                shown += 1
            if shown >= 5:
                return

    def _monorepo(self, words: tuple[str, ...], context: _Context) -> Iterator[Run]:
        names = _option_values(words, ("-t", "--target", "--targets"))
        if not names:
            names = tuple(word for word in words[1:] if not word.startswith("-") and word not in ("run", "run-many", "affected", "ci", "exec"))[:4]
        for name in names:
            for part in name.split(","):
                yield from self._everywhere(part.partition(":")[2] or part, context)

    # ---- hooks -----------------------------------------------------------------------------------------------------

    def _hooks(self, words: tuple[str, ...], folder: str | None, context: _Context) -> Iterator[Run]:
        names = tuple(word for word in words[1:] if not word.startswith("-"))
        if names[:1] != ("run",):
            return
        files = _option_values(words, ("-c", "--config"))
        path = posixpath.normpath(posixpath.join(folder or "", files[0] if files else ".pre-commit-config.yaml"))
        wanted = names[1:2]
        stage = _option_values(words, ("--hook-stage", "--stage"))
        for hook in commit_hooks(self.repo, path):
            if (wanted and hook.id not in wanted and not stage) or (hook.manual and not wanted and not stage):
                continue
            deeper = context.deeper(f"{path}:{hook.line}", True, ("hook", path, hook.id), hook.entry)
            if hook.entry:
                for command in simple_commands(hook.entry, folder="", errexit=False):
                    yield from self._follow(command, deeper)
            for name in dict.fromkeys((hook.id, _hook_source(hook.repo))):
                if name:
                    yield Run((name,), deeper.line, "", deeper.can_fail, deeper.via)

    # ---- containers ------------------------------------------------------------------------------------------------

    def _container(self, image: str, command: tuple[str, ...], folder: str | None, context: _Context) -> Iterator[Run]:
        """What runs in a container: the command, and the program that the image is named after with it as arguments."""
        deeper = replace(_one_deeper(context), trusted=False)
        name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
        if name and "$" not in name and "<" not in name:
            yield Run((name, *command), context.line, None, context.can_fail, context.via)
        if command:
            yield from self._words(command, None if folder is None else folder, deeper)


def _one_deeper(context: _Context) -> _Context:
    return replace(context, depth=context.depth + 1)


def _rooted(word: str, folder: str | None) -> str:
    """A path below the root, as seen from `folder`, where the word spells the root out."""
    if not word.startswith("/<root>") or ":" in word:
        return word
    target = word.removeprefix("/<root>").lstrip("/") or "."
    return posixpath.relpath(target, folder or ".") if folder is not None else word


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
    wanted = tuple(part for value in _option_values(words, ("-e", "-m", "--env")) for part in value.split(","))
    listed = table.get("*")
    names = wanted or (listed.needs if listed is not None else tuple(name for name in table if name != "*"))
    found: dict[str, Script] = {}
    for name in names:
        # an environment without a section of its own (py311) is the base
        script = table.get(name) or table.get("testenv")
        if script is not None and (name in table or re.match(r"py|x|\$|[\w{}]*-", name)):
            found[script.name] = script
    return tuple(found.values())


def _option_values(words: tuple[str, ...], options: tuple[str, ...]) -> tuple[str, ...]:
    found = []
    for index, word in enumerate(words):
        name, equals, value = word.partition("=")
        if name in options and equals:
            found.append(value)
        elif word in options and index + 1 < len(words):
            found.append(words[index + 1])
    return tuple(found)


def _make_words(words: tuple[str, ...], folder: str | None) -> tuple[tuple[str, ...], dict[str, str], str | None, str]:
    """Targets, variables, folder and file of a call of make."""
    targets, given, file = [], {}, ""
    index = 1
    while index < len(words):
        word = words[index]
        if word in ("-C", "--directory") and index + 1 < len(words):
            folder = joined_folder(folder, words[index + 1])
            index += 1
        elif word.startswith("-C") and len(word) > 2:
            folder = joined_folder(folder, word[2:])
        elif word.startswith("--directory="):
            folder = joined_folder(folder, word.partition("=")[2])
        elif word in ("-f", "--file", "--makefile") and index + 1 < len(words):
            file = words[index + 1]
            index += 1
        elif word in ("-j", "-l", "-o", "-W", "-I") and index + 1 < len(words) and words[index + 1].isdigit():
            index += 1
        elif not word.startswith("-"):
            name, equals, value = word.partition("=")
            if equals:
                given[name.rstrip(":?+")] = value
            else:
                targets.append(word)
        index += 1
    return tuple(targets), given, folder, file


def _node_words(words: tuple[str, ...], folder: str | None) -> tuple[tuple[str, ...], str | None, bool, bool]:
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


def _hook_source(repo: str) -> str:
    name = repo.rstrip("/").rpartition("/")[2].removesuffix(".git")
    if name in ("", "local", "meta", "pre-commit-hooks", "builtin"):
        return ""
    return re.sub(r"^mirrors-|^pre-commit-(?:mirrors?-|hooks-)?|-pre-?commit(?:-hooks?)?$|-mirror$|-hooks?$", "", name)


def _windows(text: str, folder: str | None) -> Iterator[Simple]:
    """The commands of a PowerShell or batch script, one a line; their blocks and variables are not followed."""
    for number, line in enumerate(text.replace("`\n", " ").replace("^\n", " ").split("\n")[:500], 1):
        for part in re.split(r"&&|;", line):
            cleaned = part.strip().lstrip("&").strip().replace("\\", "/")
            if not cleaned or cleaned.startswith(("#", "$", "{", "}", "if", "foreach", "REM", "rem", "::", "@echo")):
                continue
            try:
                words = tuple(shlex.split(cleaned, comments=False, posix=True))
            except ValueError:
                words = tuple(cleaned.split())
            if words and words[0].lower() in ("cd", "set-location", "pushd") and len(words) > 1:
                folder = joined_folder(folder, words[1])
            elif words:
                yield Simple((words[0].removesuffix(".exe").removesuffix(".cmd"), *words[1:]), number, True, folder)
