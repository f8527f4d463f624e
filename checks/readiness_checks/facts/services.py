"""The deployable units of the repository: backend services, frontends, libraries and tools."""

from __future__ import annotations

from readiness.model import Component, below
from readiness.repo import Repo, fact
from readiness_checks.facts.entrypoints import entries
from readiness_checks.facts.kinds import APPLICATIONS, is_asked_for, kind_of
from readiness_checks.facts.units import LANGUAGES_OF, Build, Unit, builds, owner, units


@fact
def components(repo: Repo) -> tuple[Component, ...]:
    """Every unit that stands for itself, sorted by path, each with the components nested in it.

    The layers of one service (projects of a solution, crates of a workspace, modules of a build) are one component, at the root
    of their build. A repository that is one service is one component with path "" and the repository's name.
    """
    kinds = _without_layers(repo, {unit.folder: kind_of(repo, unit) for unit in units(repo) if unit.size or unit.entries})
    kinds = _lifted(kinds)
    if not any(kind == "backend" for kind in kinds.values()) and not kinds and entries(repo):
        kinds = {"": _kind_of_loose_source(repo)}
    if len(kinds) == 1 and set(kinds.values()) == {"backend"}:
        kinds = {"": "backend"}
    if "" in kinds and kinds[""] != "backend" and len(kinds) > 1:
        # a root that only holds the others together is none of its own
        del kinds[""]
    paths = sorted(kinds)
    return tuple(
        Component(path.rpartition("/")[2] or repo.source.name, path, kinds[path], nested=tuple(_nested(path, paths))) for path in paths
    )


def _lifted(kinds: dict[str, str]) -> dict[str, str]:
    """A service whose code lies in `src` is the folder above, unless another one shares that."""
    made = {}
    for path, kind in kinds.items():
        above, _, name = path.rpartition("/")
        alone = above and not any(other != path and (below(other, above) or below(above, other)) and other for other in kinds)
        made[above if kind == "backend" and name.lower() in ("src", "source") and alone else path] = kind
    return made


def _nested(path: str, paths: list[str]) -> list[str]:
    inside = [other for other in paths if other != path and below(other, path)]
    return [one for one in inside if not any(one != other and below(one, other) for other in inside)]


@fact
def backends(repo: Repo) -> tuple[Component, ...]:
    """The backend services."""
    return tuple(component for component in components(repo) if component.kind == "backend")


def has_service(repo: Repo) -> bool:
    """Whether the repository holds a backend service."""
    return bool(backends(repo))


def serves(repo: Repo, component: Component, path: str) -> bool:
    """Whether `path` is the component's own, or shared: in no other service, frontend, example or tool."""
    answers = _answers(repo)
    key = (component.path, component.kind, path.rpartition("/")[0])
    known = answers.get(key)
    if known is None:
        known = answers[key] = component.owns(path) or not any(below(path, folder) for folder in _others(repo, component.path))
    return known


@fact
def _answers(_repo: Repo) -> dict[tuple[str, str, str], bool]:
    """What `serves` said of folders: it is asked of every use of every technology, for every component."""
    return {}


@fact
def _others(repo: Repo, path: str) -> tuple[str, ...]:
    """The folders of the components that are no libraries, but for the one at `path`."""
    return tuple(other.path for other in components(repo) if other.path != path and other.kind != "library")


@fact
def main_language(repo: Repo, component: Component) -> str:
    """The language of most of the component's own source (by bytes; Linguist's name, lower case), "" when it has none."""
    sizes: dict[str, int] = {}
    for file in repo.files:
        if file.role == "source" and component.owns(file.path) and file.language in _BACKEND:
            sizes[file.language] = sizes.get(file.language, 0) + file.size
    return max(sorted(sizes), key=lambda language: sizes[language], default="")


_BACKEND = frozenset(language for languages in LANGUAGES_OF.values() for language in languages) - {"vue", "svelte", "razor"}


def _kind_of_loose_source(repo: Repo) -> str:
    starts = {entry.starts for entry in entries(repo)}
    return "backend" if "server" in starts else "tool"


def _without_layers(repo: Repo, kinds: dict[str, str]) -> dict[str, str]:
    """The kinds by path, with the units that are layers or assets of a service taken into it."""
    for build in builds(repo):
        kinds = _joined(kinds, build)
    serving = [path for path, kind in kinds.items() if kind == "backend"]
    known = {unit.folder: unit for unit in units(repo)}
    kept = {}
    for path, kind in kinds.items():
        above = owner(path.rpartition("/")[0], serving) if path else "\0"
        if above == "\0" or path in serving or not _is_part(repo, known.get(path), kind):
            kept[path] = kind
    return kept


def _joined(kinds: dict[str, str], build: Build) -> dict[str, str]:
    inside = [path for path in build.folders if path in kinds]
    serving = [path for path in inside if kinds[path] == "backend"]
    if len(serving) != 1 or not build.layered:
        return kinds
    others = [path for path, kind in kinds.items() if kind == "backend" and path not in serving and below(path, build.root)]
    merged = {path: kind for path, kind in kinds.items() if path not in inside or kind in ("frontend", "tool")}
    merged.pop(serving[0], None)
    return {**merged, (serving[0] if others else build.root): "backend"}


def _is_part(repo: Repo, unit: Unit | None, kind: str) -> bool:
    """Whether a unit is no component of its own but a part of the service it lies in."""
    if unit is None:
        return False
    if kind == "library":
        return is_asked_for(repo, unit) or not {"go", "npm"} & set(unit.ecosystems)
    if kind == "frontend":
        # the styles and scripts of server-rendered pages are the service's own; an application with its own framework is not
        pages = "npm" in unit.ecosystems and not {dependency.name for dependency in unit.dependencies()} & APPLICATIONS
        return pages or unit.inhabited
    return False
