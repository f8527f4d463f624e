"""What marks Micronaut controllers."""

from __future__ import annotations

from readiness.scan import Pattern

MARKED = Pattern(literals=("io.micronaut.http.annotation",), languages=("java", "kotlin"), once=True)
