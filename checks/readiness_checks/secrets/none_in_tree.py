"""Whether no credential stands in a tracked file."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Severity, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.credentials import Credential, Nature, credentials, files_read, formats_known

_SEVERITY: dict[Nature, Severity] = {
    "provider": "high", "private key": "high", "address": "high", "signing key": "high", "assignment": "medium", "sandbox": "low",
}  # fmt: skip
_REMEDY: dict[Nature, str] = {
    "provider": "Revoke it at the provider now: taking it out of the tree is not enough. Then read it from the environment or a manager.",
    "sandbox": "Read it from the environment; replace it where it opens more than a sandbox.",
    "private key": "Make a new key, take this one out of use, and hand keys over through a secret manager.",
    "address": "Change the password, then read the whole address from the environment or a secret manager.",
    "signing key": "Read it from the environment and refuse to start without it; whoever reads this file can sign sessions and tokens.",
    "assignment": "Change it, then read it from the environment or a secret manager.",
}


@check("secrets.none-in-tree", title="No credential stands in the tree", tier="mvp", weight=5, demands=("E12", "R7"), essential=True)
def none_in_tree(repo: Repo) -> Verdict:
    """Judge what the scan for credentials found; keys of a provider's sandbox are notes."""
    count = files_read(repo)
    if not count:
        return NotApplicable("there is no file to read")
    found = credentials(repo)
    notes = tuple(_finding(item) for item in found if item.nature == "sandbox")
    wrong = tuple(_finding(item) for item in found if item.nature != "sandbox")
    if wrong:
        return Fail((*wrong, *notes))
    files = "1 file" if count == 1 else f"{count} files"
    sought = f"more than {formats_known()} formats of credentials, and for private keys, passwords in addresses and signing keys"
    return Pass((Evidence(f"{files} read for {sought}"),), notes)


def _finding(item: Credential) -> Finding:
    article = "an" if item.kind[0] in "AEIOaeio" and not item.kind.startswith("one") else "a"
    return Finding(
        f"{article} {item.kind} stands in the file: {item.redacted}",
        item.path,
        item.line,
        severity=_SEVERITY[item.nature],
        remedy=_REMEDY[item.nature],
        caps_score=item.nature == "provider" and item.live,
    )
