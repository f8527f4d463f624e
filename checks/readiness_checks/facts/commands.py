"""Every command that continuous integration runs, followed through scripts, task runners, actions and images down to the tools."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field, replace

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness_checks.facts.ci import Job, Pipeline, Step, Trigger, pipelines
from readiness_checks.facts.ci.github import bound, composite_action
from readiness_checks.facts.following import Missing, Place
from readiness_checks.facts.indirection import Resolver
from readiness_checks.facts.vocabulary import equivalent

MAX_ACTIONS = 6  # composite actions and called workflows inside one another
MAX_TOTAL = 20_000


@dataclass(frozen=True, slots=True)
class Command:
    """One command that a pipeline runs, or one action that it uses (then `words` is empty).

    `path` and `line` are the place in the pipeline; `via` the places that led from there to the command (`scripts/test.sh:5`), empty
    when it stands in the pipeline itself. `folder` is where it runs, relative to the root, None when unknown. `can_fail` is whether
    its failure fails the build. `triggers` are what starts the job, in the pipeline file `started_by`.
    """

    words: tuple[str, ...]
    path: str
    line: int
    folder: str | None
    can_fail: bool
    via: tuple[str, ...]
    job: str
    triggers: tuple[Trigger, ...] = ()
    uses: str = ""
    inputs: tuple[tuple[str, str], ...] = ()
    system: str = ""
    started_by: str = ""

    @property
    def text(self) -> str:
        """The command as one would type it, at most 120 characters."""
        said = self.uses or " ".join(self.words)
        said = " ".join(said.split())
        return said if len(said) <= 120 else said[:117] + "..."

    def given(self, name: str) -> str:
        """The value of an action's input, "" when it is not given."""
        return next((value for key, value in self.inputs if key == name), "")


@dataclass(frozen=True, slots=True)
class Resolution:
    """What following the pipelines found: the commands, and what they call that is not there."""

    commands: tuple[Command, ...]
    missing: tuple[Missing, ...]


@fact
def ci_commands(repo: Repo) -> tuple[Command, ...]:
    """Every command and action of every pipeline, in order; those in jobs that never run are left out."""
    return resolution(repo).commands


@fact
def resolution(repo: Repo) -> Resolution:
    """The commands of all pipelines with what they call and what of that is missing."""
    follower = _Follower(repo)
    for pipeline in pipelines(repo):
        # a pipeline that only others call runs with what calls it
        if not pipeline.called_only:
            follower.pipeline(pipeline)
    return Resolution(tuple(dict.fromkeys(follower.commands)), tuple(dict.fromkeys(follower.missing)))


@dataclass
class _Follower:
    """Walks pipelines, jobs and steps, and has their scripts resolved."""

    repo: Repo
    commands: list[Command] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)
    resolver: Resolver = field(init=False)

    def __post_init__(self) -> None:
        self.resolver = Resolver(self.repo)

    def pipeline(self, pipeline: Pipeline) -> None:
        for job in pipeline.jobs:
            if not job.disabled:
                self.job(pipeline, job, job.triggers, pipeline.path, (), 0)
        for name, line in pipeline.includes:
            self.commands.append(
                Command(
                    (),
                    pipeline.path,
                    line,
                    "",
                    True,
                    (),
                    "",
                    pipeline.triggers,
                    f"gitlab:{name.removeprefix('template:')}",
                    (),
                    pipeline.system,
                    pipeline.path,
                )
            )

    def job(self, pipeline: Pipeline, job: Job, triggers: tuple[Trigger, ...], origin: str, via: tuple[str, ...], depth: int) -> None:
        # steps of a called workflow are placed at their own lines; the pipeline that is named is their own too
        foreign = job.elsewhere or _leaves_checkout((*job.steps, *self._composite(job.steps)))
        for step in job.steps:
            if not step.disabled:
                self.step(pipeline, job, step, triggers, origin, via, depth, foreign)
        if job.uses:
            self.call(pipeline, job, triggers, origin, via, depth)

    def _composite(self, steps: tuple[Step, ...]) -> Iterator[Step]:
        """The steps of the local actions that a job uses: they work on the same files."""
        for step in steps:
            found = composite_action(self.repo, step.uses.removeprefix("./").rstrip("/")) if step.uses.startswith("./") else None
            if found is not None:
                yield from found[1]

    def call(self, pipeline: Pipeline, job: Job, triggers: tuple[Trigger, ...], origin: str, via: tuple[str, ...], depth: int) -> None:
        target = job.uses.removeprefix("./")
        local = job.uses.startswith("./") or pipeline.system == "gitlab-ci"
        if not local:
            self._used(
                pipeline,
                job,
                Step(job.line, uses=job.uses.partition("@")[0], inputs=job.inputs, lenient=job.lenient),
                triggers,
                origin,
                via,
            )
            return
        called = next((other for other in pipelines(self.repo) if other.path == target), None)
        if called is None:
            if self.repo.file(target) is None and "$" not in target:
                self.missing.append(Missing("workflow", target, pipeline.path, job.line, via))
        elif depth < MAX_ACTIONS:
            given = dict(job.inputs)
            for inner in called.jobs:
                if not inner.disabled:
                    steps = tuple(bound(step, given) for step in inner.steps)
                    made = Job(
                        inner.name, inner.line, steps, triggers, uses=inner.uses, inputs=inner.inputs, lenient=job.lenient or inner.lenient
                    )
                    self.job(called, made, triggers, origin, (*via, f"{pipeline.path}:{job.line}"), depth + 1)

    def step(
        self,
        pipeline: Pipeline,
        job: Job,
        step: Step,
        triggers: tuple[Trigger, ...],
        origin: str,
        via: tuple[str, ...],
        depth: int,
        foreign: bool,
    ) -> None:
        if len(self.commands) > MAX_TOTAL:
            return
        if step.uses.startswith("./") or step.uses.startswith("$GITHUB_WORKSPACE/"):
            self.action(pipeline, job, step, triggers, origin, via, depth, foreign)
        elif step.uses:
            self._used(pipeline, job, step, triggers, origin, via)
            step = replace(step, run=step.run or equivalent(step))
        if step.run:
            lenient = step.lenient or job.lenient
            place = Place(pipeline.path, step.line, via, trusted=not foreign)
            for found in self.resolver.script(step, place):
                self.commands.append(
                    Command(
                        found.words, pipeline.path, found.line, found.folder, found.can_fail and not lenient, found.via, job.name, triggers,
                        system=pipeline.system, started_by=origin,
                    )
                )  # fmt: skip
            self.missing.extend(self.resolver.taken())

    def action(
        self,
        pipeline: Pipeline,
        job: Job,
        step: Step,
        triggers: tuple[Trigger, ...],
        origin: str,
        via: tuple[str, ...],
        depth: int,
        foreign: bool,
    ) -> None:
        folder = step.uses.removeprefix("./").rstrip("/")
        found = composite_action(self.repo, folder)
        if found is None:
            if not foreign and "$" not in folder and not self.repo.file(f"{folder}/Dockerfile"):
                self.missing.append(Missing("action", step.uses, pipeline.path, step.line, via))
            return
        path, steps, defaults = found
        given = {**defaults, **dict(step.inputs)}
        if depth < MAX_ACTIONS:
            for inner in steps:
                made = bound(inner, given)
                # what stands in the action is placed where the pipeline uses it
                held = replace(made, line=step.line, lenient=made.lenient or step.lenient)
                if not held.disabled:
                    self.step(pipeline, job, held, triggers, origin, (*via, f"{path}:{inner.line}"), depth + 1, foreign)

    def _used(self, pipeline: Pipeline, job: Job, step: Step, triggers: tuple[Trigger, ...], origin: str, via: tuple[str, ...]) -> None:
        uses = step.uses.partition("@")[0]
        can_fail = not (step.lenient or job.lenient)
        self.commands.append(
            Command(
                (), pipeline.path, step.line, step.folder, can_fail, via, job.name, triggers, uses, step.inputs, pipeline.system, origin
            )
        )


def _leaves_checkout(steps: tuple[Step, ...]) -> bool:
    """Whether a job works on files that are not all this repository's: another checkout, a clone, downloads or artifacts."""
    for step in steps:
        uses = step.uses
        if uses.startswith("actions/checkout@") or uses == "actions/checkout":
            if (
                step.given("repository")
                or step.given("path")
                or step.given("ref").startswith(("gh-pages", "v"))
                or step.given("sparse-checkout")
            ):
                return True
        elif "download-artifact" in uses or "restore" in uses or uses.startswith(("codepipeline:", "image:")):
            return True
        text = step.run
        if any(
            word in text
            for word in (
                "git clone",
                "tar x",
                "tar -x",
                "unzip ",
                "git checkout ",
                "git submodule",
                "gh repo clone",
                "curl ",
                "wget ",
                "degit",
                "dotnet new ",
                "cookiecutter",
                "copier ",
                "git worktree",
                "git switch",
            )
        ):
            return True
    return False
