"""Which requirements are fixed to one version: by a lock file that serves them, by their manifest, or by another manifest beside it."""

from __future__ import annotations

from readiness.classify import BACKEND_LANGUAGES
from readiness.glob import glob_matches
from readiness.model import Component, below
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness_checks.facts.dependencies import Dependency, Ecosystem, Lock, Manifest, locks, manifests
from readiness_checks.facts.lock_contents import holds
from readiness_checks.facts.services import serves
from readiness_checks.facts.units import LANGUAGES_OF

# what a gitignore line has to name for a lock file to stay out of the repository
_LOCK_NAMES: dict[Ecosystem, tuple[str, ...]] = {
    "pypi": ("poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock"),
    "npm": ("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock"),
    "go": ("go.sum",),
    "rubygems": ("Gemfile.lock",),
    "composer": ("composer.lock",),
    "hex": ("mix.lock",),
    "crates": ("Cargo.lock",),
}


@dataclass(frozen=True, slots=True)
class Ignored:
    """A line of a .gitignore file that keeps the lock files `name` out."""

    name: str
    path: str
    line: int


@dataclass(frozen=True, slots=True)
class Pinning:
    """A manifest with what it needs to run: the lock that serves it, what is fixed to one version and what is not.

    `fixed` and `loose` leave out what the repository itself holds, and what only tests and development need. A lock fixes what it
    speaks of. Maven, Gradle, NuGet and Go have no looseness of their own but floating versions. `compiled` is the manifest beside
    it that fixes what it leaves open. `ignored` says what keeps its lock file out of the repository.
    """

    manifest: Manifest
    lock: Lock | None
    fixed: tuple[Dependency, ...]
    loose: tuple[Dependency, ...]
    compiled: Manifest | None = None
    ignored: Ignored | None = None

    @property
    def floats(self) -> bool:
        """Whether the looseness lies in single versions, because manifests of the ecosystem carry exact ones."""
        return self.manifest.ecosystem in ("maven", "gradle", "nuget")


@fact
def pinnings(repo: Repo) -> tuple[Pinning, ...]:
    """Every manifest that needs something to run, sorted by path; those of tests are not among them."""
    pinned = _pinned_names(repo)
    found = []
    for manifest in manifests(repo):
        file = repo.file(manifest.path)
        if file is None or file.role == "test":
            continue
        wanted = [item for item in manifest.dependencies if _is_needed(item)]
        if not wanted:
            continue
        lock = lock_of(repo, manifest)
        unlocked = _unlocked(repo, manifest, lock, wanted)
        elsewhere = pinned.get((manifest.ecosystem, _unit(manifest.folder)), {})
        loose = tuple(item for item in unlocked if item.name not in elsewhere or manifest.ecosystem == "go")
        compiled = next((elsewhere[item.name] for item in unlocked if item not in loose), None)
        fixed = tuple(item for item in wanted if item not in loose)
        found.append(Pinning(manifest, lock, fixed, loose, compiled, _ignored(repo, manifest) if loose else None))
    return tuple(found)


def _unlocked(repo: Repo, manifest: Manifest, lock: Lock | None, wanted: list[Dependency]) -> list[Dependency]:
    """What the manifest leaves open, Go's versions without checksums among it, and the lock does not speak of."""
    if manifest.ecosystem == "go":
        # a module may be replaced by one of another name, so that the checksums name that one
        return [] if lock is not None and any(holds(repo, lock, item.name) for item in wanted) else wanted
    open_ones = [item for item in wanted if not item.exact]
    if lock is None:
        return open_ones
    siblings = {other.name for other in manifests(repo) if other.ecosystem == manifest.ecosystem}
    return [item for item in open_ones if item.name not in siblings and not holds(repo, lock, item.name)]


def _is_needed(item: Dependency) -> bool:
    # plugins and annotation processors shape what is built as much as libraries do
    building = item.group == "build" and item.ecosystem in ("maven", "gradle", "nuget")
    return not item.local and not item.optional and (item.group == "runtime" or building)


def _unit(folder: str) -> str:
    head, _, name = folder.rpartition("/")
    return head if name.lower() in ("requirements", "deps") else folder


def _pinned_names(repo: Repo) -> dict[tuple[Ecosystem, str], dict[str, Manifest]]:
    """The names that some manifest of a folder fixes to one version, with that manifest."""
    found: dict[tuple[Ecosystem, str], dict[str, Manifest]] = {}
    for manifest in manifests(repo):
        names = found.setdefault((manifest.ecosystem, _unit(manifest.folder)), {})
        names.update({item.name: manifest for item in manifest.dependencies if item.exact})
    return found


def lock_of(repo: Repo, manifest: Manifest) -> Lock | None:
    """The lock beside a manifest, or that of the workspace it is a member of; None when there is neither."""
    folder = _unit(manifest.folder)
    near = [lock for lock in locks(repo) if lock.ecosystem == manifest.ecosystem and below(folder, lock.folder)]
    for lock in sorted(near, key=lambda lock: -len(lock.folder)):
        if lock.folder == folder or _is_member(repo, manifest, lock):
            return lock
    return None


def _is_member(repo: Repo, manifest: Manifest, lock: Lock) -> bool:
    if manifest.ecosystem == "go":
        return False
    if manifest.ecosystem in ("gradle", "nuget", "composer", "hex", "crates"):
        return any(other.folder == lock.folder and other.members for other in manifests(repo) if other.ecosystem == manifest.ecosystem)
    inside = manifest.folder[len(lock.folder) :].strip("/")
    for other in manifests(repo):
        if other.ecosystem == manifest.ecosystem and other.folder == lock.folder:
            globs = [member.strip("/").removeprefix("./") for member in other.members]
            if any(not glob.startswith("!") and glob_matches(f"/{glob}", inside) for glob in globs):
                return True
    return False


def _ignored(repo: Repo, manifest: Manifest) -> Ignored | None:
    names = _LOCK_NAMES.get(manifest.ecosystem, ())
    folder = manifest.folder
    while True:
        path = f"{folder}/.gitignore".lstrip("/")
        for line, text in enumerate(repo.text(path).splitlines() if repo.file(path) is not None else (), 1):
            glob = text.strip().lstrip("/")
            if glob and glob[0] not in "#!" and "/" not in glob:
                name = next((name for name in names if glob_matches(glob, name)), "")
                if name:
                    return Ignored(name, path, line)
        if not folder:
            return None
        folder = folder.rpartition("/")[0]


@fact
def pinnings_of(repo: Repo, component: Component) -> tuple[tuple[Pinning, ...], tuple[Pinning, ...]]:
    """A component's manifests in the languages it is mostly written in, and its others: assets, tooling."""
    sizes = _sizes(repo, component)
    main = {language for language, size in sizes.items() if size * 5 >= max(sizes.values(), default=0)}
    own: list[Pinning] = []
    others: list[Pinning] = []
    for found in pinnings(repo):
        if component.owns(found.manifest.path) or _holds(repo, component, found.manifest):
            (own if not main or main & set(LANGUAGES_OF[found.manifest.ecosystem]) else others).append(found)
    return tuple(own), tuple(others)


def _holds(repo: Repo, component: Component, manifest: Manifest) -> bool:
    """Whether a manifest above the component is the one it is built with, having none of its own."""
    has_own = any(component.owns(other.path) for other in manifests(repo))
    return not has_own and below(component.path, manifest.folder) and serves(repo, component, manifest.path)


def _sizes(repo: Repo, component: Component) -> dict[str, int]:
    found: dict[str, int] = {}
    for file in repo.files:
        if file.role == "source" and file.language in BACKEND_LANGUAGES and component.owns(file.path):
            found[file.language] = found.get(file.language, 0) + file.size
    return found
