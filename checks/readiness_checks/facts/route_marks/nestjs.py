"""What marks NestJS controllers."""

from __future__ import annotations

from readiness.scan import Pattern

CONTROLLERS = Pattern(
    literals=("@Controller(", "@Get(", "@Post(", "@TypedRoute.", "@TsRestHandler("), languages=("javascript", "typescript"), once=True
)
ROUTED = Pattern(literals=("RouterModule.register(", "RouterModule.forRoutes("), languages=("typescript", "javascript"), once=True)
