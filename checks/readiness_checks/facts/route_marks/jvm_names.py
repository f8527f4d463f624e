"""What marks JVM constants and inheritance."""

from __future__ import annotations

from readiness.scan import Pattern

CONSTANTS = Pattern(literals=("const val ",), regex=r"^(?:public |internal )?const val (\w{1,80})", languages=("kotlin",))
IMPLEMENTS = Pattern(
    literals=(" implements ",),
    regex=r"\bclass\s+(\w{1,100})[^{;\n]{0,200}?\s+implements\s+([^{;\n]{1,300})",
    languages=("java",),
    lines=2,
)
