"""How a release leaves the repository: commands and actions of pipelines that deploy or publish, and what deploys by watching it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.calls import program_of
from readiness_checks.facts.ci_effect import absent, speaks_by_name
from readiness_checks.facts.ci_work import script_name
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.platforms import platforms
from readiness_checks.facts.vocabulary import names, vocabulary

Kind: TypeAlias = Literal["deploy", "publish", "watch"]

ARGO_CD = Pattern(
    ("argoproj.io/",), r"(?s)apiVersion:\s*[\"']?argoproj\.io/v1alpha1[\"']?\s{1,20}kind:\s*Application(?:Set)?\b",
    suffixes=(".yaml", ".yml"), roles=("configuration", "data"), lines=3,
)  # fmt: skip
FLUX = Pattern(
    ("toolkit.fluxcd.io/",),
    r"(?s)apiVersion:\s*[\"']?(?:kustomize|helm)\.toolkit\.fluxcd\.io/\w{1,20}[\"']?\s{1,20}kind:\s*(?:Kustomization|HelmRelease)\b",
    suffixes=(".yaml", ".yml"), roles=("configuration", "data"), lines=3,
)  # fmt: skip
_WATCHERS = {
    "render": "Render deploys what is pushed", "vercel": "Vercel deploys what is pushed", "netlify": "Netlify deploys what is pushed",
    "railway": "Railway deploys what is pushed", "digitalocean-app-platform": "App Platform deploys what is pushed",
}  # fmt: skip
APP_PLATFORM = Pattern(
    ("deploy_on_push",), r"^\s*deploy_on_push:\s*true\b", suffixes=(".yaml", ".yml"), roles=("configuration", "data"), once=True
)
_SWITCHED_OFF = Regex(r"autoDeploy:\s*[\"']?(?:false|no)|autoDeployTrigger:\s*[\"']?off|deploy_on_push:\s*false")
_WORD = Regex(r"(?:^|[^a-z])(?:deploy(?:ment|s|er)?|publish(?:er)?|release[rs]?|rollout)(?:$|[^a-z])", re.IGNORECASE)
_NOT_RELEASE = Regex(
    r"drafter|pages|comment|changelog|notes|notif|slack|discord|label|draft|bump|version|setup|check|lint|test|download|docs"
    r"|documentation|storybook|coverage|sentry|validate|undeploy|cleanup|destroy|teardown|tag|dry|build",
    re.IGNORECASE,
)
_LOCAL_ACTION = Regex(r"kind-action|setup-kind|setup-minikube|k3d|k3s|microk8s|chart-testing", re.IGNORECASE)
# jobs of orbs that make the tool ready, or look at what is there
_PREPARES = Regex(r"^orb:.{0,100}/(?:install|setup|login|auth|check|lint|test|validate|verify|wait|status)[^/]{0,60}\Z")
_CLUSTER_TOOLS = frozenset(
    {"kubectl", "helm", "helmfile", "kustomize", "skaffold", "oc", "timoni", "argocd", "flux", "terraform", "tofu", "kapp"}
)
_HELD_BACK = frozenset({
    "--help", "--version", "plan", "--snapshot", "--no-push", "--dryrun", "validate", "template", "--build-only", "--push=false",
    "--noop", "--no-execute-changeset", "--what-if", "--check-only", "--syntax-check",
})  # fmt: skip
_HELD_BACK_OPTION = Regex(r"--dry-run(?:=(?!none\Z|false\Z).{0,40})?\Z|--skip(?:-publish\Z|=\S{0,60}\bpublish\b)")
_OWN_MACHINE = Regex(r"(?:docker://)?(?:localhost|127\.0\.0\.1|kind-registry|registry\.localhost)[:/]")
_JVM_GOAL = Regex(
    r"(?:^|:)(?:deploy|publish\w*|jib|release:perform|dockerPush|bootBuildImage|closeAndReleaseRepository|buildAndPush\w*"
    r"|appengineDeploy|jreleaser(?:Full)?(?:Release|Publish|Deploy)|jreleaser:(?:full-)?(?:release|publish|deploy))\Z|jib:build\Z|jib-maven-plugin:[\d.]*:?build\Z"
)
_HOOK = Regex(r"deploy|/hooks?/|render\.com|webhook|_hook\b", re.IGNORECASE)
_TASK_VERB = Regex(r"\b(?:push|buildAndPush|publish|deploy|upgrade|apply)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Release:
    """One way in which a release goes out. `watch`: something outside deploys what is committed. `sure` is false for a mere name."""

    kind: Kind
    what: str
    path: str
    line: int
    sure: bool = True


@fact
def releases(repo: Repo) -> tuple[Release, ...]:
    """Every command and action that deploys or publishes; the surest first, then by place."""
    local, gone = _local_jobs(repo), absent(repo)
    found: dict[tuple[str, int], Release] = {}
    for command in ci_commands(repo):
        if command in gone:
            continue
        made = _by_action(command) if command.uses else _by_command(command, (command.path, command.job) in local)
        if made is not None and not made.sure and command.words and not speaks_by_name(repo, command):
            continue
        known = found.get((command.path, command.line))
        if made is not None and (known is None or (made.sure and not known.sure)):
            found[command.path, command.line] = made
    return tuple(sorted(found.values(), key=lambda release: (not release.sure, release.kind, release.path, release.line)))


@fact
def watchers(repo: Repo) -> tuple[Release, ...]:
    """Definitions by which something outside the pipelines deploys what is committed: GitOps controllers and hosted platforms."""
    found: list[Release] = []
    for pattern, what in ((ARGO_CD, "Argo CD applies what is committed"), (FLUX, "Flux applies what is committed")):
        found.extend(Release("watch", what, hit.path, hit.line) for hit in repo.hits(pattern)[:2])
    found.extend(Release("watch", _WATCHERS["digitalocean-app-platform"], hit.path, hit.line) for hit in repo.hits(APP_PLATFORM)[:1])
    for platform in platforms(repo):
        said = _WATCHERS.get(platform.tool)
        if said and all(release.path != platform.path for release in found) and not _SWITCHED_OFF.search(repo.text(platform.path)):
            found.append(Release("watch", said, platform.path, platform.line))
    return tuple(found)


def surely(found: Iterable[Release]) -> tuple[Release, ...]:
    """Those that a known tool shows; without any, those that a name speaks for."""
    known = tuple(found)
    sure = tuple(release for release in known if release.sure)
    return sure or known


def _local_jobs(repo: Repo) -> frozenset[tuple[str, str]]:
    """Jobs that bring up a throw-away cluster: what they install there is a test."""
    return frozenset(
        (command.path, command.job)
        for command in ci_commands(repo)
        if (command.words and program_of(command.words) in names("deploys", "clusters")) or _LOCAL_ACTION.search(command.uses)
    )


def _release(command: Command, kind: Kind, what: str, *, sure: bool = True) -> Release:
    return Release(kind, what, command.path, command.line, sure)


def _held_back(words: tuple[str, ...]) -> bool:
    """Whether a command is told to show what it would do, to stop before the release, or to push to the job's own machine."""
    return (
        bool(_HELD_BACK.intersection(words))
        or any(_HELD_BACK_OPTION.match(word) or _OWN_MACHINE.match(word) for word in words[1:])
        or any(option == "--skip" and "publish" in value for option, value in pairwise(words))
    )


def _by_command(command: Command, local: bool) -> Release | None:
    words = command.words
    program = program_of(words)
    if _held_back(words) or (local and program in _CLUSTER_TOOLS):
        return None
    kinds: tuple[tuple[Kind, str], ...] = (("deploy", "deploys"), ("publish", "publishes"))
    for kind, section in kinds:
        pattern = vocabulary(section).command(words)
        if pattern and not _harmless(words, program):
            return _release(command, kind, pattern)
    return _by_meaning(command, program) or _by_name(command)


def _by_meaning(command: Command, program: str) -> Release | None:
    """Commands that deploy or publish by their arguments."""
    words = command.words
    if program in ("docker", "podman", "nerdctl"):
        if _pushes(words):
            return _release(command, "publish", f"{program} build --push")
        if "up" in words and _WORD.search(f"{command.job} {command.path}") and not _NOT_RELEASE.search(command.job):
            return _release(command, "deploy", "docker compose up")
    elif program in ("mvn", "gradle", "sbt"):
        goal = next((word for word in words[1:] if _JVM_GOAL.search(word) and "ToMavenLocal" not in word), "")
        if goal and (goal != "bootBuildImage" or "--publishImage" in words):
            return _release(command, "publish", f"{program} {goal}")
    elif program in ("rsync", "scp", "sftp", "lftp"):
        if any(re.match(r"[^/\s]{1,100}:", word) and "://" not in word for word in words[1:]):
            return _release(command, "deploy", f"{program} to a server")
    elif program == "git":
        if "push" in words[1:3] and any(re.search(r"heroku|dokku|production", word) for word in words):
            return _release(command, "deploy", "git push to the platform")
    elif program == "curl" and _WORD.search(command.job) and any(_HOOK.search(word) for word in words):
        return _release(command, "deploy", "call of a deploy hook", sure=False)
    return None


def _pushes(words: tuple[str, ...]) -> bool:
    if not {"build", "buildx", "bake"}.intersection(words[1:4]):
        return False
    return "--push" in words or any(re.search(r"type=registry|push=true", word) for word in words)


def _harmless(words: tuple[str, ...], program: str) -> bool:
    """Reading and preparing forms of programs that also deploy."""
    if program == "ansible-playbook":
        return bool({"--syntax-check", "--check", "-C", "--list-tasks"}.intersection(words))
    if program == "aws" and words[1:2] == ("s3",):
        # a download comes from the bucket
        places = [word for word in words[3:] if not word.startswith("-")]
        return bool(places) and places[0].startswith("s3:")
    if program == "kubectl" and "create" in words[1:4]:
        return bool({"namespace", "ns", "secret", "configmap"}.intersection(words))
    if program == "executor":
        return not any(word.startswith("--destination") for word in words)
    if program == "goreleaser":
        return bool({"build", "check", "healthcheck"}.intersection(words[1:3]))
    if program in ("cap", "dokku", "vercel", "np"):
        return not re.search(r"deploy|--prod|push|release", " ".join(words[1:])) and program != "np"
    return "test" in words[1:3]


def _by_action(command: Command) -> Release | None:
    uses = command.uses
    lowered = uses.lower()
    if lowered.startswith(names("publishes", "pushing")):
        pushed = command.given("push") or (
            "true" if re.search(r"type=registry|push=true|--push", command.given("outputs") + command.given("set")) else ""
        )
        return _release(command, "publish", f"{uses} with push") if pushed and pushed != "false" else None
    arguments = command.given("args")
    if lowered.startswith("goreleaser/") and re.search(r"--snapshot|\bbuild\b|--skip[= ]publish|\bcheck\b", arguments):
        return None
    if _PREPARES.search(lowered):
        return None
    if vocabulary("deploys").action(uses) or (lowered.startswith("superfly/flyctl-actions") and "deploy" in arguments):
        return _release(command, "deploy", uses)
    if vocabulary("publishes").action(uses):
        return _release(command, "publish", uses)
    if uses.startswith("azure:"):
        said = " ".join(value for key, value in command.inputs if key.lower() in ("command", "action", "arguments", "customcommand"))
        found = _TASK_VERB.search(said)
        if found is None or re.search(r"PublishBuild|PublishTest|PublishPipeline|PublishCode", uses):
            return None
        return _release(command, "deploy" if found.group().lower() in ("deploy", "upgrade", "apply") else "publish", uses)
    # an action or workflow that nobody knows, called deploy or publish
    name = uses if uses.startswith(("orb:", "bitbucket:", "buildkite:")) else uses.rpartition("/")[2]
    if _WORD.search(re.sub(r"\.ya?ml\Z", "", name)) and not _NOT_RELEASE.search(uses):
        return _release(command, "deploy" if "deploy" in name.lower() else "publish", uses, sure=False)
    return None


def _by_name(command: Command) -> Release | None:
    """A script that is called for what it does: `./deploy.sh`, `make release`, `rake deploy`."""
    name = script_name(command.words)
    if name and _WORD.search(name) and not _NOT_RELEASE.search(name):
        return _release(command, "deploy" if "deploy" in name.lower() else "publish", command.text, sure=False)
    return None
