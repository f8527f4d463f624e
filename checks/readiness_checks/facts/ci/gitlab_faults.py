"""What GitLab would refuse of the jobs of a pipeline that is wholly here (docs.gitlab.com, CI/CD YAML syntax reference)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.syntax import Map, Seq, dig, sequence, string, strings
from readiness_checks.facts.ci.model import Fault

_STAGES = ("build", "test", "deploy")
_REFERENCE = Regex(r"!reference\s{1,5}\[([^\]\n]{1,300})\]")
_NUMBERED = Regex(r" \d{1,4}/\d{1,4}$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A top-level key of the pipeline and the file that holds it."""

    body: Map
    path: str
    line: int


def entry_faults(name: str, entries: Mapping[str, Entry], extended: Callable[[Map, int], Map], stages: object) -> Iterator[Fault]:
    """The faults of one job or hidden job; `extended` merges what a job extends, `stages` is the value of that key."""
    entry = entries[name]
    for parent in strings(entry.body.get("extends")):
        if parent not in entries and "$" not in parent:
            yield Fault(entry.body.line_of("extends"), f"Job {name!r} extends {parent!r}, which is not defined.")
    if name.startswith("."):
        return
    body = extended(entry.body, 0)
    if not any(key in body for key in ("script", "trigger", "run", "extends", "pages")) and name != "pages":
        yield Fault(entry.line, f"Job {name!r} has no script.")
    order = (".pre", *(strings(stages) if isinstance(stages, Seq) else _STAGES), ".post")
    stage = string(body.get("stage")) or "test"
    if "stage" in body and stage not in order and "$" not in stage:
        yield Fault(_line(entry, "stage"), f"Job {name!r} is of the stage {stage!r}, which is not in `stages`.")
    for key, verb in (("needs", "needs"), ("dependencies", "takes artifacts of")):
        for needed, optional in _named(body.get(key)):
            wrong = _unmet(needed, optional, entries, extended, stage, order)
            if wrong and "$" not in needed:
                yield Fault(_line(entry, key), f"Job {name!r} {verb} {needed!r}, {wrong}.")


def _unmet(
    needed: str, optional: bool, entries: Mapping[str, Entry], extended: Callable[[Map, int], Map], stage: str, order: tuple[str, ...]
) -> str:
    """Why a job of `stage` cannot wait for another; "" when it can."""
    found = _entry(needed, entries)
    if found is None:
        return "" if optional else "which is not defined"
    if needed.startswith("."):
        return "which is hidden and never runs"
    later = string(extended(found.body, 0).get("stage")) or "test"
    if stage in order and later in order and order.index(later) > order.index(stage):
        return f"whose stage {later!r} comes after its own"
    return ""


def _line(entry: Entry, key: str) -> int:
    """The line of a key where the job writes it itself, else of the job: it may come from what the job extends, in another file."""
    return entry.body.line_of(key) if key in entry.body else entry.line


def _named(value: object) -> Iterator[tuple[str, bool]]:
    """The jobs of this pipeline that a list names, each with whether it may be missing."""
    for item in sequence(value):
        if isinstance(item, Map):
            # jobs of other projects and pipelines are not seen here
            if not any(key in item for key in ("project", "pipeline")) and string(item.get("job")):
                yield string(item.get("job")), dig(item, "optional") is True
        elif string(item):
            yield string(item), False


def _entry(needed: str, entries: Mapping[str, Entry]) -> Entry | None:
    """A job by its name, or by the name of one of its parallel copies: `job 1/3`, `job: [amd64]`."""
    names = (needed, _NUMBERED.sub("", needed), needed.partition(": [")[0], needed.partition(":")[0])
    return next((entries[name] for name in names if name in entries), None)


def reference_faults(text: str, entries: Mapping[str, Entry], extended: Callable[[Map, int], Map]) -> Iterator[Fault]:
    """`!reference [job, key]` of something that is not there."""
    for number, line in enumerate(text.split("\n"), 1):
        if "!reference" not in line:
            continue
        for found in _REFERENCE.finditer(re.split(r"(?:^|\s)#", line, maxsplit=1)[0]):
            names = [part.strip().strip("\"'") for part in found.group(1).split(",")]
            if any("$" in name for name in names) or len(names) < 2:
                continue
            entry = entries.get(names[0])
            if entry is None:
                yield Fault(number, f"References {names[0]!r}, which is not defined.")
            elif "boxed" not in entry.body and names[1] not in extended(entry.body, 0):
                yield Fault(number, f"References {names[1]!r} of {names[0]!r}, which has no such key.")
