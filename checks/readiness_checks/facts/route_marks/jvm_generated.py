"""What marks Maven and Gradle generators of interfaces."""

from __future__ import annotations

from readiness.scan import Pattern

INPUTS = Pattern(
    literals=("inputSpec", "swaggerInput", "openapi-file"),
    regex=r"(?:inputSpec|swaggerInput)\b(?:>|\s*(?:=|\.set\s*\()?)\s*(?:file\()?\s*[\"']?([^<>\"'\n]{1,200})",
    names=("pom.xml", "build.gradle", "build.gradle.kts"),
    roles=("source", "configuration", "data"),
)
