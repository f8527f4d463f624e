"""Frameworks that generate the description of an API from its code, where they are wired in."""

from __future__ import annotations

from readiness.model import Component
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.descriptions.generators import GRAPHQL, NEEDS, REST, SWITCHED_OFF


@dataclass(frozen=True, slots=True)
class Generator:
    """A generator that the code sets up: its name, the style of API it describes (`rest` or `graphql`), and where."""

    name: str
    style: str
    path: str
    line: int


@fact
def generated_apis(repo: Repo, component: Component) -> tuple[Generator, ...]:
    """The generators wired into the component, each once at its first place, sorted by name.

    A generator that needs two things (a definition and the page that serves it) is wired in where both are; FastAPI with
    `openapi_url=None` everywhere is not.
    """
    found = []
    for style, table in (("rest", REST), ("graphql", GRAPHQL)):
        for name, pattern in table.items():
            hits = _own(repo, component, pattern)
            needed = NEEDS.get(name)
            if hits and name in SWITCHED_OFF:
                off = {(hit.path, hit.line) for hit in _own(repo, component, SWITCHED_OFF[name])}
                hits = [hit for hit in hits if (hit.path, hit.line) not in off]
            if hits and (needed is None or _own(repo, component, needed)):
                found.append(Generator(name, style, hits[0].path, hits[0].line))
    first: dict[str, Generator] = {}
    for generator in sorted(found, key=lambda generator: (generator.name, generator.path, generator.line)):
        first.setdefault(generator.name, generator)
    return tuple(first.values())


def _own(repo: Repo, component: Component, pattern: Pattern) -> list[Hit]:
    return [hit for hit in repo.hits(pattern) if meant_for(repo, component, hit.path)]
