"""Files that describe where a service runs on a hosted platform: one entry a platform, recognised by name and content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any

from readiness.classify import File
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, mapping, sequence, string


@dataclass(frozen=True, slots=True)
class Platform:
    """A platform's definition of this repository's service."""

    tool: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class _Definition:
    """What a platform's file is called, and what it must hold to say anything."""

    tool: str
    names: tuple[str, ...]
    holds: Callable[[Repo, File], bool]


def _yaml(*keys: str) -> Callable[[Repo, File], bool]:
    """A YAML mapping with every one of `keys` set."""
    return lambda repo, file: _has(mapping(repo.yaml(file.path).value), keys)


def _json(*keys: str) -> Callable[[Repo, File], bool]:
    return lambda repo, file: _has(mapping(repo.json(file.path).value), keys)


def _toml(*keys: str) -> Callable[[Repo, File], bool]:
    def holds(repo: Repo, file: File) -> bool:
        value: Any = repo.toml(file.path).value
        return isinstance(value, dict) and any(value.get(key) for key in keys)

    return holds


def _text(pattern: str) -> Callable[[Repo, File], bool]:
    compiled = Regex(pattern, re.MULTILINE)
    return lambda repo, file: file.size < 500_000 and compiled.search(repo.text(file.path)) is not None


def _has(value: Map, keys: tuple[str, ...]) -> bool:
    return bool(value) and all(value.get(key) not in (None, "", [], {}) for key in keys)


def _app_engine(repo: Repo, file: File) -> bool:
    value = mapping(repo.yaml(file.path).value)
    return bool(string(value.get("runtime"))) and not value.get("apiVersion")


def _vercel(repo: Repo, file: File) -> bool:
    # rewrites and headers alone describe a site of static pages
    value = mapping(repo.json(file.path).value)
    return bool(value.get("functions") or value.get("builds") or value.get("crons"))


def _app_platform(repo: Repo, file: File) -> bool:
    """Whether a file is an app spec of DigitalOcean: outside `.do` only one that says where a service's source comes from."""
    value = mapping(repo.yaml(file.path).value)
    parts = [mapping(part) for key in ("services", "workers", "functions") for part in sequence(value.get(key))]
    if f"/{file.folder}".endswith("/.do"):
        return bool(parts or value.get("spec"))
    return bool(value.get("name")) and any({"github", "gitlab", "git", "dockerfile_path", "source_dir"} & set(part) for part in parts)


def _task_definition(repo: Repo, file: File) -> bool:
    value = mapping(repo.json(file.path).value)
    return bool(sequence(value.get("containerDefinitions")))


def _deployer(repo: Repo, file: File) -> bool:
    if file.suffix == ".php":
        return bool(re.search(r"^(?:require\s+['\"]recipe/|namespace\s+Deployer\b|host\()", repo.text(file.path), re.MULTILINE))
    value = mapping(repo.yaml(file.path).value)
    return bool(value.get("hosts")) and bool(value.get("import") or value.get("config"))


def _says_something(_repo: Repo, file: File) -> bool:
    return file.size > 20


_DEFINITIONS: tuple[_Definition, ...] = (
    _Definition("fly", ("fly.toml", "fly.*.toml"), _toml("app", "services", "http_service", "processes")),
    _Definition("render", ("render.yaml", "render.yml"), _yaml("services")),
    _Definition(
        "app-engine",
        ("app.yaml", "app.*.yaml", "app.yml", "appengine-web.xml"),
        lambda repo, file: file.suffix == ".xml" or _app_engine(repo, file),
    ),
    _Definition(
        "digitalocean-app-platform",
        (".do/*.yaml", ".do/*.yml", "spec.yaml", "spec.yml", "app.yaml", "app.yml", "*app-spec.y*ml"),
        _app_platform,
    ),
    _Definition(
        "heroku", ("heroku.yml",), lambda repo, file: any(mapping(repo.yaml(file.path).value).get(key) for key in ("build", "run"))
    ),
    _Definition(
        "railway", ("railway.json",), lambda repo, file: any(mapping(repo.json(file.path).value).get(key) for key in ("build", "deploy"))
    ),
    _Definition("railway", ("railway.toml",), _toml("build", "deploy")),
    _Definition("vercel", ("vercel.json",), _vercel),
    _Definition("netlify", ("netlify.toml",), _toml("functions")),
    _Definition(
        "elastic-beanstalk",
        (".elasticbeanstalk/config.yml", ".ebextensions/*.config", "Dockerrun.aws.json"),
        _says_something,
    ),
    _Definition("ecs", ("task-definition*.json", "*task-definition.json", "*taskdef*.json", "task_definition*.json"), _task_definition),
    _Definition("aws-copilot", ("copilot/*/manifest.yml",), _yaml("name", "type")),
    _Definition("app-runner", ("apprunner.yaml",), _yaml("run")),
    _Definition("kamal", ("config/deploy.yml", "config/deploy.*.yml"), _yaml("service", "image")),
    _Definition("capistrano", ("config/deploy.rb",), _text(r"^\s*(?:set\s+:application|lock\s+[\"'])")),
    _Definition("mina", ("config/deploy.rb",), _text(r"^\s*(?:require\s+[\"']mina/|set\s+:domain)")),
    _Definition("caprover", ("captain-definition",), _json("schemaVersion")),
    _Definition(
        "platform-sh",
        (".platform.app.yaml", ".upsun/config.yaml", ".platform/applications.yaml"),
        lambda repo, file: bool(repo.yaml(file.path).value),
    ),
    _Definition("cloud-foundry", ("manifest.yml", "manifest.yaml", "manifest-*.yml"), _yaml("applications")),
    _Definition("azure-developer-cli", ("azure.yaml", "azure.yml"), _yaml("name", "services")),
    _Definition("cloudflare-workers", ("wrangler.toml",), _toml("main")),
    _Definition("cloudflare-workers", ("wrangler.json", "wrangler.jsonc"), _json("main")),
    _Definition("firebase", ("firebase.json",), _json("functions")),
    _Definition("nomad", ("*.nomad", "*.nomad.hcl"), _text(r"^\s*job\s+\"")),
    _Definition("scalingo", ("scalingo.json",), _json("name")),
    _Definition("deployer", ("deploy.php", "deploy.yaml", "deploy.yml"), _deployer),
    _Definition("gigalixir", ("elixir_buildpack.config",), _text(r"^elixir_version=")),
    _Definition("convox", ("convox.yml",), _yaml("services")),
    _Definition("werf", ("werf.yaml",), _text(r"^configVersion:")),
)


@fact
def platforms(repo: Repo) -> tuple[Platform, ...]:
    """Every platform's definition among the repository's own files; a Procfile beside Heroku's app.json is one, sorted by place."""
    found = [
        Platform(definition.tool, file.path, 1)
        for definition in _DEFINITIONS
        for file in repo.named(*definition.names)
        if file.own and file.size and definition.holds(repo, file)
    ]
    for path in procfiles(repo):
        beside = f"{path.rpartition('/')[0]}/app.json".lstrip("/")
        if repo.file(beside) is not None and any(
            mapping(repo.json(beside).value).get(key) for key in ("formation", "buildpacks", "addons", "env", "name", "scripts")
        ):
            found.append(Platform("heroku", beside, 1))
    return tuple(sorted(set(found), key=lambda item: (item.path, item.tool)))


@fact
def procfiles(repo: Repo) -> tuple[str, ...]:
    """The Procfiles that name a process; `Procfile.dev` is a developer's."""
    return tuple(file.path for file in repo.named("Procfile") if file.own and next(_processes(repo.text(file.path)), None))


def _processes(text: str) -> Iterator[str]:
    return (match.group(1) for match in re.finditer(r"^([A-Za-z0-9_-]+):\s*\S", text, re.MULTILINE))
