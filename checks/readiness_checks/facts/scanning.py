"""Scans for known vulnerabilities of dependencies and images that continuous integration runs."""

from __future__ import annotations

from itertools import pairwise

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.calls import program_of
from readiness_checks.facts.ci_work import Work, by_confidence
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.tools import ci_tools

SCAN_PLUGINS = Pattern(("dependency-check-maven", "ossindex-maven-plugin"), suffixes=(".xml",), roles=("configuration",))
_JVM_GOALS = ("dependency-check", "dependencyCheckAnalyze", "dependencyCheckAggregate", "ossindex:audit", "ossIndexAudit")
_NO_SCAN = frozenset({
    "--version", "--help", "version", "install", "config", "auth", "login", "--download-db-only", "db", "sbom", "clean", "plugin", "code",
    "iac", "fix", "signatures", "monitor",
})  # fmt: skip

# cargo deny may be told to look at licences, bans or sources alone
_DENIES_OTHER = Regex(r"\bcheck(?: -\S{1,40}){0,5} (?:licen[cs]es|bans|sources)(?: (?:licen[cs]es|bans|sources)){0,3}\s{0,3}\Z")


@fact
def scan_runs(repo: Repo) -> tuple[Work, ...]:
    """Every command that looks dependencies or images up among known vulnerabilities; `by_confidence`."""
    found: dict[Command, Work] = {}
    for tool in ci_tools(repo, "security-scanner-dependencies", "security-scanner-images"):
        if _scans_packages(tool.command):
            found.setdefault(tool.command, Work(tool.spelt, tool.command))
    plugins = repo.hits(SCAN_PLUGINS)
    for command in ci_commands(repo):
        what = _goal(command.words)
        if not what and plugins and program_of(command.words) == "mvn" and {"verify", "install", "deploy"}.intersection(command.words[1:]):
            what = f"{plugins[0].text} in {plugins[0].path}"
        if what:
            found[command] = Work(what, command)
    return tuple(sorted(found.values(), key=by_confidence))


def _goal(words: tuple[str, ...]) -> str:
    """The goal or task of a JVM build that looks dependencies up."""
    program = program_of(words) if words else ""
    if program not in ("mvn", "gradle", "sbt"):
        return ""
    return next((f"{program} {word}" for word in words[1:] if any(goal in word for goal in _JVM_GOALS)), "")


def _scans_packages(command: Command) -> bool:
    """Whether packages are looked up: scanners of many things may be told to look at configuration or secrets alone."""
    words = command.words
    if _NO_SCAN.intersection(words[1:4]) or _DENIES_OTHER.search(f"{' '.join(words)} {command.given('command')}"):
        return False
    if words and program_of(words) == "dotnet" and words[1] in ("list", "package") and "--vulnerable" not in words:
        return False
    options = ("--scanners", "--security-checks")
    told = command.given("scanners") or command.given("security-checks")
    told = told or next((after for option, after in pairwise(words) if option in options), "")
    told = told or next((word.partition("=")[2] for word in words if word.partition("=")[0] in options), "")
    # a firewall keeps malicious packages out of the build; it looks nothing up among known vulnerabilities
    return (not told or "vuln" in told) and command.given("scan-type") != "config" and not command.given("mode").startswith("firewall")
