"""What marks Jakarta REST resources."""

from __future__ import annotations

from readiness.scan import Pattern

MARKED = Pattern(literals=("ws.rs.",), regex=r"^import (?:static )?(?:jakarta|javax)\.ws\.rs\.", languages=("java", "kotlin"), once=True)
APPLICATION = Pattern(literals=("@ApplicationPath(",), languages=("java", "kotlin"), once=True)
