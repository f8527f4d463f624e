"""Reads Azure Pipelines: azure-pipelines.yml and the templates it includes (learn.microsoft.com, YAML schema for Azure Pipelines)."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.scan import Pattern
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, strings
from readiness_checks.facts.ci.azure_faults import dependency_faults
from readiness_checks.facts.ci.model import Fault, Job, Lines, Pipeline, Step, Trigger, pairs

_GLOBS = (
    "azure-pipelines*.yml", "azure-pipelines*.yaml", ".azure-pipelines/*.yml", ".azure-pipelines/*.yaml", ".azuredevops/*.yml",
    ".azuredevops/*.yaml", ".azuredevops/pipelines/*.yml", ".azure/pipelines/*.yml", ".azure/pipelines/*.yaml",
    "**/azure-pipelines/*.yml", ".ado/*.yml",
    ".vsts-ci.yml",
)  # fmt: skip
# a pipeline may have any name: what tells it apart is a task with its version
TASKS = Pattern(
    ("- task:",),
    r"-\s{1,5}task:\s{1,5}['\"]?[A-Za-z][\w.-]{1,80}@\d",
    suffixes=(".yml", ".yaml"),
    roles=("configuration", "data"),
    once=True,
)
TRIGGERS = Pattern(
    ("trigger:", "pr:", "schedules:"), r"^(?:trigger|pr|schedules):", suffixes=(".yml", ".yaml"), roles=("configuration", "data"), once=True
)
_SCRIPTS = ("script", "bash", "pwsh", "powershell")
_EXPRESSION = Regex(r"\$\{\{.{0,500}?\}\}|\$\[.{0,500}?\]", re.DOTALL)
MAX_DEPTH = 8


def azure_pipelines(repo: Repo) -> tuple[Pipeline, ...]:
    """The pipelines of a repository; files that only hold templates are read where they are used."""
    found = []
    named = {file.path for file in repo.named(*_GLOBS)}
    tasks = {hit.path.rpartition("/")[0] for hit in repo.hits(TASKS)}
    # templates lie below the pipelines that use them
    placed = {hit.path for hit in repo.hits(TRIGGERS) if any(_below(folder, hit.path.rpartition("/")[0]) for folder in tasks)}
    for path in sorted(named | placed):
        file = repo.file(path)
        if file is None or not file.own:
            continue
        parsed = repo.yaml(file.path)
        if parsed.problem is not None:
            found.append(Pipeline("azure-pipelines", file.path, file.path, problem=parsed.problem))
            continue
        root = mapping(parsed.value)
        if path not in named and not any(key in root for key in ("trigger", "pr", "schedules")):
            continue
        begins = any(key in root for key in ("trigger", "pr", "schedules", "pool", "resources", "name")) or "azure-pipelines" in file.name
        if "parameters" in root and not any(key in root for key in ("trigger", "pr", "schedules")):
            begins = False
        if begins and any(key in root for key in ("stages", "jobs", "steps", "extends")):
            found.append(_Reader(repo, file.path).pipeline(root))
    return tuple(found)


def _below(folder: str, parent: str) -> bool:
    return folder == parent or folder.startswith(parent + "/")


class _Reader:
    """One pipeline and the templates below it."""

    def __init__(self, repo: Repo, path: str) -> None:
        self._repo = repo
        self._path = path
        self._faults: list[Fault] = []

    def pipeline(self, root: Map) -> Pipeline:
        triggers = tuple(_triggers(root))
        jobs = tuple(self._jobs(root, self._path, triggers, "", 0))
        faults = (*self._faults, *dependency_faults(root))
        return Pipeline("azure-pipelines", self._path, string(root.get("name")) or self._path, triggers, jobs, faults)

    def _jobs(self, root: Map, path: str, triggers: tuple[Trigger, ...], environment: str, depth: int) -> Iterable[Job]:
        if depth > MAX_DEPTH:
            return
        extended = root.get("extends")
        if isinstance(extended, Map):
            inner, where = self._template(extended, path, extended.line_of("template"))
            yield from self._jobs(inner, where, triggers, environment, depth + 1)
            # a template of another repository is given the stages or jobs to run
            yield from self._jobs(mapping(extended.get("parameters")), path, triggers, environment, depth + 1)
        if sequence(root.get("steps")):
            steps = tuple(self._steps(root.get("steps"), path, 0))
            yield Job(string(root.get("job")) or "job", root.line_of("steps"), steps, triggers, images=_images(root), services=())
        for key in ("stages", "jobs"):
            items = sequence(root.get(key))
            for index, item in enumerate(_unconditional(items)):
                yield from self._item(item, items.line_at(index), path, triggers, environment, depth)

    def _item(self, item: object, line: int, path: str, triggers: tuple[Trigger, ...], environment: str, depth: int) -> Iterable[Job]:
        body = mapping(item)
        if "template" in body:
            inner, where = self._template(body, path, line)
            yield from self._jobs(inner, where, triggers, environment, depth + 1)
        elif "stage" in body:
            yield from self._jobs(body, path, _narrowed(triggers, string(body.get("condition"))), environment, depth + 1)
        elif "job" in body or "deployment" in body:
            place = string(dig(body, "environment", "name")) or string(body.get("environment"))
            steps = [*self._steps(body.get("steps"), path, 0)]
            strategy = mapping(body.get("strategy"))
            for kind in ("runOnce", "rolling", "canary"):
                for hook in mapping(strategy.get(kind)).values():
                    steps.extend(self._steps(dig(hook, "steps"), path, 0))
                    for outcome in ("failure", "success"):
                        steps.extend(self._steps(dig(hook, outcome, "steps"), path, 0))
            condition = string(body.get("condition"))
            yield Job(
                string(body.get("job")) or string(body.get("deployment")), line, tuple(steps), _narrowed(triggers, condition),
                strings(body.get("dependsOn")), place, condition, images=_images(body),
                lenient=body.get("continueOnError") is True, disabled=condition.strip() == "false",
            )  # fmt: skip
            if path == self._path and not steps and not self._filled(body):
                self._faults.append(Fault(line, f"Job {string(body.get('job')) or string(body.get('deployment'))!r} has no steps."))

    @staticmethod
    def _filled(body: Map) -> bool:
        """Whether a job may have steps that are none of ours to run, or needs none as it runs on no agent."""
        given = bool(sequence(body.get("steps")) or string(body.get("steps")) or mapping(body.get("strategy")))
        return given or string(body.get("pool")) == "server" or any("{{" in key for key in body)

    def _template(self, body: Map, path: str, line: int) -> tuple[Map, str]:
        name = string(body.get("template"))
        if not name or "@" in name or "${{" in name or "$(" in name:
            return Map(), path
        base = "" if name.startswith("/") else posixpath.dirname(path)
        target = posixpath.normpath(posixpath.join(base, name.lstrip("/")))
        if self._repo.file(target) is None:
            # a place must lie in the pipeline's own file
            if path == self._path:
                self._faults.append(Fault(line, f"Includes the template {name!r}, which does not exist."))
            else:
                self._faults.append(Fault(1, f"Includes the template {name!r} in {path}:{line}, which does not exist."))
            return Map(), path
        return mapping(self._repo.yaml(target).value), target

    def _steps(self, value: object, path: str, depth: int) -> Iterable[Step]:
        steps = sequence(value)
        lines = Lines(self._repo.text(path))
        for index, item in enumerate(_unconditional(steps)[:300]):
            body = mapping(item)
            line = steps.line_at(index)
            if "template" in body and depth < MAX_DEPTH:
                inner, where = self._template(body, path, line)
                # the line of a step in a template is the line of the call: a place must lie in the pipeline's own file
                for step in self._steps(inner.get("steps"), where, depth + 1):
                    yield Step(
                        line,
                        step.run,
                        step.uses,
                        step.name,
                        step.inputs,
                        step.folder,
                        step.shell,
                        step.lenient,
                        step.disabled,
                        step.errexit,
                    )
            else:
                yield from _step(body, lines)


def _step(body: Map, lines: Lines) -> Iterable[Step]:
    lenient = body.get("continueOnError") is True
    disabled = body.get("enabled") is False or string(body.get("condition")).strip() == "false"
    folder = _folder(string(body.get("workingDirectory")) or string(dig(body, "inputs", "workingDirectory")))
    for key in _SCRIPTS:
        if key in body:
            run = _EXPRESSION.sub("$EXPRESSION", string(body.get(key)))
            yield Step(
                lines.first(body.line_of(key)),
                run,
                name=string(body.get("displayName")),
                folder=folder,
                shell=key,
                lenient=lenient,
                disabled=disabled,
                errexit=False,
            )
            return
    task = string(body.get("task"))
    if task:
        command = _as_command(task.partition("@")[0], mapping(body.get("inputs")))
        if command:
            run = _EXPRESSION.sub("$EXPRESSION", command)
            yield Step(
                body.line_of("task"),
                run,
                name=string(body.get("displayName")),
                folder=folder,
                lenient=lenient,
                disabled=disabled,
                errexit=False,
            )
            return
        inputs = tuple((key, _EXPRESSION.sub("$EXPRESSION", text)) for key, text in pairs(body.get("inputs")))
        yield Step(
            body.line_of("task"),
            uses=f"azure:{task.partition('@')[0]}",
            inputs=inputs,
            name=string(body.get("displayName")),
            folder=folder,
            lenient=lenient,
            disabled=disabled,
        )


def _as_command(task: str, inputs: Map) -> str:
    """The command that a task of Azure's own runs, where its inputs spell it out."""
    given = {key.lower(): string(value) for key, value in inputs.items()}
    if task in ("Bash", "CmdLine", "PowerShell", "AzureCLI", "ShellScript", "AzurePowerShell"):
        return given.get("script") or given.get("inlinescript") or given.get("scriptpath") or given.get("filepath", "")
    if task == "DotNetCoreCLI":
        command = given.get("custom") if given.get("command") == "custom" else given.get("command", "build").replace("push", "nuget push")
        return f"dotnet {command} {given.get('arguments', '')}"
    simple = {
        "Maven": ("mvn", "goals", "package"), "Gradle": ("gradle", "tasks", "build"), "Ant": ("ant", "targets", ""),
        "VSTest": ("vstest.console", "", ""),
        "HelmDeploy": ("helm", "command", "upgrade"), "Kubernetes": ("kubectl", "command", "apply"),
        "KubernetesManifest": ("kubectl apply", "", ""),
        "Npm": ("npm", "customcommand" if given.get("command") == "custom" else "command", "install"), "VSBuild": ("msbuild", "", ""),
        "MSBuild": ("msbuild", "", ""),
        "TerraformTaskV4": ("terraform", "command", ""), "TerraformCLI": ("terraform", "command", ""), "Go": ("go", "command", ""),
        "gulp": ("gulp", "targets", ""),
    }  # fmt: skip
    if task in simple:
        program, key, default = simple[task]
        return f"{program} {given.get(key) or default} {given.get('arguments', '') if task != 'VSTest' else ''}".strip()
    if task == "Docker":
        command = given.get("command", "buildAndPush")
        return {"buildAndPush": "docker build --push .", "push": f"docker push {given.get('repository', 'image')}"}.get(
            command, f"docker {command}"
        )
    return ""


def _folder(text: str) -> str | None:
    for root in ("$(System.DefaultWorkingDirectory)", "$(Build.SourcesDirectory)", "$(Pipeline.Workspace)/s"):
        text = text.removeprefix(root)
    text = text.strip("/").replace("\\", "/").removeprefix("./")
    return None if "$" in text else text


def _unconditional(items: Seq) -> list[object]:
    """Items with those under `${{ if }}` and `${{ each }}` taken out of their expression."""
    found: list[object] = []
    for item in items[:300]:
        keys = list(item) if isinstance(item, Map) else []
        if len(keys) == 1 and keys[0].startswith("${{") and isinstance(item, Map):
            found.extend(_unconditional(sequence(item[keys[0]])))
        else:
            found.append(item)
    return found


def _images(body: Map) -> tuple[str, ...]:
    image = string(dig(body, "container", "image")) or string(body.get("container"))
    return (image,) if image else ()


def _triggers(root: Map) -> Iterable[Trigger]:
    pushed = root.get("trigger", "")
    line = root.line_of("trigger") if "trigger" in root else root.line or 1
    if string(pushed) != "none":
        included = dig(pushed, "branches", "include")
        branches = strings(included) if included is not None else strings(pushed) if not isinstance(pushed, Map) else ()
        if dig(pushed, "tags") is not None:
            yield Trigger("tag", line, "tags")
        yield Trigger("push", line, "trigger", branches, implied="trigger" not in root)
    if string(root.get("pr", "")) != "none":
        # hosted GitHub and Bitbucket repositories build pull requests unless `pr` says otherwise
        yield Trigger("change", root.line_of("pr") if "pr" in root else line, "pr", implied="pr" not in root)
    schedules = sequence(root.get("schedules"))
    for index, _ in enumerate(schedules):
        yield Trigger("schedule", schedules.line_at(index), "schedules")
    if string(pushed) == "none" and string(root.get("pr", "")) == "none":
        yield Trigger("manual", line, "none")


def _narrowed(triggers: tuple[Trigger, ...], condition: str) -> tuple[Trigger, ...]:
    if "or(" in condition:
        return triggers
    if "'PullRequest'" in condition and "ne(" in condition:
        return tuple(trigger for trigger in triggers if trigger.event != "change")
    if "refs/heads/" in condition and "eq(" in condition:
        return tuple(trigger for trigger in triggers if trigger.event != "change")
    return triggers
