"""The deployable units of the repository: backend services, frontends, libraries and tools."""

from __future__ import annotations

from readiness.model import Component, below
from readiness.repo import Repo, fact
from readiness.syntax import dig, mapping
from readiness_checks.facts.entrypoints import entries
from readiness_checks.facts.manifests import nuget
from readiness_checks.facts.units import LANGUAGES_OF, LAYERED, Build, Unit, builds, owner, units, words

# what makes a package.json, or a project, the user interface of something
_FRONTENDS = frozenset({
    "react", "react-dom", "vue", "@angular/core", "svelte", "solid-js", "preact", "next", "nuxt", "@remix-run/react", "react-native",
    "expo", "electron", "astro", "gatsby", "ember-source", "lit", "@sveltejs/kit", "@ionic/angular", "@ionic/react", "@builder.io/qwik",
    "aurelia", "backbone", "jquery", "bootstrap", "alpinejs", "htmx.org", "@hotwired/stimulus", "@hotwired/turbo", "tailwindcss",
    "phaser", "three", "@storybook/react", "vite", "webpack", "parcel", "vitepress", "vuepress", "@docusaurus/core", "laravel-mix",
    "gulp", "grunt",
})  # fmt: skip
_APPLICATIONS = _FRONTENDS - {
    "jquery", "bootstrap", "alpinejs", "htmx.org", "@hotwired/stimulus", "@hotwired/turbo", "tailwindcss", "backbone", "vite", "webpack",
    "parcel", "laravel-mix", "gulp", "grunt", "lit", "three",
}  # fmt: skip
_RENDERERS = frozenset(
    {"next", "nuxt", "@remix-run/react", "@sveltejs/kit", "astro", "gatsby", "@docusaurus/core", "vitepress", "vuepress"}
)
_FRONTEND_SDKS = ("BlazorWebAssembly", "Microsoft.NET.Sdk.Maui")
_TOOL_WORDS = frozenset({
    "tool", "tools", "tooling", "script", "scripts", "util", "utils", "hack", "cli", "loadgenerator", "loadgen", "loadtest", "benchmark",
    "benchmarks", "perf", "mock", "mocks", "fake", "stub", "simulator", "simulation", "seeder", "seed", "codegen", "generator", "devtools",
    "apphost", "migrator", "setup", "installer", "dev", "playground", "build", "ci", "e2e", "demo", "example",
})  # fmt: skip
_LIBRARY_WORDS = frozenset(
    {"common", "lib", "libs", "library", "shared", "sdk", "client", "pkg", "servicedefaults", "abstractions", "contracts"}
)


@fact
def components(repo: Repo) -> tuple[Component, ...]:
    """Every unit that stands for itself, sorted by path, each with the components nested in it.

    The layers of one service (projects of a solution, crates of a workspace, modules of a build) are one component, at the root
    of their build. A repository that is one service is one component with path "" and the repository's name.
    """
    kinds = _without_layers(repo, {unit.folder: _kind(repo, unit) for unit in units(repo) if unit.size or unit.entries})
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
    return component.owns(path) or not any(below(path, folder) for folder in _others(repo, component.path))


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


def _kind(repo: Repo, unit: Unit) -> str:
    name = words(unit.folder.rpartition("/")[2])
    project = next((project for project in nuget.projects(repo) if project.path.rpartition("/")[0] == unit.folder), None)
    if unit.folder and words(unit.folder) & _TOOL_WORDS:
        runs = unit.entries or (project is not None and project.output == "exe") or not LAYERED & set(unit.ecosystems)
        return "tool" if runs and not _is_asked_for(repo, unit) else "library"
    if project is not None:
        return _kind_of_project(repo, unit, project, name)
    if "npm" in unit.ecosystems and len(unit.ecosystems) == 1:
        return _kind_of_package(repo, unit)
    # compiled programs begin at a main function: a crate or a Go module with a server and none is a library of one
    runs = unit.starts("command") or not {"go", "crates"} & set(unit.ecosystems)
    if unit.starts("server", "function") and runs and not (name & _LIBRARY_WORDS and not unit.starts("command")):
        return "backend"
    if unit.starts("worker") and _has_image(repo, unit.folder):
        return "backend"
    if unit.starts("command") and _serves_through(repo, unit):
        return "backend"
    return "tool" if unit.starts("command") and not name & _LIBRARY_WORDS and not _is_asked_for(repo, unit) else "library"


def _is_asked_for(repo: Repo, unit: Unit) -> bool:
    """Whether another unit of the repository depends on this one."""
    return any(folder != unit.folder for name in unit.names for folder in _askers(repo).get(name, ()))


@fact
def _askers(repo: Repo) -> dict[str, frozenset[str]]:
    """The folders of the units that depend on a name."""
    found: dict[str, set[str]] = {}
    for unit in units(repo):
        for item in unit.dependencies():
            found.setdefault(item.name, set()).add(unit.folder)
    return {name: frozenset(folders) for name, folders in found.items()}


def _kind_of_project(repo: Repo, unit: Unit, project: nuget.Project, name: frozenset[str]) -> str:
    if "AppHost" in project.sdk or "apphost" in name:
        return "tool"
    if any(sdk in project.sdk for sdk in _FRONTEND_SDKS) or any(d.name.startswith("Microsoft.Maui") for d in unit.dependencies()):
        return "frontend"
    web = "Sdk.Web" in project.sdk or unit.starts("server")
    if web and project.output != "library" and (unit.starts("server", "worker") or project.output == "exe"):
        pages = any(below(file.path, unit.folder) for file in repo.named("*.razor"))
        return "frontend" if pages and not repo.has_folder(f"{unit.folder}/Controllers".lstrip("/")) else "backend"
    if "Sdk.Worker" in project.sdk or (unit.starts("worker", "function") and project.output == "exe"):
        return "backend"
    return "tool" if project.output == "exe" else "library"


def _kind_of_package(repo: Repo, unit: Unit) -> str:
    needed = {dependency.name for dependency in unit.dependencies("runtime")}
    wanted = needed | {dependency.name for dependency in unit.dependencies("development")}
    published = _is_published(repo, unit)
    if unit.starts("server", "function", "worker") and not needed & _RENDERERS and not published:
        return "backend"
    if wanted & _APPLICATIONS or (wanted & _FRONTENDS and not unit.starts("command")):
        return "frontend" if not published or wanted & _RENDERERS else "library"
    return "tool" if unit.starts("command") else "library"


def _is_published(repo: Repo, unit: Unit) -> bool:
    """Whether a package.json is of a library: it says what a registry gets, and nothing builds an image of it."""
    for manifest in unit.manifests:
        value = mapping(repo.json(manifest.path).value) if manifest.path.endswith("package.json") else mapping(None)
        if value.get("private") is not True and ("files" in value or "publishConfig" in value or "exports" in value):
            return not _has_image(repo, unit.folder) and dig(value, "scripts", "start") is None
    return False


def _has_image(repo: Repo, folder: str) -> bool:
    return any(below(other, folder) and (folder or not other) for other in _image_folders(repo))


@fact
def _image_folders(repo: Repo) -> frozenset[str]:
    """The folders with a Dockerfile or a Procfile."""
    names = ("dockerfile", "containerfile", "procfile")
    return frozenset(file.folder for file in repo.files if file.name.lower().startswith(names) or file.suffix == ".dockerfile")


def _serves_through(repo: Repo, unit: Unit) -> bool:
    """Whether a program starts a server that a library of this repository holds."""
    wanted = {dependency.name for dependency in unit.dependencies("runtime") if dependency.local}
    return any(other.starts("server") and bool(other.names & wanted) for other in units(repo) if other is not unit)


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
        return _is_asked_for(repo, unit) or not {"go", "npm"} & set(unit.ecosystems)
    if kind == "frontend":
        # the styles and scripts of server-rendered pages are the service's own; an application with its own framework is not
        return not {dependency.name for dependency in unit.dependencies()} & _APPLICATIONS or unit.inhabited
    return False
