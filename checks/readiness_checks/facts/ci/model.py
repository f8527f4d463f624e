"""The words of continuous integration: pipelines, what starts them, their jobs and the steps of those."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import field
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.syntax import Map, Problem, Seq, string

# change: a pull or merge request; push: commits on a branch; call: another pipeline of the repository
Event: TypeAlias = Literal["change", "push", "tag", "release", "schedule", "manual", "call", "other"]


@dataclass(frozen=True, slots=True)
class Trigger:
    """What starts a pipeline or job. `branches` narrows pushes (empty: every branch); `name` is how the system spells the event.

    `implied` is true when the file says nothing and the system's default holds.
    """

    event: Event
    line: int
    name: str = ""
    branches: tuple[str, ...] = ()
    implied: bool = False

    @property
    def every_push(self) -> bool:
        """Whether pushes to any branch start it."""
        return self.event == "push" and (not self.branches or any(branch in ("*", "**", ".*") for branch in self.branches))


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a job: a script to run, or an action, orb, template or plugin to use.

    `line` is the line of the script's first line, or of `uses`. `folder` is relative to the root, None when it cannot be known.
    `variables` are the environment that the file gives it,
    as far as it is literal. `lenient`: its failure does not fail the build. `errexit`: the shell stops at the first command that fails.
    """

    line: int
    run: str = ""
    uses: str = ""
    name: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    folder: str | None = ""
    shell: str = ""
    lenient: bool = False
    disabled: bool = False
    errexit: bool = True
    image: str = ""
    variables: tuple[tuple[str, str], ...] = ()

    def given(self, name: str) -> str:
        """The value of an input, "" when it is not given."""
        return next((value for key, value in self.inputs if key == name), "")


@dataclass(frozen=True, slots=True)
class Job:
    """Steps that run together. `triggers` are the pipeline's, narrowed by the job's own conditions.

    `uses` names the local pipeline file that a job calls instead of running steps of its own. `elsewhere`: part of what the job runs
    stands outside the repository.
    """

    name: str
    line: int
    steps: tuple[Step, ...] = ()
    triggers: tuple[Trigger, ...] = ()
    needs: tuple[str, ...] = ()
    environment: str = ""
    condition: str = ""
    uses: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    images: tuple[str, ...] = ()
    services: tuple[str, ...] = ()
    lenient: bool = False
    disabled: bool = False
    elsewhere: bool = False


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in a pipeline file that its system would refuse: the place, and what is wrong in one sentence."""

    line: int
    message: str


@dataclass(frozen=True, slots=True)
class Pipeline:
    """One pipeline file. `system` is spelt `github-actions`, `gitlab-ci`, `jenkins`, `circleci`, ...; `problem` says why it does not "
    "parse."""

    system: str
    path: str
    name: str
    triggers: tuple[Trigger, ...] = ()
    jobs: tuple[Job, ...] = ()
    faults: tuple[Fault, ...] = ()
    problem: Problem | None = None
    includes: tuple[tuple[str, int], ...] = field(default=())

    @property
    def called_only(self) -> bool:
        """Whether nothing but another pipeline starts it."""
        return bool(self.triggers) and all(trigger.event == "call" for trigger in self.triggers)


class Lines:
    """The lines of a pipeline file, to place scripts that stand in it as block scalars."""

    __slots__ = ("_lines",)

    def __init__(self, text: str) -> None:
        self._lines = text.split("\n")

    def first(self, line: int) -> int:
        """The line where the text of the scalar that begins on `line` starts: the next one for a block scalar."""
        if 0 < line <= len(self._lines):
            tail = self._lines[line - 1].split(" #")[0].rstrip().rpartition(" ")[2].rpartition(":")[2]
            if tail[:1] in ("|", ">") and len(tail) <= 3:
                return line + 1
        return line


def pairs(value: object) -> tuple[tuple[str, str], ...]:
    """A mapping of scalars as sorted pairs of text; other values are left out."""
    if not isinstance(value, Map):
        return ()
    return tuple(sorted((key, string(item)) for key, item in value.items() if not isinstance(item, (Map, Seq))))


def flat(value: object) -> Iterable[tuple[str, int]]:
    """The texts of a script that may be one text or a list, nested lists included, each with its line (0 where unknown)."""
    if isinstance(value, Seq):
        for index, item in enumerate(value[:500]):
            if isinstance(item, Seq):
                yield from flat(item)
            elif isinstance(item, Map):
                # `- echo: value` is what an unquoted colon makes of a command
                yield from ((f"{key}: {string(text)}", value.line_at(index)) for key, text in item.items())
            elif string(item):
                yield string(item), value.line_at(index)
    elif string(value):
        yield string(value), 0


def joined(parts: Iterable[tuple[str, int]], lines: Lines) -> tuple[str, int]:
    """One script of several parts that share a shell, and its first line; blank lines keep the parts in their places."""
    text: list[str] = []
    start = 0
    for part, line in parts:
        place = lines.first(line)
        if not text:
            start = place
        at = start + len(text)
        text.extend([""] * min(max(0, place - at), 2000))
        text.extend(part.rstrip("\n").split("\n"))
    return "\n".join(text), start
