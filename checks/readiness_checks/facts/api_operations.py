"""The operations that committed OpenAPI documents describe, each with its place in the file that declares it."""

from __future__ import annotations

from dataclasses import dataclass

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, mapping, sequence, string
from readiness_checks.facts.descriptions import ApiDocument
from readiness_checks.facts.descriptions.openapi import content_of, operations_of

_SERVER = Regex(r"^(?:[a-z]{2,5}:)?//[^/]*")


@dataclass(frozen=True, slots=True)
class ApiOperation:
    """One operation: upper-case method, path as written, and its place (`file` may be another one than the document's).

    `bases` are the path prefixes that its servers or `basePath` put before it, without trailing slash, "" for none.
    """

    method: str
    path: str
    file: str
    line: int
    bases: tuple[str, ...] = ("",)


@fact
def api_operations(repo: Repo, document: ApiDocument) -> tuple[ApiOperation, ...] | None:
    """The operations of an OpenAPI document in the order of the text; None where it cannot be read."""
    root = content_of(repo, document.path).value
    if document.kind != "openapi" or document.outline or not isinstance(root, Map):
        return None
    bases = _bases(root)
    return tuple(
        ApiOperation(method.upper(), path, document.path, line, bases) for method, path, _, line in operations_of(repo, root, document.path)
    )


def _bases(root: Map) -> tuple[str, ...]:
    if "swagger" in root:
        return (string(root.get("basePath")).rstrip("/"),)
    urls = [string(mapping(server).get("url")) for server in sequence(root.get("servers"))]
    return tuple(dict.fromkeys(_SERVER.sub("", url).rstrip("/") for url in urls)) or ("",)
