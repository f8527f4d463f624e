"""What marks Grape APIs."""

from __future__ import annotations

from readiness.scan import Pattern

CLASSES = Pattern(literals=("Grape::API",), regex=r"<\s*(?:::)?Grape::API", languages=("ruby",), once=True)
