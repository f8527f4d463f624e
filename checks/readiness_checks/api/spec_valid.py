"""Whether the committed descriptions of APIs hold to their standards."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Severity, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.api_documents import ApiDocument, Validation, documents_of, validate

SHOWN = 5  # findings of one document; the first ones usually explain the rest


@component_check("api.spec-valid", title="API specifications are valid", tier="production", weight=3, demands=("D1",))
def spec_valid(repo: Repo, component: Component) -> Verdict:
    committed = documents_of(repo, component)
    documents = [document for document in committed if document.operations or document.problem]
    if not documents:
        return NotApplicable(
            f"{committed[0].path} describes no operation" if committed else "no machine-readable description of an API is committed"
        )
    judged = [(document, validate(repo, document)) for document in documents]
    whole = [(document, validation) for document, validation in judged if validation.complete or validation.errors]
    if not whole:
        document, validation = judged[0]
        return Unknown(f"{document.path} {validation.reason}")
    valid = [(document, validation) for document, validation in whole if not validation.errors]
    evidence = tuple(Evidence(_note(document, validation), document.path, document.line) for document, validation in valid[:5])
    findings = tuple(finding for document, validation in whole for finding in _findings(document, validation))
    left = [Evidence(f"{validation.reason}", document.path) for document, validation in judged if validation.reason][:1]
    if not findings:
        return Pass((*evidence, *left))
    return Partial(len(valid), len(whole), findings, evidence) if valid else Fail(findings, evidence)


def _note(document: ApiDocument, validation: Validation) -> str:
    note = f"{document.format}, {document.unit}, valid"
    outside = len(validation.external)
    if not outside:
        return note
    return f"{note}; {outside} reference{'' if outside == 1 else 's'} outside the repository not followed: {validation.external[0]}"


def _findings(document: ApiDocument, validation: Validation) -> list[Finding]:
    severity: Severity = "high" if document.problem else "medium"
    remedy = "Mend the document; a linter such as Spectral or Redocly in CI keeps it so."
    found = [Finding(error.message, error.path, error.line, "", severity, remedy) for error in validation.errors[:SHOWN]]
    if len(validation.errors) > SHOWN:
        found.append(
            Finding(f"{len(validation.errors) - SHOWN} more errors in this document", document.path, severity="low", remedy=remedy)
        )
    return found
