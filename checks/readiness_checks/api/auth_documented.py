"""Whether the description of an API says of every operation who may call it."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.api_operations import ApiOperation, described_operations, openapi_of, security_schemes

DEFINE = "Define the schemes under `components.securitySchemes` and require one with `security`, for all operations or for each."
COVER = "Require a scheme with `security`, or write `security: []` where the operation is open on purpose."


@component_check("api.auth-documented", title="Every operation documents its authentication", tier="production", weight=2, demands=("E3",))
def auth_documented(repo: Repo, component: Component) -> Verdict:
    documents = openapi_of(repo, component)
    if not documents:
        return NotApplicable("no OpenAPI document is committed")
    judged = [(document, _asked(described_operations(repo, document))) for document in documents]
    readable = [(document, operations) for document, operations in judged if operations]
    if not readable:
        return Unknown(f"{documents[0].path} cannot be read operation by operation")
    met = total = 0
    findings: list[Finding] = []
    evidence: list[Evidence] = []
    for document, operations in readable:
        schemes = security_schemes(repo, document)
        open_ones = [operation for operation in operations if not _covered(operation, schemes)]
        met, total = met + len(operations) - len(open_ones), total + len(operations)
        if len(open_ones) < len(operations):
            named = ", ".join(f"`{name}`" for name in sorted(schemes)[:4])
            said = f"; schemes {named}" if schemes else ""
            covered = len(operations) - len(open_ones)
            evidence.append(Evidence(f"{covered} of {len(operations)} operations state their security{said}", document.path, document.line))
        if len(open_ones) == len(operations) and not any(operation.security for operation in operations):
            findings.append(Finding(_silent(len(operations), schemes), document.path, document.line, remedy=COVER if schemes else DEFINE))
        else:
            findings.extend(_finding(operation, schemes) for operation in open_ones)
    if not findings:
        return Pass(tuple(evidence[:5]))
    return Partial(met, total, tuple(findings), tuple(evidence[:5])) if met else Fail(tuple(findings))


def _asked(operations: tuple[ApiOperation, ...]) -> list[ApiOperation]:
    """The operations that must say who may call them: probes and the documentation are open everywhere."""
    asked = [operation for operation in operations if operation.security is not None or not operation.operational]
    return asked or list(operations)


def _covered(operation: ApiOperation, schemes: frozenset[str]) -> bool:
    """Whether callers know what to bring; an explicit empty requirement, or an empty alternative, is a decision."""
    required = operation.security
    return required is not None and (not required or any(schemes.issuperset(names) for names in required))


def _silent(count: int, schemes: frozenset[str]) -> str:
    defined = f"`{min(schemes)[:60]}` is defined and nothing requires it" if schemes else "no security scheme is defined and required"
    said = f"none of {count} operations says" if count > 1 else "the one operation does not say"
    return f"{said} who may call it: {defined}"


def _finding(operation: ApiOperation, schemes: frozenset[str]) -> Finding:
    unknown = sorted({name for names in operation.security or () for name in names} - schemes)
    message = f"requires the scheme `{unknown[0][:60]}`, which is not defined" if unknown else "does not say who may call it"
    return Finding(message, operation.file, operation.line, f"{operation.method} {operation.path}", remedy=COVER)
