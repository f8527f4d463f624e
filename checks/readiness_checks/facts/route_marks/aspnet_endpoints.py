"""What marks ASP.NET Core's minimal endpoints."""

from __future__ import annotations

from readiness.scan import Pattern

VERSIONS = Pattern(
    literals=("HasApiVersion(", "new ApiVersion("),
    regex=r"(?:HasApiVersion|new ApiVersion)\(\s*(?:new\s+ApiVersion\s*\(\s*)?(\d{1,3})(?:,\s*0)?(?:\.0)?\s*\)",
    languages=("csharp",),
)
MAPPED = Pattern(
    literals=(
        ".MapGet(", ".MapPost(", ".MapPut(", ".MapPatch(", ".MapDelete(", ".MapMethods(", ".MapGroup(", ".MapIdentityApi<", ".Map(",
        "IEndpointRouteBuilder", "RouteGroupBuilder", "WebApplication",
    ),
    languages=("csharp",),
    once=True,
)  # fmt: skip
