"""Reads GitHub Actions: workflows in .github/workflows and composite actions (docs.github.com, workflow syntax)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, strings
from readiness_checks.facts.ci.github_calls import call_faults
from readiness_checks.facts.ci.github_contexts import context_faults
from readiness_checks.facts.ci.model import Event, Fault, Job, Lines, Pipeline, Step, Trigger, pairs

_EVENTS: dict[str, Event] = {
    "pull_request": "change", "pull_request_target": "change", "merge_group": "change", "push": "push", "schedule": "schedule",
    "workflow_dispatch": "manual", "repository_dispatch": "manual", "workflow_call": "call", "release": "release", "create": "push",
}  # fmt: skip
_EXPRESSION = Regex(r"\$\{\{(.{0,2000}?)\}\}", re.DOTALL)
_EVENT_IS = Regex(r"github\.event_name\s*(==|!=)\s*'(\w+)'")
_REF_IS = Regex(r"github\.ref(?:_name)?\s*==\s*'(?:refs/heads/)?([\w./-]+)'")
_OUTCOME = Regex(r"\bsteps\.([\w-]{1,100})\.outcome\b")
_CHANGING = frozenset({"opened", "synchronize", "reopened", "ready_for_review", "checks_requested"})
MAX_COMBINATIONS = 12


def github_actions(repo: Repo) -> tuple[Pipeline, ...]:
    """The workflows of a repository. Files elsewhere, and folders below .github/workflows, are not read by GitHub."""
    return tuple(_workflow(repo, file.path) for file in repo.named(".github/workflows/*.yml", ".github/workflows/*.yaml"))


def _workflow(repo: Repo, path: str) -> Pipeline:
    parsed = repo.yaml(path)
    if parsed.problem is not None:
        return Pipeline("github-actions", path, path, problem=parsed.problem)
    root = mapping(parsed.value)
    lines = Lines(repo.text(path))
    triggers = _triggers(root)
    jobs, faults = [], []
    declared = mapping(root.get("jobs"))
    if parsed.value is not None and not declared:
        faults.append(Fault(root.line_of("jobs") or 1, "The workflow has no jobs."))
    if declared and not triggers:
        faults.append(Fault(root.line or 1, "The workflow has no `on:`, so nothing can start it."))
    for name, body in itertools.islice(declared.items(), 200):
        job = mapping(body)
        line = declared.line_of(name)
        jobs.append(_job(name, job, line, root, triggers, lines))
        faults.extend(_faults(name, job, line, declared))
    faults.extend(call_faults(repo, root, declared))
    faults.extend(context_faults(root, declared))
    return Pipeline("github-actions", path, string(root.get("name")) or path.rpartition("/")[2], triggers, tuple(jobs), tuple(faults))


def _triggers(root: Map) -> tuple[Trigger, ...]:
    key = "on" if "on" in root else "true"
    value = root.get(key)
    line = root.line_of(key)
    found: list[Trigger] = []
    if isinstance(value, Map):
        for name, body in value.items():
            found.extend(_trigger(name, mapping(body), value.line_of(name)))
    else:
        for name in strings(value):
            found.extend(_trigger(name, Map(), line))
    return tuple(found)


def _trigger(name: str, body: Map, line: int) -> Iterable[Trigger]:
    event = _EVENTS.get(name, "other")
    branches = strings(body.get("branches"))
    types = strings(body.get("types"))
    if event == "change" and types and not _CHANGING.intersection(types):
        # closing or labelling a pull request is not a change of its code
        event = "other"
    if event != "push":
        yield Trigger(event, line, name, branches)
        return
    tags = "tags" in body or "tags-ignore" in body
    if tags:
        yield Trigger("tag", line, name)
    if branches or "branches-ignore" in body or not tags:
        yield Trigger("push", line, name, branches)


def _faults(name: str, job: Map, line: int, jobs: Map) -> Iterable[Fault]:
    if "uses" not in job and not sequence(job.get("steps")):
        yield Fault(line, f"Job {name!r} has no steps.")
    needs = job.get("needs")
    for needed in strings(needs):
        if needed not in jobs and "${{" not in needed:
            yield Fault(job.line_of("needs") or line, f"Job {name!r} needs {needed!r}, which is no job of this workflow.")
    for index, step in enumerate(sequence(job.get("steps"))):
        if isinstance(step, Map) and "uses" not in step and "run" not in step and "parallel" not in step:
            yield Fault(sequence(job.get("steps")).line_at(index), f"A step of job {name!r} neither runs nor uses anything.")


def _job(name: str, job: Map, line: int, root: Map, triggers: tuple[Trigger, ...], lines: Lines) -> Job:
    condition = string(job.get("if"))
    defaults = mapping(dig(job, "defaults", "run")) or mapping(dig(root, "defaults", "run"))
    environment = {**dict(pairs(root.get("env"))), **dict(pairs(job.get("env")))}
    known = {f"env.{key}": value for key, value in environment.items() if "${{" not in value}
    combinations = _combinations(dig(job, "strategy", "matrix"))
    steps = tuple(_steps(sequence(job.get("steps")), defaults, known, combinations, lines))
    steps = tuple(_heeded(steps, sequence(job.get("steps"))))
    images = [string(dig(job, "container", "image")) or string(job.get("container"))]
    services = mapping(job.get("services"))
    uses = string(job.get("uses"))
    named = job.get("environment")
    return Job(
        name=name,
        line=line,
        steps=steps,
        triggers=narrowed(triggers, condition),
        needs=strings(job.get("needs")),
        environment=string(dig(named, "name")) or string(named),
        condition=condition,
        uses=uses,
        inputs=pairs(job.get("with")),
        images=tuple(image for image in images if image),
        services=tuple(string(dig(body, "image")) for body in services.values() if string(dig(body, "image"))),
        lenient=job.get("continue-on-error") is True,
        disabled=_never(condition),
    )


def _heeded(steps: Iterable[Step], declared: Seq) -> Iterable[Step]:
    """A step that may fail is heeded all the same where a later one looks at its outcome."""
    text = " ".join(string(dig(item, "if")) + string(dig(item, "run")) for item in declared if isinstance(item, Map))
    outcomes = set(re.findall(r"steps\.([\w-]+)\.outcome", text))
    heeded = {string(dig(item, "name")) for item in declared if string(dig(item, "id")) in outcomes}
    for step in steps:
        yield replace(step, lenient=False) if step.lenient and step.name in heeded else step


def _never(condition: str) -> bool:
    return condition.strip().removeprefix("${{").removesuffix("}}").strip() in ("false", "0")


def narrowed(triggers: tuple[Trigger, ...], condition: str) -> tuple[Trigger, ...]:
    """The triggers that a job's condition lets through, where the condition is plain enough to tell."""
    if "||" in condition or not condition:
        return triggers
    kept = triggers
    for operator, name in _EVENT_IS.findall(condition):
        kept = tuple(trigger for trigger in kept if (trigger.name == name) == (operator == "=="))
    if "startsWith(github.ref, 'refs/tags" in condition and "!startsWith" not in condition:
        kept = tuple(trigger for trigger in kept if trigger.event in ("tag", "manual", "call", "release"))
    branch = _REF_IS.search(condition)
    if branch is not None:
        kept = tuple(
            Trigger(trigger.event, trigger.line, trigger.name, (branch.group(1),)) if trigger.event == "push" else trigger
            for trigger in kept
            if trigger.event != "change"
        )
    return kept


def _combinations(matrix: object) -> tuple[dict[str, str], ...]:
    """The variants of a matrix as `matrix.key` -> text, bounded; none when it is worked out at run time."""
    if not isinstance(matrix, Map):
        return ()
    axes = {
        key: [item for item in value if not isinstance(item, Seq)][:MAX_COMBINATIONS]
        for key, value in matrix.items()
        if isinstance(value, Seq) and key not in ("include", "exclude")
    }
    rows: list[dict[str, str]] = []
    if axes:
        product = itertools.product(*axes.values())
        rows.extend(_row(dict(zip(axes, choice, strict=True))) for choice in itertools.islice(product, 60))
    included = [_row(item) for item in sequence(matrix.get("include"))[:60] if isinstance(item, Map)]
    return (*rows, *included)


def _row(values: Mapping[str, object]) -> dict[str, str]:
    row: dict[str, str] = {}
    for key, value in values.items():
        if isinstance(value, Map):
            row.update((f"matrix.{key}.{inner}", text) for inner, text in pairs(value))
        else:
            row[f"matrix.{key}"] = string(value)
    return row


def _steps(steps: Seq, defaults: Map, known: Mapping[str, str], combinations: tuple[dict[str, str], ...], lines: Lines) -> Iterable[Step]:
    answered = _answered(steps)
    for index, raw in enumerate(steps[:300]):
        if isinstance(raw, Map):
            grouped = raw.get("parallel")
            if isinstance(grouped, Seq):
                yield from _steps(grouped, defaults, known, combinations, lines)
            else:
                made = _step(raw, steps.line_at(index), defaults, lines, known)
                if string(raw.get("id")) in answered:
                    made = replace(made, lenient=False)
                yield from _variants(raw, made, known, combinations)


def _answered(steps: Seq) -> frozenset[str]:
    """The ids of steps whose outcome another step asks for: they may go on after an error, and the job fails all the same."""
    asking = " ".join(f"{string(raw.get('if'))} {string(raw.get('run'))}" for raw in steps[:300] if isinstance(raw, Map))
    return frozenset(_OUTCOME.findall(asking))


def _variants(raw: Map, made: Step, known: Mapping[str, str], combinations: tuple[dict[str, str], ...]) -> Iterable[Step]:
    texts = [made.run, made.uses, made.folder or "", *(value for _, value in made.inputs)]
    own = {f"env.{key}": value for key, value in pairs(raw.get("env")) if "${{" not in value}
    if not any("${{" in text for text in texts):
        yield made
        return
    rows = combinations if any("matrix." in text for text in texts) else ()
    seen: set[Step] = set()
    for row in rows or ({},):
        values = {**known, **own, **row}
        folder = None if made.folder is None else substituted(made.folder, values)
        variant = Step(
            made.line, substituted(made.run, values), substituted(made.uses, values), made.name,
            tuple((key, substituted(value, values)) for key, value in made.inputs),
            _settled(folder), made.shell, made.lenient, made.disabled, made.errexit, "", made.variables,
        )  # fmt: skip
        if variant not in seen:
            seen.add(variant)
            yield variant
        if len(seen) >= MAX_COMBINATIONS:
            return


def _step(raw: Map, line: int, defaults: Map, lines: Lines, known: Mapping[str, str]) -> Step:
    shell = string(raw.get("shell")) or string(defaults.get("shell"))
    folder = string(raw.get("working-directory")) or string(defaults.get("working-directory"))
    key = "run" if "run" in raw else "uses"
    return Step(
        line=lines.first(raw.line_of(key)) if key in raw else line,
        run=string(raw.get("run")),
        uses=string(raw.get("uses")),
        name=string(raw.get("name")),
        inputs=pairs(raw.get("with")),
        folder=folder if "${{" in folder else _tidy(folder),
        shell=shell.split()[0] if shell else "",
        lenient=raw.get("continue-on-error") is True,
        disabled=_never(string(raw.get("if"))),
        variables=tuple(sorted({**_environment(known), **dict(pairs(raw.get("env")))}.items())),
    )


def _environment(known: Mapping[str, str]) -> dict[str, str]:
    return {name.removeprefix("env."): value for name, value in known.items() if name.startswith("env.")}


def substituted(text: str, values: Mapping[str, str]) -> str:
    """`text` with known expressions replaced by their values, the workspace by `.`, and others by a variable nobody knows."""

    def replace(found: re.Match[str]) -> str:
        name = found.group(1).strip()
        if name in values:
            return values[name]
        if name == "github.workspace":
            return "."
        # inputs are filled in where the action or workflow is called
        return found.group() if name.startswith("inputs.") else "$EXPRESSION"

    return _EXPRESSION.sub(replace, text)


def _settled(folder: str | None) -> str | None:
    if folder is None or "${{" in folder:
        return folder
    return None if "$" in folder else _tidy(folder)


def _tidy(folder: str) -> str | None:
    parts: list[str] = []
    if folder.startswith(("/", "~")):
        return None
    for part in folder.split("/"):
        if part == "..":
            if not parts:
                return None
            parts.pop()
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)


def composite_action(repo: Repo, folder: str) -> tuple[str, tuple[Step, ...], dict[str, str]] | None:
    """The file, steps and input defaults of the composite action in `folder`; None when there is no action there.

    Actions of other kinds (JavaScript, Docker) have no steps.
    """
    for name in ("action.yml", "action.yaml"):
        path = f"{folder}/{name}" if folder else name
        if repo.file(path) is not None:
            root = mapping(repo.yaml(path).value)
            steps = sequence(dig(root, "runs", "steps"))
            inputs = mapping(root.get("inputs"))
            defaults = {key: string(dig(body, "default")) for key, body in inputs.items()}
            lines = Lines(repo.text(path))
            made = tuple(
                _step(raw, steps.line_at(index), Map(), lines, {}) for index, raw in enumerate(steps[:200]) if isinstance(raw, Map)
            )
            return path, made, defaults
    return None


def bound(step: Step, inputs: Mapping[str, str]) -> Step:
    """A step of a composite action or called workflow with `inputs.NAME` filled in."""
    values = {f"inputs.{key}": value for key, value in inputs.items()}
    folder = None if step.folder is None else substituted(step.folder, values)
    return Step(
        step.line, substituted(step.run, values), substituted(step.uses, values), step.name,
        tuple((key, substituted(value, values)) for key, value in step.inputs),
        _settled(folder), step.shell, step.lenient, step.disabled, step.errexit, "",
        tuple((key, substituted(value, values)) for key, value in step.variables),
    )  # fmt: skip
