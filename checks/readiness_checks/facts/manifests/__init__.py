"""What dependency manifests say: one module an ecosystem, each with `read(repo)` and the names of its lock files."""

from __future__ import annotations

from typing import Literal, TypeAlias

from readiness.records import dataclass

Ecosystem: TypeAlias = Literal["pypi", "npm", "maven", "gradle", "nuget", "go", "rubygems", "composer", "hex", "crates"]
Group: TypeAlias = Literal["runtime", "development", "build"]


@dataclass(frozen=True, slots=True)
class Dependency:
    """One requirement as a manifest states it.

    `name` is spelt as the registry compares it (PEP 503 for PyPI, `group:artifact` for Maven and Gradle, the module path for Go).
    `constraint` is the version text, "" when none is given; `exact` says that it admits one version only, in the ecosystem's own
    meaning. `local` marks what comes from this repository and from no registry, `optional` what only an extra of the package asks
    for, `extras` the extras or features it asks for. `line` counts from 1.
    """

    name: str
    ecosystem: Ecosystem
    constraint: str
    exact: bool
    group: Group
    path: str
    line: int
    local: bool = False
    optional: bool = False
    extras: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Manifest:
    """A file that declares dependencies. `name` is what the package calls itself, "" when it does not.

    `members` are the folders of the workspace or multi-module build whose root it is; `library` says that it is published for
    others to depend on. `problem` says why it could not be read.
    """

    path: str
    ecosystem: Ecosystem
    name: str
    dependencies: tuple[Dependency, ...] = ()
    problem: str | None = None
    members: tuple[str, ...] = ()
    library: bool = False

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]


@dataclass(frozen=True, slots=True)
class Lock:
    """A file that fixes versions for the manifests of one ecosystem in its folder, and in the workspace below it."""

    path: str
    ecosystem: Ecosystem

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]
