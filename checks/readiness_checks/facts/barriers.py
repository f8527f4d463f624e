"""Which barriers really stand before a service's routes: a middleware, guard or dependency that nothing uses stops nobody."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.model import Component
from readiness.repo import Repo, fact
from readiness_checks.facts.authentication import Authentication
from readiness_checks.facts.dependants import holder_of, routes_depend_on
from readiness_checks.facts.mentions import is_used

MAX_FOLLOWED = 40  # definitions whose uses are looked for; who defines more barriers uses one of the first


def standing(repo: Repo, component: Component, barriers: Iterable[Authentication]) -> Authentication | None:
    """The first barrier that something of the component puts before handlers, those that stand where they are written first.

    Of FastAPI's dependencies the scheme tells more than one of its many uses.
    """
    places = sorted(barriers, key=lambda place: not place.name)
    written = next((place for place in places if not place.needs), None)
    if written is not None:
        return written
    return next((place for place in places[:MAX_FOLLOWED] if _stands(repo, component, place)), None)


@fact
def _stands(repo: Repo, component: Component, place: Authentication) -> bool:
    line = place.line or 1
    if place.needs == "use":
        return is_used(repo, component, place.name, place.path, line)
    if place.name:
        return routes_depend_on(repo, component, place.name, place.path, line)
    holder = holder_of(repo, place.path, line)
    return holder is None or routes_depend_on(repo, component, holder[0], place.path, holder[1])
