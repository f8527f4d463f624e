"""Settings of a Spring, Quarkus or Micronaut module that move all of its routes: `application.yml` and `application.properties`."""

from __future__ import annotations

from readiness.classify import File
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import mapping, string
from readiness_checks.facts.routing.jvm.names import module_of
from readiness_checks.facts.routing.paths import UNKNOWN

_NAMES = ("application.yml", "application.yaml", "application.properties", "microprofile-config.properties")
_PLACEHOLDER = Regex(r"\$\{([^${}:]{1,120})(?::([^${}]{0,200}))?\}")
_LINE = Regex(r"(?m)^[ \t]*([\w.\[\]%-]{1,120})[ \t]*[=:][ \t]*(.{0,300})$")
_LOOSE = Regex(r"[-_]")
MAX_DEPTH = 8


@fact
def home_of(repo: Repo, module: str) -> str:
    """The module whose settings hold for one: itself, or for a library the only module of the repository that has settings."""
    homes = {module_of(file.path) for file in repo.named(*_NAMES) if file.own and _main(file, module_of(file.path))}
    return next(iter(homes)) if module not in homes and len(homes) == 1 else module


@fact
def settings(repo: Repo, module: str) -> dict[str, str]:
    """The settings of a module's main configuration by their dotted keys, dashes and case left out; profiles are not followed."""
    found: dict[str, str] = {}
    for file in repo.named(*_NAMES):
        if file.own and _main(file, module):
            read = _properties(repo, file.path) if file.suffix == ".properties" else _yaml(repo, file.path)
            found |= {_loose(key): value for key, value in read.items()}
    return found


def setting(repo: Repo, module: str, *keys: str) -> str:
    """The value of the first of the keys that is set, "" when none is; a placeholder is followed, `{?}` where it leads nowhere."""
    known = settings(repo, module)
    return next((expanded(repo, module, known[_loose(key)]) for key in keys if _loose(key) in known), "")


def expanded(repo: Repo, module: str, text: str) -> str:
    """Text with its `${key:default}` placeholders replaced by what the module's settings say, the default, or `{?}`."""
    known = settings(repo, module)
    for _ in range(MAX_DEPTH):
        if "${" not in text:
            return text
        text = _PLACEHOLDER.sub(lambda found: known.get(_loose(found[1]), UNKNOWN if found[2] is None else found[2]), text)
        if len(text) > 2_000:
            break
    return UNKNOWN if "${" in text else text


def _main(file: File, module: str) -> bool:
    folders = (f"{module}/src/main/resources" if module else "src/main/resources", module)
    return file.folder in folders or any(file.folder in (f"{folder}/config".lstrip("/"), f"{folder}/META-INF") for folder in folders)


def _loose(key: str) -> str:
    return _LOOSE.sub("", key).lower()


def _properties(repo: Repo, path: str) -> dict[str, str]:
    return {found[1]: found[2].strip() for found in _LINE.finditer(repo.text(path))}


def _yaml(repo: Repo, path: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for document in repo.yaml(path).documents[:1]:
        waiting: list[tuple[str, object, int]] = [("", document, 0)]
        while waiting:
            prefix, value, depth = waiting.pop()
            if depth > MAX_DEPTH:
                continue
            for key, inner in mapping(value).items():
                name = f"{prefix}.{key}" if prefix else str(key)
                if isinstance(inner, dict):
                    waiting.append((name, inner, depth + 1))
                else:
                    found[name] = string(inner)
    return found
