"""Contexts that GitHub does not know where a workflow uses them (docs.github.com, contexts reference, "Context availability")."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.syntax import Map, Seq, dig, mapping, sequence, string
from readiness_checks.facts.ci.model import Fault

# every name that is a context somewhere: others are functions, literals, or new
_CONTEXTS = frozenset({"github", "needs", "strategy", "matrix", "job", "runner", "env", "vars", "secrets", "steps", "inputs", "jobs"})
_BEFORE = frozenset({"github", "inputs", "vars"})
_JOB = _BEFORE | {"needs"}
_MATRIX = _JOB | {"strategy", "matrix"}
_STEP = _MATRIX | {"job", "runner", "env", "steps"}
# keys of a job -> the contexts that its texts may use
_OF_JOB = {
    "if": _JOB, "name": _MATRIX, "runs-on": _MATRIX, "concurrency": _MATRIX, "continue-on-error": _MATRIX, "timeout-minutes": _MATRIX,
    "env": _MATRIX | {"secrets"}, "with": _MATRIX, "secrets": _MATRIX | {"secrets"},
}  # fmt: skip
_EXPRESSION = Regex(r"\$\{\{(.{0,2000}?)\}\}", re.DOTALL)
_QUOTED = Regex(r"'(?:[^']|''){0,2000}'")
_NAME = Regex(r"(?<![\w.\-\]])([a-z]+)\s*(?:\.\s*[\w*]|\[)", re.IGNORECASE)
MAX_DEPTH = 6


def context_faults(root: Map, jobs: Map) -> Iterator[Fault]:
    """Texts of a workflow that use a context which is not there: GitHub refuses the file with "Unrecognized named-value"."""
    yield from _within(root.get("env"), root.line_of("env"), _BEFORE | {"secrets"}, "The workflow's `env`", 0)
    yield from _within(root.get("concurrency"), root.line_of("concurrency"), _BEFORE, "The workflow's `concurrency`", 0)
    for name, body in list(jobs.items())[:200]:
        job = mapping(body)
        for key, allowed in _OF_JOB.items():
            yield from _within(job.get(key), job.line_of(key), allowed, f"The `{key}` of job {name!r}", 0, bare=key == "if")
        steps = sequence(job.get("steps"))
        for index, step in enumerate(steps[:300]):
            if isinstance(step, Map):
                line = step.line_of("if") or steps.line_at(index)
                yield from _within(step.get("if"), line, _STEP, f"The `if` of a step of job {name!r}", 0, bare=True)


def _within(value: object, line: int, allowed: frozenset[str], holder: str, depth: int, *, bare: bool = False) -> Iterator[Fault]:
    if depth > MAX_DEPTH:
        return
    if isinstance(value, Map):
        for key, item in value.items():
            yield from _within(item, value.line_of(key) or line, allowed, holder, depth + 1)
    elif isinstance(value, Seq):
        for index, item in enumerate(value[:100]):
            yield from _within(item, value.line_at(index) or line, allowed, holder, depth + 1)
    else:
        text = string(value)
        for used in dict.fromkeys(_used(text, bare=bare)):
            if used in _CONTEXTS and used not in allowed:
                yield Fault(line, f"{holder} uses the context `{used}`, which is not available there.")


def _used(text: str, *, bare: bool) -> Iterator[str]:
    """The names that the expressions of a text begin with; a `bare` text without braces is one expression."""
    inside = _EXPRESSION.findall(text)
    if bare and not inside:
        inside = [text[:4000]]
    for expression in inside:
        for found in _NAME.finditer(_QUOTED.sub("''", expression)):
            yield found.group(1).lower()


def permission_faults(name: str, job: Map, root: Map, called: Map, path: str) -> Iterator[Fault]:
    """What the jobs of a called workflow ask for beyond what the caller says that it grants: GitHub does not start the run.

    A caller that states no permissions grants the repository's default, which no file shows.
    """
    granted = _granted(job["permissions"] if "permissions" in job else root.get("permissions"))
    if granted is None:
        return
    for inner, body in list(mapping(called.get("jobs")).items())[:200]:
        asked = dig(body, "permissions") if "permissions" in mapping(body) else called.get("permissions")
        for scope, level in mapping(asked).items():
            allowed = granted.get(scope, granted.get("*", "none"))
            if _RANK.get(string(level), 0) > _RANK.get(allowed, 2):
                line = job.line_of("permissions") if "permissions" in job else job.line_of("uses")
                yield Fault(
                    line, f"Job {name!r} grants `{scope}: {allowed}`, and job {inner!r} of {path} asks for `{scope}: {string(level)}`."
                )


_RANK = {"none": 0, "read": 1, "write": 2}


def _granted(value: object) -> dict[str, str] | None:
    if isinstance(value, Map):
        return {scope: string(level) for scope, level in value.items()}
    return {"read-all": {"*": "read"}}.get(string(value))
