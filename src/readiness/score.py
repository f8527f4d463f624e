"""Weighs outcomes: a pure function of verdicts, weights and area shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence

from readiness.model import TIERS, AreaScore, NextLevel, NotApplicable, Pass, Result, Score, Status, Tier, Waived

CAP = 49.0  # of the overall score while a finding that `caps_score` stands
GRADES = ((90, "A"), (80, "B"), (70, "C"), (60, "D"), (0, "F"))


def weigh(results: Sequence[Result], shares: Mapping[str, float], profile: Tier, *, whole: bool = True, steps: int = 5) -> Score:
    """The score of `results` with areas weighing as `shares` say; areas with nothing applicable drop out.

    `whole` is false when essential checks of the profile were left out: then no level can be said to be reached.
    """
    scored = [(result, result.credit) for result in results]
    applicable = {result.check.area for result, credit in scored if credit is not None}
    overall = _overall(scored, shares)
    capped_by = next((result.check.id for result in results if _caps(result)), None)
    if overall is not None and capped_by is not None:
        overall = min(overall, CAP)
    areas = tuple(
        AreaScore(area, shares.get(area, 0), _area(scored, area) if area in applicable else None, _counts(results, area))
        for area in sorted({result.check.area for result in results}, key=_order(shares))
    )
    level, next_level = _levels(results, profile) if overall is not None and whole else (None, None)
    rounded = None if overall is None else round(overall, 1)
    grade = None if rounded is None else next(letter for least, letter in GRADES if rounded >= least)
    return Score(rounded, grade, capped_by, areas, level, next_level, _next_steps(scored, shares, steps))


def _order(shares: Mapping[str, float]) -> Callable[[str], tuple[int, str]]:
    order = {area: index for index, area in enumerate(shares)}
    return lambda area: (order.get(area, len(order)), area)


def _area(scored: Iterable[tuple[Result, float | None]], area: str) -> float:
    earned = possible = 0.0
    for result, credit in scored:
        if result.check.area == area and credit is not None:
            earned += result.check.weight * credit
            possible += result.check.weight
    return round(100 * earned / possible, 1)


def _overall(scored: Sequence[tuple[Result, float | None]], shares: Mapping[str, float]) -> float | None:
    earned: dict[str, float] = {}
    possible: dict[str, float] = {}
    for result, credit in scored:
        if credit is not None:
            area = result.check.area
            earned[area] = earned.get(area, 0) + result.check.weight * credit
            possible[area] = possible.get(area, 0) + result.check.weight
    total = sum(shares.get(area, 0) for area in possible)
    if not total:
        return None
    return 100 * sum(shares.get(area, 0) * earned[area] / possible[area] for area in possible) / total


def _caps(result: Result) -> bool:
    return result.status in ("fail", "partial") and any(finding.caps_score for finding in result.findings)


def _counts(results: Iterable[Result], area: str) -> Mapping[Status, int]:
    return Counter(result.status for result in results if result.check.area == area)


def _next_steps(scored: Sequence[tuple[Result, float | None]], shares: Mapping[str, float], steps: int) -> tuple[tuple[str, float], ...]:
    """The checks that would bring most points if they passed, with the points, before any cap."""
    before = _overall(scored, shares) or 0.0
    gains = []
    for index, (result, credit) in enumerate(scored):
        if credit is not None and credit < 1:
            mended = [*scored[:index], (result, 1.0), *scored[index + 1 :]]
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
    return not isinstance(result.outcome, (Pass, NotApplicable, Waived))
