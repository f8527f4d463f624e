"""What the repository depends on: the manifests and lock files of ten package ecosystems, with lines."""

from __future__ import annotations

from dataclasses import replace

from readiness.repo import Repo, fact
from readiness_checks.facts.manifests import (
    Dependency,
    Ecosystem,
    Group,
    Lock,
    Manifest,
    composer,
    crates,
    go,
    gradle,
    maven,
    mix,
    npm,
    nuget,
    pypi,
    rubygems,
)

__all__ = ["Dependency", "Ecosystem", "Group", "Lock", "Manifest", "dependencies", "locks", "manifests"]

_READERS = (pypi.read, npm.read, maven.read, gradle.read, nuget.read, go.read, rubygems.read, composer.read, mix.read, crates.read)
_LOCKS: tuple[tuple[Ecosystem, tuple[str, ...]], ...] = (
    ("pypi", pypi.LOCKS), ("npm", npm.LOCKS), ("gradle", gradle.LOCKS), ("nuget", nuget.LOCKS), ("go", go.LOCKS),
    ("rubygems", rubygems.LOCKS), ("composer", composer.LOCKS), ("hex", mix.LOCKS), ("crates", crates.LOCKS),
)  # fmt: skip
_NOT_OWN = frozenset({"vendored", "build", "fixture", "sample", "generated", "documentation"})


@fact
def manifests(repo: Repo) -> tuple[Manifest, ...]:
    """Every manifest that is not vendored, built, a fixture or a sample, sorted by path; tests' own manifests are among them."""
    found = [manifest for read in _READERS for manifest in read(repo) if _is_own(repo, manifest.path)]
    return tuple(sorted((_settled(repo, manifest) for manifest in found), key=lambda manifest: manifest.path))


@fact
def dependencies(repo: Repo) -> tuple[Dependency, ...]:
    """What all manifests ask for, sorted by place; what tests' manifests ask for is `development`."""
    return tuple(dependency for manifest in manifests(repo) for dependency in manifest.dependencies)


@fact
def locks(repo: Repo) -> tuple[Lock, ...]:
    """Every lock file that is not vendored or built, sorted by path."""
    found = [Lock(file.path, ecosystem) for ecosystem, names in _LOCKS for file in repo.named(*names) if file.size]
    return tuple(sorted(found, key=lambda lock: lock.path))


def _is_own(repo: Repo, path: str) -> bool:
    file = repo.file(path)
    return file is not None and file.role not in _NOT_OWN


def _settled(repo: Repo, manifest: Manifest) -> Manifest:
    file = repo.file(manifest.path)
    wanted = sorted(manifest.dependencies, key=lambda dependency: dependency.line)
    if file is not None and file.role == "test":
        wanted = [replace(dependency, group="development") for dependency in wanted]
    return replace(manifest, dependencies=tuple(wanted))
