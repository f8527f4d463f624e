"""What GitHub would refuse of the jobs of a workflow: needs in a circle, and calls of local workflows with wrong inputs.

A local action that is not given a required input is started all the same, with an empty one: nothing is refused.
"""

from __future__ import annotations

from collections.abc import Iterator

from readiness.repo import Repo
from readiness.syntax import Map, dig, mapping, string, strings
from readiness_checks.facts.ci.github_contexts import permission_faults
from readiness_checks.facts.ci.model import Fault

MAX_JOBS = 200


def call_faults(repo: Repo, root: Map, jobs: Map) -> Iterator[Fault]:
    """The faults of the jobs of one workflow that need more than the job itself to see."""
    yield from _circles(jobs)
    for name, body in list(jobs.items())[:MAX_JOBS]:
        job = mapping(body)
        uses = string(job.get("uses"))
        if uses.startswith("./"):
            yield from _workflow_call(repo, root, name, job, uses)


def _circles(jobs: Map) -> Iterator[Fault]:
    """The first circle of jobs that need one another: none of them would ever start."""
    left = {name: {need for need in strings(dig(body, "needs")) if need in jobs} for name, body in list(jobs.items())[:MAX_JOBS]}
    while True:
        ready = [name for name, needs in left.items() if not needs & left.keys()]
        if not ready:
            break
        for name in ready:
            del left[name]
    # whoever is left waits for somebody who is: following the waiting comes back to where it was
    trail: list[str] = []
    name = next(iter(left), "")
    while left and name not in trail:
        trail.append(name)
        name = min(left[name] & left.keys())
    if trail:
        circle = trail[trail.index(name) :]
        yield Fault(mapping(jobs.get(name)).line_of("needs") or jobs.line_of(name), f"Job {name!r} waits for itself{_through(circle)}.")


def _through(circle: list[str]) -> str:
    others = [repr(name) for name in circle[1:]]
    return f" through {', '.join(others)}" if others else ""


def _workflow_call(repo: Repo, workflow: Map, name: str, job: Map, uses: str) -> Iterator[Fault]:
    path = uses.removeprefix("./")
    parsed = repo.yaml(path) if repo.file(path) is not None else None
    if parsed is None or parsed.problem is not None:
        return
    root = mapping(parsed.value)
    started = root.get("on") if "on" in root else root.get("true")
    if "workflow_call" not in (started if isinstance(started, Map) else strings(started)):
        yield Fault(job.line_of("uses"), f"Job {name!r} calls {path}, which has no `workflow_call` and cannot be called.")
        return
    taken = mapping(dig(started, "workflow_call"))
    given = mapping(job.get("with"))
    line = job.line_of("with") if "with" in job else job.line_of("uses")
    yield from _inputs(name, path, mapping(taken.get("inputs")), given, line)
    yield from (
        Fault(given.line_of(key), f"Job {name!r} gives {path} the input {key!r}, which it does not take.")
        for key in given
        if key not in mapping(taken.get("inputs"))
    )
    yield from permission_faults(name, job, workflow, root, path)
    secrets = job.get("secrets")
    if secrets != "inherit":
        for key, body in mapping(taken.get("secrets")).items():
            if dig(body, "required") is True and key not in mapping(secrets):
                yield Fault(job.line_of("uses"), f"Job {name!r} calls {path} without its required secret {key!r}.")


def _inputs(name: str, path: str, taken: Map, given: Map, line: int) -> Iterator[Fault]:
    lowered = {key.lower() for key in given}
    for key, body in taken.items():
        if dig(body, "required") is True and dig(body, "default") is None and key.lower() not in lowered:
            yield Fault(line, f"Job {name!r} calls {path} without its required input {key!r}.")
