"""What marks FastEndpoints."""

from __future__ import annotations

from readiness.scan import Pattern

ENDPOINTS = Pattern(
    literals=(": Endpoint", ": Ep.", ": EndpointWithoutRequest"),
    regex=r":\s*(?:Endpoint(?:WithoutRequest|WithMapping|WithMapper)?\s*<|EndpointWithoutRequest\b|Ep\.)",
    languages=("csharp",),
    once=True,
)
PREFIX = Pattern(literals=("RoutePrefix",), regex=r"\.RoutePrefix\s*=\s*([^;\n]{1,100})", languages=("csharp",))
VERSIONED = Pattern(literals=("Versioning.",), regex=r"\.Versioning\.(Prefix|PrependToRoute|DefaultVersion)\s*=", languages=("csharp",))
