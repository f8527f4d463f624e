"""What a machine-readable description of an API is, whatever its format; one module reads each format."""

from __future__ import annotations

from typing import Literal, TypeAlias

from readiness.records import dataclass

Kind: TypeAlias = Literal["openapi", "graphql", "protobuf", "asyncapi"]


@dataclass(frozen=True, slots=True)
class Error:
    """One thing wrong with a document: a sentence that quotes names only, never values, and the place."""

    message: str
    path: str
    line: int | None = None


@dataclass(frozen=True, slots=True)
class ApiDocument:
    """One committed description of an API.

    `version` is the version of the format, "" where a format has none. `operations` counts method and path pairs, root fields of a
    GraphQL schema, methods of Protocol Buffers services, or channels; `writes` those of them that change something, the first in
    line `written`. `problem` says why the text could not be read; `foreign` says why it describes somebody else's API, "" when it
    does not; `outline` marks a document so large, or so `templated`, that only its outline was read.
    """

    kind: Kind
    version: str
    path: str
    line: int
    operations: int
    writes: int = 0
    written: int | None = None
    title: str = ""
    problem: Error | None = None
    foreign: str = ""
    outline: bool = False
    templated: bool = False

    @property
    def format(self) -> str:
        """The format as people write it: `OpenAPI 3.1`, `Swagger 2.0`, `GraphQL SDL`."""
        if self.kind == "openapi":
            short = ".".join(self.version.split(".")[:2])
            return f"Swagger {short}" if short.startswith(("1", "2")) else f"OpenAPI {short}".rstrip()
        return {"graphql": "GraphQL SDL", "protobuf": "Protocol Buffers", "asyncapi": f"AsyncAPI {self.version}".rstrip()}[self.kind]

    @property
    def unit(self) -> str:
        """What `operations` counts, with its number."""
        word = {"openapi": "operation", "graphql": "root field", "protobuf": "method", "asyncapi": "channel"}[self.kind]
        return f"{self.operations} {word}{'' if self.operations == 1 else 's'}"
