"""The commands of continuous integration that run tests."""

from __future__ import annotations

import re
from itertools import pairwise

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.calls import program_of
from readiness_checks.facts.ci_work import Work, by_confidence, named_commands, script_name
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.tools import ci_tools

# goals and tasks of build tools that run the tests on their way
_GOALS = {
    "mvn": frozenset({"test", "package", "verify", "install", "deploy", "integration-test", "surefire:test", "failsafe:integration-test"}),
    "gradle": frozenset({"test", "check", "build", "jacocoTestReport", "integrationTest", "allTests", "cucumber"}),
    "sbt": frozenset({"test", "testOnly", "it:test", "testQuick"}), "ant": frozenset({"test"}), "mill": frozenset({"test"}),
    "lein": frozenset({"test", "midje"}),
}  # fmt: skip
_SKIPS = Regex(r"-DskipTests(?:=true)?\Z|-Dmaven\.test\.skip(?:=true)?\Z|-Dskip\.tests|-DskipUnitTests\Z|-PskipTests|test:skip")
_NO_RUN = frozenset({
    "--version", "--help", "-h", "--collect-only", "--co", "--list", "--list-tests", "--listTests", "install", "verify", "info", "--init",
    "init", "--no-run",
    "compile", "--dry-run", "version", "-V", "open", "show-report", "merge-reports", "cache", "install-deps", "--clearCache", "clean",
})  # fmt: skip
# `go test -run XXX -bench .` asks for tests that no name matches
_NO_GO_TEST = Regex(r"-run[= ](?:\^?\$|\^\$|X{2,}|NONE|NoTests?|-)(?: |\Z)", re.IGNORECASE)
_NAME = Regex(
    r"(?:^|[ /:_.-])(?:unit|integration|e2e|functional|smoke|acceptance|api|ci|run)?[-_]?(?:tests?|specs?|e2e|check-tests|testing)(?:$|[ "
    r":_.-])|^(?:tests?|e2e|specs?)",
    re.IGNORECASE,
)
_NOT_NAME = Regex(
    r"(?:lint|format|clean|install|setup|build|prepare|deps|report|upload|create|seed|migrate|env|image|publish|deploy|down|stop|wait"
    r"|data|generate|gen|connection|config|latest|list|split)(?:$|[ :_.-])",
    re.IGNORECASE,
)
_TARGET = Regex(r"(?:^|[a-z])(?:Unit|Integration|Functional)?Tests?\Z|^tests?\Z")
_JOB = Regex(r"\b(?:unit|integration|functional|e2e|end-to-end|acceptance)[ _-]?tests?\b|^tests?$", re.IGNORECASE)
_OWN_TOOL = Regex(r"[\w./-]{0,80}(?:script|dev|tool|task|cli|ci)s?(?: \S{1,60}){0,3} (?:ci|test|tests|check)\b", re.IGNORECASE)


@fact
def test_runs(repo: Repo) -> tuple[Work, ...]:
    """Every command that runs tests, those that cannot fail the build among them; `by_confidence`."""
    found: dict[Command, Work] = {}
    for tool in ci_tools(repo, "test-framework", "end-to-end", "test-http", "mutation"):
        if _really_runs(tool.command) and not _left_out(tool.command.words):
            found.setdefault(tool.command, Work(tool.spelt, tool.command))
    for command in ci_commands(repo):
        # build tools run the tests on the way of many goals and tasks
        goals = _GOALS.get(program_of(command.words)) if command.words else None
        what = _goal(command.words, goals) if goals is not None else ""
        if what:
            found[command] = Work(what, command)
    known = {(work.command.path, work.command.line) for work in found.values()}
    for command in named_commands(repo, _named):
        if (command.path, command.line) not in known:
            found.setdefault(command, Work(command.text, command, sure=False))
    for command in ci_commands(repo) if not found else ():
        # the repository's own tool, told to check the code in a job that is called a test
        if command.words and _JOB.search(command.job) and _OWN_TOOL.match(" ".join(command.words[:6])[:300]):
            found.setdefault(command, Work(command.text, command, sure=False))
    return tuple(sorted(found.values(), key=by_confidence))


def _really_runs(command: Command) -> bool:
    words = command.words
    if program_of(words) == "go" and (
        {"-c", "-list"}.intersection(words) or any(_NO_GO_TEST.search(" ".join(two)) for two in pairwise(words))
    ):
        return False
    return not _NO_RUN.intersection(words[1:4]) and not _NO_RUN.intersection(word for word in words if word.startswith("--"))


def _goal(words: tuple[str, ...], goals: frozenset[str]) -> str:
    """The first goal that runs tests, unless they are switched off."""
    program = program_of(words)
    if _left_out(words):
        return ""
    for word in words[1:]:
        name = word.rpartition(":")[2] if program == "gradle" else word
        if name in goals or (
            program == "gradle" and re.fullmatch(r"[\w-]{0,60}[tT]ests?(?:Debug|Release)?\w{0,20}", name) and not name.startswith("-")
        ):
            return f"{program} {word}"
    return ""


def _left_out(words: tuple[str, ...]) -> bool:
    """Whether a build is told to leave the tests out."""
    left = [after.rpartition(":")[2] for option, after in pairwise(words) if option in ("-x", "--exclude-task")]
    return "test" in left or any(_SKIPS.search(word) for word in words)


def _named(words: tuple[str, ...]) -> bool:
    name = script_name(words)
    if name and _NAME.search(name) is not None and _NOT_NAME.search(name) is None:
        return True
    # build scripts take their targets as arguments: ./build.sh BuildAndUnitTests
    return re.match(r"build\.(?:sh|cmd|ps1|bat)\Z", name) is not None and any(_TARGET.search(word) for word in words[1:])
