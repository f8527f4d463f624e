"""What an implemented route is, whatever the framework; one module reads each framework.

A reader is a fact `NAME_routes(repo) -> RouteTable`. It follows routers, mounts and prefixes over files as far as they are certain
and says where it could not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

LAZY = True  # dozens of modules that only a repository with a description of its API needs; what marks its files is in `route_marks`

Certainty: TypeAlias = Literal["literal", "composed", "dynamic"]


@dataclass(frozen=True, slots=True)
class Route:
    """A route that the code implements.

    `method` is upper case, "" for any. `path` is the whole path below the server, every known prefix included, normalised:
    `/orders/{id}`, a leading slash and no trailing one, catch-alls as `{name...}`. `certainty`: literal where the path stands in one
    place, composed where mounts, groups, constants or conventions were followed to make it, dynamic where a part is unknown; the
    unknown part is then written `{?}`. `file` and `line` are those of the declaration. `hidden` says that the declaration itself keeps
    the route out of the API's description (`include_in_schema=False`, `@Hidden`).
    """

    method: str
    path: str
    file: str
    line: int
    framework: str
    certainty: Certainty = "literal"
    hidden: bool = False


@dataclass(frozen=True, slots=True)
class Gap:
    """A place where routes are declared that could not be read, and why, as the end of a sentence: `are registered in a loop`.

    `generated_from` is the path of the API description that the build makes these routes from, which they agree with by construction;
    "" where they come from elsewhere.
    """

    path: str
    line: int
    reason: str
    generated_from: str = ""


@dataclass(frozen=True, slots=True)
class RouteTable:
    """What one framework's reader found: routes, and the places that it could not read."""

    routes: tuple[Route, ...] = ()
    gaps: tuple[Gap, ...] = ()
