"""Weighs outcomes: a pure function of verdicts, weights and area shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from readiness.model import TIERS, Crashed, Fail, NotApplicable, Partial, Pass, Result, Status, Tier, Unknown, Waived

CAP = 49.0  # of the overall score while a finding that `caps_score` stands
GRADES = ((90, "A"), (80, "B"), (70, "C"), (60, "D"), (0, "F"))


@dataclass(frozen=True, slots=True)
class AreaScore:
    """One area: its share of the overall score, its own score out of 100 (None when nothing applied), and its counts by status."""

    id: str
    share: float
    score: float | None
    counts: Mapping[Status, int]


@dataclass(frozen=True, slots=True)
class NextLevel:
    """The next level, and the essential checks that stand before it."""

    level: Tier
    missing: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Score:
    """The overall score out of 100 (None: nothing to assess), its grade, what caps it, and the level reached."""

    overall: float | None
    grade: str | None
    capped_by: str | None
    areas: tuple[AreaScore, ...]
    level: Tier | None
    next_level: NextLevel | None
    next_steps: tuple[tuple[str, float], ...]


def status_of(result: Result) -> Status:
    """The word for an outcome."""
    outcome = result.outcome
    if isinstance(outcome, Pass):
        return "pass"
    if isinstance(outcome, Partial):
        return "partial"
    if isinstance(outcome, Fail):
        return "fail"
    if isinstance(outcome, NotApplicable):
        return "not_applicable"
    if isinstance(outcome, Unknown):
        return "unknown"
    return "waived" if isinstance(outcome, Waived) else "crashed"


def credit_of(result: Result) -> float | None:
    """Between 0 and 1 for what is scored; None for what leaves the denominator."""
    outcome = result.outcome
    if isinstance(outcome, Pass):
        return 1.0
    if isinstance(outcome, Partial):
        return outcome.met / outcome.total
    return 0.0 if isinstance(outcome, Fail) else None


def weigh(results: Sequence[Result], shares: Mapping[str, float], profile: Tier, steps: int = 5) -> Score:
    """The score of `results` with areas weighing as `shares` say; areas with nothing applicable drop out."""
    credits = [(result, credit_of(result)) for result in results]
    applicable = {result.check.area for result, credit in credits if credit is not None}
    overall = _overall(credits, shares)
    capped_by = next((result.check.id for result in results if _caps(result)), None)
    if overall is not None and capped_by is not None:
        overall = min(overall, CAP)
    areas = tuple(
        AreaScore(area, shares.get(area, 0), _area(credits, area) if area in applicable else None, _counts(results, area))
        for area in sorted({result.check.area for result in results}, key=_order(shares))
    )
    level, next_level = _levels(results, profile) if overall is not None else (None, None)
    rounded = None if overall is None else round(overall, 1)
    grade = None if rounded is None else next(letter for least, letter in GRADES if rounded >= least)
    return Score(rounded, grade, capped_by, areas, level, next_level, _next_steps(credits, shares, steps))


def _order(shares: Mapping[str, float]) -> Mapping[str, int] | object:
    order = {area: index for index, area in enumerate(shares)}
    return lambda area: (order.get(area, len(order)), area)


def _area(credits: Iterable[tuple[Result, float | None]], area: str) -> float:
    earned = possible = 0.0
    for result, credit in credits:
        if result.check.area == area and credit is not None:
            earned += result.check.weight * credit
            possible += result.check.weight
    return round(100 * earned / possible, 1)


def _overall(credits: Sequence[tuple[Result, float | None]], shares: Mapping[str, float]) -> float | None:
    earned: dict[str, float] = {}
    possible: dict[str, float] = {}
    for result, credit in credits:
        if credit is not None:
            area = result.check.area
            earned[area] = earned.get(area, 0) + result.check.weight * credit
            possible[area] = possible.get(area, 0) + result.check.weight
    total = sum(shares.get(area, 0) for area in possible)
    if not total:
        return None
    return 100 * sum(shares.get(area, 0) * earned[area] / possible[area] for area in possible) / total


def _caps(result: Result) -> bool:
    return isinstance(result.outcome, (Fail, Partial)) and any(finding.caps_score for finding in result.outcome.findings)


def _counts(results: Iterable[Result], area: str) -> Mapping[Status, int]:
    return Counter(status_of(result) for result in results if result.check.area == area)


def _next_steps(credits: Sequence[tuple[Result, float | None]], shares: Mapping[str, float], steps: int) -> tuple[tuple[str, float], ...]:
    """The checks that would bring most points if they passed, with the points, before any cap."""
    before = _overall(credits, shares) or 0.0
    gains = []
    for index, (result, credit) in enumerate(credits):
        if credit is not None and credit < 1:
            mended = [*credits[:index], (result, 1.0), *credits[index + 1 :]]
            gains.append((result.check.id, round((_overall(mended, shares) or 0.0) - before, 1)))
    gains.sort(key=lambda gain: (-gain[1], gain[0]))
    return tuple(gain for gain in gains[:steps] if gain[1] > 0)


def _levels(results: Sequence[Result], profile: Tier) -> tuple[Tier | None, NextLevel | None]:
    reached: Tier | None = None
    for tier in TIERS[: TIERS.index(profile) + 1]:
        missing = tuple(result.check.id for result in results if result.check.essential and result.check.tier == tier and _blocks(result))
        if missing:
            return reached, NextLevel(tier, missing)
        reached = tier
    return reached, None


def _blocks(result: Result) -> bool:
    """Whether an essential check keeps its tier from being reached: not passed, and not out of the question."""
    return not isinstance(result.outcome, (Pass, NotApplicable, Waived)) or isinstance(result.outcome, Crashed)
