"""What marks routes that files serve by where they are."""

from __future__ import annotations

from readiness.scan import Pattern

_NAMES = tuple(f"{stem}.{suffix}" for stem in ("route", "+server") for suffix in ("ts", "js", "tsx", "mjs"))
EXPORTED = Pattern(
    literals=("export ",),
    regex=r"(?m)^export\s+(?:(?:const|let|async\s+function|function)\s+(GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS)\b"
    r"|(?:const\s*)?\{([^}]{0,300})\})",
    names=_NAMES,
    lines=8,
)
PAGED = Pattern(literals=("export default", "module.exports", " as default"), languages=("javascript", "typescript"), once=True)
