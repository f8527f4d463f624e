"""How a release can be taken back: commands and jobs, strategies that do it by themselves, and written steps."""

from __future__ import annotations

import re
from collections.abc import Iterable

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import dig, mapping
from readiness_checks.facts.calls import program_of
from readiness_checks.facts.ci import pipelines
from readiness_checks.facts.ci_effect import effective, idle_words
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.documents import Section, sections
from readiness_checks.facts.releases import releases
from readiness_checks.facts.scripts import Script, scripts
from readiness_checks.facts.shell import simple_commands
from readiness_checks.facts.tools import recognised

_YAML = (".yaml", ".yml")
STRATEGIES = {
    "the ECS deployment circuit breaker rolls back": Pattern(
        ("deployment_circuit_breaker", "DeploymentCircuitBreaker", "circuitBreaker"),
        r"(?s)ircuit_?[bB]reaker.{0,200}?[rR]ollback[\"']?\s*[:=]\s*[\"']?[tT]rue",
        suffixes=(".tf", ".yaml", ".yml", ".json", ".ts", ".js", ".py", ".template"),
        roles=("configuration", "source"),
        lines=5,
    ),
    "CodeDeploy rolls back automatically": Pattern(
        ("auto_rollback_configuration", "AutoRollbackConfiguration", "autoRollback"),
        r"(?s)ollback.{0,200}?(?:[eE]nabled|failedDeployment|stoppedDeployment|deploymentInAlarm)[\"']?\s*[:=]\s*[\"']?[tT]rue",
        suffixes=(".tf", ".yaml", ".yml", ".json", ".ts", ".js", ".py", ".template"),
        roles=("configuration", "source"),
        lines=5,
    ),
    "a gradual Lambda deployment rolls back on alarms": Pattern(
        ("DeploymentPreference", "deploymentSettings"),
        r"(?s)(?:Type|type):\s*[\"']?(?:!\w+\s+)?(?:Canary|Linear)",
        suffixes=_YAML,
        roles=("configuration",),
        lines=6,
    ),
    "Argo Rollouts aborts a bad release": Pattern(
        ("argoproj.io/",),
        r"(?s)apiVersion:\s*[\"']?argoproj\.io/v1alpha1[\"']?\s{1,20}kind:\s*Rollout\b",
        suffixes=_YAML,
        roles=("configuration", "data"),
        lines=3,
    ),
    "Flagger takes a failing canary back": Pattern(
        ("flagger.app/",),
        r"(?s)apiVersion:\s*[\"']?flagger\.app/[\w.]{1,20}[\"']?\s{1,20}kind:\s*Canary\b",
        suffixes=_YAML,
        roles=("configuration", "data"),
        lines=3,
    ),
    "Flux remediates a failed upgrade by rolling back": Pattern(
        ("remediation:", "remediateLastFailure"),
        r"(?s)remediation:.{0,200}?(?:strategy:\s*[\"']?rollback|remediateLastFailure:\s*true|retries:\s*[1-9-])",
        suffixes=_YAML,
        roles=("configuration",),
        lines=5,
    ),
    "Helm upgrades are atomic": Pattern(
        ("atomic", "rollback_on_failure"),
        r"^\s*(?:atomic|rollback_on_failure)\s*[:=]\s*true\b",
        suffixes=(".tf",),
        names=("helmfile.yaml", "helmfile.yml"),
        roles=("configuration",),
    ),
    "Swarm rolls a failed update back": Pattern(
        ("failure_action",), r"failure_action:\s*[\"']?rollback", suffixes=_YAML, roles=("configuration",)
    ),
    "Nomad reverts a failed deployment": Pattern(
        ("auto_revert",), r"auto_revert\s*=\s*true", suffixes=(".nomad", ".hcl"), roles=("configuration", "source")
    ),
    "Fly rolls back a failed deployment": Pattern(
        ("auto_rollback",), r"auto_rollback\s*=\s*true", names=("fly.toml",), roles=("configuration",)
    ),
}

_NAME = Regex(r"(?:^|[^a-z])roll[-_ ]?back(?:$|[^a-z])|(?:^|[^a-z])revert[-_ ](?:deploy|release|version)", re.IGNORECASE)
_DATABASE = Regex(
    r"(?:^|[^a-z])(?:db|database|migrat\w*|schema|sql|alembic|flyway|liquibase|prisma|typeorm|knex|sequelize|seed)(?:$|[^a-z])",
    re.IGNORECASE,
)
# actions that speak of a rollback to people, or prepare for one
_TELLS = Regex(r"slack|notif|comment|discord|teams|telegram|mail|label|issue|login|credentials|artifact|status", re.IGNORECASE)
_VERSION_INPUT = Regex(r"^(?:.*[-_])?(?:version|tag|image|ref|sha|commit|revision|release|build)(?:[-_].*)?$", re.IGNORECASE)
_TITLE = Regex(
    r"\b(?:roll(?:ing|ed)?[ -]?backs?|revert(?:ing)? (?:to (?:a|an|the) |a |the )?(?:previous|earlier|older|last|deploy\w*|release"
    r"|version|upgrade|update)|downgrad(?:e|ing)|back[ -]?out|restore (?:a|the) previous (?:version|release)|undo(?:ing)? a (?:deploy\w*"
    r"|release))\b",
    re.IGNORECASE,
)
_ABOUT = Regex(
    r"\b(?:deploy\w*|releas\w{1,4}|production|prod|helm|kubernetes|upgrad\w*|updat\w{1,4}|install\w*|downgrad\w*|runbooks?|playbooks?"
    r"|operations?|operating|incidents?|on-?call|disaster|go-?live|roll-?outs?|previous)\b",
    re.IGNORECASE,
)
_NOT_ABOUT = Regex(
    r"\b(?:transactions?|migrations?|databases?|schema|savepoint|commit message|commits?|git branch|outbox|saga)\b", re.IGNORECASE
)
_EARLIER = Regex(
    r"\b(?:previous|earlier|older|last|prior)(?: (?:known|good|stable|working|successful)){0,3} (?:release|version|deployment|image|tag"
    r"|revision|build|artifact)\b|\b(?:kubectl|helm|docker|systemctl|ansible-playbook|terraform|git (?:checkout|revert|reset))\b"
    r"|\bre-?deploy",
    re.IGNORECASE,
)
_WRITTEN = Regex(
    r"\bhelm rollback\b|\brollout undo\b|\bkamal rollback\b|\breleases:rollback\b|\bheroku rollback\b|\bdeploy:rollback\b|\bapp "
    r"rollback\b|\bvercel rollback\b|\bservice rollback\b|\bfly(?:ctl)? deploy --image\b|\bwrangler rollback\b|\bjob revert\b"
    r"|\bupdate-traffic\b",
)


@dataclass(frozen=True, slots=True)
class Rollback:
    """One way back: what it is in one phrase, and where."""

    note: str
    path: str
    line: int


@fact
def rollbacks(repo: Repo) -> tuple[Rollback, ...]:
    """Every way back that is automated or whose steps are written down; automation first."""
    found = (*_in_pipelines(repo), *_strategies(repo), *_in_scripts(repo), *_by_version(repo), *_written(repo))
    return tuple(dict.fromkeys(found))


def _in_pipelines(repo: Repo) -> Iterable[Rollback]:
    for command in ci_commands(repo):
        what = _command(command)
        if what:
            yield Rollback(f"the pipeline runs {what}", command.path, command.line)
    # a name counts where something stands behind it that could take a release back
    able = [command for command in effective(repo) if not _TELLS.search(command.uses)]
    paths, jobs = {command.path for command in able}, {(command.path, command.job) for command in able}
    for pipeline in pipelines(repo):
        name = pipeline.path.rpartition("/")[2]
        if pipeline.path in paths and _named(name):
            yield Rollback("a pipeline rolls back", pipeline.path, 1)
        for job in pipeline.jobs:
            if (pipeline.path, job.name) in jobs and _named(job.name):
                yield Rollback(f"job {job.name!r} rolls back", pipeline.path, job.line)


def _named(name: str) -> bool:
    return _NAME.search(name) is not None and _DATABASE.search(name) is None


def _does_something(text: str) -> bool:
    return any(not idle_words(command.words) for command in simple_commands(text, errexit=False))


def _command(command: Command) -> str:
    words = command.words
    if not words:
        return ""
    program = program_of(words)
    if (
        program == "helm"
        and {"upgrade", "install"}.intersection(words[1:])
        and {"--atomic", "--rollback-on-failure", "--atomic=true"}.intersection(words)
    ):
        return "helm upgrade --atomic"
    if program == "cap" and "deploy:rollback" in words:
        return "cap deploy:rollback"
    return next((spelt for technology, spelt in recognised(command) if technology.is_a("rollback")), "")


def _strategies(repo: Repo) -> Iterable[Rollback]:
    for note, pattern in STRATEGIES.items():
        for hit in repo.hits(pattern)[:1]:
            yield Rollback(note, hit.path, hit.line)


def _in_scripts(repo: Repo) -> Iterable[Rollback]:
    for script in scripts(repo):
        if _NAME.search(script.name) and not _about_data(script) and any(_does_something(text) for text, _ in script.commands):
            yield Rollback(f"{script.runner} task {script.name!r} rolls back", script.path, script.line)
    for file in repo.named("*.sh", "*.bash", "*.ps1", "*.yml", "*.yaml"):
        if (
            file.own
            and _NAME.search(file.name)
            and not _DATABASE.search(file.path)
            and (file.size > 40 if file.suffix not in (".sh", ".bash") else _does_something(repo.text(file.path)))
            and not file.path.startswith(".github/workflows/")
        ):
            yield Rollback("a script rolls back", file.path, 1)


def _about_data(script: Script) -> bool:
    return (
        _DATABASE.search(script.name) is not None
        or re.search(r"migrat|alembic|prisma|typeorm|knex|sequelize|liquibase|flyway|goose|ecto|doctrine", script.command) is not None
    )


def _by_version(repo: Repo) -> Iterable[Rollback]:
    """A deployment that is started by hand with the version to deploy: an earlier version is the way back."""
    found = [release for release in releases(repo) if release.kind in ("deploy", "publish") and (release.sure or release.kind == "publish")]
    # a pipeline that makes the version it is told to makes no way back
    deploying = {release.path for release in found if release.kind == "deploy"} - {
        release.path for release in found if release.kind == "publish"
    }
    for pipeline in pipelines(repo):
        if pipeline.path not in deploying or pipeline.system != "github-actions":
            continue
        root = mapping(repo.yaml(pipeline.path).value)
        inputs = mapping(dig(root, "on", "workflow_dispatch", "inputs"))
        text = repo.text(pipeline.path)
        for name in inputs:
            if _VERSION_INPUT.match(name) and re.search(rf"\binputs\.{re.escape(name)}\b|inputs\[['\"]{re.escape(name)}['\"]\]", text):
                yield Rollback(
                    f"deploys the version that is asked for (input {name!r}), an earlier one too", pipeline.path, inputs.line_of(name)
                )


def _written(repo: Repo) -> Iterable[Rollback]:
    for section in sections(repo):
        title = section.title
        if _TITLE.search(title) and _concerns_release(section) and _says_how(section):
            yield Rollback(f"{title!r} says how", section.path, section.line)
            continue
        said = next(((text, line) for text, line in _commands(section) if _WRITTEN.search(text)), None)
        if said is not None:
            yield Rollback(f"{title or 'the document'!r} gives the command", section.path, said[1])


def _commands(section: Section) -> Iterable[tuple[str, int]]:
    for block in section.blocks:
        yield block.text, block.line
    yield from section.codes


def _concerns_release(section: Section) -> bool:
    """Whether a section about going back speaks of a release rather than of data or version control alone."""
    trail = " ".join((*section.trail, section.title))
    place = f"{trail} {section.path}".replace("_", " ")
    if _NOT_ABOUT.search(place) and not _ABOUT.search(section.title):
        return False
    if any(_WRITTEN.search(block.text) for block in section.blocks):
        return True
    # "rollback" is also what features of products do: the section or its page must be about releases of this one
    return _ABOUT.search(place) is not None or _EARLIER.search(section.text) is not None


def _says_how(section: Section) -> bool:
    """Whether there are steps, commands, or at least two sentences that tell what to do."""
    if section.placeholder:
        return False
    instructs = re.search(
        r"\b(?:run|restore|redeploy|re-deploy|install|set|switch|revert|follow|use|execute|trigger|select|click|push|checkout|check out"
        r"|change|deploy)\b",
        section.text,
        re.IGNORECASE,
    )
    return bool(section.blocks) or section.steps >= 2 or (section.words >= 20 and instructs is not None)


@fact
def rollback_mentions(repo: Repo) -> tuple[Rollback, ...]:
    """Sections that speak of rolling back a release without saying how."""
    ways = {(way.path, way.line) for way in rollbacks(repo)}
    return tuple(
        Rollback(f"{section.title!r} speaks of rolling back, without steps", section.path, section.line)
        for section in sections(repo)
        if _TITLE.search(section.title) and (section.path, section.line) not in ways and _concerns_release(section)
    )
