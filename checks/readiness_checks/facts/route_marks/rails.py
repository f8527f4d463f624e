"""What marks Rails routes."""

from __future__ import annotations

from readiness.scan import Pattern

DRAWS = Pattern(literals=("routes.draw", "Routes.draw", ".add_routes", ".draw_routes"), languages=("ruby",), once=True)
API_ONLY = Pattern(literals=("config.api_only",), regex=r"config\.api_only\s*=\s*true", languages=("ruby",), once=True)
