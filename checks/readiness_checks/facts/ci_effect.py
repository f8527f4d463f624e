"""What the commands of continuous integration amount to: which do nothing, which call what is not there, which only a name speaks for."""

from __future__ import annotations

import posixpath
from functools import lru_cache
from itertools import pairwise

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.calls import program_of
from readiness_checks.facts.ci import Pipeline, pipelines
from readiness_checks.facts.commands import Command, resolution
from readiness_checks.facts.following import Missing
from readiness_checks.facts.recognition import technologies
from readiness_checks.facts.wrappers import container_command, inner_command

_IDLE = frozenset({
    "echo", "exit", "true", ":", "printf", "cd", "sleep", "set", "export", "false", "cat", "mkdir", "rm", "ls", "pwd", "env", "date",
    "whoami", "uname", "test", "[", "[[", "read", "wait", "return", "unset", "local", "declare", "alias", "trap", "hostname", "tput",
    "source", ".", "which", "type", "command", "pushd", "popd", "umask", "ulimit", "checkout", "Write-Host", "Write-Output",
})  # fmt: skip
_IDLE_GIT = frozenset({"checkout", "clone", "fetch", "config", "status", "log", "rev-parse", "show", "describe", "branch", "remote"})
# actions that bring the code and the tools and do nothing with them
_PREPARING = Regex(r"(?:^|/)(?:checkout|cache|setup-[^/]*|[^/]*-setup)(?:/|$)")
# programs that say what they do: none of them tests, lints or releases under another name
_PLAIN = frozenset({
    "git", "cp", "mv", "ln", "chmod", "chown", "touch", "tar", "unzip", "zip", "gzip", "curl", "wget", "jq", "yq", "sed", "awk", "grep",
    "find", "xargs", "sort", "head", "tail", "tee", "wc", "cut", "tr", "diff", "kill", "pkill", "nc", "apt", "apt-get", "apk", "yum",
    "dnf", "brew", "pip", "npm", "pnpm", "yarn", "bun", "bundle", "composer", "uv", "poetry", "pipenv", "conda", "gem", "cargo", "go",
    "rustup", "corepack", "nvm", "docker", "podman", "make", "sudo", "psql", "mysql", "createdb", "pg_isready", "redis-cli", "openssl",
    "base64", "aws", "gcloud", "az", "kubectl", "helm", "terraform", "python", "node", "ruby", "php", "java", "bash", "sh", "eval",
    "exec", "time", "seq", "bc", "id", "stat", "du", "df", "ps", "basename", "dirname", "realpath", "mktemp", "sha256sum", "md5sum",
    "gpg", "ssh", "ssh-keyscan", "ssh-add", "ssh-agent", "wait-for-it.sh", "cross-env", "rimraf", "mkdirp", "del-cli", "shx", "coverage",
})  # fmt: skip
_LETS_PASS = Regex(
    r"--exit-zero\Z|--exit-0\Z|--issues-exit-code=0\Z|--exit-code=0\Z|--audit-level=none\Z|--fail-on=none\Z|--no-fail\Z|--soft-fail\Z"
    r"|--no-exit-on-warn\Z|--fail-never\Z|-fn\Z|-Dmaven\.test\.failure\.ignore(?:=true)?\Z|-DtestFailureIgnore(?:=true)?\Z"
)
_LETS_PASS_INPUTS = {"exit-code": "0", "fail-build": "false", "warn-only": "true", "fail_on_error": "false"}


def idle(command: Command) -> bool:
    """Whether a command or action prints, waits, moves about or prepares, and does nothing else."""
    if command.uses:
        return _PREPARING.search(command.uses.lower()) is not None and not command.uses.lower().endswith(".yml")
    return idle_words(command.words)


def idle_words(words: tuple[str, ...]) -> bool:
    """Whether a command line prints, waits or moves about, and does nothing else."""
    program = program_of(words)
    if program == "git":
        return bool(_IDLE_GIT.intersection(words[1:2]))
    return program in _IDLE or words[1:] in (("--version",), ("--help",), ("-v",), ("version",))


def lets_pass(command: Command) -> bool:
    """Whether a tool is told to succeed whatever it finds. Jenkins marks a build by the reports of tests that were let pass."""
    told = any(option in ("--exit-code", "--issues-exit-code") and value == "0" for option, value in pairwise(command.words))
    given = any(command.given(name) == value for name, value in _LETS_PASS_INPUTS.items())
    reported = command.system == "jenkins" and program_of(command.words) == "mvn"
    return told or given or (not reported and any(_LETS_PASS.match(word) for word in command.words))


def binds(command: Command) -> bool:
    """Whether the command's failure fails the build."""
    return command.can_fail and not lets_pass(command)


@fact
def absent(repo: Repo) -> frozenset[Command]:
    """Commands that call a script, target or task which is not there, or is there and runs nothing."""
    found = resolution(repo)
    missing: dict[tuple[str, int, tuple[str, ...]], list[Missing]] = {}
    for item in found.missing:
        missing.setdefault((item.path, item.line, item.via), []).append(item)
    within = inside(repo)
    return frozenset(
        command
        for command in (found.commands if missing else ())
        for item in missing.get((command.path, command.line, command.via), ())
        if (item.fault or command not in within) and _calls(command, item.name)
    )


def _calls(command: Command, name: str) -> bool:
    for word in command.words:
        spelt = {"t": "test", "tst": "test"}.get(word, word.removeprefix("./"))
        if spelt and (spelt == name or posixpath.normpath(f"{command.folder or ''}/{spelt}").lstrip("/") == name):
            return True
    return name == "make" and len(command.words) == 1


@fact
def inside(repo: Repo) -> dict[Command, tuple[Command, ...]]:
    """What the commands that could be followed run, by the command; those that could not be followed are left out."""
    found: dict[Command, list[Command]] = {}
    open_: list[Command] = []
    # commands stand in the order in which they were followed: what a command runs comes right after it, and deeper
    for command in resolution(repo).commands:
        while open_ and ((open_[-1].path, open_[-1].line) != (command.path, command.line) or len(open_[-1].via) >= len(command.via)):
            open_.pop()
        for outer in open_:
            found.setdefault(outer, []).append(command)
        open_.append(command)
    return {command: tuple(within) for command, within in found.items()}


@fact
def effective(repo: Repo) -> tuple[Command, ...]:
    """Commands that do something, in order: not idle, not calling what is missing, not mere ways to commands that are either."""
    gone, within = absent(repo), inside(repo)
    return tuple(
        command
        for command in resolution(repo).commands
        if not idle(command) and command not in gone and not (command in within and all(idle(o) or o in gone for o in within[command]))
    )


@fact
def working_pipelines(repo: Repo) -> tuple[Pipeline, ...]:
    """Pipelines with a job that does something."""
    places = {command.path for command in effective(repo)} | {command.started_by for command in effective(repo)}
    return tuple(pipeline for pipeline in pipelines(repo) if pipeline.path in places)


@fact
def without_ci(repo: Repo) -> str:
    """Why there is no continuous integration to judge, "" where there is; a pipeline that does not parse may be one."""
    found = pipelines(repo)
    if not found:
        return "no CI pipeline is configured"
    if working_pipelines(repo) or any(pipeline.problem is not None for pipeline in found):
        return ""
    return f"no pipeline does anything, {found[0].path} neither"


@fact
def unparsed(repo: Repo) -> str:
    """Why commands may be hidden: the pipeline that does not parse, "" where all do."""
    broken = next((pipeline for pipeline in pipelines(repo) if pipeline.problem is not None), None)
    return f"{broken.path} does not parse, so its commands cannot be seen" if broken is not None else ""


def speaks_by_name(repo: Repo, command: Command) -> bool:
    """Whether nothing but its name can say what a command does: it, or something that it runs, cannot be read."""
    if command in absent(repo):
        return False
    within = inside(repo)
    if command not in within:
        return True
    return any(other not in within and _opaque(repo, other) for other in within[command])


def _opaque(repo: Repo, command: Command) -> bool:
    if not command.words or idle(command) or command in absent(repo):
        return False
    if inner_command(command.words) is not None or container_command(command.words) is not None:
        return False
    program = program_of(command.words)
    return program not in _PLAIN and program not in _known_programs()


@lru_cache(maxsize=1)
def _known_programs() -> frozenset[str]:
    return frozenset(program_of(tuple(text.split())) for technology in technologies() for text in technology.commands)
