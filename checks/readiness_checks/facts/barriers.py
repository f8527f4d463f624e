"""Which barriers really stand before a service's routes: a middleware, guard or dependency that nothing uses stops nobody."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.authentication import Authentication
from readiness_checks.facts.dependants import holder_of, routes_depend_on
from readiness_checks.facts.mentions import mentions
from readiness_checks.facts.services import serves

MAX_FOLLOWED = 40  # definitions whose uses are looked for; who defines more barriers uses one of the first

_FAMILIES = (("javascript", "typescript"), ("python",), ("go",), ("rust",), ("php",))
_EXPORTED = Regex(r"^\s*(?:module\.exports|exports\.|export\s*(?:\{|default))|^\s*func\s")
_LOADED = Regex(r"\brequire\(|\bfrom\b|\bimport\b")


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
        return _used(repo, component, place)
    if place.name:
        return routes_depend_on(repo, component, place.name, place.path, line)
    holder = holder_of(repo, place.path, line)
    return holder is None or routes_depend_on(repo, component, holder[0], place.path, holder[1])


def _used(repo: Repo, component: Component, place: Authentication) -> bool:
    """Whether anything but its definition and export mentions the name, or loads the module that exports it."""
    file = repo.file(place.path)
    languages = next((family for family in _FAMILIES if file is not None and file.language in family), ())
    for mention in mentions(repo, place.name, languages):
        same = (mention.path, mention.line) == (place.path, place.line)
        if not same and not _EXPORTED.search(mention.text) and serves(repo, component, mention.path):
            return True
    if "javascript" not in languages:
        return False
    folder, _, name = place.path.rpartition("/")
    stem = name.partition(".")[0]
    module = folder.rpartition("/")[2] if stem == "index" else name.rpartition(".")[0]
    return any(
        mention.path != place.path and _LOADED.search(mention.text) and serves(repo, component, mention.path)
        for mention in mentions(repo, module, languages)
    )
