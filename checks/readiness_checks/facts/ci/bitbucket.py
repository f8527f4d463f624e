"""Reads Bitbucket Pipelines: bitbucket-pipelines.yml (support.atlassian.com, pipelines configuration reference)."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.repo import Repo
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, walk
from readiness_checks.facts.ci.model import Event, Fault, Job, Lines, Pipeline, Step, Trigger, flat, joined, pairs


def bitbucket(repo: Repo) -> tuple[Pipeline, ...]:
    """The pipelines of a repository."""
    return tuple(_pipeline(repo, file.path) for file in repo.named("bitbucket-pipelines.yml") if not file.folder)


def _pipeline(repo: Repo, path: str) -> Pipeline:
    parsed = repo.yaml(path)
    if parsed.problem is not None:
        return Pipeline("bitbucket", path, path, problem=parsed.problem)
    lines = Lines(repo.text(path))
    jobs: list[Job] = []
    for kind, body in mapping(dig(parsed.value, "pipelines")).items():
        for trigger, steps in _groups(kind, body, mapping(dig(parsed.value, "pipelines")).line_of(kind)):
            jobs.extend(_jobs(steps, (trigger,), lines))
    faults = tuple(Fault(job.line, f"Step {job.name!r} has no script.") for job in jobs if not job.steps)
    triggers = tuple(dict.fromkeys(trigger for job in jobs for trigger in job.triggers))
    definitions = mapping(dig(parsed.value, "definitions"))
    faults = (*faults, *_services(jobs, mapping(definitions.get("services"))))
    # a file may only offer its pipelines to other repositories, or take them from there
    if not jobs and "pipelines" not in definitions and not any("import" in node for node in walk(parsed.value)):
        faults = (Fault(1, "The file has no pipelines."),)
    return Pipeline("bitbucket", path, path, triggers, tuple(jobs), faults)


def _services(jobs: Iterable[Job], defined: Map) -> Iterable[Fault]:
    """Services that steps use and nobody defines; `docker` is always there."""
    for job in jobs:
        for name in job.services:
            if name and name != "docker" and name not in defined:
                yield Fault(job.line, f"Step {job.name!r} uses the service {name!r}, which `definitions` does not define.")


def _groups(kind: str, body: object, line: int) -> Iterable[tuple[Trigger, Seq]]:
    if kind == "default":
        yield Trigger("push", line, kind), sequence(body)
        return
    events: dict[str, Event] = {"pull-requests": "change", "branches": "push", "tags": "tag", "custom": "manual", "bookmarks": "push"}
    for pattern, steps in mapping(body).items():
        branches = (pattern,) if kind == "branches" else ()
        yield Trigger(events.get(kind, "other"), mapping(body).line_of(pattern), kind, branches), sequence(steps)


def _jobs(items: Seq, triggers: tuple[Trigger, ...], lines: Lines) -> Iterable[Job]:
    for index, item in enumerate(items[:100]):
        line = items.line_at(index)
        parallel = dig(item, "parallel")
        stage = dig(item, "stage", "steps")
        inner = parallel if isinstance(parallel, Seq) else dig(parallel, "steps") if parallel is not None else stage
        if isinstance(inner, Seq):
            yield from _jobs(inner, triggers, lines)
        elif isinstance(dig(item, "step"), Map):
            yield _job(mapping(dig(item, "step")), line, triggers, lines)


def _job(step: Map, line: int, triggers: tuple[Trigger, ...], lines: Lines) -> Job:
    steps = []
    for key in ("script", "after-script"):
        script = sequence(step.get(key))
        text, start = joined(((part, place) for part, place in flat(script) if not part.startswith("pipe: ")), lines)
        if text:
            steps.append(Step(start, run=text, name=key, lenient=key == "after-script"))
        for index, item in enumerate(script):
            if isinstance(item, Map) and "pipe" in item:
                pipe = string(item.get("pipe")).rpartition(":")[0] or string(item.get("pipe"))
                steps.append(Step(script.line_at(index), uses=f"bitbucket:{pipe}", inputs=pairs(item.get("variables"))))
    if string(step.get("type")) == "pipeline":
        # such a step starts another pipeline and has no script
        steps.append(Step(line, uses="bitbucket:pipeline", name=string(step.get("custom"))))
    if string(step.get("trigger")) == "manual":
        triggers = (Trigger("manual", line, "manual"),)
    image = string(dig(step, "image", "name")) or string(step.get("image"))
    return Job(
        string(step.get("name")) or "step", line, tuple(steps), triggers, environment=string(step.get("deployment")),
        images=(image,) if image else (),
        services=tuple(string(item) for item in sequence(step.get("services"))),
    )  # fmt: skip
