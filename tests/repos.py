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


def repo_of(files: Mapping[str, str | bytes]) -> Repo:
    """A repository that holds just `files`."""
    return Repo(MemorySource(files), patterns=plugins().patterns)
