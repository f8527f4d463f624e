"""Which environment a deployment file is for, by its folders: production decides where several are described."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Literal, TypeAlias, TypeVar

from readiness.regex import Regex

Stage: TypeAlias = Literal["production", "other", ""]
T = TypeVar("T")

_PRODUCTION = Regex(r"(?:^|[/._-])(?:prod|prd|production|live)(?=[/._-]|$)", re.IGNORECASE)
_OTHER = Regex(
    r"(?:^|[/._-])(?:staging|stage|stg|dev|devel|development|local|test|testing|qa|uat|preview|sandbox|ci|e2e|minikube|kind)(?=[/._-]|$)",
    re.IGNORECASE,
)


def stage_of(path: str) -> Stage:
    """`production`, `other` for another environment, "" for what serves all of them."""
    if _PRODUCTION.search(path):
        return "production"
    return "other" if _OTHER.search(path) else ""


def deciding(items: Iterable[T], place: Callable[[T], str]) -> tuple[T, ...]:
    """The items without those of other environments, where production is among them; else all of them."""
    kept = tuple(items)
    stages = [stage_of(place(item)) for item in kept]
    if "production" not in stages:
        return kept
    return tuple(item for item, stage in zip(kept, stages, strict=True) if stage != "other")
