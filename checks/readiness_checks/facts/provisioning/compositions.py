"""Compose files: whether they parse, and the build contexts, Dockerfiles, further compose files and settings that they name."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, mapping, sequence, string, strings
from readiness_checks.facts.absence import surely_absent
from readiness_checks.facts.ci import pipelines
from readiness_checks.facts.compose import beside, compose_files, named_as_compose, resolved
from readiness_checks.facts.provisioning.flaws import Flaw, InfrastructureFile, broken

_SERVICES = Regex(r"(?m)^services:")
_REMOTE = Regex(r"://|^git@|^github\.com/|\.git(?:#|$)")
# settings that a container is given; data, certificates and dotenv files are made on each machine
_SETTINGS = Regex(r"\.(?:conf|cfg|cnf|ini|ya?ml|toml|json|sql|sh|xml|properties|tmpl|template|lua|vcl|rules|hcl|cfg)$")
# Portainer writes `stack.env` beside the stacks that it starts
_SECRET = Regex(r"(?i)secret|credential|password|local|override|private|(?:^|/)stack\.env$")
MAX_SPOKEN = 100
_PRIVATE = Regex(r"(?i)(?:secret|credential|password|token|cert|key|\.env|(?:^|/)data/|local|custom|override)")


def compositions(repo: Repo) -> Iterator[InfrastructureFile]:
    """Every compose file with its flaws."""
    valid = set(compose_files(repo))
    for path in named_as_compose(repo):
        if path in valid:
            yield InfrastructureFile(path, "docker-compose", tuple(_references(repo, path)))
        elif repo.yaml(path).problem is not None and _SERVICES.search(repo.text(path)):
            yield InfrastructureFile(path, "docker-compose", broken(repo, path, repo.yaml(path), "YAML"))


def _references(repo: Repo, path: str) -> Iterator[Flaw]:
    document = mapping(repo.yaml(path).value)
    known = beside(repo, path.rpartition("/")[0])
    for key in ("include", "configs"):
        yield from _others(repo, path, document.get(key), document.line_of(key), key)
    services = mapping(document.get("services"))
    for written in services.values():
        service = mapping(written)
        if service.get("build") is not None:
            yield from _build(repo, path, service, known)
        other = string(mapping(service.get("extends")).get("file"))
        yield from _named(repo, path, resolved(other, known), service.line_of("extends"), "the compose file")
        yield from _environment(repo, path, service)
        volumes = sequence(service.get("volumes"))
        for index, item in enumerate(volumes):
            yield from _mounted(repo, path, item, volumes.line_at(index))


def _others(repo: Repo, path: str, value: object, line: int, key: str) -> Iterator[Flaw]:
    """Compose files that are included, and configurations that are read from files."""
    if key == "include":
        items = sequence(value)
        for index, item in enumerate(items):
            for name in strings(item) if not isinstance(item, Map) else strings(item.get("path")):
                yield from _named(repo, path, name, items.line_at(index) or line, "the compose file")
    else:
        for name, item in mapping(value).items():
            yield from _named(repo, path, string(mapping(item).get("file")), mapping(value).line_of(name), "the file")


def _build(repo: Repo, path: str, service: Map, known: dict[str, str]) -> Iterator[Flaw]:
    build = service["build"]
    settings = mapping(build)
    context = resolved(string(build) or string(settings.get("context")) or ".", known)
    if _REMOTE.search(context):
        return
    line = settings.line_of("context") if settings else service.line_of("build")
    flaws = tuple(_named(repo, path, context, line, "the build context"))
    yield from flaws
    if flaws or "dockerfile_inline" in settings or "$" in context or context.startswith(("/", "~")):
        return
    dockerfile = resolved(string(settings.get("dockerfile")), known)
    names = (dockerfile,) if dockerfile else ("Dockerfile", "dockerfile", "Containerfile")
    # a context outside the repository, or one that is made later, holds what we cannot see
    contexts = [f"{folder}/{context}" if folder else context for folder in _bases(path)]
    absent = [surely_absent(repo, place, name) for place in contexts for name in names]
    if all(absent):
        yield Flaw("reference", f"the Dockerfile `{absent[0]}` does not exist", settings.line_of("dockerfile") if settings else line)


def _environment(repo: Repo, path: str, service: Map) -> Iterator[Flaw]:
    """Files of variables that Compose demands, unless an example or a text tells how to make them."""
    value = service.get("env_file")
    items = sequence(value)
    named = [(string(value), service.line_of("env_file"))] if isinstance(value, str) else []
    for index, item in enumerate(items):
        asked = mapping(item).get("required") is not False
        written = string(mapping(item).get("path")) if isinstance(item, Map) else string(item)
        named += [(written, items.line_at(index))] if asked else []
    for written, line in named:
        found = tuple(_named(repo, path, written, line, "the file of variables"))
        if found and not _SECRET.search(written) and not _is_explained(repo, path, written):
            yield from found


def _is_explained(repo: Repo, path: str, written: str) -> bool:
    base = written.rpartition("/")[2]
    # the folder of the file itself may lie beside that of the compose file
    folders = {posixpath.normpath(posixpath.join("/", folder, written, "..")).lstrip("/") for folder in _bases(path)}
    near = {*folders, *_bases(path)}
    return any(example.rpartition("/")[0] in near for example in _examples(repo)) or base in _spoken(repo)


@fact
def _examples(repo: Repo) -> tuple[str, ...]:
    """Files that show what variables there are."""
    found = repo.named(
        "*env*example*", "*env*sample*", "*env*template*", "*env*dist*", "*env*tmpl*", "*example*env*", "*sample*env*", "*env*default*"
    )
    return tuple(file.path for file in found)


@fact
def _spoken(repo: Repo) -> str:
    """The text of what tells people and machines how to set up: readmes, scripts, task files and pipelines."""
    found = repo.named("readme*", "README*", "contributing*", "CONTRIBUTING*", "Makefile", "justfile", "Taskfile.y*ml", "*.sh", "*.md")
    text = [repo.text(file.path) for file in found[:MAX_SPOKEN]]
    return "\n".join([*text, *(repo.text(pipeline.path) for pipeline in pipelines(repo)[:MAX_SPOKEN])])


def _mounted(repo: Repo, path: str, item: object, line: int) -> Iterator[Flaw]:
    if isinstance(item, Map):
        source, target = string(item.get("source")), string(item.get("target"))
    else:
        source, _, rest = string(item).partition(":")
        target = rest.partition(":")[0]
    alike = source.rpartition(".")[2] == target.rpartition(".")[2]
    if source.startswith("./") and alike and _SETTINGS.search(source) and not _PRIVATE.search(source):
        yield from _named(repo, path, source, line, "the file")


def _named(repo: Repo, path: str, written: str, line: int, what: str) -> Iterator[Flaw]:
    """The flaw of a path that is nowhere: with several compose files, paths are relative to the first one's folder."""
    if not written or _REMOTE.search(written):
        return
    absent = [surely_absent(repo, folder, written) for folder in _bases(path)]
    if all(absent):
        yield Flaw("reference", f"{what} `{absent[0]}` does not exist", line)


def _bases(path: str) -> list[str]:
    """The folder of a file and those above it."""
    folders = []
    folder = path.rpartition("/")[0]
    while folder:
        folders.append(folder)
        folder = folder.rpartition("/")[0]
    return [*folders, ""]
