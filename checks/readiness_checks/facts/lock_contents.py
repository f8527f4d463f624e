"""What a lock file holds: an empty one, or one that was left behind, fixes nothing."""

from __future__ import annotations

from readiness.repo import MAX_FILE, Repo, fact
from readiness_checks.facts.dependencies import Lock

# what may stand in a package's name: beside any of these a name is only a part of a longer one
_IN_NAMES = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-.")
_TRIED = 2_000  # occurrences of a short name inside longer ones and checksums that are looked at


def holds(repo: Repo, lock: Lock, name: str) -> bool:
    """Whether the lock file speaks of the package `name`, spelt as `Dependency.name` is; one too large to read is taken to."""
    file = repo.file(lock.path)
    if file is None or file.size > MAX_FILE:
        return True
    text, wanted = _text(repo, lock), _plain(name, lock)
    at = -1
    for _ in range(_TRIED):
        at = text.find(wanted, at + 1)
        if at < 0:
            return False
        if not {text[at - 1 : at], text[at + len(wanted) : at + len(wanted) + 1]} & _IN_NAMES:
            return True
    return True


@fact
def _text(repo: Repo, lock: Lock) -> str:
    return _plain(repo.raw(lock.path).decode("utf-8", "replace"), lock)


def _plain(text: str, lock: Lock) -> str:
    """Text in one spelling: case and underscores tell no two packages apart, nor dots two of PyPI."""
    lowered = text.lower().replace("_", "-")
    return lowered.replace(".", "-") if lock.ecosystem == "pypi" else lowered
