"""Route declarations in PHP: Laravel, Lumen, Slim, Symfony attributes and annotations, WordPress."""

from __future__ import annotations

from readiness.scan import Pattern

_PHP = ("php",)
_VERBS = ("get", "post", "put", "patch", "delete", "any")

ROUTES: dict[str, Pattern] = {
    "laravel": Pattern(
        literals=tuple(f"{call}{verb}({quote}" for call in ("Route::", "->") for verb in _VERBS for quote in "\"'"),
        regex=r"(?:\bRoute::|\bRoute::[^\n]{1,200}->|\$(?:router|app|group|route|r|api|this->router)->|(?m:^)\s*->)"
        r"(get|post|put|patch|delete|any)\(\s*[\"']([^\"'\n]{0,200})[\"']\s*,",
        languages=_PHP,
    ),
    "laravel/controller": Pattern(
        literals=tuple(f"Route::{verb}(" for verb in _VERBS),
        regex=r"\bRoute::(get|post|put|patch|delete|any)\(\s*[\"']([^\"'\n]{0,200})[\"']",
        languages=_PHP,
        lines=2,
    ),
    "laravel/match": Pattern(
        literals=("Route::match(",),
        regex=r"\bRoute::match\(\s*\[\s*[\"'](\w{3,7})[\"'][^\]]{0,80}\]\s*,\s*[\"']([^\"'\n]{0,200})[\"']",
        languages=_PHP,
    ),
    "symfony": Pattern(
        literals=("#[Route(",),
        regex=r"#\[()Route\(\s*(?:path:\s*)?[\"']([^\"'\n]{0,200})[\"'](?:[^\]]{0,300}?methods:\s*\[?([^\])]{0,100}))?",
        languages=_PHP,
        lines=6,
        comments=True,  # an attribute begins like a shell comment
    ),
    "symfony/annotation": Pattern(
        literals=('@Route("', "@Route('"),
        regex=r"@()Route\(\s*[\"']([^\"'\n]{0,200})[\"'](?:[^)]{0,200}?methods\s*=\s*\{?([^})]{0,100}))?",
        languages=_PHP,
        lines=3,
        comments=True,
    ),
    "wordpress": Pattern(
        literals=("register_rest_route(",),
        regex=r"()\bregister_rest_route\(\s*[^,\n]{1,80},\s*[\"']([^\"'\n]{0,200})[\"'](?:[\s\S]{0,300}?[\"']methods[\"']\s*=>\s*([^\n]{1,100}))?",
        languages=_PHP,
        lines=10,
    ),
}  # fmt: skip
PREFIXES: dict[str, Pattern] = {
    "symfony": Pattern(
        literals=("#[Route(",),
        regex=r"#\[Route\(\s*(?:path:\s*)?[\"']([^\"'\n]{0,200})[\"'][^{]{0,400}?\bclass\s",
        languages=_PHP,
        lines=8,
        comments=True,
    ),
}
# `Route::apiResource("articles", ...)`: the call, the name, the rest of the line.
RESOURCES = Pattern(
    literals=("esource(",),
    regex=r"(?:\bRoute::|->)(resource|apiResource)\(\s*[\"']([^\"'\n]{1,200})[\"']([^\n]{0,300})",
    languages=_PHP,
    lines=2,
)
