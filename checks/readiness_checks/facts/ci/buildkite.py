"""Reads Buildkite: pipelines in .buildkite, and the steps that its shell scripts print (buildkite.com, step types)."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Map, Seq, mapping, sequence, string, strings, walk
from readiness_checks.facts.ci.model import Fault, Job, Lines, Pipeline, Step, Trigger, flat, joined, pairs

MAX_DEPTH = 5
MAX_GENERATORS = 10


def buildkite(repo: Repo) -> tuple[Pipeline, ...]:
    """The pipelines of a repository: YAML files in .buildkite that have steps."""
    found = []
    for file in repo.named(".buildkite/*.yml", ".buildkite/*.yaml", ".buildkite/**/pipeline*.yml", ".buildkite/**/pipeline*.yaml"):
        parsed = repo.yaml(file.path)
        if parsed.problem is not None:
            found.append(Pipeline("buildkite", file.path, file.path, problem=parsed.problem))
            continue
        steps = parsed.value if isinstance(parsed.value, Seq) else mapping(parsed.value).get("steps")
        if isinstance(steps, Seq):
            lines = Lines(repo.text(file.path))
            trigger = Trigger("push", steps.line or 1, implied=True)
            jobs = tuple(_jobs(steps, (trigger,), lines, 0))
            faults = (*(Fault(job.line, f"Step {job.name!r} runs nothing.") for job in jobs if not job.steps), *_unmet(steps))
            found.append(Pipeline("buildkite", file.path, file.path, (trigger,), jobs, faults))
            found.extend(_generated(repo, jobs))
    return tuple(found)


def _unmet(steps: Seq) -> Iterable[Fault]:
    """Steps that wait for a key that no step has; what another upload adds to the build is not seen, so only where there is none."""
    nodes = list(walk(steps))
    keys = {string(node.get(name)) for node in nodes for name in ("key", "id", "identifier", "name", "label", "wait", "block", "input")}
    commands = [text for node in nodes for key in ("command", "commands") for text, _ in flat(node.get(key))]
    # plugins and scripts may upload more steps
    if any("plugins" in node for node in nodes) or any(
        "pipeline upload" in text or ".sh" in text or ".buildkite" in text for text in commands
    ):
        return
    for node in nodes:
        for needed in strings(node.get("depends_on")):
            if needed not in keys and "$" not in needed:
                yield Fault(node.line_of("depends_on"), f"A step depends on {needed!r}, which is the key of no step.")


def _jobs(steps: Seq, triggers: tuple[Trigger, ...], lines: Lines, depth: int) -> Iterable[Job]:
    for index, item in enumerate(steps[:300]):
        body = mapping(item)
        line = steps.line_at(index)
        inner = body.get("steps")
        if isinstance(inner, Seq) and depth < MAX_DEPTH:
            yield from _jobs(inner, triggers, lines, depth + 1)
        elif any(key in body for key in ("command", "commands", "plugins", "label", "name")) and not any(
            key in body for key in ("wait", "block", "input", "trigger", "group")
        ):
            yield _job(body, line, triggers, lines)


def _job(body: Map, line: int, triggers: tuple[Trigger, ...], lines: Lines) -> Job:
    key = "commands" if "commands" in body else "command"
    value = body.get(key)
    text, start = joined(((part, place or body.line_of(key)) for part, place in flat(value)), lines)
    lenient = body.get("soft_fail") is True
    steps = [Step(start, run=text, lenient=lenient)] if text else []
    plugins = body.get("plugins")
    for index, item in enumerate(plugins if isinstance(plugins, Seq) else [plugins] if plugins else []):
        name = next(iter(item), "") if isinstance(item, Map) else string(item)
        place = sequence(plugins).line_at(index) if isinstance(plugins, Seq) else body.line_of("plugins")
        inputs = pairs(item[name]) if isinstance(item, Map) and name else ()
        steps.append(Step(place, uses=f"buildkite:{name.partition('#')[0]}", inputs=inputs, lenient=lenient))
    branches = strings(body.get("branches"))
    if branches:
        triggers = tuple(Trigger(trigger.event, line, "branches", tuple(" ".join(branches).split())) for trigger in triggers)
    name = string(body.get("label")) or string(body.get("name")) or string(body.get("key")) or text.partition("\n")[0][:60]
    return Job(name, line, tuple(steps), triggers, strings(body.get("depends_on")), condition=string(body.get("if")), lenient=lenient)


_COMMAND = Regex(
    r"^\s*(?:-\s+)?(?:command|commands):\s+(?:\"((?:[^\"\\\n]|\\.){1,1000})\"|'([^'\n]{1,1000})'|([^\s|>&\"'#][^\n]{0,1000}))\s*$",
    re.MULTILINE,
)
_LABEL = Regex(r"^\s*-\s+(?:label|name):\s*[\"']?([^\"'\n]{1,200})", re.MULTILINE)


def _generated(repo: Repo, jobs: tuple[Job, ...]) -> Iterable[Pipeline]:
    """Pipelines that scripts print for `buildkite-agent pipeline upload`: the commands in their text."""
    seen: set[str] = set()
    pending = [step.run for job in jobs for step in job.steps if "pipeline upload" in step.run]
    while pending and len(seen) < MAX_GENERATORS:
        for word in pending.pop(0).split():
            name = word.removeprefix("./")
            found = (
                [file for file in (repo.file(name), *repo.named(name.rpartition("/")[2])) if file is not None]
                if name.endswith(".sh")
                else []
            )
            if len({file.path for file in found}) != 1 or found[0].path in seen:
                continue
            path = found[0].path
            seen.add(path)
            text = repo.text(path)[:200_000]
            trigger = Trigger("push", 1, implied=True)
            labels = [(match.start(), match.group(1)) for match in _LABEL.finditer(text)]
            made = []
            for match in _COMMAND.finditer(text):
                run = next(group for group in match.groups() if group)
                label = next((label for place, label in reversed(labels) if place < match.start()), run)
                line = text.count("\n", 0, match.start(0) + len(match.group(0)) - len(match.group(0).lstrip())) + 1
                if "pipeline upload" in run:
                    pending.append(run)
                else:
                    made.append(Job(label.strip(), line, (Step(line, run=run),), (trigger,)))
            if made:
                yield Pipeline("buildkite", path, path, (trigger,), tuple(made))
