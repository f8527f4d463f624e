"""Whether the database connections that production configuration spells out are encrypted."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Severity, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.connection_tls import Spelled
from readiness_checks.facts.production_connections import spelled_connections

REMEDY = "Require TLS and check the server's certificate (`sslmode=verify-full`, `sslMode=VERIFY_IDENTITY`, `Encrypt=Strict`)."
MESSAGES: dict[str, tuple[str, Severity]] = {
    "off": ("{what} is not encrypted: {words}", "high"),
    "optional": ("{what} falls back to plain text: {words}", "medium"),
    "unverified": ("{what} is encrypted, but takes any certificate: {words}", "medium"),
    "unsaid": ("{what} does not ask for TLS", "medium"),
}


@check("data.connection-encrypted", title="Database connections are encrypted", tier="enterprise", weight=1, demands=("E13",))
def connection_encrypted(repo: Repo) -> Verdict:
    """Every connection that is spelled out must require TLS; what is read whole from a secret is not seen."""
    found = spelled_connections(repo)
    if not found:
        return NotApplicable("no production configuration spells out a database connection")
    findings = tuple(_finding(item) for item in found if item.encryption != "required")
    evidence = tuple(Evidence(f"{item.what}: {item.words}", item.path, item.line) for item in found if item.encryption == "required")[:5]
    return Fail(findings[:20], evidence) if findings else Pass(evidence)


def _finding(item: Spelled) -> Finding:
    message, severity = MESSAGES[item.encryption]
    return Finding(message.format(what=item.what, words=item.words), item.path, item.line, severity=severity, remedy=REMEDY)
