"""What marks Laravel, Lumen and Slim routes."""

from __future__ import annotations

from readiness.scan import Pattern

DECLARES = Pattern(
    literals=("Route::", "->withRouting(", "loadRoutesFrom(", "Volt::route("),
    regex=r"\bRoute::(?!class\b)\w+\(|->withRouting\(|loadRoutesFrom\(|\bVolt::route\(",
    languages=("php",),
    once=True,
)
ROUTERS = Pattern(
    literals=tuple(
        f"{name}->{verb}(" for name in ("$router", "$app", "$group", "$api", "->router") for verb in ("get", "post", "group", "put")
    ),
    regex=r"(?:\$(?:router|app|group|api)|->router)->(?:get|post|put|group)\(\s*(?:[\"'](?:/|[a-z{])|\[|function)",
    languages=("php",),
    once=True,
)
