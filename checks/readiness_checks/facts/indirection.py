"""Follows a command to what it runs: shell scripts of the repository, task runners, hooks, container images and their files."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from dataclasses import field, replace

from readiness.classify import LANGUAGES, suffix_of
from readiness.records import dataclass
from readiness.repo import Repo
from readiness_checks.facts.absence import surely_missing
from readiness_checks.facts.ci.model import Step
from readiness_checks.facts.containers import image_commands, service_commands
from readiness_checks.facts.following import MAX_COMMANDS, MAX_DEPTH, Context, Missing, Place, Run
from readiness_checks.facts.hook_calls import follow_hooks
from readiness_checks.facts.make_calls import follow_make
from readiness_checks.facts.package_calls import NODE_RUNNERS, follow_monorepo, follow_package_runner, follow_package_script
from readiness_checks.facts.runners.model import Script
from readiness_checks.facts.shell import Simple, simple_commands
from readiness_checks.facts.shell_words import joined_folder
from readiness_checks.facts.task_calls import project_scripts_called, tasks_called
from readiness_checks.facts.wrappers import container_command, inner_command, inner_scripts

_CONTAINER_TOOLS = frozenset({"docker", "docker-compose", "podman", "podman-compose", "nerdctl", "buildah"})
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ash", "ksh", "source", "."})
_WINDOWS = frozenset({"pwsh", "powershell", "cmd", "bat"})
_RUNNERS = frozenset(
    {
        "uv",
        "npm",
        "npx",
        "pnpm",
        "yarn",
        "bun",
        "poetry",
        "pipenv",
        "bundle",
        "make",
        "go",
        "cargo",
        "dotnet",
        "mvn",
        "gradle",
        "./gradlew",
        "./mvnw",
        "python",
        "pytest",
        "pre-commit",
        "tox",
        "nox",
    }
)
_READERS = frozenset(
    {
        "which",
        "type",
        "echo",
        "printf",
        "hash",
        "test",
        "[",
        "rm",
        "ls",
        "cat",
        "cp",
        "mv",
        "mkdir",
        "touch",
        "chmod",
        "grep",
        "git",
        "apk",
        "apt",
        "command",
        "alias",
        "asdf",
        "mise",
        "brew",
        "corepack",
        "docker",
        "kill",
        "pkill",
        "killall",
        "volta",
        "nvm",
        "man",
        "trap",
        "export",
        "read",
        "complete",
    }
)


@dataclass
class Resolver:
    """Resolves the scripts of steps. What is missing is gathered until `taken`."""

    repo: Repo
    missing: list[Missing] = field(default_factory=list)
    _written: str = ""
    _count: int = 0

    def taken(self) -> tuple[Missing, ...]:
        """What was missing since the last call."""
        found, self.missing = tuple(self.missing), []
        return found

    def script(self, step: Step, place: Place) -> Iterator[Run]:
        """The commands of one step."""
        self._count = 0
        self._written = step.run
        context = Context(place.line, place.via, True, 0, place.trusted, place.path, step.run, step.variables)
        folder = None if step.folder is None or "$" in step.folder else step.folder
        if step.folder is None or step.folder != folder:
            context = replace(context, trusted=False)
        for command in self._parsed(step, folder):
            inside = context if place.via else replace(context, line=place.line + command.line - 1)
            yield from self.follow(command, inside)

    def _parsed(self, step: Step, folder: str | None) -> tuple[Simple, ...]:
        if step.shell in _WINDOWS:
            return tuple(_windows(step.run, folder))
        if step.shell.startswith(("python", "ruby", "node", "perl")):
            return ()
        return simple_commands(step.run, folder=folder, errexit=step.errexit, variables=dict(step.variables))

    def follow(self, command: Simple, context: Context) -> Iterator[Run]:
        """What a command runs, itself first."""
        can_fail = context.can_fail and command.can_fail
        yield from self._words(command.words, command.folder, replace(context, can_fail=can_fail))

    def _words(self, words: tuple[str, ...], folder: str | None, context: Context) -> Iterator[Run]:
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
            yield from self._words(inner, folder, context.one_deeper())
            program = words[0].rpartition("/")[2]
            if program in ("pipenv", "pdm", "hatch", "rye", "poetry", "uv") and inner[:1]:
                yield from self.scripts(project_scripts_called(self.repo, folder, program, inner[0]), context)
            return
        yield from self._called(words, folder, context)

    def _text(self, text: str, folder: str | None, context: Context, words: tuple[str, ...]) -> Iterator[Run]:
        remote = words[0].rpartition("/")[2] == "ssh"
        deeper = replace(context.one_deeper(), trusted=context.trusted and not remote)
        if deeper.depth <= MAX_DEPTH:
            for command in simple_commands(text, folder=None if remote else folder, errexit=False):
                yield from self.follow(command, deeper)

    # ---- what a command names --------------------------------------------------------------------------------------

    def _called(self, words: tuple[str, ...], folder: str | None, context: Context) -> Iterator[Run]:
        program = posixpath.basename(words[0])
        if program in _SHELLS and len(words) > 1:
            yield from self._shell_call(words, folder, context)
        elif program in ("make", "gmake"):
            yield from follow_make(self, words, folder, context)
        elif program in NODE_RUNNERS:
            yield from follow_package_runner(self, words, folder, context)
        elif program in ("npm-run-all", "run-s", "run-p", "npm-run-all2"):
            for name in words[1:]:
                yield from follow_package_script(self, name, folder, context, "npm", sure=False)
        elif program in ("turbo", "lerna", "nx", "wsrun", "ultra", "moon"):
            yield from follow_monorepo(self, words, context)
        elif program in ("pre-commit", "prek"):
            yield from follow_hooks(self, words, folder, context)
        elif program in _CONTAINER_TOOLS:
            yield from self._images(words, folder, context)
        else:
            tasks = tasks_called(self.repo, program, words, folder)
            if tasks:
                yield from self.scripts(tasks, context)
            elif program not in _READERS and len(words) > 2 and words[1] in _RUNNERS:
                # a program nobody knows that is given a whole command wraps it
                yield from self._words(words[1:], folder, context.one_deeper())
            elif "/" in words[0] or suffix_of(words[0]) in (".sh", ".bash"):
                yield from self._file(words[0], words[1:], folder, context, sure="/" in words[0])

    def scripts(self, scripts: Iterable[Script], context: Context) -> Iterator[Run]:
        """What scripts of a task runner run."""
        for script in scripts:
            key = (script.runner, script.path, script.name)
            if key in context.seen:
                continue
            yield from self.texts(script.commands, script.folder, context, script.path, True, key)

    def _images(self, words: tuple[str, ...], folder: str | None, context: Context) -> Iterator[Run]:
        default = dict(context.variables).get("COMPOSE_FILE", "")
        found = (*image_commands(self.repo, words, folder), *service_commands(self.repo, words, folder, default))
        for text, where, place, can_fail in found:
            yield from self.texts(((text, 0),), where, context, place, can_fail, ("image", place))

    def texts(
        self, commands: Iterable[tuple[str, int]], folder: str | None, context: Context, path: str, can_fail: bool, key: tuple[str, ...]
    ) -> Iterator[Run]:
        """What shell texts run; `path` and the line with each say where they stand, `key` what they belong to."""
        if context.depth >= MAX_DEPTH:
            return
        empty = True
        for text, line in commands:
            deeper = context.deeper(f"{path}:{line}" if line else path, can_fail, key, text)
            for command in simple_commands(text, folder=folder, errexit=False):
                empty = False
                yield from self.follow(command, deeper)
        if empty:
            self.missing.append(Missing("script", key[-1], context.path, context.line, context.via, fault=False))

    # ---- shell scripts ---------------------------------------------------------------------------------------------

    def _shell_call(self, words: tuple[str, ...], folder: str | None, context: Context) -> Iterator[Run]:
        index = 1
        while index < len(words) and words[index].startswith(("-", "+")):
            index += 2 if words[index] in ("-o", "+o", "--rcfile", "--init-file") else 1
        if index < len(words) and "$" not in words[index]:
            # `source venv/bin/activate` names what an earlier command made
            sure = words[0] not in ("source", ".") and "/" in words[index]
            yield from self._file(words[index], words[index + 1 :], folder, context, sure=sure)

    def _file(self, name: str, arguments: tuple[str, ...], folder: str | None, context: Context, *, sure: bool) -> Iterator[Run]:
        path = self.found(name, folder)
        if path is None:
            # `@redocly/cli` after npx is a package, no path
            if sure and context.trusted and not name.startswith("@"):
                path = surely_missing(self.repo, name, folder, self._written, context.source)
                if path:
                    self.missing.append(Missing("script", path, context.path, context.line, context.via))
            return
        key = ("file", path, *arguments)
        text = self._shell_text(path)
        if text is None or key in context.seen or context.depth >= MAX_DEPTH:
            return
        first = text.partition("\n")[0]
        strict = bool(re.match(r"#!.{0,60}\s-[a-z]*e", first))
        here = posixpath.dirname(path)
        inside = simple_commands(text, folder=folder, arguments=arguments, errexit=strict, here=here, variables=dict(context.variables))
        for command in inside:
            yield from self.follow(command, context.deeper(f"{path}:{command.line}", True, key, text))
        if not inside:
            self.missing.append(Missing("script", path, context.path, context.line, context.via, fault=False))

    def found(self, name: str, folder: str | None) -> str | None:
        """The path of the file that a command calls by `name`."""
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

    # ---- containers ------------------------------------------------------------------------------------------------

    def _container(self, image: str, command: tuple[str, ...], folder: str | None, context: Context) -> Iterator[Run]:
        """What runs in a container: the command, and the program that the image is named after with it as arguments."""
        deeper = replace(context.one_deeper(), trusted=False)
        name = image.partition("@")[0].rpartition("/")[2].partition(":")[0]
        if name and "$" not in name and "<" not in name:
            yield Run((name, *command), context.line, None, context.can_fail, context.via)
        if command:
            yield from self._words(command, None if folder is None else folder, deeper)


def _rooted(word: str, folder: str | None) -> str:
    """A path below the root, as seen from `folder`, where the word spells the root out."""
    if not word.startswith("/<root>") or ":" in word:
        return word
    target = word.removeprefix("/<root>").lstrip("/") or "."
    return posixpath.relpath(target, folder or ".") if folder is not None else word


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
