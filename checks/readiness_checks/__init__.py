"""What we know of backends: the first-party checks of readiness and the facts below them."""
