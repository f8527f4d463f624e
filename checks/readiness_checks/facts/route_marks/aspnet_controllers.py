"""What marks ASP.NET Core controllers."""

from __future__ import annotations

from readiness.scan import Pattern

CONTROLLERS = Pattern(
    literals=(
        "[HttpGet",
        "[HttpPost",
        "[HttpPut",
        "[HttpDelete",
        "[HttpPatch",
        "[Route(",
        "[ApiController",
        ": Controller",
        "ControllerBase",
    ),
    languages=("csharp",),
    once=True,
)
CONVENTIONS = Pattern(
    literals=("MapControllerRoute(", "MapDefaultControllerRoute(", "MapAreaControllerRoute(", ".MapRoute("),
    languages=("csharp",),
    once=True,
)
SLUGGED = Pattern(literals=("RouteTokenTransformerConvention(",), languages=("csharp",), once=True)
