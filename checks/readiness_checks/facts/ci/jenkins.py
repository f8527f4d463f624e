"""Reads Jenkinsfiles by line: stages, shell steps, triggers and `when` (Groovy is a language; only its plain forms are read)."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from itertools import pairwise

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.ci.model import Fault, Job, Pipeline, Step, Trigger

_STAGE = Regex(r"\bstage\s*\(\s*(['\"])([^'\"\n]{0,200})\1\s*\)|\bstage\s*\{")
_SHELL = Regex(
    r"\b(sh|bat|powershell|pwsh)\b\s*(?:\(\s*)?(?:returnStdout\s*:\s*true\s*,\s*|returnStatus\s*:\s*(true)\s*,\s*|label\s*:\s*(?:'[^'\n]{0,200}'|\"[^\"\n]{0,200}\")\s*,\s*){0,3}"
    r"(?:script\s*:\s*)?('''|\"\"\"|'|\")"
)
_STATUS = Regex(r"returnStatus\s*:\s*true")
_DIR = Regex(r"\bdir\s*\(\s*['\"]([^'\"\n$]{0,200})['\"]\s*\)\s*\{")
_BRANCH = Regex(r"\bbranch\s*(?:\(\s*)?(?:pattern\s*:\s*)?['\"]([^'\"\n]{1,100})['\"]")
_TRIGGERS = Regex(r"\btriggers\s*\{([^}]{0,500})\}", re.DOTALL)
_LENIENT = Regex(r"\bcatchError\s*(?:\([^)]{0,200}buildResult\s*:\s*['\"]SUCCESS['\"][^)]{0,200}\))\s*\{|\bwarnError\s*\(")
_COMMENT = Regex(r"/\*.{0,20000}?\*/|(?<![:'\"\w])//[^\n]*", re.DOTALL)
_ACTIONS = Regex(
    r"\b(dependencyCheck|snykSecurity|kubernetesDeploy|ansiblePlaybook|nexusArtifactUploader|aquaMicroscanner|acsDeploy|docker\.build|cfnUpdate|ecsDeployTaskDefinition)\b"
)
_CALL = Regex(r"^[ \t]{0,80}([a-z]\w{2,60})(?:[ \t]{0,3}\(|[ \t]{0,3}\{|[ \t]{1,3}['\"])", re.MULTILINE)
_DEFINED = Regex(r"\b(?:def|void|static|String|boolean|Map|List|Object)(?:<[^>\n]{0,60}>)?[ \t]{1,5}(\w{1,60})[ \t]{0,3}\(")
# what Jenkins itself, its common plugins and Groovy bring; other calls are steps of a shared library
_KNOWN = frozenset("""
    pipeline agent stages stage steps script node options environment tools triggers parameters when post matrix axes axis
    values exclude excludes not allOf anyOf expression branch tag changeRequest changeset always success failure unstable
    aborted unsuccessful cleanup changed fixed regression parallel input build library libraries load evaluate properties
    docker dockerfile kubernetes label yaml containerTemplate podTemplate container customWorkspace image args reuseNode sh
    bat powershell pwsh dir ws withEnv withCredentials wrap lock timeout retry sleep waitUntil catchError warnError error
    echo print println mail emailext slackSend office365ConnectorSend hipchatSend checkout git scm junit xunit testNG nunit
    archiveArtifacts archive stash unstash unarchive publishHTML publishCoverage recordIssues recordCoverage jacoco cobertura
    step tool withMaven withSonarQubeEnv waitForQualityGate withGradle withAWS withKubeConfig withDockerRegistry
    withDockerContainer sshagent configFileProvider timestamps ansiColor cleanWs deleteDir milestone disableConcurrentBuilds
    buildDiscarder logRotator skipDefaultCheckout skipStagesAfterUnstable checkoutToSubdirectory parallelsAlwaysFailFast
    preserveStashes disableResume overrideIndexTriggers quietPeriod durabilityHint gitLabConnection cron pollSCM upstream
    pipelineTriggers githubPush string booleanParam choice password text file credentials usernamePassword
    usernameColonPassword sshUserPrivateKey readFile writeFile readJSON writeJSON readYaml writeYaml readProperties
    readMavenPom fileExists findFiles isUnix pwd touch zip unzip tee httpRequest discoverGitReferenceBuild githubNotify
    setGitHubPullRequestStatus updateGitlabCommitStatus gitlabCommitStatus currentBuild user if for while switch try catch
    finally else return throw new each collect with def dependencyCheck dependencyCheckPublisher snykSecurity
    kubernetesDeploy ansiblePlaybook nexusArtifactUploader aquaMicroscanner acsDeploy cfnUpdate ecsDeployTaskDefinition
""".split())  # fmt: skip
MAX_CALLS = 20
_PUSH = Regex(r"\b\w+\.push\s*\(")


def jenkins(repo: Repo) -> tuple[Pipeline, ...]:
    """The Jenkinsfiles of a repository."""
    files = [file for file in repo.named("Jenkinsfile", "Jenkinsfile.*", "Jenkinsfile-*", "Jenkinsfile_*", "*.jenkinsfile") if file.own]
    return tuple(_pipeline(repo, file.path) for file in files if file.suffix not in (".md", ".txt"))


def _pipeline(repo: Repo, path: str) -> Pipeline:
    # comments give way to blanks, so that places hold
    text = _COMMENT.sub(lambda found: re.sub(r"[^\n]", " ", found.group()), repo.text(path)[:200_000])
    if not text.strip():
        return Pipeline("jenkins", path, path)
    triggers = _triggers(text)
    jobs = (*_jobs(text, triggers), *_library(text, triggers))
    shared = "@Library" in text or re.search(r"^\s*library\b", text, re.MULTILINE) is not None
    plain = any(job.steps for job in jobs)
    faults: tuple[Fault, ...] = ()
    if not plain and not shared and not re.search(r"\b(?:node|pipeline|stage|load|build)\b", text):
        faults = (Fault(1, "The Jenkinsfile holds no pipeline."),)
    return Pipeline("jenkins", path, path, triggers, jobs, faults)


def _triggers(text: str) -> tuple[Trigger, ...]:
    found = _TRIGGERS.search(text)
    implied = Trigger("push", 1, implied=True)
    if found is None:
        # a multibranch project builds every branch; where the project is set up elsewhere, the file cannot say
        return (implied,)
    line = text.count("\n", 0, found.start()) + 1
    body = found.group(1)
    kinds = [
        Trigger("schedule", line, "cron") if re.search(r"(?<!\w)cron\s*\(|parameterizedCron", body) else None,
        Trigger("push", line, "scm") if re.search(r"pollSCM|githubPush|bitbucketPush|gitlab|GenericTrigger", body) else None,
        Trigger("other", line, "upstream") if "upstream" in body else None,
    ]
    return (*(kind for kind in kinds if kind is not None), implied)


def _jobs(text: str, triggers: tuple[Trigger, ...]) -> Iterable[Job]:
    starts = [(found.start(), found.group(2) or "stage") for found in _STAGE.finditer(text)][:200]
    bounds = [*starts, (len(text), "")]
    if not starts or text[: starts[0][0]].strip():
        head = text[: starts[0][0]] if starts else text
        steps = tuple(_steps(text, 0, len(head)))
        if steps:
            yield Job("pipeline", 1, steps, triggers)
    for (begin, name), (end, _) in pairwise(bounds):
        body = text[begin:end]
        line = text.count("\n", 0, begin) + 1
        narrowed = triggers
        branch = _BRANCH.search(body) if re.search(r"\bwhen\s*\{", body) else None
        if branch is not None:
            narrowed = tuple(replace(trigger, branches=(branch.group(1),), line=line) for trigger in triggers)
        yield Job(name, line, tuple(_steps(text, begin, end)), narrowed, environment="")


def _steps(text: str, begin: int, end: int) -> Iterable[Step]:
    body = text[begin:end]
    lenient_from = [found.end() for found in _LENIENT.finditer(body)]
    folders = [(found.start(), found.group(1)) for found in _DIR.finditer(body)]
    for found in _SHELL.finditer(body):
        quote = found.group(3)
        close = body.find(quote, found.end())
        if close < 0:
            continue
        script = body[found.end() : close]
        line = text.count("\n", 0, begin + found.end()) + 1
        status = bool(_STATUS.search(found.group())) or bool(_STATUS.search(body[close : close + 80].partition("\n")[0]))
        folder = next((name for place, name in reversed(folders) if _encloses(body, place, found.start())), "")
        lenient = status or any(_inside(body, place, found.start()) for place in lenient_from)
        shell = found.group(1)
        yield Step(
            line,
            run=script.replace("\\\\\n", "\\\n"),
            folder=folder.removeprefix("./").rstrip("/"),
            lenient=lenient,
            shell="" if shell == "sh" else shell,
        )
    for found in _ACTIONS.finditer(body):
        yield Step(text.count("\n", 0, begin + found.start()) + 1, uses=f"jenkins:{found.group(1)}")
    for found in _PUSH.finditer(body):
        yield Step(text.count("\n", 0, begin + found.start()) + 1, uses="jenkins:docker.push")


def _library(text: str, triggers: tuple[Trigger, ...]) -> Iterable[Job]:
    """Steps of shared libraries: what they do stands in another repository."""
    own = {found.group(1) for found in _DEFINED.finditer(text)}
    shared = "@Library" in text or re.search(r"^\s*library\b", text, re.MULTILINE) is not None
    steps: dict[str, Step] = {}
    # quoted scripts hold calls of another language
    bare = re.sub(r"'''.{0,20000}?'''|\"\"\".{0,20000}?\"\"\"", lambda found: re.sub(r"[^\n]", " ", found.group()), text, flags=re.DOTALL)
    for found in _CALL.finditer(bare):
        name = found.group(1)
        # without a library named, only a name of several words is surely none of a plugin's
        if name not in _KNOWN and name not in own and (shared or re.search(r"[a-z][A-Z]\w{0,40}[A-Z]", name)):
            steps.setdefault(name, Step(bare.count("\n", 0, found.start(1)) + 1, uses=f"jenkins:library/{name}"))
    if steps:
        first = next(iter(steps.values()))
        yield Job("shared library", first.line, tuple(steps.values())[:MAX_CALLS], triggers)


def _encloses(body: str, opening: int, place: int) -> bool:
    """Whether the block opened after `opening` is still open at `place`."""
    if opening >= place:
        return False
    brace = body.find("{", opening)
    return 0 <= brace < place and _inside(body, brace + 1, place)


def _inside(body: str, start: int, place: int) -> bool:
    if start > place:
        return False
    depth = 1
    for found in re.finditer(r"[{}]", body[start:place]):
        depth += 1 if found.group() == "{" else -1
        if depth == 0:
            return False
    return True
