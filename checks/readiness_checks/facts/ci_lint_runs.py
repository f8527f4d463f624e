"""The commands of continuous integration that lint, or check formatting or types."""

from __future__ import annotations

import re

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.calls import program_of
from readiness_checks.facts.ci_work import Work, by_confidence, named_commands, script_name
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.tools import Tool, ci_tools
from readiness_checks.facts.vocabulary import names

LINT_PLUGINS = Pattern(
    (
        "checkstyle", "spotless", "javaformat", "ktlint", "detekt", "spotbugs", "maven-pmd-plugin", "scalafmt", "fmt-maven-plugin",
        "codenarc",
    ),
    r"(?:<artifactId>\s{0,5}|\bid\s{0,3}\(?\s{0,3}['\"]|apply plugin:\s{0,3}['\"])(maven-checkstyle-plugin|checkstyle"
    r"|spotless-maven-plugin|com\.diffplug\.(?:gradle\.)?spotless|spring-javaformat-maven-plugin"
    r"|io\.spring\.javaformat|org\.jlleitschuh\.gradle\.ktlint|io\.gitlab\.arturbosch\.detekt|spotbugs-maven-plugin"
    r"|com\.github\.spotbugs|maven-pmd-plugin|fmt-maven-plugin|codenarc)\b",
    suffixes=(".xml", ".gradle", ".kts"),
    roles=("configuration", "source"),
)  # fmt: skip
_PROJECTS = (".props", ".csproj", ".targets")
CODE_STYLE = Pattern(
    ("EnforceCodeStyleInBuild",), r"<EnforceCodeStyleInBuild>\s{0,5}[tT]rue", suffixes=_PROJECTS, roles=("configuration", "source")
)
STRICT_WARNINGS = Pattern(
    ("TreatWarningsAsErrors",), r"<TreatWarningsAsErrors[^>]{0,100}>\s{0,5}[tT]rue", suffixes=_PROJECTS, roles=("configuration", "source")
)
_JVM_GOAL = Regex(
    r"(?:^|:)(?:spotlessCheck|checkstyle(?:Main|Test|:check)?|spotbugs(?:Main|:check)?|pmd(?:Main|:check)?|ktlintCheck|detekt(?:Main)?"
    r"|lint(?:Debug|Kotlin)?|spotless:check|scalafmtCheck(?:All)?|scalafmtSbtCheck"
    r"|formatter:validate|fmt:check|spring-javaformat:validate|sonar|sonarqube|codenarcMain|apiCheck)\Z"
)
# goals of Maven that write a report and never fail the build
_ONLY_REPORTS = Regex(r"(checkstyle|spotbugs|pmd):(?:\1|cpd)\Z")
_CHECKS = frozenset({
    "--check", "-c", "-l", "--list-different", "--diff", "-d", "--dry-run", "--verify-no-changes", "--test", "--check-formatted",
    "-check", "--check-only", "--exit-code",
    "--error", "-n", "--list", "--set-exit-if-changed", "--Werror", "-Werror", "--exit-non-zero-on-format",
})  # fmt: skip
# where such an option means something else, or shows differences and succeeds
_ASKS_NOTHING = {
    "black": frozenset({"-l", "--diff", "-n", "-d", "-c"}), "isort": frozenset({"-l", "--diff", "-d", "-n"}),
    "autopep8": frozenset({"--diff", "-d", "-l", "-n"}), "rubocop": frozenset({"-l", "-d", "-c"}),
}  # fmt: skip
_COMPARES = Regex(r"\bdiff(?:-index|-files)?\b.{0,200}(?:--exit-code|--quiet)|\bstatus\b.{0,100}(?:--porcelain|-s\b|--short)")
_DOCUMENTATION = frozenset({"docs", "doc", "documentation", "website", "site"})
_FORMAT_WORDS = frozenset({"format", "fmt"})
_NAME = Regex(
    r"(?:^|[ /:_.-])(?:lint|linting|linters?|type-?check|types?:check|check[:_-]?types|format[:_-]check|check[:_-]format(?:ting)?"
    r"|fmt[:_-]check|check[:_-]fmt|prettier[:_-]check|code-?style|style-?check"
    r"|static-?analysis|phpstan|eslint|cs|stan)(?:$|[ :_.-])",
    re.IGNORECASE,
)
_NOT_NAME = Regex(r"commit|staged|install|setup|markdown|docs|changelog|content|\bfix\b|:fix", re.IGNORECASE)


@fact
def lint_runs(repo: Repo) -> tuple[Work, ...]:
    """Every command that lints, checks formatting or types; `by_confidence`."""
    found: dict[Command, Work] = {}
    compared = _before_a_comparison(repo)
    for tool in ci_tools(repo, "linter", "formatter", "type-checker", "configuration-linter", "code-quality-service"):
        if _checks(tool, compared):
            found.setdefault(tool.command, Work(tool.spelt, tool.command))
    plugins, styled = repo.hits(LINT_PLUGINS), repo.hits(CODE_STYLE) if repo.hits(STRICT_WARNINGS) else ()
    for command in ci_commands(repo):
        what = _goal(command.words) or _through_plugin(command, plugins) or _through_compiler(command, styled)
        if what:
            found[command] = Work(what, command)
    known = {(work.command.path, work.command.line) for work in found.values()}
    for command in named_commands(repo, _named):
        if (command.path, command.line) not in known:
            found.setdefault(command, Work(command.text, command, sure=False))
    # checking the documentation's own site says nothing of the code
    code = (work for work in found.values() if (work.command.folder or "").partition("/")[0] not in _DOCUMENTATION)
    return tuple(sorted(code, key=by_confidence))


def _checks(tool: Tool, compared: frozenset[Command]) -> bool:
    """Whether the run looks at code and complains; describing or rewriting is none."""
    words = tool.command.words
    if tool.technology.is_a("api-testing") or (words and program_of(words) in names("lints", "other")):
        return False
    if words and program_of(words) == "tsc":
        return "--noEmit" in words
    if any(_ONLY_REPORTS.match(word) for word in words):
        return False
    return tool.command in compared or not _rewrites(tool.command)


def _goal(words: tuple[str, ...]) -> str:
    """The goal or task of a JVM build that checks the code."""
    program = program_of(words) if words else ""
    if program not in ("gradle", "mvn", "sbt"):
        return ""
    return next((f"{program} {word}" for word in words[1:] if _JVM_GOAL.search(word) and not _ONLY_REPORTS.match(word)), "")


def _rewrites(command: Command) -> bool:
    """Whether a formatter is told to rewrite files rather than to complain; such a step passes whatever it finds."""
    words = command.words
    if not words:
        return False
    if {"--version", "--help", "--install-types"}.intersection(words):
        return True
    program = program_of(words)
    if program not in names("lints", "formatters") and not _FORMAT_WORDS.intersection(words[1:3]):
        return False
    lists = program in ("gofmt", "goimports", "gofumpt", "govendor") and any(word.startswith(("-", "+")) and "l" in word for word in words)
    # a hook runner fails when its formatters change files
    hooked = any(".pre-commit-config" in place for place in command.via)
    asks = _CHECKS - _ASKS_NOTHING.get(program, frozenset())
    return not (lists or hooked or words[1:2] == ("check",) or any(word.partition("=")[0] in asks for word in words[1:]))


@fact
def _before_a_comparison(repo: Repo) -> frozenset[Command]:
    """Commands whose changes to files a later step of their job looks for (`git diff --exit-code`)."""
    compared: set[tuple[str, str]] = set()
    found: set[Command] = set()
    for command in reversed(ci_commands(repo)):
        words = command.words
        if words and program_of(words) == "git" and _COMPARES.search(" ".join(words)):
            compared.add((command.path, command.job))
        elif (command.path, command.job) in compared:
            found.add(command)
    return frozenset(found)


def _through_plugin(command: Command, plugins: tuple[Hit, ...]) -> str:
    """The plugin of a JVM build that checks the code on the way of the goals that are asked for."""
    words = command.words
    program = program_of(words) if words else ""
    if program == "gradle" and {"check", "build"}.intersection(word.rpartition(":")[2] for word in words[1:]):
        hit = next((hit for hit in plugins if not hit.path.endswith(".xml")), None)
    elif program == "mvn" and {"validate", "compile", "test", "package", "verify", "install", "deploy"}.intersection(words[1:]):
        hit = next((hit for hit in plugins if hit.path.endswith(".xml")), None)
    else:
        return ""
    return f"{hit.groups[0]} in {hit.path}" if hit is not None else ""


def _through_compiler(command: Command, styled: tuple[Hit, ...]) -> str:
    """The project file whose code style the .NET compiler enforces, where warnings are errors."""
    words = command.words
    built = bool(words) and program_of(words) == "dotnet" and words[1:2] in (("build",), ("test",), ("publish",), ("pack",))
    return f"the code style that {styled[0].path} enforces" if built and styled else ""


def _named(words: tuple[str, ...]) -> bool:
    name = script_name(words)
    return bool(name) and _NAME.search(name) is not None and _NOT_NAME.search(name) is None
