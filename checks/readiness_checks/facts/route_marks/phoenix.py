"""What marks Phoenix and Plug routers."""

from __future__ import annotations

from readiness.scan import Pattern

ROUTERS = Pattern(
    literals=(", :router", "Phoenix.Router", "Plug.Router"),
    regex=r"^\s*use[ (]\s*(?:[\w.]+,\s*:router\b|Phoenix\.Router|Plug\.Router)",
    languages=("elixir",),
    once=True,
)
