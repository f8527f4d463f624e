"""Whether files that exist to hold secrets stay out of the tree."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Partial, Pass, Severity, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.dotenv import SecretFile, secret_files

_HELD: dict[str, tuple[Severity, str]] = {
    "secrets": ("high", "holds secrets"),
    "settings": ("medium", "holds working settings"),
    "placeholders": ("low", "holds only placeholders, and waits for the first real value"),
}
_REMEDY = "Take it out of the index (git rm --cached), ignore it, commit an example with placeholders, and change what it gave away."


@check(
    "secrets.env-files-untracked",
    title="Dotenv files, key stores and state files are not tracked",
    tier="mvp",
    weight=3,
    demands=("E12",),
    essential=True,
)
def env_files_untracked(repo: Repo) -> Verdict:
    """Judge the files whose kind is to hold secrets; half where all of them hold placeholders."""
    if not repo.files:
        return NotApplicable("there are no files")
    found = secret_files(repo)
    findings = tuple(_finding(file) for file in found if file.real)
    harmless = tuple(Evidence(f"{file.kind}: {file.content}", file.path) for file in found if not file.real)[:5]
    if not findings:
        count = f"{len(repo.files)} files" if len(repo.files) > 1 else "1 file"
        return Pass(harmless or (Evidence(f"no dotenv file, key store, state file or kubeconfig among {count}"),))
    if all(file.content == "placeholders" for file in found if file.real):
        return Partial(1, 2, findings, harmless)
    return Fail(findings, harmless)


def _finding(file: SecretFile) -> Finding:
    severity, held = _HELD[file.content]
    names = f": {', '.join(file.names[:3])}{', …' if len(file.names) > 3 else ''}" if file.names else ""
    return Finding(f"a tracked {file.kind} {held}{names}", file.path, file.line, severity=severity, remedy=_REMEDY)
