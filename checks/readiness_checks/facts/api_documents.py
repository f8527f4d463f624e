"""The descriptions of APIs that are committed: OpenAPI, AsyncAPI, GraphQL schemas, Protocol Buffers services."""

from __future__ import annotations

from readiness.model import Component
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.descriptions import ApiDocument, Error, Kind
from readiness_checks.facts.descriptions.graphql import graphql_documents, graphql_errors
from readiness_checks.facts.descriptions.openapi import openapi_documents
from readiness_checks.facts.descriptions.openapi_validation import external_references, openapi_errors, reference_errors
from readiness_checks.facts.descriptions.protobuf import proto_documents, proto_errors

__all__ = ["ApiDocument", "Error", "Kind", "Validation", "api_documents", "describing", "documents_of", "others_documents", "validate"]

_LARGE = "is too large to be held to its standard here"
_TEMPLATE = "is the template of a document"
_DESCRIBES: dict[Kind, str] = {"openapi": "rest", "graphql": "graphql", "protobuf": "grpc", "asyncapi": "websocket"}


@dataclass(frozen=True, slots=True)
class Validation:
    """What holding a document to its standard gave. `reason` says why not all of it could be, "" when it could.

    `external` lists the references that leave the repository; they are never followed.
    """

    errors: tuple[Error, ...]
    external: tuple[str, ...] = ()
    reason: str = ""

    @property
    def complete(self) -> bool:
        """Whether the whole document was held to its standard."""
        return not self.reason


@fact
def api_documents(repo: Repo) -> tuple[ApiDocument, ...]:
    """Every description in the repository's own files, those of others' APIs (`foreign`) included, sorted by path."""
    return tuple(sorted((*openapi_documents(repo), *graphql_documents(repo), *proto_documents(repo)), key=lambda document: document.path))


@fact
def documents_of(repo: Repo, component: Component) -> tuple[ApiDocument, ...]:
    """The descriptions that lie in the component, or where they serve every component; others' APIs left out."""
    return tuple(document for document in api_documents(repo) if not document.foreign and meant_for(repo, component, document.path))


def describing(documents: tuple[ApiDocument, ...], styles: tuple[str, ...]) -> tuple[ApiDocument, ...]:
    """The documents that describe APIs of these styles, the most telling first."""
    told = [document for document in documents if _DESCRIBES[document.kind] in styles]
    return tuple(sorted(told, key=lambda document: (-document.operations, document.path)))


@fact
def others_documents(repo: Repo, component: Component) -> tuple[ApiDocument, ...]:
    """The descriptions of others' APIs that lie in the component."""
    return tuple(document for document in api_documents(repo) if document.foreign and meant_for(repo, component, document.path))


@fact
def validate(repo: Repo, document: ApiDocument) -> Validation:
    """Hold a document to its standard. One that does not parse has that as its only error."""
    if document.problem is not None:
        return Validation((document.problem,))
    if document.kind == "graphql":
        found = graphql_errors(repo, document.path)
        return Validation(found or (), reason="" if found is not None else _LARGE)
    if document.kind == "protobuf":
        found = proto_errors(repo, document.path)
        return Validation(found or (), reason="" if found is not None else _LARGE)
    if document.outline:
        return Validation((), reason=_TEMPLATE if document.templated else _LARGE)
    if document.kind == "asyncapi":
        return Validation(reference_errors(repo, document.path), external_references(repo, document.path))
    return Validation(openapi_errors(repo, document.path), external_references(repo, document.path))
