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
# descriptions that take in nothing but what belongs to a group by name
GROUPED = Pattern(
    literals=("ShouldInclude", "DocInclusionPredicate"),
    regex=r"(?:ShouldInclude|DocInclusionPredicate)(?:(?!null|Empty|\?\?)[^;]){0,200}?GroupName ==(?!\s*null)(?:(?!\|\||null)[^;]){0,100};",
    languages=("csharp",),
    lines=4,
    once=True,
)
