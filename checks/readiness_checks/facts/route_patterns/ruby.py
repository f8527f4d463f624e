"""Route declarations in Ruby: Rails' routes, Sinatra, Grape."""

from __future__ import annotations

from readiness.scan import Pattern

_RUBY = ("ruby",)
_VERBS = ("get", "post", "put", "patch", "delete")

ROUTES: dict[str, Pattern] = {
    "rails": Pattern(
        literals=tuple(f"{verb} {start}" for verb in _VERBS for start in ('"', "'", ":")),
        regex=r"(?m)^\s*(get|post|put|patch|delete)\s+[\"':]([^\"'\s,]{1,200})[\"']?\s*(?:,|=>|\bdo\b|$)",
        languages=_RUBY,
    ),
    "rails/parenthesis": Pattern(
        literals=tuple(f"{verb}({quote}" for verb in _VERBS for quote in "\"'"),
        regex=r"(?m)^\s*(get|post|put|patch|delete)\([\"']([^\"'\s,]{1,200})[\"']\s*[,)]",
        languages=_RUBY,
    ),
    "rails/match": Pattern(
        literals=("match ",),
        regex=r"(?m)^\s*()match\s+[\"']([^\"'\n]{1,200})[\"'][^\n]{0,200}?via:\s*([^\n]{1,120})",
        languages=_RUBY,
    ),
}  # fmt: skip
PREFIXES: dict[str, Pattern] = {}
# `resources :articles, only: [...]`: the name, the rest of the line.
RESOURCES = Pattern(
    literals=("resources ", "resource ", "resources(", "resource("),
    regex=r"(?m)^\s*(resources?)[ (]\s*[\"']?:?\"?(\w{1,80})([^\n]{0,300})",
    languages=_RUBY,
)
