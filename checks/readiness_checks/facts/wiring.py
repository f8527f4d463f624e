"""Which of the places found in code and configuration reach a given service: its own, and shared code it can call."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Protocol, TypeVar

from readiness.classify import BACKEND_LANGUAGES, File
from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.placement import dockerfiles_of
from readiness_checks.facts.services import serves

# Languages that run in one process with each other.
_FAMILIES = (
    {"javascript", "typescript"},
    {"java", "kotlin", "scala", "groovy", "clojure"},
    {"csharp", "fsharp", "vb"},
    {"elixir", "erlang"},
)

_UNDEPLOYED = Regex(
    r"(?i)(?:^|/)(?:configs?|settings|environments|requirements)/(?:[\w.-]{1,60}[._-])?(?:tests?|dev|development|local)\.\w{1,10}$"
    r"|(?:^|/)(?:application|appsettings|bootstrap|logback|log4j2?|nlog|docker-compose|compose|(?:docker|container)file|requirements"
    r"|values|settings|config)[-._](?:tests?|dev|development|local)(?:\.\w{1,10}){0,2}$"
)

# .NET Aspire gathers health, metrics and logging in a project of extension methods; a service has them only if it calls one.
ASPIRE_DECLARATIONS = Pattern(
    ("MapDefaultEndpoints", "ServiceDefaults"),
    r"\b(?:MapDefaultEndpoints|Add\w{0,20}ServiceDefaults)\s*(?:<\w+>)?\(\s*this\b",
    languages=("csharp",),
)
ASPIRE_CALLS = Pattern(
    (".MapDefaultEndpoints(", "ServiceDefaults("), r"\.(?:MapDefaultEndpoints|Add\w{0,20}ServiceDefaults)\(", languages=("csharp",)
)


class Placed(Protocol):
    """Anything that was seen somewhere."""

    @property
    def path(self) -> str: ...


P = TypeVar("P", bound=Placed)


def reaching(repo: Repo, component: Component, places: Iterable[P]) -> tuple[P, ...]:
    """The places that belong to the service's own process, its own files before shared ones.

    Source in a language that the service is not written in is somebody else's: the frontend in the same folder. Settings of
    development and test environments say nothing of the service in production.
    """
    languages = _languages(component)
    own: list[P] = []
    shared: list[P] = []
    for place in places:
        file = repo.file(place.path)
        if (
            file is None
            or _UNDEPLOYED.search(place.path)
            or (languages and file.language in BACKEND_LANGUAGES and file.language not in languages)
        ):
            continue
        if component.owns(place.path):
            own.append(place)
        elif serves(repo, component, place.path) and _built_of(repo, component, file) and _called(repo, component, place.path):
            shared.append(place)
    return (*own, *shared)


def _languages(component: Component) -> frozenset[str]:
    spoken = set(component.stack.languages)
    for family in _FAMILIES:
        if spoken & family:
            spoken |= family
    return frozenset(spoken)


def _built_of(repo: Repo, component: Component, file: File) -> bool:
    """Whether a shared Dockerfile is one that builds the component; any other shared file may serve it."""
    if not file.name.lower().startswith(("dockerfile", "containerfile")):
        return True
    return any(dockerfile.path == file.path for dockerfile in dockerfiles_of(repo, component))


def _called(repo: Repo, component: Component, path: str) -> bool:
    """Whether shared .NET service defaults are called by the component; other shared code is taken to be."""
    return path not in _aspire_files(repo) or any(component.owns(hit.path) for hit in repo.hits(ASPIRE_CALLS))


@fact
def _aspire_files(repo: Repo) -> frozenset[str]:
    return frozenset(hit.path for hit in repo.hits(ASPIRE_DECLARATIONS))
