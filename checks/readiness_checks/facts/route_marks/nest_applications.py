"""What marks NestJS applications."""

from __future__ import annotations

from readiness.scan import Pattern

STARTED = Pattern(
    literals=("NestFactory.create", ".setGlobalPrefix(", ".enableVersioning("), languages=("javascript", "typescript"), once=True
)
CONFIGURED = Pattern(literals=("registerAs(", "registerAs<"), languages=("javascript", "typescript"), once=True)
