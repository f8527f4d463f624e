"""Where the repository uses the technologies we recognise."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Literal, TypeAlias

from readiness.model import Component
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness_checks.facts.compose import compose_services
from readiness_checks.facts.connections import configured, connections
from readiness_checks.facts.dependencies import dependencies
from readiness_checks.facts.images import parse_image
from readiness_checks.facts.imports import imports
from readiness_checks.facts.kubernetes import workloads
from readiness_checks.facts.recognition import (
    BOUNDARIES,
    Technology,
    by_config,
    by_image,
    by_import,
    by_package,
    by_resource,
    by_scheme,
    technologies,
)
from readiness_checks.facts.resources import resources
from readiness_checks.facts.services import serves

__all__ = ["How", "Technology", "Use", "imported", "technologies", "used", "uses"]

How: TypeAlias = Literal["dependency", "import", "image", "file", "url", "configuration", "resource", "command", "action"]

# ecosystems whose frameworks load a package for merely being there: Bundler requires every gem, Laravel and Symfony discover
# packages, Spring Boot and Quarkus configure what is on the class path
_LOADED = frozenset({"rubygems", "composer", "hex"})
_AUTOCONFIGURED = (
    "org.springframework",
    "io.quarkus",
    "io.micronaut",
    "org.springdoc",
    "io.micrometer",
    "com.h2database",
    "org.postgresql",
)


@dataclass(frozen=True, slots=True)
class Use:
    """One place that shows a technology in use. `development` marks what only tests or development need."""

    technology: Technology
    path: str
    line: int | None
    how: How
    development: bool = False
    loaded: bool = False  # the framework loads the dependency without an import


@fact
def uses(repo: Repo) -> tuple[Use, ...]:
    """Every use in the repository's own files and in its tests, sorted by technology and place."""
    found: set[Use] = set()
    for read in _READERS:
        found.update(read(repo))
    return tuple(sorted(found, key=lambda use: (use.technology.id, use.path, use.line or 0, use.how)))


@fact
def _by_category(repo: Repo) -> dict[str, tuple[Use, ...]]:
    found: dict[str, list[Use]] = {}
    for use in uses(repo):
        for category in use.technology.categories:
            found.setdefault(category, []).append(use)
    return {category: tuple(named) for category, named in found.items()}


@fact
def used(repo: Repo, component: Component, *categories: str) -> tuple[Use, ...]:
    """Uses of technologies in `categories` (all, given none) in the component or in files that serve it, runtime uses first."""
    named = [_by_category(repo).get(category, ()) for category in categories]
    wanted = named[0] if len(named) == 1 else tuple(dict.fromkeys(use for group in named for use in group)) if named else uses(repo)
    found = [use for use in wanted if serves(repo, component, use.path)]
    found.sort(key=lambda use: (use.development, use.technology.id, use.path, use.line or 0, use.how))
    return tuple(found)


@fact
def imported(repo: Repo, component: Component, *categories: str) -> tuple[Use, ...]:
    """Like `used`, only those that own source code proves, or that a framework loads for merely being a dependency."""
    return tuple(use for use in used(repo, component, *categories) if not use.development and (use.how == "import" or use.loaded))


def _is_test(repo: Repo, path: str) -> bool:
    file = repo.file(path)
    return file is None or file.role in ("test", "fixture")


def _from_dependencies(repo: Repo) -> Iterator[Use]:
    for item in dependencies(repo):
        name = item.name.lower() if item.ecosystem in ("nuget", "composer") else item.name
        loaded = item.ecosystem in _LOADED or name.startswith(_AUTOCONFIGURED)
        known = by_package(item.ecosystem).find(name)
        for technology in known:
            yield Use(technology, item.path, item.line, "dependency", item.group == "development", loaded)
        if any(technology.is_a("orm", "jobs", "cache", "broker") for technology in known) or "session" in name:
            # the store that a mapper, queue or session is asked to speak to: `sqlx` with the feature `postgres`, `celery[redis]`,
            # `actix-session` with `redis-session-rustls`
            for technology in (found for extra in item.extras for found in by_scheme().exact.get(extra.partition("-session")[0], ())):
                yield Use(technology, item.path, item.line, "dependency", item.group == "development")


def _from_imports(repo: Repo) -> Iterator[Use]:
    asked = frozenset(item.name.replace("-", "_") for item in dependencies(repo) if item.ecosystem == "crates")
    for item in imports(repo):
        if item.language == "rust" and item.module not in asked and item.module != "std":
            continue  # a module of the crate itself that has a known crate's name
        boundary = "." if item.language == "ruby" and "::" not in item.module else BOUNDARIES[item.language]
        for technology in by_import(item.language).find_inside(item.module, boundary):
            yield Use(technology, item.path, item.line, "import", _is_test(repo, item.path))


def _from_images(repo: Repo) -> Iterator[Use]:
    references = [(service.image, service.path, service.line) for service in compose_services(repo)]
    references += [(container.image, container.path, container.line) for workload in workloads(repo) for container in workload.containers]
    for image, path, line in references:
        repository = parse_image(image).repository.lower()
        for name in _repositories(repository):
            found = by_image().find(name)
            for technology in found:
                yield Use(technology, path, line, "image", _is_test(repo, path) or "test" in path.rpartition("/")[2].lower())
            if found:
                break


def _repositories(repository: str) -> Iterator[str]:
    """The names an image may be listed under: whole, and without its registry or `library/`."""
    yield repository
    head, slash, rest = repository.partition("/")
    if slash and ("." in head or ":" in head or head in ("localhost", "library")):
        yield rest
        yield rest.removeprefix("library/")
        # mirrors keep the original's path below a project of their own
        yield "/".join(rest.split("/")[-2:])
        yield rest.rpartition("/")[2]


def _from_files(repo: Repo) -> Iterator[Use]:
    for technology in technologies():
        for file in repo.named(*technology.files) if technology.files else ():
            if file.own or file.role in ("test", "data", "lock", "generated"):
                yield Use(technology, file.path, None, "file", file.role == "test")


def _from_configuration(repo: Repo) -> Iterator[Use]:
    for item in connections(repo):
        for technology in by_scheme().find(item.scheme):
            yield Use(technology, item.path, item.line, item.how, _is_test(repo, item.path) or _is_test_setting(item.path))
    for item in configured(repo):
        for technology in by_config().find(item.scheme):
            yield Use(technology, item.path, item.line, item.how, _is_test(repo, item.path) or _is_test_setting(item.path))


def _is_test_setting(path: str) -> bool:
    return "test" in path.rpartition("/")[2].lower() or path.startswith((".github/", ".circleci/"))


def _from_resources(repo: Repo) -> Iterator[Use]:
    for item in resources(repo):
        for technology in by_resource().find(item.type):
            yield Use(technology, item.path, item.line, "resource", _is_test(repo, item.path))


_READERS: Iterable[Callable[[Repo], Iterator[Use]]] = (
    _from_dependencies,
    _from_imports,
    _from_images,
    _from_files,
    _from_configuration,
    _from_resources,
)
