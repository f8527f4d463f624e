"""Whether an API states its own version, so that it can change without breaking those who call it."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.api_documents import describing, documents_of
from readiness_checks.facts.api_versions import api_versioning
from readiness_checks.facts.apis import apis

REMEDY = "Put a version into the paths (`/v1`), the proto package (`orders.v1`) or a header, or write down how the API changes."


@component_check("api.versioned", title="The API states its version", tier="production", weight=2, demands=("E1", "Q3"))
def versioned(repo: Repo, component: Component) -> Verdict:
    served = [api for api in apis(repo, component) if api.style in ("rest", "grpc")]
    documents = describing(documents_of(repo, component), ("rest", "grpc"))
    described = [document for document in documents if document.operations]
    if not served and not described:
        return NotApplicable("it serves no REST or gRPC API")
    stated = api_versioning(repo, component)
    if stated:
        return Pass(tuple(Evidence(one.note, one.path, one.line) for one in stated[:4]))
    path, line = (served[0].path, served[0].line) if served else (described[0].path, described[0].line)
    return Fail((Finding("no path, package, header or written policy states the version of the API", path, line, remedy=REMEDY),))
