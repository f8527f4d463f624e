"""The value that a chart alone does not tell: what only a release or a cluster would know."""

from __future__ import annotations

from typing import Any

# what stands in rendered text for it; as a key, it says that its mapping is not complete
PLACEHOLDER = "readiness-unknown"


class _Unknown:
    """A value that the chart alone does not tell."""

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN: Any = _Unknown()
