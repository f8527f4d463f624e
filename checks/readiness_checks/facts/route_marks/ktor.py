"""What marks Ktor routing."""

from __future__ import annotations

from readiness.scan import Pattern

MARKED = Pattern(literals=("io.ktor.server.routing", "io.ktor.routing", "io.ktor.server.resources"), languages=("kotlin",), once=True)
