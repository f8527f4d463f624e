"""Compose files: the services they start, what builds or runs them, and whether that is more than a developer's set-up.

Follows the Compose specification. `extends` is followed inside the repository; `include` is not, and each file is read by itself.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping

from readiness.classify import BACKEND_LANGUAGES
from readiness.model import below
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, mapping, sequence, string, strings
from readiness_checks.facts.dockerfiles import purpose_of

_DEFAULTED = Regex(r"\$\{(\w+)(?::?([-?+])([^}]*))?\}|\$(\w+)")
_DEVELOPMENT_COMMAND = Regex(
    r"\b(?:nodemon|start:dev|run dev|runserver|flask run|--reload|dev_server|artisan serve|rails s(?:erver)?\b.*development)\b"
    r"|\b(?:air|reflex|CompileDaemon|dotnet watch|cargo watch|ts-node-dev|webpack-dev-server|debugpy)\b",
)


@dataclass(frozen=True, slots=True)
class Build:
    """How a service's image is built; paths are relative to the root, `dockerfile` is the file in the context unless it says otherwise."""

    context: str
    dockerfile: str
    target: str = ""
    arguments: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class ComposeService:
    """One service. `image` has its defaults resolved; `mounts` are the repository's files and folders that are mounted into it.

    `for_development` says that it runs the code as a developer edits it, or stands in a file for development or tests.
    """

    name: str
    image: str
    build: Build | None
    ports: tuple[str, ...]
    environment: tuple[tuple[str, str], ...]
    healthcheck: bool
    command: str
    mounts: tuple[str, ...]
    path: str
    line: int
    for_development: bool


@fact
def compose_services(repo: Repo) -> tuple[ComposeService, ...]:
    """The services of the repository's own compose files, sorted by file and place."""
    return tuple(service for path in compose_files(repo) for service in _services(repo, path))


@fact
def compose_files(repo: Repo) -> tuple[str, ...]:
    """The paths of the repository's own compose files that hold services."""
    return tuple(path for path in named_as_compose(repo) if mapping(mapping(repo.yaml(path).value).get("services")))


@fact
def named_as_compose(repo: Repo) -> tuple[str, ...]:
    """The paths of the repository's own files that are called as compose files are, whatever they hold."""
    named = repo.named(
        "compose.y*ml",
        "docker-compose.y*ml",
        "compose[.-]*.y*ml",
        "docker-compose[._-]*.y*ml",
        "*[.-]compose.y*ml",
        "podman-compose*.y*ml",
        "stack.y*ml",
        "docker-compose/*.y*ml",
        "**/docker-compose/*.y*ml",
    )
    return tuple(file.path for file in named if file.own and not file.path.startswith(".github/"))


def _services(repo: Repo, path: str) -> list[ComposeService]:
    services = mapping(mapping(repo.yaml(path).value).get("services"))
    folder = path.rpartition("/")[0]
    known = beside(repo, folder)
    made = []
    for name, written in services.items():
        if not isinstance(written, Map):
            continue
        value, home = _extended(repo, written, services, folder, 0)
        build = _build(value.get("build"), home, known)
        command = " ".join(" ".join(strings(value.get(key))) for key in ("entrypoint", "command")).strip()
        mounts = tuple(mount for mount in (_mount(item, home) for item in sequence(value.get("volumes"))) if mount is not None)
        made.append(
            ComposeService(
                name=name,
                image=resolved(string(value.get("image")), known),
                build=build,
                ports=tuple(_port(item) for item in sequence(value.get("ports"))),
                environment=pairs(value.get("environment")),
                healthcheck=isinstance(value.get("healthcheck"), Map) and value["healthcheck"].get("disable") is not True,
                command=command,
                mounts=mounts,
                path=path,
                line=services.line_of(name),
                for_development=_for_development(repo, path, build, command, mounts),
            )
        )
    return made


def _extended(repo: Repo, written: Map, services: Map, folder: str, depth: int) -> tuple[Map, str]:
    """The service with what it extends merged in, and the folder that its paths are relative to."""
    extends = written.get("extends")
    other = mapping(extends)
    if extends is None or depth > 4:
        return written, folder
    if isinstance(extends, str) or not other.get("file"):
        base, home = mapping(services.get(extends if isinstance(extends, str) else string(other.get("service")))), folder
    else:
        path = _below(folder, string(other.get("file")))
        services = mapping(mapping(repo.yaml(path).value).get("services")) if repo.file(path) else Map()
        base, home = mapping(services.get(string(other.get("service")))), path.rpartition("/")[0]
    base, home = _extended(repo, base, services, home, depth + 1)
    merged = Map(written.line)
    for part in (base, written):
        for key, value in part.items():
            merged[key] = value
            merged.lines[key] = part.line_of(key)
    return merged, home if "build" not in written and "volumes" not in written else folder


def _for_development(repo: Repo, path: str, build: Build | None, command: str, mounts: tuple[str, ...]) -> bool:
    if purpose_of(path) != "production" or _DEVELOPMENT_COMMAND.search(command):
        return True
    if build is not None and (build.target.startswith(("dev", "test")) or purpose_of(build.dockerfile) != "production"):
        return True
    return any(_holds_source(repo, mount) for mount in mounts)


@fact
def _holds_source(repo: Repo, folder: str) -> bool:
    return repo.has_folder(folder) and any(
        file.role == "source" and file.language in BACKEND_LANGUAGES and below(file.path, folder) for file in repo.files
    )


def _build(value: object, folder: str, known: Mapping[str, str]) -> Build | None:
    if isinstance(value, str):
        context = _below(folder, resolved(value, known))
        return Build(context, _below(context, "Dockerfile"))
    if not isinstance(value, Map):
        return None
    context = _below(folder, resolved(string(value.get("context")), known) or ".")
    dockerfile = _below(context, resolved(string(value.get("dockerfile")), known) or "Dockerfile")
    return Build(context, dockerfile, string(value.get("target")), pairs(value.get("args")))


def _below(folder: str, path: str) -> str:
    """`path` as seen from `folder`, relative to the root; "" is the root itself."""
    joined = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/")
    return "" if joined == "." else joined


def resolved(text: str, known: Mapping[str, str]) -> str:
    """`text` with variables replaced by what is known of them or the defaults it gives them, others left as they stand."""

    def replaced(match: re.Match[str]) -> str:
        value = known.get(match.group(1) or match.group(4))
        return value or (match.group(3) if match.group(2) == "-" else match.group())

    return _DEFAULTED.sub(replaced, text)


@fact
def beside(repo: Repo, folder: str) -> dict[str, str]:
    """The variables that Compose takes from the `.env` file beside a compose file."""
    path = f"{folder}/.env" if folder else ".env"
    text = repo.text(path) if repo.file(path) is not None else ""
    found = {match.group(1): match.group(2).strip().strip("\"'") for match in re.finditer(r"(?m)^(?:export )?(\w+)=([^\n#]*)", text)}
    for name, value in found.items():
        found[name] = resolved(value, {other: text for other, text in found.items() if other != name and "$" not in text})
    return found


def _mount(item: object, folder: str) -> str | None:
    """The folder of the repository that a volume mounts, None for named volumes, files elsewhere and caches."""
    if isinstance(item, Map):
        source, target = string(item.get("source")), string(item.get("target"))
    else:
        source, _, rest = string(item).partition(":")
        target = rest.partition(":")[0]
    if not target or not source.startswith((".", "${PWD}", "$PWD")):
        return None
    return _below(folder, source.replace("${PWD}", ".").replace("$PWD", "."))


def _port(item: object) -> str:
    return string(item.get("target")) if isinstance(item, Map) else string(item)


def pairs(value: object) -> tuple[tuple[str, str], ...]:
    """Names and values of a mapping, or of a list of `NAME=value`."""
    if isinstance(value, Map):
        return tuple((name, string(item)) for name, item in value.items())
    if isinstance(value, Seq):
        return tuple((name, text) for name, _, text in (string(item).partition("=") for item in value))
    return ()
