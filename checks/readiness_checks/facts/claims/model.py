"""The word that every reader of claims returns."""

from __future__ import annotations

from typing import Literal, TypeAlias

from readiness.records import dataclass

ClaimKind: TypeAlias = Literal[
    "link", "image", "heading", "path", "folder", "make target", "package script", "composer script", "recipe", "task", "script",
    "compose file", "compose service", "Dockerfile",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Claim:
    """Something that a document says is in the repository, and whether it is.

    `name` is spelt as the document does; `path` and `line` are the place in the document. `where` is the file that should define
    it, for targets, scripts, services and headings; "" where several could.
    """

    kind: ClaimKind
    name: str
    path: str
    line: int
    holds: bool
    where: str = ""
