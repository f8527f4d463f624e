"""Which known modules the source code imports, and where."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.repo import Repo, fact


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a module that some technology names; `language` is the file's, `line` counts from 1."""

    module: str
    language: str
    path: str
    line: int


@fact
def imports(repo: Repo) -> tuple[Import, ...]:
    """Imports in own source and in tests of the modules that technologies.toml names, sorted by place.

    Modules that no technology names are not looked for: in a large repository they are nearly all lines that begin a file.
    """
    return ()
