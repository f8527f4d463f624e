"""Reads Drone and Woodpecker, which share a form: pipelines of containers that run commands (docs.drone.io, woodpecker-ci.org)."""

from __future__ import annotations

from collections.abc import Iterable

from readiness.repo import Repo
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, strings
from readiness_checks.facts.ci.model import Event, Fault, Job, Lines, Pipeline, Step, Trigger, flat, joined, pairs

_EVENTS: dict[str, Event] = {
    "push": "push", "pull_request": "change", "tag": "tag", "release": "release", "cron": "schedule", "manual": "manual",
    "custom": "manual",
    "promote": "manual", "rollback": "manual", "deployment": "manual",
}  # fmt: skip
# what starts a pipeline that has no `when` or `trigger`: what the forge sends for commits
_DEFAULT: tuple[Event, ...] = ("push", "change")


def drone(repo: Repo) -> tuple[Pipeline, ...]:
    """The pipelines in .drone.yml: each YAML document is a job."""
    return tuple(_pipeline(repo, file.path, "drone") for file in repo.named(".drone.yml", ".drone.yaml") if not file.folder)


def woodpecker(repo: Repo) -> tuple[Pipeline, ...]:
    """The pipelines in .woodpecker.yml or the .woodpecker folder."""
    globs = (".woodpecker.yml", ".woodpecker.yaml", ".woodpecker/**/*.yml", ".woodpecker/**/*.yaml")
    return tuple(_pipeline(repo, file.path, "woodpecker") for file in repo.named(*globs))


def _pipeline(repo: Repo, path: str, system: str) -> Pipeline:
    parsed = repo.yaml(path)
    if parsed.problem is not None:
        return Pipeline(system, path, path, problem=parsed.problem)
    lines = Lines(repo.text(path))
    jobs: list[Job] = []
    faults: list[Fault] = []
    for document in parsed.documents:
        root = mapping(document)
        if string(root.get("kind", "pipeline")) != "pipeline":
            continue
        found = list(_step_jobs(root, lines)) if system == "woodpecker" else [_document_job(root, lines)]
        if not any(job.steps for job in found):
            faults.append(Fault(root.line or 1, "The pipeline has no steps."))
        faults.extend(_unmet(root))
        jobs.extend(found)
    if system == "drone":
        faults.extend(_unmet_pipelines(parsed.documents))
    triggers = tuple(dict.fromkeys(trigger for job in jobs for trigger in job.triggers))
    return Pipeline(system, path, path, triggers, tuple(jobs), tuple(faults))


def _unmet(root: Map) -> Iterable[Fault]:
    """Steps that wait for a step that is not beside them."""
    services = root.get("services")
    beside = list(services) if isinstance(services, Map) else [string(dig(item, "name")) for item in sequence(services)]
    listed = list(_listed(root))
    known = {"clone", *beside, *(name for name, _, _ in listed)}
    for name, body, line in listed:
        for needed in strings(body.get("depends_on")):
            if needed not in known and "$" not in needed:
                yield Fault(body.line_of("depends_on") or line, f"Step {name!r} depends on {needed!r}, which is no step beside it.")


def _unmet_pipelines(documents: Iterable[object]) -> Iterable[Fault]:
    """Drone's pipelines that wait for one that is in no document of the file."""
    roots = [mapping(document) for document in documents]
    if any(string(root.get("kind")) == "template" for root in roots):
        return
    known = {string(root.get("name")) or "default" for root in roots if string(root.get("kind", "pipeline")) == "pipeline"}
    for root in roots:
        for needed in strings(root.get("depends_on")):
            if needed not in known and "$" not in needed:
                name = string(root.get("name")) or "default"
                yield Fault(root.line_of("depends_on"), f"Pipeline {name!r} depends on {needed!r}, which is no pipeline of this file.")


def _listed(root: Map) -> Iterable[tuple[str, Map, int]]:
    steps = root.get("steps", root.get("pipeline"))
    if isinstance(steps, Map):
        for name, body in steps.items():
            if isinstance(body, Map):
                yield name, body, steps.line_of(name)
    for index, body in enumerate(sequence(steps)[:200]):
        if isinstance(body, Map):
            yield string(body.get("name")), body, sequence(steps).line_at(index)


def _document_job(root: Map, lines: Lines) -> Job:
    steps: list[Step] = []
    for _, body, line in _listed(root):
        steps.extend(_steps(body, line, lines))
    triggers = tuple(_triggers(root.get("trigger"), root.line_of("trigger")))
    services = tuple(string(dig(item, "image")) for item in sequence(root.get("services")))
    return Job(
        string(root.get("name")) or "default", root.line or 1, tuple(steps), triggers, strings(root.get("depends_on")), services=services
    )


def _step_jobs(root: Map, lines: Lines) -> Iterable[Job]:
    """Woodpecker's steps each have their own `when`, so each is read as a job."""
    whole = tuple(_triggers(root.get("when"), root.line_of("when")))
    for name, body, line in _listed(root):
        own = tuple(_triggers(body.get("when"), body.line_of("when"))) if "when" in body else whole
        allowed = {trigger.event for trigger in whole}
        triggers = tuple(trigger for trigger in own if trigger.event in allowed) if "when" in root else own
        services = root.get("services")
        images = services.values() if isinstance(services, Map) else sequence(services)
        yield Job(
            name, line, tuple(_steps(body, line, lines)), triggers or own, strings(body.get("depends_on")),
            images=(string(body.get("image")),),
            services=tuple(string(dig(item, "image")) for item in images), lenient=string(body.get("failure")) == "ignore",
        )  # fmt: skip


def _steps(body: Map, line: int, lines: Lines) -> Iterable[Step]:
    commands = body.get("commands")
    image = string(body.get("image"))
    lenient = string(body.get("failure")) == "ignore"
    folder = string(body.get("directory"))
    if commands is not None:
        text, start = joined(flat(commands), lines)
        yield Step(start or body.line_of("commands"), run=text, image=image, lenient=lenient, folder=folder)
    elif image:
        yield Step(
            body.line_of("image") or line,
            uses=f"plugin:{image.partition(':')[0]}",
            inputs=pairs(body.get("settings")),
            lenient=lenient,
            image=image,
        )


def _triggers(value: object, line: int) -> Iterable[Trigger]:
    """The triggers of a `when` or `trigger`: a mapping, or a list of which any may hold."""
    conditions = value if isinstance(value, Seq) else [value] if isinstance(value, Map) else []
    if not conditions:
        for event in _DEFAULT:
            yield Trigger(event, line or 1, event, implied=True)
    for condition in conditions[:40]:
        for nested in condition if isinstance(condition, Seq) else (condition,):
            yield from _condition(mapping(nested), line)


def _condition(body: Map, line: int) -> Iterable[Trigger]:
    place = body.line or line
    events = strings(dig(body, "event", "include")) or strings(body.get("event"))
    excluded = strings(dig(body, "event", "exclude"))
    branches = strings(dig(body, "branch", "include")) or (strings(body.get("branch")) if not isinstance(body.get("branch"), Map) else ())
    if "cron" in body and not events:
        yield Trigger("schedule", place, "cron")
        return
    for event in events or tuple(name for name in ("push", "pull_request") if name not in excluded):
        kind = _EVENTS.get(event, "other")
        yield Trigger(kind, place, event, branches if kind == "push" else ())
