"""Which package ecosystems of the repository an update tool watches."""

from __future__ import annotations

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness_checks.facts.dependencies import Ecosystem, Manifest, manifests
from readiness_checks.facts.update_tools import Watch, watches


@dataclass(frozen=True, slots=True)
class Coverage:
    """The ecosystems that ask for packages, and what is said of each.

    `seen` and `narrowed` are notes with their place; `uncovered` names for each ecosystem without an update tool the first
    manifest of it; `broken` are tools that do nothing.
    """

    ecosystems: tuple[Ecosystem, ...]
    seen: tuple[tuple[str, str, int], ...]
    uncovered: tuple[tuple[Ecosystem, Manifest], ...]
    narrowed: tuple[tuple[str, int, str], ...]
    broken: tuple[Watch, ...]


@fact
def update_coverage(repo: Repo) -> Coverage:
    """What update tools watch; manifests of tests and those that ask for nothing outside the repository do not count."""
    asking = [manifest for manifest in manifests(repo) if _asks(repo, manifest)]
    ecosystems = tuple(sorted({manifest.ecosystem for manifest in asking}))
    working = [watch for watch in watches(repo) if not watch.problem]
    watching = [watch for watch in working if any(map(watch.covers, asking))]
    covered = {manifest.path for manifest in asking if any(watch.covers(manifest) for watch in watching)}
    seen = dict.fromkeys((_note(watch, asking), watch.path, watch.line) for watch in watching or working)
    uncovered = []
    narrowed: dict[tuple[str, int, str], None] = {
        (watch.path, watch.line, f"{watch.tool} is {watch.narrowed}"): None for watch in watching if watch.narrowed
    }
    for ecosystem in ecosystems:
        there = [manifest for manifest in asking if manifest.ecosystem == ecosystem]
        unwatched = [manifest for manifest in there if manifest.path not in covered]
        if len(unwatched) == len(there):
            uncovered.append((ecosystem, min(there, key=lambda manifest: (manifest.path.count("/"), manifest.path))))
        elif unwatched:
            more = f" nor {len(unwatched) - 1} more" if len(unwatched) > 1 else ""
            narrowed[unwatched[0].path, 1, f"is not watched{more}, while other {ecosystem} manifests are"] = None
    broken = tuple(watch for watch in watches(repo) if watch.problem)
    return Coverage(ecosystems, tuple(seen), tuple(uncovered), tuple(narrowed), broken)


def _asks(repo: Repo, manifest: Manifest) -> bool:
    file = repo.file(manifest.path)
    return file is not None and file.role != "test" and any(not item.local for item in manifest.dependencies)


def _note(watch: Watch, asking: list[Manifest]) -> str:
    watched = sorted({manifest.ecosystem for manifest in asking if watch.covers(manifest)})
    return f"{watch.tool} watches {', '.join(watched)}" if watched else f"{watch.tool} watches no packages of this repository"
