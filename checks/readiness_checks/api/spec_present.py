"""Whether each API is described for machines: a committed document, or one that its framework generates from the code."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.api_documents import describing, documents_of, others_documents
from readiness_checks.facts.api_generators import generated_apis
from readiness_checks.facts.apis import apis

REMEDY = "Commit an OpenAPI document, a GraphQL schema or .proto files of this API, or wire in your framework's generator."


@component_check(
    "api.spec-present",
    title="The API has a machine-readable specification",
    tier="mvp",
    weight=5,
    demands=("D1", "E1"),
    essential=True,
)
def spec_present(repo: Repo, component: Component) -> Verdict:
    served = [api for api in apis(repo, component) if api.style != "websocket"]
    documents = describing(documents_of(repo, component), tuple(api.style for api in served))
    if not served or (component.kind == "repository" and not documents):
        return NotApplicable("it serves no REST, GraphQL or gRPC API")
    committed = [
        Evidence(f"{document.format}, {document.unit}", document.path, document.line) for document in documents if document.operations
    ]
    generated = [
        Evidence(f"{made.name} generates the description from code", made.path, made.line) for made in generated_apis(repo, component)
    ]
    if committed or generated:
        return Pass((*committed[:3], *generated[:2]))
    broken = next((document for document in documents if document.problem is not None), None)
    if broken is not None:
        return Unknown(f"{broken.path} does not parse")
    empty = [
        Finding(f"{document.format} document describes no operation", document.path, document.line, remedy=REMEDY) for document in documents
    ]
    foreign = tuple(Evidence(f"not this API's own: {other.foreign}", other.path, other.line) for other in others_documents(repo, component))
    missing = [
        Finding(f"no specification describes the {_NAMES[api.style]} API ({api.note})", api.path, api.line, severity="high", remedy=REMEDY)
        for api in served
    ]
    return Fail(tuple(empty or missing), foreign[:3])


_NAMES = {"rest": "REST", "graphql": "GraphQL", "grpc": "gRPC"}
