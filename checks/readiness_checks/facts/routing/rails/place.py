"""Where a declaration stands among the scopes and resources of a Rails routes file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class Place:
    """What surrounds a declaration.

    `prefix` is put before its path. Inside a resource `member` and `collection` are the paths of the one and of all, `kind` says which
    kind it is, and `outside` is the prefix beyond all resources, where shallow ones stand. `known` holds the values of loop variables,
    `defaults` the options of `with_options`.
    """

    file: str
    prefix: str = ""
    kind: str = ""
    member: str = ""
    collection: str = ""
    outside: str = ""
    shallow: bool = False
    depth: int = 0
    known: Mapping[str, str] = field(default_factory=dict)
    defaults: Mapping[str, Node] = field(default_factory=dict)
    only: tuple[str, ...] | None = None
