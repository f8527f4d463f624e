"""What can be wrong with one file of infrastructure code: it does not parse, or names something that is not there."""

from __future__ import annotations

from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.repo import Repo
from readiness.syntax import Parsed
from readiness_checks.facts.absence import surely_absent

Kind: TypeAlias = Literal["parse", "reference"]
# text in which a template engine fills something in is not YAML, JSON or HCL yet
_TEMPLATED = ("{{", "{%", "<%", "${{", "#{")


@dataclass(frozen=True, slots=True)
class Flaw:
    """One thing wrong with a file; `line` counts from 1."""

    kind: Kind
    message: str
    line: int


@dataclass(frozen=True, slots=True)
class InfrastructureFile:
    """A file of infrastructure code and all that is wrong with it; `tool` is the one that reads it."""

    path: str
    tool: str
    flaws: tuple[Flaw, ...] = ()


def is_templated(text: str) -> bool:
    """Whether something still has to fill a text in before its own tool reads it."""
    return any(mark in text for mark in _TEMPLATED)


def broken(repo: Repo, path: str, parsed: Parsed, language: str) -> tuple[Flaw, ...]:
    """The flaw of a file that is not the `language` it should be; none where it is templated, or only beyond our limits."""
    problem = parsed.problem
    if problem is None or problem.line is None or is_templated(repo.text(path)):
        return ()
    return (Flaw("parse", f"is not {language}: {problem.message}", problem.line),)


def unresolved(repo: Repo, path: str, written: str, line: int, what: str) -> tuple[Flaw, ...]:
    """The flaw of a reference, relative to the file at `path`, to something that is nowhere."""
    absent = surely_absent(repo, path.rpartition("/")[0], written)
    return (Flaw("reference", f"{what} `{absent}` does not exist", line),) if absent else ()
