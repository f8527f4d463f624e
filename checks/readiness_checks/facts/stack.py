"""What the repository and each of its services are built with."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.classify import BACKEND_LANGUAGES
from readiness.model import Component, Stack
from readiness.repo import Repo, fact
from readiness_checks.facts.apis import apis
from readiness_checks.facts.ci import ci_systems
from readiness_checks.facts.entrypoints import entries
from readiness_checks.facts.infrastructure import infrastructure
from readiness_checks.facts.migrations import migrations_of
from readiness_checks.facts.services import backends
from readiness_checks.facts.stores import stores_of
from readiness_checks.facts.technologies import used

_FAMILIES = (
    frozenset({"java", "kotlin", "scala", "groovy", "clojure"}),
    frozenset({"javascript", "typescript"}),
    frozenset({"csharp", "fsharp", "vb"}),
    frozenset({"elixir", "erlang"}),
    frozenset({"c", "cpp"}),
)
_SHARE = 0.1  # of a service's source: less is a script beside it


@fact
def stack(repo: Repo) -> Stack:
    """The stack of the whole repository: what its backends use, or it as a whole where there is none, its CI and infrastructure."""
    parts = [stack_of(repo, component) for component in backends(repo) or (Component("", "", "repository"),)]
    return Stack(
        _merged(part.languages for part in parts),
        _merged(part.frameworks for part in parts),
        _merged(part.datastores for part in parts),
        _merged(part.api_styles for part in parts),
        _merged((system,) for system, _, _ in ci_systems(repo)),
        _merged((item.tool,) for item in infrastructure(repo) if item.kind != "process-file"),
        _merged(part.migration_tools for part in parts),
    )


@fact
def stack_of(repo: Repo, component: Component) -> Stack:
    """The stack of one component; CI and infrastructure are the repository's and left empty."""
    if component.kind not in ("backend", "repository"):
        return Stack(languages=languages_of(repo, component))
    return Stack(
        languages=languages_of(repo, component),
        frameworks=_frameworks(repo, component),
        datastores=tuple(sorted({use.technology.id for use in stores_of(repo, component)})),
        api_styles=_merged((api.style,) for api in apis(repo, component)),
        migration_tools=_merged((found.tool,) for found in migrations_of(repo, component)),
    )


def _merged(parts: Iterable[Iterable[str]]) -> tuple[str, ...]:
    return tuple(sorted({name for part in parts for name in part}))


@fact
def languages_of(repo: Repo, component: Component) -> tuple[str, ...]:
    """The languages its programs are written in, sorted: those of its entry points, and close kin with a real share of the source.

    Scripts and the styles and scripts of its pages are source too, but say nothing of the service.
    """
    sizes: dict[str, int] = {}
    for file in repo.files:
        if file.role == "source" and file.language in BACKEND_LANGUAGES and component.owns(file.path):
            sizes[file.language] = sizes.get(file.language, 0) + file.size
    whole = sum(sizes.values())
    started = [entry for entry in entries(repo) if component.owns(entry.path) and entry.starts != "command"]
    begun = {found.language for entry in started if (found := repo.file(entry.path)) is not None}
    begun = {language for language in begun if sizes.get(language, 0) >= _SHARE * whole} or begun
    if not begun:
        return tuple(sorted(language for language, size in sizes.items() if size >= _SHARE * whole))
    kin = {language for family in _FAMILIES if family & begun for language in family}
    inside = sum(size for language, size in sizes.items() if language in kin)
    return tuple(sorted(begun | {language for language in kin if sizes.get(language, 0) > 2 * _SHARE * inside}))


def _frameworks(repo: Repo, component: Component) -> tuple[str, ...]:
    """What answers requests, proven by an import or loaded by its own; groundwork only where its language has no other."""
    uses = (use for use in used(repo, component, "framework") if not use.development)
    found = [use.technology for use in uses if use.how != "dependency" or use.loaded]
    built = {technology.language for technology in found if "foundation" not in technology.categories}
    kept = {technology.id for technology in found if "foundation" not in technology.categories or technology.language not in built}
    return tuple(sorted(kept))
