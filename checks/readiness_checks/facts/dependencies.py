"""What the repository depends on: the manifests and lock files of nine ecosystems, with lines."""

from __future__ import annotations

from readiness.repo import Repo, fact
from readiness_checks.facts.manifests import Dependency, Lock, Manifest

__all__ = ["Dependency", "Lock", "Manifest", "dependencies", "locks", "manifests"]


@fact
def manifests(repo: Repo) -> tuple[Manifest, ...]:
    """Every manifest that is not vendored, built, a fixture or a sample, sorted by path; tests' own manifests are among them."""
    return ()


@fact
def dependencies(repo: Repo) -> tuple[Dependency, ...]:
    """What all manifests ask for, sorted by place; what only tests' manifests ask for is `development`."""
    return tuple(dependency for manifest in manifests(repo) for dependency in manifest.dependencies)


@fact
def locks(repo: Repo) -> tuple[Lock, ...]:
    """Every lock file that is not vendored or built, sorted by path."""
    return ()
