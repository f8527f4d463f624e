"""What CircleCI would refuse of a config: steps, executors and parameters that are not defined (circleci.com, configuration reference)."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.syntax import Map, dig, mapping, sequence, string
from readiness_checks.facts.ci.model import Fault

BUILT_IN = frozenset({
    "run", "checkout", "setup_remote_docker", "save_cache", "restore_cache", "store_artifacts", "store_test_results",
    "persist_to_workspace",
    "attach_workspace", "add_ssh_keys", "deploy", "when", "unless", "steps",
})  # fmt: skip
# what a workflow says of a job beside the job's own parameters
_OF_WORKFLOW = frozenset({
    "name", "requires", "context", "filters", "type", "matrix", "pre-steps", "post-steps", "serial-group", "override-with",
})  # fmt: skip
MAX_DEPTH = 6


def definition_faults(root: Map) -> Iterator[Fault]:
    """The faults of jobs, commands and workflows as far as their definitions are in the file; orbs are not judged."""
    for kind in ("job", "command"):
        holders = mapping(root.get(f"{kind}s"))
        for name, body in list(holders.items())[:200]:
            yield from _steps(f"{kind.capitalize()} {name!r}", mapping(body), root, 0)
            yield from _executor(name, mapping(body), root)
    for body in mapping(root.get("workflows")).values():
        listed = sequence(dig(body, "jobs"))
        for index, item in enumerate(listed[:200]):
            name = next(iter(item), "") if isinstance(item, Map) else string(item)
            options = mapping(dig(item, name)) if isinstance(item, Map) else Map()
            job = dig(root, "jobs", name)
            if isinstance(job, Map) and "<<" not in options:
                given = {*options, *mapping(dig(options, "matrix", "parameters"))} - _OF_WORKFLOW
                yield from _given(f"The job {name!r}", job, given, listed.line_at(index))


def _steps(holder: str, body: Map, root: Map, depth: int) -> Iterator[Fault]:
    steps = sequence(body.get("steps"))
    for index, item in enumerate(steps[:200]):
        line = steps.line_at(index)
        name = next(iter(item), "") if isinstance(item, Map) else string(item)
        options = mapping(dig(item, name)) if isinstance(item, Map) else Map()
        command = dig(root, "commands", name)
        if name in ("when", "unless") and depth < MAX_DEPTH:
            yield from _steps(holder, options, root, depth + 1)
        elif isinstance(command, Map):
            yield from _given(f"The command {name!r}", command, set(options), line)
        elif (
            name and name not in BUILT_IN and not (isinstance(item, Map) and "type" in item) and not any(mark in name for mark in "/<$ \n")
        ):
            yield Fault(line, f"{holder} has the step {name!r}, which is neither built in nor among `commands`.")


def _executor(name: str, job: Map, root: Map) -> Iterator[Fault]:
    executor = job.get("executor")
    named = string(dig(executor, "name")) or string(executor)
    if named and not any(mark in named for mark in "/<") and named not in mapping(root.get("executors")):
        yield Fault(job.line_of("executor"), f"Job {name!r} runs on the executor {named!r}, which is not defined.")


def _given(callee: str, body: Map, given: set[str], line: int) -> Iterator[Fault]:
    declared = mapping(body.get("parameters"))
    for key in sorted(given - set(declared)):
        yield Fault(line, f"{callee} is given the parameter {key!r}, which it does not take.")
    for key, parameter in declared.items():
        if isinstance(parameter, Map) and "default" not in parameter and key not in given:
            yield Fault(line, f"{callee} is called without its required parameter {key!r}.")
