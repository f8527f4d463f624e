"""What marks Django's URL configuration."""

from __future__ import annotations

from readiness.scan import Pattern

ROOTS = Pattern(literals=("ROOT_URLCONF",), regex=r"\bROOT_URLCONF\s*=\s*[\"']([\w.]{1,200})[\"']", languages=("python",))
REGISTERS = Pattern(
    literals=(".register(", ".registry.extend("), regex=r"\.(?:register\(|registry\.extend\()", languages=("python",), once=True
)
