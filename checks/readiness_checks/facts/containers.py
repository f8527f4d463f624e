"""What building and starting containers runs: the RUN lines of a Dockerfile, the commands of compose services."""

from __future__ import annotations

import json
import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from typing import TypeAlias

from readiness.repo import Repo
from readiness_checks.facts.compose import ComposeService, compose_services
from readiness_checks.facts.dockerfiles import Dockerfile, Stage, dockerfiles, purpose_of, read_stages
from readiness_checks.facts.shell import joined_folder
from readiness_checks.facts.wrappers import compose_call, past_flags

# text, the folder it runs in (None: inside the image), where it stands, whether its failure counts
Found: TypeAlias = tuple[str, str | None, str, bool]
_BUILD_FLAGS = frozenset(
    {"--no-cache", "--pull", "--push", "--load", "-q", "--quiet", "--rm", "--force-rm", "--squash", "--compress", "-D"}
)
MAX_STAGES = 30


def image_commands(repo: Repo, words: tuple[str, ...], folder: str | None) -> Iterator[Found]:
    """What `docker build` and `docker buildx build` run: the RUN lines of the stages that the target needs."""
    rest = _build_words(words)
    if rest is None or folder is None:
        return
    file = target = ""
    index = 0
    context = "."
    while index < len(rest):
        word = rest[index]
        name, equals, value = word.partition("=")
        following = value if equals else rest[index + 1] if index + 1 < len(rest) else ""
        if name in ("-f", "--file"):
            file = following
        elif name == "--target":
            target = following
        if not word.startswith("-"):
            context = word
            index += 1
        else:
            index += 1 if equals or word in _BUILD_FLAGS else 2
    base = joined_folder(folder, context)
    path = posixpath.normpath(posixpath.join(folder, file)) if file else posixpath.join(base, "Dockerfile") if base is not None else ""
    yield from dockerfile_runs(repo, path, target)


def _build_words(words: tuple[str, ...]) -> tuple[str, ...] | None:
    program = posixpath.basename(words[0])
    if program not in ("docker", "podman", "nerdctl", "buildah"):
        return None
    rest = past_flags(words[1:], lambda word: word in ("-D", "--debug"))
    if rest[:1] in (("build",), ("bud",)):
        return rest[1:]
    if rest[:2] in (("buildx", "build"), ("image", "build"), ("builder", "build")):
        return rest[2:]
    return None


def dockerfile_runs(repo: Repo, path: str, target: str) -> Iterator[Found]:
    """The RUN lines that building `target` (the last stage when empty) of a Dockerfile executes."""
    made = _dockerfile(repo, path)
    if made is None:
        return
    for stage in _needed(made, target):
        for instruction in stage.instructions:
            if instruction.keyword == "RUN":
                yield _shell(instruction.value), None, f"{made.path}:{instruction.line}", True


def _dockerfile(repo: Repo, path: str) -> Dockerfile | None:
    known = next((item for item in dockerfiles(repo) if item.path == path), None)
    if known is not None or repo.file(path) is None:
        return known
    stages, given = read_stages(repo.text(path))
    return Dockerfile(path, stages, purpose_of(path), given) if stages else None


def _needed(made: Dockerfile, target: str) -> Iterable[Stage]:
    """The stages that BuildKit would build: the target, what it starts from and what it copies from."""
    last = next((stage for stage in made.stages if target and stage.name == target), made.stages[-1])
    wanted: set[int] = set()
    pending = [last.number]
    while pending and len(wanted) < MAX_STAGES:
        stage = made.stages[pending.pop()]
        if stage.number in wanted:
            continue
        wanted.add(stage.number)
        if stage.parent is not None:
            pending.append(stage.parent)
        for instruction in stage.instructions:
            source = instruction.flag("from") or next(iter(re.findall(r"\bfrom=([\w.-]+)", str(instruction.flags))), "")
            pending.extend(other.number for other in made.stages if source and source in (other.name, str(other.number)))
    return tuple(made.stages[number] for number in sorted(wanted))


def _shell(value: str) -> str:
    """A RUN, CMD or ENTRYPOINT value as shell text; the JSON form is quoted."""
    stripped = value.strip()
    if stripped.startswith("["):
        try:
            words = json.loads(stripped)
        except (ValueError, RecursionError):
            return stripped
        if isinstance(words, list):
            return shlex.join(str(word) for word in words)
    return stripped


def service_commands(repo: Repo, words: tuple[str, ...], folder: str | None, default: str = "") -> Iterator[Found]:
    """What `docker compose up|run|exec|build` runs in the services of the repository's compose files.

    `default` is what COMPOSE_FILE says: files joined by colons.
    """
    call = compose_call(words)
    if call is None or folder is None:
        return
    files, action, service, command = call
    files = files or tuple(part for part in default.split(":") if part and "$" not in part)
    services = _services(repo, files, folder)
    if action == "exec" and command:
        yield shlex.join(command), None, f"service {service}", True
    elif action == "run":
        for item in [item for item in services if item.name == service][:2]:
            yield from _entered(repo, item, command)
        if command and not any(item.name == service for item in services):
            yield shlex.join(command), None, f"service {service}", True
    elif action in ("up", "build", "create"):
        named = [word for word in command if not word.startswith("-")]
        for item in services:
            if not named or item.name in named:
                if item.build is not None:
                    yield from dockerfile_runs(repo, item.build.dockerfile, item.build.target)
                if action == "up":
                    watched = any(word.startswith(("--exit-code-from", "--abort-on-container", "--attach")) for word in words)
                    for text, where, place, _ in _entered(repo, item, ()):
                        yield text, where, place, watched


def _services(repo: Repo, files: tuple[str, ...], folder: str) -> tuple[ComposeService, ...]:
    known = compose_services(repo)
    if files:
        paths = {posixpath.normpath(posixpath.join(folder, file)) for file in files}
    else:
        names = (
            "compose.yaml",
            "compose.yml",
            "docker-compose.yml",
            "docker-compose.yaml",
            "compose.override.yml",
            "docker-compose.override.yml",
        )
        paths = {posixpath.join(folder, name) for name in names}
    found = tuple(item for item in known if item.path in paths)
    # COMPOSE_FILE may name another file: then any file that has services of the repository's own will do
    return found or (() if files else tuple(item for item in known if item.build is not None))


def _entered(repo: Repo, service: ComposeService, command: tuple[str, ...]) -> Iterator[Found]:
    """The entry point of a service with a command: the service's own, or that of the image it builds."""
    place = f"{service.path}:{service.line}"
    if command:
        yield shlex.join(command), None, place, True
    elif service.command:
        yield service.command, None, place, True
    made = _dockerfile(repo, service.build.dockerfile) if service.build is not None else None
    if made is None:
        return
    entry, given = made.final("ENTRYPOINT"), made.final("CMD")
    arguments = shlex.join(command) if command else service.command or (_shell(given.value) if given is not None else "")
    text = f"{_shell(entry.value)} {arguments}".strip() if entry is not None else arguments if not command and not service.command else ""
    if text:
        yield text, None, f"{made.path}:{(entry or given or made.stages[-1]).line}", True
