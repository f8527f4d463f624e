"""What Rust functions do to routers, as data: the pieces that a function adds, by what they name, before anything is put together."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

# route: methods at a path. call: what a function adds, below the path. handler: a function whose own attribute says its route.
# anything: whatever is mounted there answers below the path. lost: routes that are merged and cannot be followed.
Kind: TypeAlias = Literal["route", "call", "handler", "anything", "lost"]


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing that an expression adds to a router; `demanded` says that a call must be of routes, as what is nested or merged must.

    `hidden` says that the code keeps a route out of the API's description.
    """

    kind: Kind
    path: str
    line: int
    methods: tuple[str, ...] = ()
    name: str = ""
    composed: bool = False
    demanded: bool = False
    hidden: bool = False


Pieces: TypeAlias = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Function:
    """A function: its name, the type that it belongs to, its file, what it adds, and the routes that its attributes give it."""

    name: str
    owner: str
    file: str
    pieces: Pieces
    attributes: tuple[tuple[tuple[str, ...], str, int], ...]


@dataclass(frozen=True, slots=True)
class Unit:
    """One file: its functions, its constants that are texts, and what its imports make names mean."""

    path: str
    functions: tuple[Function, ...]
    constants: tuple[tuple[str, str], ...]
    imports: tuple[tuple[str, str], ...]
