"""What we know of backends: the first-party checks of readiness and the facts below them."""

# How much of the overall score each area is; areas with nothing applicable drop out.
AREA_SHARES: dict[str, float] = {
    "api": 11,
    "data": 11,
    "security": 13,
    "secrets": 9,
    "testing": 11,
    "delivery": 12,
    "infrastructure": 8,
    "observability": 10,
    "resilience": 5,
    "operations": 6,
    "documentation": 4,
}
