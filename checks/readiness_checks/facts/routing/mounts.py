"""Where routers end up: the prefixes under which each is reached from the applications that mount it, directly or through others."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from readiness_checks.facts.routing.paths import joined

MAX_PREFIXES = 24  # of one router: one that is mounted more often is made in a loop
MAX_DEPTH = 12

Key = TypeVar("Key", bound=Hashable)


@dataclass(frozen=True, slots=True)
class Mount(Generic[Key]):
    """`child` is reached below `parent` under a normalised prefix, its own included."""

    parent: Key
    child: Key
    prefix: str


def prefixes(roots: Iterable[Key], mounts: Iterable[Mount[Key]]) -> dict[Key, tuple[str, ...]]:
    """The whole prefixes of every router that a root reaches, "/" for a root; cycles and explosions end at bounds."""
    below: dict[Key, list[Mount[Key]]] = {}
    for mount in mounts:
        below.setdefault(mount.parent, []).append(mount)
    found: dict[Key, dict[str, None]] = {root: {"/": None} for root in roots}
    pending = [(root, "/", 0) for root in found]
    while pending:
        parent, before, depth = pending.pop()
        for mount in below.get(parent, ()):
            prefix = joined(before, mount.prefix)
            known = found.setdefault(mount.child, {})
            if prefix not in known and len(known) < MAX_PREFIXES and depth < MAX_DEPTH:
                known[prefix] = None
                pending.append((mount.child, prefix, depth + 1))
    return {key: tuple(known) for key, known in found.items()}


def unified(aliases: Iterable[tuple[Key, Key]]) -> dict[Key, Key]:
    """One key for all that are the same router: what a function returns and what it made, a field and what was put into it."""
    found: dict[Key, Key] = {}

    def of(key: Key) -> Key:
        while key in found and found[key] != key:
            key = found[key]
        return key

    for one, other in aliases:
        found[of(other)] = of(one)
    return {key: of(key) for key in found}
