"""Route declarations in C#: ASP.NET Core's minimal APIs and controllers, FastEndpoints."""

from __future__ import annotations

from readiness.scan import Pattern

_CSHARP = ("csharp", "fsharp", "vb")

ROUTES: dict[str, Pattern] = {
    "aspnet-core": Pattern(
        literals=(".MapGet(", ".MapPost(", ".MapPut(", ".MapPatch(", ".MapDelete("),
        regex=r"\.Map(Get|Post|Put|Patch|Delete)\(\s*(?:[\w.]{1,80}\s*,\s*)?(?:pattern:\s*)?(?:[@$]{0,2}\"([^\"\n]{0,200})\")?",
        languages=_CSHARP,
        lines=3,
    ),
    "aspnet-core/attribute": Pattern(
        literals=("[HttpGet", "[HttpPost", "[HttpPut", "[HttpPatch", "[HttpDelete"),
        regex=r"\[Http(Get|Post|Put|Patch|Delete)\b(?:\(\s*(?:template:\s*)?[@$]{0,2}\"([^\"\n]{0,200})\")?",
        languages=_CSHARP,
    ),
    "fast-endpoints": Pattern(
        literals=tuple(f'{verb}("' for verb in ("Get", "Post", "Put", "Patch", "Delete")),
        regex=r"(?m)^\s*(Get|Post|Put|Patch|Delete)\(\"(/?[^\"\n]{0,200})\"\)\s*;",
        languages=_CSHARP,
    ),
}  # fmt: skip
PREFIXES: dict[str, Pattern] = {
    "aspnet-core": Pattern(
        literals=("[Route(",),
        regex=r"\[Route\(\s*[@$]{0,2}\"([^\"\n]{0,200})\"[\s\S]{0,400}?\bclass\s",
        languages=_CSHARP,
        lines=12,
    ),
}
