"""Reads CircleCI: .circleci/config.yml with its commands, parameters and workflows (circleci.com, configuration reference)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, strings
from readiness_checks.facts.ci.circleci_faults import BUILT_IN, definition_faults
from readiness_checks.facts.ci.model import Fault, Job, Lines, Pipeline, Step, Trigger, pairs

_PARAMETER = Regex(r"<<\s*(parameters|pipeline\.parameters)\.([\w-]+)\s*>>")
MAX_DEPTH = 6


def circleci(repo: Repo) -> tuple[Pipeline, ...]:
    """The pipelines in .circleci; files beside config.yml are continued by a setup workflow."""
    return tuple(_pipeline(repo, file.path) for file in repo.named(".circleci/*.yml", ".circleci/*.yaml"))


def _pipeline(repo: Repo, path: str) -> Pipeline:
    parsed = repo.yaml(path)
    if parsed.problem is not None:
        return Pipeline("circleci", path, path, problem=parsed.problem)
    root = mapping(parsed.value)
    lines = Lines(repo.text(path))
    declared = mapping(root.get("jobs"))
    runs, faults = _workflows(root, declared)
    jobs = []
    for name, body in list(declared.items())[:200]:
        started = runs.get(name)
        if started is None and runs:
            continue
        triggers, needs, inputs = started or ((Trigger("push", declared.line_of(name), implied=True),), (), {})
        job = mapping(body)
        images = [string(dig(image, "image")) for image in _images(job, root)]
        steps = tuple(_steps(job.get("steps"), root, _defaults(job, inputs), lines, 0))
        if not steps and not sequence(job.get("steps")) and "type" not in job:
            faults.append(Fault(declared.line_of(name), f"Job {name!r} has no steps."))
        jobs.append(Job(name, declared.line_of(name), steps, triggers, needs, images=tuple(images[:1]), services=tuple(images[1:])))
    if path.rpartition("/")[2].startswith("config."):
        # files beside it may be joined with others before they are continued with
        faults.extend(definition_faults(root))
    jobs.extend(_from_orbs(root, declared))
    triggers = tuple(dict.fromkeys(trigger for job in jobs for trigger in job.triggers))
    return Pipeline("circleci", path, path, triggers, tuple(jobs), tuple(faults))


_Run = tuple[tuple[Trigger, ...], tuple[str, ...], Mapping[str, str]]


def _workflows(root: Map, jobs: Map) -> tuple[dict[str, _Run], list[Fault]]:
    """What starts each job, through the workflows that name it."""
    found: dict[str, _Run] = {}
    faults: list[Fault] = []
    for name, body in mapping(root.get("workflows")).items():
        if not isinstance(body, Map):
            continue
        scheduled = _schedules(body)
        listed = sequence(body.get("jobs"))
        names = {_entry(item)[0] for item in listed} | {string(_entry(item)[1].get("name")) for item in listed}
        for index, item in enumerate(listed[:200]):
            job, options = _entry(item)
            line = listed.line_at(index)
            if job not in jobs and "/" not in job and job and "<<" not in job and options.get("type") != "approval":
                faults.append(Fault(line, f"Workflow {name!r} runs {job!r}, which is not defined."))
            needs = strings(options.get("requires"))
            faults.extend(
                Fault(line, f"Job {job!r} requires {needed!r}, which is not in the workflow {name!r}.")
                for needed in needs
                if needed not in names and "<<" not in needed and "matrix" not in options and not _generated(needed, listed)
            )
            triggers = scheduled or tuple(_filtered(options, line))
            before = found.get(job)
            # a job in two workflows runs for the triggers of both
            found[job] = ((*before[0], *triggers), (*before[1], *needs), before[2]) if before else (triggers, needs, dict(pairs(options)))
    return found, faults


def _generated(needed: str, listed: Seq) -> bool:
    return any("matrix" in _entry(item)[1] and needed.startswith(_entry(item)[0]) for item in listed)


def _entry(item: object) -> tuple[str, Map]:
    if isinstance(item, Map) and item:
        name = next(iter(item))
        return name, mapping(item[name])
    return string(item), Map()


def _schedules(body: Map) -> tuple[Trigger, ...]:
    triggers = sequence(body.get("triggers"))
    return tuple(
        Trigger("schedule", triggers.line_at(index), "schedule") for index, item in enumerate(triggers) if dig(item, "schedule") is not None
    )


def _filtered(options: Map, line: int) -> Iterable[Trigger]:
    branches = dig(options, "filters", "branches")
    only = strings(dig(branches, "only"))
    ignored = strings(dig(branches, "ignore"))
    if dig(options, "filters", "tags") is not None:
        yield Trigger("tag", line, "tags")
    if only:
        every = any(re.fullmatch(r"/\^?\.\*\$?/", branch) for branch in only)
        yield Trigger("push", line, "branches", () if every else only)
    elif not any(branch in ("/.*/", "/^.*$/", "/^.*/") for branch in ignored):
        yield Trigger("push", line, implied=True)


def _from_orbs(root: Map, jobs: Map) -> Iterable[Job]:
    """Jobs that an orb defines: `orb/job` in a workflow, one step that uses it."""
    for body in mapping(root.get("workflows")).values():
        listed = sequence(dig(body, "jobs"))
        for index, item in enumerate(listed[:200]):
            name, options = _entry(item)
            if "/" in name and name not in jobs:
                line = listed.line_at(index)
                step = Step(line, uses=_orb(root, name), inputs=pairs(options))
                yield Job(
                    name, line, (step,), _schedules(mapping(body)) or tuple(_filtered(options, line)), strings(options.get("requires"))
                )


def _orb(root: Map, name: str) -> str:
    alias, _, job = name.partition("/")
    source = string(dig(root, "orbs", alias))
    return f"orb:{source.partition('@')[0]}/{job}" if source else f"orb:{name}"


def _defaults(body: Map, inputs: Mapping[str, str]) -> dict[str, str]:
    declared = mapping(body.get("parameters"))
    values = {key: string(dig(item, "default")) for key, item in declared.items()}
    values.update({key: value for key, value in inputs.items() if key in declared})
    return {f"parameters.{key}": value for key, value in values.items()}


def _images(job: Map, root: Map) -> Seq:
    executor = job.get("executor")
    name = string(dig(executor, "name")) or string(executor)
    return sequence(job.get("docker")) or sequence(dig(root, "executors", name, "docker"))


def _steps(value: object, root: Map, values: Mapping[str, str], lines: Lines, depth: int) -> Iterable[Step]:
    steps = sequence(value)
    if depth > MAX_DEPTH:
        return
    for index, item in enumerate(steps[:200]):
        name, options = _entry(item)
        line = steps.line_at(index)
        if name in ("run", "deploy") or (name == "type" and string(dig(item, "type")) == "shell"):
            yield _run(item, name, line, values, lines)
        elif name in ("when", "unless"):
            yield from _steps(options.get("steps"), root, values, lines, depth + 1)
        elif name in BUILT_IN:
            continue
        elif isinstance(dig(root, "commands", name), Map):
            command = mapping(dig(root, "commands", name))
            given = {key: _filled(text, values) for key, text in pairs(options)}
            yield from _steps(command.get("steps"), root, _defaults(command, given), lines, depth + 1)
        elif "/" in name:
            yield Step(line, uses=_orb(root, name), inputs=tuple((key, _filled(text, values)) for key, text in pairs(options)))


def _run(item: object, name: str, line: int, values: Mapping[str, str], lines: Lines) -> Step:
    outer = mapping(item)
    # `type: shell` begins a step whose keys are those of `run`
    body = outer if name == "type" else outer.get(name)
    text = string(dig(body, "command")) or string(body)
    place = body.line_of("command") if isinstance(body, Map) else outer.line_of(name) or line
    folder = string(dig(body, "working_directory"))
    when = string(dig(body, "when"))
    return Step(
        lines.first(place),
        run=_filled(text, values),
        name=string(dig(body, "name")),
        folder=None if folder.startswith(("/", "~")) or "$" in folder or "<<" in folder else folder.removeprefix("./").rstrip("/"),
        lenient=when == "on_fail",
    )


def _filled(text: str, values: Mapping[str, str]) -> str:
    return _PARAMETER.sub(lambda found: values.get(f"{found.group(1)}.{found.group(2)}") or "$PARAMETER", text)
