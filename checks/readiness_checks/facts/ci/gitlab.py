"""Reads GitLab CI: .gitlab-ci.yml with its local includes, `extends`, `!reference`, `default` and rules (docs.gitlab.com, CI/CD YAML)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Map, Problem, Seq, dig, mapping, sequence, string, strings
from readiness_checks.facts.ci.gitlab_faults import Entry, entry_faults, reference_faults
from readiness_checks.facts.ci.model import Fault, Job, Lines, Pipeline, Step, Trigger, flat, joined

_KEYWORDS = frozenset({
    "default", "include", "stages", "variables", "workflow", "image", "services", "before_script", "after_script", "cache", "spec",
    "pages-default",
})  # fmt: skip
_BRANCH = Regex(r"\$CI_COMMIT_(?:BRANCH|REF_NAME)\s*==\s*(?:\"([^\"]+)\"|'([^']+)'|(\$CI_DEFAULT_BRANCH))")
_MERGE = ("merge_request_event", "CI_MERGE_REQUEST", "external_pull_request_event", "CI_OPEN_MERGE_REQUESTS")
MAX_FILES = 40
MAX_EXTENDS = 11  # GitLab's own limit of nested `extends`


def gitlab_ci(repo: Repo) -> tuple[Pipeline, ...]:
    """The pipelines of a repository: .gitlab-ci.yml, one `Pipeline` for each file that it is made of."""
    if repo.file(".gitlab-ci.yml") is None:
        return ()
    reader = _Reader(repo)
    reader.read(".gitlab-ci.yml")
    return reader.pipelines()


class _Reader:
    """The files of one pipeline, merged as GitLab merges them: the file that includes wins over what it includes."""

    def __init__(self, repo: Repo) -> None:
        self._repo = repo
        self._entries: dict[str, Entry] = {}
        self._paths: list[str] = []
        self._problems: dict[str, Problem] = {}
        self._faults: dict[str, list[Fault]] = {}
        self._remote: list[tuple[str, int]] = []
        self._lines: dict[str, Lines] = {}
        # whether something of the pipeline may stand in a file that cannot be read here
        self._partial = False

    def read(self, path: str) -> None:
        if path in self._paths:
            return
        if len(self._paths) >= MAX_FILES:
            self._partial = True
            return
        self._paths.append(path)
        parsed = self._repo.yaml(path)
        if parsed.problem is not None:
            self._problems[path] = parsed.problem
            self._partial = True
            return
        self._lines[path] = Lines(self._repo.text(path))
        # a file with inputs has a header document before its own
        root = mapping(parsed.documents[-1] if parsed.documents else None)
        for key, body in root.items():
            # a file with inputs names its jobs when it is included
            self._partial = self._partial or "$[[" in key
            entry = self._entries.get(key)
            if key == "include":
                continue
            if entry is None:
                self._entries[key] = Entry(body if isinstance(body, Map) else _boxed(body, root.line_of(key)), path, root.line_of(key))
            elif isinstance(body, Map) and "boxed" not in entry.body:
                # the job is of the file that includes, and gets what it does not say itself
                merged = Map(entry.body.line)
                _overlay(merged, body)
                merged.lines = dict.fromkeys(merged, entry.line)
                _overlay(merged, entry.body)
                self._entries[key] = Entry(merged, entry.path, entry.line)
        self._include(root, path)

    def _include(self, root: Map, path: str) -> None:
        value = root.get("include")
        items = value if isinstance(value, Seq) else [value] if value else []
        for index, item in enumerate(items[:100]):
            line = value.line_at(index) if isinstance(value, Seq) else root.line_of("include")
            local = string(item) if isinstance(item, str) else string(dig(item, "local"))
            if local and "://" not in local:
                self._include_local(local.lstrip("/"), path, line, bool(dig(item, "rules")))
            elif isinstance(item, Map):
                named = (f"{key}:{string(item[key])}" for key in ("template", "component", "remote", "project") if key in item)
                self._remote.extend((name, line if path == self._paths[0] else 1) for name in list(named)[:1])
            elif local:
                self._remote.append((f"remote:{local}", line if path == self._paths[0] else 1))

    def _include_local(self, local: str, path: str, line: int, conditional: bool) -> None:
        if "$" in local:
            self._partial = True
            return
        if "*" in local:
            for file in self._repo.named(local):
                self.read(file.path)
        elif self._repo.file(local) is not None:
            self.read(local)
        elif conditional:
            self._partial = True
        else:
            self._partial = True
            self._faults.setdefault(path, []).append(Fault(line, f"Includes {local!r}, which does not exist."))

    def pipelines(self) -> tuple[Pipeline, ...]:
        workflow = self._entries.get("workflow")
        default = (
            _rules(sequence(dig(workflow.body, "rules")), workflow.line) if workflow and sequence(dig(workflow.body, "rules")) else None
        )
        found = []
        includes = tuple(sorted(set(self._remote)))
        partial = self._partial or bool(self._remote)
        stages = self._default("stages")
        for path in self._paths:
            jobs, faults = [], list(self._faults.get(path, ()))
            for name, entry in self._entries.items():
                if entry.path == path and name not in _KEYWORDS and not name.startswith(".") and "boxed" not in entry.body:
                    merged = self._extended(entry.body, 0)
                    jobs.append(self._job(name, entry, merged, default))
                if entry.path == path and name not in _KEYWORDS and "boxed" not in entry.body and not partial:
                    # what a job lacks here may stand in a file that is included from elsewhere
                    faults.extend(entry_faults(name, self._entries, self._extended, stages))
            if not partial and path in self._lines:
                faults.extend(reference_faults(self._repo.text(path), self._entries, self._extended))
            found.append(
                Pipeline(
                    "gitlab-ci", path, path, tuple(dict.fromkeys(trigger for job in jobs for trigger in job.triggers)), tuple(jobs),
                    tuple(faults), self._problems.get(path), includes if path == self._paths[0] else (),
                )
            )  # fmt: skip
        return tuple(found)

    def _extended(self, body: Map, depth: int) -> Map:
        parents = strings(body.get("extends"))
        if not parents or depth > MAX_EXTENDS:
            return body
        merged = Map(body.line)
        for parent in parents[:20]:
            entry = self._entries.get(parent)
            if entry is not None:
                _overlay(merged, self._extended(entry.body, depth + 1))
        _overlay(merged, body)
        return merged

    def _default(self, key: str) -> object:
        inside = self._entries.get("default")
        if inside is not None and key in inside.body:
            return inside.body[key]
        entry = self._entries.get(key)
        return None if entry is None else entry.body.get("boxed", entry.body)

    def _script(self, value: object, depth: int = 0) -> Iterable[tuple[str, int]]:
        """The lines of a script; a nested list that names a key is a `!reference`."""
        if isinstance(value, Seq) and depth < 10:
            target = self._referenced(value) if depth else None
            if target is not None:
                yield from self._script(target, depth + 1)
                return
            for index, item in enumerate(value[:500]):
                if isinstance(item, Seq):
                    yield from self._script(item, depth + 1)
                elif string(item):
                    yield string(item), value.line_at(index)
        else:
            yield from flat(value)

    def _referenced(self, value: Seq) -> object:
        names = [item for item in value if isinstance(item, str)]
        if len(names) != len(value) or len(names) < 2 or names[0] not in self._entries:
            return None
        node: object = self._extended(self._entries[names[0]].body, 0)
        for name in names[1:]:
            node = dig(node, name)
        return node if node is not None else Seq()

    def _job(self, name: str, entry: Entry, body: Map, default: tuple[Trigger, ...] | None) -> Job:
        lines = self._lines[entry.path]
        steps: list[Step] = []
        folder = ""
        for key, lenient in (("before_script", False), ("script", False), ("after_script", True)):
            value = body.get(key, self._default(key) if key != "script" else None)
            if isinstance(value, Seq) and self._referenced(value) is not None:
                value = self._referenced(value)
            text, start = joined(self._script(value), lines)
            if text:
                steps.append(Step(start or body.line_of(key), run=text, name=key, folder=folder, lenient=lenient))
        image = body.get("image", self._default("image"))
        triggers, disabled, lenient = self._when(body, entry.line, default)
        return Job(
            name=name,
            line=entry.line,
            steps=tuple(_shared(steps)),
            triggers=triggers,
            needs=tuple(string(item) or string(dig(item, "job")) for item in sequence(body.get("needs"))),
            environment=string(dig(body, "environment", "name")) or string(body.get("environment")),
            uses=_child(dig(body, "trigger", "include")),
            images=tuple(text for text in (string(image) or string(dig(image, "name")),) if text),
            services=tuple(string(item) or string(dig(item, "name")) for item in sequence(body.get("services", self._default("services")))),
            lenient=lenient,
            disabled=disabled,
            elsewhere=self._elsewhere(entry.body, 0),
        )

    def _elsewhere(self, body: Map, depth: int) -> bool:
        """Whether what a job extends is not wholly here."""
        parents = (self._entries.get(parent) for parent in strings(body.get("extends"))[:20])
        return any(parent is None or (depth < MAX_EXTENDS and self._elsewhere(parent.body, depth + 1)) for parent in parents)

    def _when(self, body: Map, line: int, default: tuple[Trigger, ...] | None) -> tuple[tuple[Trigger, ...], bool, bool]:
        """What starts the job, whether nothing ever does, and whether its failure is allowed."""
        when = string(body.get("when"))
        allowed = body.get("allow_failure") is True
        rules = body.get("rules")
        if isinstance(rules, Seq) and rules:
            resolved = Seq(rules.line)
            for index, item in enumerate(rules[:60]):
                target = self._referenced(item) if isinstance(item, Seq) else item
                for part in target if isinstance(target, Seq) else (target,):
                    resolved.append(part)
                    resolved.lines.append(rules.line_at(index))
            triggers = _rules(resolved, line)
            if default is not None:
                triggers = tuple(trigger for trigger in triggers if trigger.event in {other.event for other in default}) or triggers
            started = [item for item in resolved if isinstance(item, Map) and string(item.get("when")) != "never"]
            allowed = allowed or (bool(started) and all(item.get("allow_failure") is True for item in started))
            return triggers, not started, allowed
        if "only" in body:
            triggers = tuple(_only(body.get("only"), body.line_of("only")))
        else:
            triggers = default if default is not None else (Trigger("push", line, implied=True),)
        if when == "manual":
            triggers = (Trigger("manual", body.line_of("when"), "manual"),)
            allowed = body.get("allow_failure") is not False
        return triggers, when == "never", allowed


def _boxed(value: object, line: int) -> Map:
    box = Map(line)
    box["boxed"] = value
    box.lines["boxed"] = line
    return box


def _overlay(base: Map, over: Map) -> None:
    """Merge as `extends` does: mappings deeply (one level suffices for what is read here), everything else replaced."""
    for key, value in over.items():
        before = base.get(key)
        if isinstance(before, Map) and isinstance(value, Map):
            merged = Map(value.line)
            for source in (before, value):
                merged.update(source)
                merged.lines.update(source.lines)
            base[key] = merged
        else:
            base[key] = value
        base.lines[key] = over.line_of(key)


def _shared(steps: list[Step]) -> Iterable[Step]:
    """`before_script` and `script` run in one shell: what changes the folder in the first holds in the second."""
    if len(steps) > 1 and steps[0].name == "before_script" and steps[1].name == "script":
        first, second, *rest = steps
        gap = second.line - first.line - first.run.count("\n") - 1
        if gap >= 0:
            yield replace(first, run=first.run + "\n" * (gap + 1) + second.run)
            yield from rest
            return
    yield from steps


def _child(value: object) -> str:
    for item in value if isinstance(value, Seq) else (value,):
        local = string(item) if isinstance(item, str) else string(dig(item, "local"))
        if local and "$" not in local:
            return local.lstrip("/")
    return ""


def _rules(rules: Seq, line: int) -> tuple[Trigger, ...]:
    found: list[Trigger] = []
    for index, rule in enumerate(rules[:60]):
        if not isinstance(rule, Map) or string(rule.get("when")) == "never":
            continue
        place = rules.line_at(index) or line
        condition = string(rule.get("if"))
        if string(rule.get("when")) == "manual":
            found.append(Trigger("manual", place, condition or "manual"))
        else:
            found.extend(_condition(condition, place))
    return tuple(dict.fromkeys(found))


def _condition(condition: str, line: int) -> Iterable[Trigger]:
    """The events that a rule's `if` speaks of; one that speaks of none lets every push through."""
    said = False
    if any(word in condition for word in _MERGE):
        said = True
        yield Trigger("change", line, condition)
    if "CI_COMMIT_TAG" in condition and "!$CI_COMMIT_TAG" not in condition and "CI_COMMIT_TAG ==" not in condition.replace("null", ""):
        said = True
        yield Trigger("tag", line, condition)
    if '"schedule"' in condition or "'schedule'" in condition:
        said = True
        yield Trigger("schedule", line, condition)
    if '"web"' in condition or '"api"' in condition or '"trigger"' in condition:
        said = True
        yield Trigger("manual", line, condition)
    branch = _BRANCH.search(condition)
    if branch is not None:
        yield Trigger("push", line, condition, (next(group for group in branch.groups() if group),))
    elif not said:
        yield Trigger("push", line, condition)


def _only(value: object, line: int) -> Iterable[Trigger]:
    refs = strings(value) if not isinstance(value, Map) else strings(value.get("refs"))
    if not refs:
        yield Trigger("push", line, "only")
        return
    branches = []
    for ref in refs:
        if ref == "branches" or (ref.startswith("/") and (ref in ("/.*/", "/^.*$/"))):
            yield Trigger("push", line, ref)
        elif ref in ("merge_requests", "external_pull_requests"):
            yield Trigger("change", line, ref)
        elif ref == "tags" or (ref.startswith("/^v") and "." in ref):
            yield Trigger("tag", line, ref)
        elif ref == "schedules":
            yield Trigger("schedule", line, ref)
        elif ref in ("web", "api", "triggers", "chat", "pipelines"):
            yield Trigger("manual", line, ref)
        else:
            branches.append(ref)
    if branches:
        yield Trigger("push", line, "only", tuple(branches))
