"""The parts a repository is built from: folders with a manifest of their own, and the builds that hold several of them."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.classify import BACKEND_LANGUAGES
from readiness.model import below
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import dig, mapping, string
from readiness_checks.facts.dependencies import Dependency, Manifest, manifests
from readiness_checks.facts.entrypoints import Entry, entries
from readiness_checks.facts.manifests import nuget
from readiness_checks.facts.manifests.places import joined

# languages whose code a manifest of the ecosystem builds
LANGUAGES_OF: dict[str, tuple[str, ...]] = {
    "pypi": ("python",),
    "npm": ("javascript", "typescript", "vue", "svelte"),
    "maven": ("java", "kotlin", "scala", "groovy"),
    "gradle": ("java", "kotlin", "scala", "groovy"),
    "nuget": ("csharp", "fsharp", "vb", "razor"),
    "go": ("go",),
    "rubygems": ("ruby",),
    "composer": ("php",),
    "hex": ("elixir", "erlang"),
    "crates": ("rust",),
    "function": ("python", "javascript", "typescript", "go", "java", "ruby", "csharp"),
}
# builds whose projects are the layers of what they build, rather than packages that stand for themselves
LAYERED = frozenset({"nuget", "crates", "maven", "gradle", "hex", "composer", "rubygems"})
_SERVERLESS = (
    "template.yaml",
    "template.yml",
    "template.json",
    "serverless.yml",
    "serverless.yaml",
    "serverless.ts",
    "samconfig.toml",
    "cdk.json",
)
_FUNCTION_APPS = (*_SERVERLESS, "host.json", "firebase.json", "function.json", "app.arc", "chalice", "zappa_settings.json", "netlify.toml")
_NOT_UNITS = frozenset({"docs", "doc", "documentation", "node_modules", "debian", "packaging"})


@dataclass(frozen=True, slots=True)
class Unit:
    """A folder with its manifests, what starts in it, and the bytes of own source by language, nested units left out."""

    folder: str
    ecosystems: tuple[str, ...]
    manifests: tuple[Manifest, ...]
    entries: tuple[Entry, ...]
    sources: tuple[tuple[str, int], ...]
    inhabited: bool = False  # source that another unit builds lies in the folder too

    @property
    def size(self) -> int:
        """Bytes of own backend source."""
        return sum(size for language, size in self.sources if language in BACKEND_LANGUAGES)

    def starts(self, *kinds: str) -> bool:
        """Whether a program of one of the kinds begins here."""
        return any(entry.starts in kinds for entry in self.entries)

    @property
    def names(self) -> frozenset[str]:
        """What its packages call themselves."""
        return frozenset(manifest.name for manifest in self.manifests if manifest.name)

    def dependencies(self, *groups: str) -> Iterable[Dependency]:
        """What its manifests ask for in the groups, all of them when none is given."""
        return (item for manifest in self.manifests for item in manifest.dependencies if not groups or item.group in groups)


@dataclass(frozen=True, slots=True)
class Build:
    """A workspace, solution or multi-module build: its root folder, and the folders of the units in it."""

    root: str
    ecosystem: str
    folders: tuple[str, ...]

    @property
    def layered(self) -> bool:
        """Whether its units are layers of one program, as in a solution, rather than packages for themselves."""
        return self.ecosystem in LAYERED


@fact
def units(repo: Repo) -> tuple[Unit, ...]:
    """Every folder with a manifest, a project file or a serverless stack of its own, sorted; those of tests and documentation not."""
    by_folder: dict[str, list[Manifest]] = {}
    kinds: dict[str, set[str]] = {}
    for manifest in manifests(repo):
        folder = _unit_folder(repo, manifest)
        if folder is not None:
            by_folder.setdefault(folder, []).append(manifest)
            kinds.setdefault(folder, set()).add(manifest.ecosystem)
    for folder in _declared(repo):
        by_folder.setdefault(folder, [])
        kinds.setdefault(folder, set()).add("npm")
    for folder in _stacks(repo):
        nested = [other for other in by_folder if other != folder and below(other, folder)]
        found = [manifest for other in nested for manifest in by_folder.pop(other)]
        by_folder.setdefault(folder, []).extend(found)
        kinds.setdefault(folder, set()).update({"function"}, *(kinds.pop(other) for other in nested))
    folders = sorted(by_folder)
    sources, inhabited = _shared_out(repo, kinds)
    started: dict[str, list[Entry]] = {}
    for entry in entries(repo):
        file = repo.file(entry.path)
        started.setdefault(_builder(entry.path, file.language if file else "", kinds), []).append(entry)
    for project in nuget.projects(repo):
        # source of a shared project is compiled into each project that imports it
        lent = [entry for entry in entries(repo) if any(below(entry.path, folder) for folder in project.shared)]
        started.setdefault(project.path.rpartition("/")[0], []).extend(lent)
    return tuple(
        Unit(
            folder,
            tuple(sorted(kinds[folder])),
            tuple(by_folder[folder]),
            tuple(entry for entry in started.get(folder, ()) if entry.starts != "function" or _serverless(repo)),
            tuple(sorted(sources.get(folder, {}).items())),
            folder in inhabited,
        )
        for folder in folders
    )


def owner(path: str, folders: Iterable[str]) -> str:
    """The deepest of `folders` that `path` lies in, "\\0" when it lies in none."""
    return max((folder for folder in folders if below(path, folder)), key=len, default="\0")


def _unit_folder(repo: Repo, manifest: Manifest) -> str | None:
    file = repo.file(manifest.path)
    name = manifest.path.rpartition("/")[2].lower()
    if file is None or file.role == "test" or (manifest.ecosystem == "nuget" and not name.endswith("proj")):
        return None
    if manifest.ecosystem == "gradle" and not name.startswith("build.gradle"):
        return None
    parts = manifest.folder.split("/") if manifest.folder else []
    if any(part.startswith(".") or part.lower() in _NOT_UNITS for part in parts):
        return None
    while parts and parts[-1].lower() in ("requirements", "deps", "requirements.d", "buildsrc"):
        parts.pop()
    return "/".join(parts)


def _declared(repo: Repo) -> tuple[str, ...]:
    """Folders of the applications that a workspace with one manifest for all declares: those of Nx, and of Nest's command line."""
    found = set()
    for file in repo.named("project.json"):
        if file.own and dig(repo.json(file.path).value, "projectType") == "application":
            found.add(file.folder)
    for file in repo.named("nest-cli.json", ".nestcli.json"):
        for project in mapping(dig(repo.json(file.path).value, "projects")).values():
            root = string(dig(project, "root"))
            if file.own and root and dig(project, "type") == "application":
                found.add(joined(file.folder, root))
    return tuple(sorted(folder for folder in found if not words(folder.rpartition("/")[2]) & {"e2e"}))


def _stacks(repo: Repo) -> tuple[str, ...]:
    """Folders of serverless stacks that hold the code of functions."""
    folders = {entry.path.rpartition("/")[0] for entry in entries(repo) if entry.starts == "function"}
    found = set()
    for file in repo.named(*_SERVERLESS):
        text = repo.raw(file.path)[:400_000]
        stack = b"AWS::Serverless" in text or b"AWS::Lambda" in text or b"functions:" in text or b"provider:" in text
        inside = [folder for folder in folders if below(folder, file.folder)]
        if file.own and inside and (stack or not file.name.startswith("template")):
            found.add(file.folder)
    return tuple(sorted(found))


@fact
def _serverless(repo: Repo) -> bool:
    return bool(_stacks(repo)) or any(file.own for file in repo.named(*_FUNCTION_APPS)) or _lambda_resource(repo)


def _lambda_resource(repo: Repo) -> bool:
    return any(b"aws_lambda_function" in repo.raw(file.path) for file in repo.named("*.tf"))


def _shared_out(repo: Repo, kinds: dict[str, set[str]]) -> tuple[dict[str, dict[str, int]], frozenset[str]]:
    """Bytes of own source by unit and language, and the units in whose folder lies source that an outer one builds."""
    found: dict[str, dict[str, int]] = {}
    inhabited = set()
    for file in repo.files:
        if file.role != "source" or not file.language:
            continue
        builder = _builder(file.path, file.language, kinds)
        sizes = found.setdefault(builder, {})
        sizes[file.language] = sizes.get(file.language, 0) + file.size
        folder = file.folder
        while file.language in BACKEND_LANGUAGES and folder and folder != builder:
            if folder in kinds:
                inhabited.add(folder)
            folder = folder.rpartition("/")[0]
    return found, frozenset(inhabited)


def _builder(path: str, language: str, kinds: dict[str, set[str]]) -> str:
    """The deepest unit around `path` that builds its language, or the deepest one where none does; "\\0" when it lies in none."""
    folder = path.rpartition("/")[0]
    deepest = "\0"
    while True:
        if folder in kinds:
            if any(language in LANGUAGES_OF[ecosystem] for ecosystem in kinds[folder]):
                return folder
            deepest = folder if deepest == "\0" else deepest
        if not folder:
            return deepest
        folder = folder.rpartition("/")[0]


@fact
def builds(repo: Repo) -> tuple[Build, ...]:
    """Every build of several units, outermost first; nested builds of one ecosystem belong to the outer one."""
    found: dict[str, list[str]] = {}
    for manifest in manifests(repo):
        if manifest.members:
            found.setdefault(manifest.ecosystem, []).append(manifest.folder)
    solutions = [file.folder for file in repo.named("*.sln", "*.slnx") if file.own or file.role == "configuration"]
    if solutions or len(nuget.projects(repo)) > 1:
        found["nuget"] = [_holding(nuget.projects(repo), solutions)]
    made = []
    for ecosystem, roots in sorted(found.items()):
        for root in sorted(set(roots)):
            if any(other != root and below(root, other) for other in roots):
                continue
            folders = tuple(unit.folder for unit in units(repo) if ecosystem in unit.ecosystems and below(unit.folder, root))
            if len(folders) > 1:
                made.append(Build(root, ecosystem, folders))
    return tuple(sorted(made, key=lambda build: (build.root, build.ecosystem)))


def _holding(projects: Iterable[nuget.Project], solutions: list[str]) -> str:
    """The folder that holds the solution and the projects it builds, whose references may leave the solution's own folder."""
    parts = [project.path.split("/")[:-1] for project in projects if not project.tests] + [
        folder.split("/") for folder in solutions if folder
    ]
    if "" in solutions or not parts:
        return ""
    common = []
    for level in zip(*parts, strict=False):
        if len(set(level)) > 1:
            break
        common.append(level[0])
    return "/".join(common)


_WORDS = Regex(r"[a-z0-9]+")


def words(name: str) -> frozenset[str]:
    """The lower-case words of a name in kebab, snake, dotted or camel case."""
    return frozenset(_WORDS.findall(re.sub(r"([a-z0-9])([A-Z])", r"\1 \2", name).lower()))
