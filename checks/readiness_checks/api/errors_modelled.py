"""Whether callers can rely on the form of errors: described for each operation, or made in one place."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.api_documents import ApiDocument
from readiness_checks.facts.api_generators import generated_apis
from readiness_checks.facts.api_operations import ApiOperation, described_operations, openapi_of
from readiness_checks.facts.apis import apis
from readiness_checks.facts.errors_modelled import DeclaredErrors, ErrorModel, declared_errors, error_handlers

DESCRIBE = "Describe its 4xx and 5xx responses, or a `default` one, with the schema that all errors share."
HANDLE = "Answer every failure in one place with one documented form, such as problem+json (RFC 9457)."


@component_check("api.errors-modelled", title="Errors have one documented form", tier="production", weight=3, demands=("D1", "E1"))
def errors_modelled(repo: Repo, component: Component) -> Verdict:
    served = next((api for api in apis(repo, component) if api.style == "rest"), None)
    documents = openapi_of(repo, component)
    if served is None and not documents:
        return NotApplicable("it serves no REST API")
    described = [(document, operations) for document in documents if (operations := _asked(repo, document))]
    handlers = error_handlers(repo, component)
    if described:
        return _of_documents(described, handlers)
    if documents:
        return Unknown(f"{documents[0].path} cannot be read operation by operation")
    generators = [made for made in generated_apis(repo, component) if made.style == "rest"]
    declared = declared_errors(repo, component) if generators else DeclaredErrors(())
    evidence = tuple(Evidence(model.name, model.path, model.line) for model in (*handlers, *declared.models))
    if handlers or (declared.models and declared.met >= declared.total):
        return Pass(evidence[:5])
    place = served or generators[0]
    if declared.met:
        message = f"{declared.total - declared.met} of {declared.total} routes declare no error with a schema"
        return Partial(declared.met, declared.total, (Finding(message, place.path, place.line, remedy=HANDLE),), evidence[:5])
    return Fail((Finding("no one place gives errors their form, and no description declares one", place.path, place.line, remedy=HANDLE),))


def _asked(repo: Repo, document: ApiDocument) -> list[ApiOperation]:
    """The operations that may fail; those whose responses stand outside the repository cannot be judged."""
    return [
        operation
        for operation in described_operations(repo, document)
        if not operation.operational and (_modelled(operation) or not any(response.modelled is None for response in operation.responses))
    ]


def _modelled(operation: ApiOperation) -> bool:
    return any(response.is_error and response.modelled for response in operation.responses)


def _of_documents(described: list[tuple[ApiDocument, list[ApiOperation]]], handlers: tuple[ErrorModel, ...]) -> Verdict:
    met = total = 0
    evidence = []
    findings: list[Finding] = []
    for document, operations in described:
        silent = [operation for operation in operations if not _modelled(operation)]
        told = len(operations) - len(silent)
        met, total = met + told, total + len(operations)
        if told:
            note = f"{told} of {len(operations)} operations describe an error response with a schema"
            evidence.append(Evidence(note, document.path, document.line))
            findings += [_finding(operation) for operation in silent]
        else:
            message = f"none of {len(operations)} operations describes an error response with a schema"
            findings.append(Finding(message, document.path, document.line, remedy=DESCRIBE))
    evidence += [Evidence(model.name, model.path, model.line) for model in handlers]
    if not findings:
        return Pass(tuple(evidence[:5]))
    credit = max(met, total / 2) if handlers else met
    return Partial(credit, total, tuple(findings), tuple(evidence[:5])) if credit else Fail(tuple(findings))


def _finding(operation: ApiOperation) -> Finding:
    bare = any(response.is_error for response in operation.responses)
    message = "describes its errors without a schema" if bare else "describes no error response"
    return Finding(message, operation.file, operation.line, f"{operation.method} {operation.path}", "low", DESCRIBE)
