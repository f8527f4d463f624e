"""Tiny repositories in memory, with the patterns of every installed plugin."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from readiness.plugins import Plugins, load_plugins
from readiness.repo import Repo
from readiness.source.memory import MemorySource


@lru_cache(maxsize=1)
def plugins() -> Plugins:
    """What the installed plugins bring."""
    return load_plugins()


def repo_of(files: Mapping[str, str | bytes], changed: Mapping[str, int] | None = None) -> Repo:
    """A repository that holds just `files`; `changed` says when each was last changed, in seconds since 1970."""
    return Repo(MemorySource(files, changed=changed), patterns=plugins().patterns)
