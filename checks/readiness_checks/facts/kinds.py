"""What a unit is: a backend service, a frontend, a library or a tool."""

from __future__ import annotations

import re

from readiness.model import below
from readiness.repo import Repo, fact
from readiness.syntax import dig, mapping
from readiness_checks.facts.imports import imports
from readiness_checks.facts.manifests import nuget
from readiness_checks.facts.recognition import BOUNDARIES, by_import
from readiness_checks.facts.running import is_full_stack, is_served
from readiness_checks.facts.units import LANGUAGES_OF, LAYERED, Unit, owner, units, words

# what makes a package.json, or a project, the user interface of something
_FRONTENDS = frozenset({
    "react", "react-dom", "vue", "@angular/core", "svelte", "solid-js", "preact", "next", "nuxt", "@remix-run/react", "react-native",
    "expo", "electron", "astro", "gatsby", "ember-source", "lit", "@sveltejs/kit", "@ionic/angular", "@ionic/react", "@builder.io/qwik",
    "aurelia", "backbone", "jquery", "bootstrap", "alpinejs", "htmx.org", "@hotwired/stimulus", "@hotwired/turbo", "tailwindcss",
    "phaser", "three", "@storybook/react", "vite", "webpack", "parcel", "vitepress", "vuepress", "@docusaurus/core", "laravel-mix",
    "gulp", "grunt",
})  # fmt: skip
APPLICATIONS = _FRONTENDS - {
    "jquery", "bootstrap", "alpinejs", "htmx.org", "@hotwired/stimulus", "@hotwired/turbo", "tailwindcss", "backbone", "vite", "webpack",
    "parcel", "laravel-mix", "gulp", "grunt", "lit", "three",
}  # fmt: skip
_RENDERERS = frozenset(
    {"next", "nuxt", "@remix-run/react", "@sveltejs/kit", "astro", "gatsby", "@docusaurus/core", "vitepress", "vuepress"}
)
_DESKTOP = ("org.jetbrains.compose:", "org.openjfx:", "org.openjfx.", "com.android.application", "PyQt", "pyside6", "kivy")
_FRONTEND_SDKS = ("BlazorWebAssembly", "Microsoft.NET.Sdk.Maui")
_TOOL_WORDS = frozenset({
    "tool", "tools", "tooling", "script", "scripts", "util", "utils", "hack", "cli", "loadgenerator", "loadgen", "loadtest", "benchmark",
    "benchmarks", "perf", "mock", "mocks", "fake", "stub", "simulator", "simulation", "seeder", "seed", "codegen", "generator", "devtools",
    "apphost", "migrator", "setup", "installer", "dev", "playground", "build", "ci", "e2e", "demo", "example",
})  # fmt: skip
_LIBRARY_WORDS = frozenset(
    {"common", "lib", "libs", "library", "shared", "sdk", "client", "pkg", "servicedefaults", "abstractions", "contracts"}
)


def kind_of(repo: Repo, unit: Unit) -> str:
    """`backend`, `frontend`, `library` or `tool`."""
    name = words(unit.folder.rpartition("/")[2])
    project = next((project for project in nuget.projects(repo) if project.path.rpartition("/")[0] == unit.folder), None)
    if unit.folder and _is_tool_by_name(unit):
        runs = unit.entries or (project is not None and project.output == "exe") or not LAYERED & set(unit.ecosystems)
        return "tool" if runs and not is_asked_for(repo, unit) else "library"
    if project is not None:
        return _kind_of_project(repo, unit, project, name)
    if not unit.starts("server") and any(item.name.startswith(_DESKTOP) for item in unit.dependencies("runtime", "build")):
        return "frontend"
    if "npm" in unit.ecosystems and (len(unit.ecosystems) == 1 or _is_mostly_script(unit)):
        return _kind_of_package(repo, unit)
    # compiled programs begin at a main function: a crate or a Go module with a server and none is a library of one
    runs = unit.starts("command") or not {"go", "crates"} & set(unit.ecosystems)
    if unit.starts("server", "function") and runs and not (name & _LIBRARY_WORDS and not unit.starts("command")):
        return "backend"
    if unit.starts("worker") and _has_image(repo, unit.folder):
        return "backend"
    if unit.starts("command") and _serves_through(repo, unit):
        return "backend"
    if unit.folder in _image_folders(repo) and not is_asked_for(repo, unit) and _imports_framework(repo, unit):
        return "backend"
    if unit.size and not is_asked_for(repo, unit) and not name & _LIBRARY_WORDS and is_served(repo, unit):
        return "backend"
    return "tool" if unit.starts("command") and not name & _LIBRARY_WORDS and not is_asked_for(repo, unit) else "library"


def _is_tool_by_name(unit: Unit) -> bool:
    """Whether its folder is called a tool; of a server the whole folder has to be, or what the name ends in: a build manager is none."""
    parts = unit.folder.split("/")
    if not unit.starts("server"):
        return bool(words(unit.folder) & _TOOL_WORDS)
    last = re.findall(r"[A-Z]?[a-z0-9]+", parts[-1])[-1:] or [""]
    return any(part.lower() in _TOOL_WORDS for part in (*parts, *last)) or bool(words(parts[-1]) & {"mock", "mocks", "fake", "stub"})


def _is_mostly_script(unit: Unit) -> bool:
    scripts = sum(size for language, size in unit.sources if language in LANGUAGES_OF["npm"])
    return scripts * 2 > sum(size for _, size in unit.sources)


def _imports_framework(repo: Repo, unit: Unit) -> bool:
    """Whether source of the unit imports a framework that answers requests, however it begins to."""
    return any(
        owner(path, (other.folder for other in units(repo))) == unit.folder for path in _on_frameworks(repo) if below(path, unit.folder)
    )


@fact
def _on_frameworks(repo: Repo) -> tuple[str, ...]:
    found = set()
    for item in imports(repo):
        file = repo.file(item.path)
        if file is not None and file.role == "source":
            named = by_import(item.language).find_inside(item.module, BOUNDARIES[item.language])
            if any(technology.is_a("framework") and not technology.is_a("foundation", "frontend") for technology in named):
                found.add(item.path)
    return tuple(sorted(found))


def is_asked_for(repo: Repo, unit: Unit) -> bool:
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
    if needed & _RENDERERS and not published and is_full_stack(repo, unit):
        return "backend"
    if not unit.manifests and _has_pages(repo, unit):
        return "frontend"
    if wanted & APPLICATIONS or (wanted & _FRONTENDS and not unit.starts("command")):
        return "frontend" if not published or wanted & _RENDERERS else "library"
    if not published and not is_asked_for(repo, unit) and is_served(repo, unit):
        return "backend"
    return "tool" if unit.starts("command") else "library"


def _has_pages(repo: Repo, unit: Unit) -> bool:
    return any(below(file.path, unit.folder) for file in repo.named("*.tsx", "*.jsx", "*.vue", "*.svelte", "*.component.ts"))


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
