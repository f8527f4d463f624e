"""What marks Symfony routes."""

from __future__ import annotations

from readiness.scan import Pattern

MARKED = Pattern(
    literals=("#[Route(", "@Route(", "#[Rest\\", "@Rest\\", "ApiResource"),
    regex=r"#\[(?:\w+\\)*(?:Route|Rest\\\w+|ApiResource)\b|@(?:Rest\\)?(?:Route|Get|Post|Put|Patch|Delete)\(|\bApiResource\b",
    languages=("php",),
    once=True,
    comments=True,
)
