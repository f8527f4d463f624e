"""Route declarations in Elixir: Phoenix routers and Plug."""

from __future__ import annotations

from readiness.scan import Pattern

_ELIXIR = ("elixir",)

ROUTES: dict[str, Pattern] = {
    "phoenix": Pattern(
        literals=tuple(f"{verb}{start}" for verb in ("get", "post", "put", "patch", "delete", "live") for start in (' "', '("')),
        regex=r"(?m)^\s*(get|post|put|patch|delete|live)[ (]\s*\"([^\"\n]{0,200})\"\s*(?:,|do\b)",
        languages=_ELIXIR,
    ),
}  # fmt: skip
PREFIXES: dict[str, Pattern] = {}
# `resources "/articles", ArticleController, only: [...]`: the call, the name, the rest of the line.
RESOURCES = Pattern(
    literals=("resources ", "resources("),
    regex=r"(?m)^\s*(resources)[ (]\s*\"([^\"\n]{1,200})\"([^\n]{0,300})",
    languages=_ELIXIR,
)
