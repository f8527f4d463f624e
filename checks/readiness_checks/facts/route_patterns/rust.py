"""Route declarations in Rust: Actix Web, Axum, Rocket, Poem, Warp."""

from __future__ import annotations

from readiness.scan import Pattern

_RUST = ("rust",)

ROUTES: dict[str, Pattern] = {
    "actix": Pattern(
        literals=("#[get(", "#[post(", "#[put(", "#[patch(", "#[delete("),
        regex=r"#\[(get|post|put|patch|delete)\(\s*\"([^\"\n]{0,200})\"",
        languages=_RUST,
    ),
    "axum": Pattern(
        literals=('.route("', ".route(\n", '.api_route("', ".api_route(\n", '.api_route_with("', ".api_route_with(\n"),
        regex=r"\.()(?:api_)?route(?:_with)?\(\s*\"([^\"\n]{0,200})\"\s*,\s*((?:\w{1,20}::){0,2}(?:get|post|put|patch|delete|any|method|on)[^\n]{0,300})",
        languages=_RUST,
        lines=4,
    ),
    "actix/resource": Pattern(
        literals=('resource("',),
        regex=r"(?:web::)?()resource\(\s*\"([^\"\n]{0,200})\"\s*\)",
        languages=_RUST,
    ),
    "poem": Pattern(
        literals=('.at("',),
        regex=r"\.()at\(\s*\"([^\"\n]{0,200})\"\s*,\s*((?:get|post|put|patch|delete)[^\n]{0,200})",
        languages=_RUST,
    ),
}  # fmt: skip
# Where the tests inside a source file begin.
TESTS = Pattern(literals=("#[cfg(test)]",), languages=_RUST, once=True)
PREFIXES: dict[str, Pattern] = {}
