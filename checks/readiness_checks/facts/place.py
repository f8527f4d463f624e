"""A place that shows something: what many facts find, whatever it is that they look for."""

from __future__ import annotations

from readiness.records import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """Where something stands, and what shows it, as the note of an evidence."""

    note: str
    path: str
    line: int
