"""What marks Spring's mappings and settings."""

from __future__ import annotations

from readiness.scan import Pattern

MARKED = Pattern(
    literals=("@RestController", "@Controller", "Mapping(", "Mapping\n", "@RepositoryRest", "@BasePathAwareController"),
    languages=("java", "kotlin"),
    once=True,
)
PREFIXED = Pattern(
    literals=("addPathPrefix(",),
    regex=r"addPathPrefix\(\s*(?:\"([^\"\n]{0,100})\"|[^,\n]{1,100}),\s*([^;\n]{0,200})",
    languages=("java", "kotlin"),
    lines=3,
)
# What Spring Security itself serves.
SECURITY = Pattern(
    literals=("logoutUrl", "loginProcessingUrl"),
    regex=r"\b(?:logoutUrl|loginProcessingUrl)\s*[(=]\s*\"(/[^\"\n]{0,200})\"",
    languages=("java", "kotlin"),
)
# Routes as functions, in Java's builders and Kotlin's DSL.
FUNCTIONAL = Pattern(
    literals=("web.reactive.function.server", "web.servlet.function", "function.server.router", "function.router"),
    regex=r"^import (?:static )?org\.springframework\.web\.(?:reactive\.function\.server|servlet\.function)\."
    r"(?:RouterFunction|\*|router\b|coRouter\b)",
    languages=("java", "kotlin"),
    once=True,
)
ACTUATOR = Pattern(
    literals=("spring-boot-starter-actuator",),
    names=("pom.xml", "build.gradle", "build.gradle.kts"),
    roles=("source", "configuration", "data"),
    once=True,
)
