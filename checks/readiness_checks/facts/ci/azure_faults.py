"""What Azure Pipelines would refuse: stages and jobs that wait for ones that are not there (learn.microsoft.com, YAML schema)."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.syntax import Map, mapping, sequence, string, strings
from readiness_checks.facts.ci.model import Fault

MAX_ITEMS = 300


def dependency_faults(root: Map) -> Iterator[Fault]:
    """`dependsOn` of something that is not beside it, over the stages and jobs of one file.

    A list is judged where all of it can be read: templates and expressions may add to it.
    """
    yield from _listed(root, "stages", ("stage",))
    yield from _listed(root, "jobs", ("job", "deployment"))
    for stage in sequence(root.get("stages"))[:MAX_ITEMS]:
        yield from _listed(mapping(stage), "jobs", ("job", "deployment"))


def _listed(holder: Map, key: str, kinds: tuple[str, ...]) -> Iterator[Fault]:
    items = [mapping(item) for item in sequence(holder.get(key))[:MAX_ITEMS]]
    named = [next((string(item.get(kind)) for kind in kinds if kind in item), None) for item in items]
    if any(name is None or "$" in name for name in named) or len(items) == MAX_ITEMS:
        return
    # names are compared without case
    known = {name.lower() for name in named if name}
    for item, name in zip(items, named, strict=True):
        for needed in strings(item.get("dependsOn")):
            if needed and "$" not in needed and needed.lower() not in known:
                kind = key.rstrip("s")
                yield Fault(item.line_of("dependsOn"), f"{kind.capitalize()} {name!r} depends on {needed!r}, which is no {kind} beside it.")
