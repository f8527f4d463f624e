"""Scans for known vulnerabilities of dependencies and images that continuous integration runs."""

from __future__ import annotations

import re

from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.ci_work import Work, by_confidence
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.tools import ci_tools, program_of, runs

SCAN_PLUGINS = Pattern(
    ("dependency-check-maven", "org.owasp.dependencycheck", "ossindex-maven-plugin"),
    suffixes=(".xml", ".gradle", ".kts"), roles=("configuration", "source"),
)  # fmt: skip


_SCANS = (
    "npm audit", "pnpm audit", "yarn audit", "yarn npm audit", "bun audit", "better-npm-audit", "audit-ci", "auditjs", "pip-audit", "safety check", "safety scan", "uv audit", "osv-scanner", "trivy", "grype", "snyk test", "snyk container", "snyk monitor", "govulncheck", "nancy", "bundle-audit", "bundler-audit", "bundle audit", "cargo audit", "cargo deny", "mix deps.audit", "mix hex.audit", "mix_audit", "composer audit", "local-php-security-checker", "symfony check:security", "symfony security:check", "symfony local:check:security", "security:check", "security-checker", "dependency-check", "dependency-check.sh", "dotnet list", "dotnet restore --audit", "retire", "nsp check", "docker scout", "clair-scanner", "anchore-cli", "grype-db", "syft scan", "oss-index", "depscan", "dep-scan", "importmap audit", "ochrona", "jake ddt", "ort", "twistcli", "wiz-cli", "wizcli", "lw-scanner", "prisma-cloud", "mend", "wss", "fossa test", "cve-bin-tool", "xray", "jf audit", "jf scan", "vuln", "nuget-audit", "gosec-deps", "mix sobelow", "aquasec", "docker-scan", "docker scan",
)  # fmt: skip
_NOT_SCAN = frozenset({"mix sobelow", "gosec-deps", "vuln", "snyk monitor", "syft scan", "ort", "xray", "grype-db", "mend", "wss", "aquasec"})
_SCAN_PROGRAMS: dict[str, tuple[str, ...]] = {
    program: tuple(pattern for pattern in _SCANS if pattern.split()[0] == program and pattern not in _NOT_SCAN)
    for program in {pattern.split()[0] for pattern in _SCANS}
}
_SCAN_ACTIONS = (
    "aquasecurity/trivy-action", "anchore/scan-action", "snyk/actions", "golang/govulncheck-action", "actions/dependency-review-action", "google/osv-scanner-action", "google/osv-scanner-reusable", "pypa/gh-action-pip-audit", "trailofbits/gh-action-pip-audit", "rustsec/audit-check", "actions-rs/audit-check", "actions-rust-lang/audit", "embarkstudios/cargo-deny-action", "symfonycorp/security-checker-action", "dependency-check/dependency-check_action", "docker/scout-action", "azure/container-scan", "pyupio/safety", "pyupio/safety-action", "andrewmcodes/bundler-audit-action", "oke-py/npm-audit-action", "jfrog/frogbot", "sonatype-nexus-community/", "crazy-max/ghaction-container-scan", "whitesource/", "mend/", "fossas/fossa-action", "g-rath/osv-detector", "veracode/veracode-sca", "microsoft/security-devops-action", "wiz-sec/", "sysdiglabs/scan-action", "aquasecurity/tracee", "lacework/lw-scanner-action", "paloaltonetworks/prisma-cloud-scan",
    "gitlab:security/dependency-scanning", "gitlab:jobs/dependency-scanning", "gitlab:security/container-scanning", "gitlab:jobs/container-scanning", "gitlab:auto-devops", "gitlab:dependency-scanning", "gitlab:container-scanning", "orb:snyk/", "orb:aquasecurity/", "orb:anchore/", "azure:snyk", "azure:dependency-check", "azure:whitesource", "azure:trivy", "azure:mend", "jenkins:dependencycheck", "jenkins:snyksecurity", "bitbucket:snyk/", "bitbucket:aquasecurity/", "plugin:aquasec/trivy", "buildkite:snyk",
)  # fmt: skip
_REPORT_ONLY = re.compile(r"^--exit-code[= ]0$|^--audit-level=none$|^--fail-on=none$|^--exit-zero$|^--no-fail$|^--soft-fail$")


@fact
def scan_runs(repo: Repo) -> tuple[Work, ...]:
    """Every command that looks dependencies or images up among known vulnerabilities."""
    found: dict[Command, Work] = {}
    for tool in ci_tools(repo, "security-scanner-dependencies", "security-scanner-images"):
        if _scans_packages(tool.command):
            found.setdefault(tool.command, Work(tool.technology.name, tool.command))
    plugins = repo.hits(SCAN_PLUGINS)
    for command in ci_commands(repo):
        if command.uses:
            lowered = command.uses.lower()
            if any(lowered.startswith(action) for action in _SCAN_ACTIONS) and _scans_packages(command):
                found.setdefault(command, Work(command.uses, command))
            continue
        what = _scan_command(command)
        if not what and plugins and program_of(command.words) == "mvn" and {"verify", "install", "deploy"}.intersection(command.words[1:]):
            what = f"dependency-check in {plugins[0].path}"
        if what:
            found.setdefault(command, Work(what, command))
    return tuple(sorted(found.values(), key=by_confidence))


def _scan_command(command: Command) -> str:
    words = command.words
    program = program_of(words)
    if program in ("mvn", "gradle", "sbt"):
        goals = ("dependency-check", "dependencyCheckAnalyze", "dependencyCheckAggregate", "dependencyCheck", "ossindex:audit", "ossIndexAudit")
        return next((f"{program} {word}" for word in words[1:] if any(word.startswith(goal) or f":{goal}" in word for goal in goals)), "")
    pattern = next((pattern for pattern in _SCAN_PROGRAMS.get(program, ()) if runs(words, tuple(pattern.split()))), "")
    if pattern == "dotnet list" and "--vulnerable" not in words:
        return ""
    return pattern if pattern and _scans_packages(command) else ""


def _scans_packages(command: Command) -> bool:
    """Whether packages are looked up: scanners of many things may be told to look at configuration or secrets alone."""
    words = command.words
    if {"--version", "--help", "version", "install", "config", "auth", "login", "--download-db-only", "db", "sbom", "clean", "plugin", "code", "iac", "fix", "signatures"}.intersection(words[1:4]):
        return False
    scanners = command.given("scanners") or command.given("security-checks") or next((words[index + 1] for index, word in enumerate(words[:-1]) if word in ("--scanners", "--security-checks")), "")
    scanners = scanners or next((word.partition("=")[2] for word in words if word.startswith(("--scanners=", "--security-checks="))), "")
    if scanners and "vuln" not in scanners:
        return False
    return command.given("scan-type") != "config"


def reports_only(command: Command) -> bool:
    """Whether a scanner is told to succeed whatever it finds."""
    if any(_REPORT_ONLY.match(word) for word in command.words) or any(
        word == "--exit-code" and command.words[index + 1] == "0" for index, word in enumerate(command.words[:-1])
    ):
        return True
    return command.given("exit-code") == "0" or command.given("fail-build") == "false" or command.given("warn-only") == "true" or command.given("soft_fail") == "true"
