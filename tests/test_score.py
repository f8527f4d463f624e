"""The score is a pure function of verdicts, weights and shares."""

from __future__ import annotations

import pytest

from readiness.model import Check, Evidence, Fail, Finding, NotApplicable, Outcome, Partial, Pass, Result, Tier, Unknown, Waived
from readiness.score import weigh

GOOD = Pass((Evidence("seen"),))
BAD = Fail((Finding("missing"),))
SHARES = {"api": 10.0, "data": 30.0}


def result(check_id: str, outcome: Outcome, *, weight: int = 1, tier: Tier = "mvp", essential: bool = False) -> Result:
    return Result(Check(check_id, check_id, tier, weight, (), "repo", essential, lambda _repo, _component: GOOD, "tests"), outcome)


def test_areas_weigh_by_their_share() -> None:
    """The overall score is the mean of area scores, each weighing as its share says."""
    score = weigh([result("api.one", GOOD), result("data.one", BAD)], SHARES, "mvp")

    assert score.overall == 25.0
    assert [(area.id, area.score) for area in score.areas] == [("api", 100.0), ("data", 0.0)]


def test_weights_count_within_an_area() -> None:
    """A check of weight three counts three times a check of weight one."""
    score = weigh([result("api.one", GOOD, weight=3), result("api.two", Partial(1, 2, (Finding("half"),)))], SHARES, "mvp")

    assert score.overall == 87.5


@pytest.mark.parametrize("outcome", [NotApplicable("no API"), Unknown("does not parse"), Waived("accepted", BAD)])
def test_what_is_not_scored_leaves_the_denominator(outcome: Outcome) -> None:
    """Not applicable, unknown and waived neither cost nor earn points, and an area of nothing else drops out."""
    score = weigh([result("api.one", outcome), result("data.one", GOOD)], SHARES, "mvp")

    assert score.overall == 100.0
    assert score.areas[0].score is None


def test_nothing_applicable_is_no_score() -> None:
    """Where nothing applies there is no score, grade or level: never a good one."""
    score = weigh([result("api.one", NotApplicable("empty"))], SHARES, "mvp")

    assert (score.overall, score.grade, score.level, score.next_level) == (None, None, None, None)


def test_a_live_key_caps_the_score() -> None:
    """A finding that caps holds the overall score at 49, and the score says which check capped it."""
    leak = Fail((Finding("live key", caps_score=True),))
    score = weigh([result("api.leak", leak), result("data.one", GOOD, weight=5)], SHARES, "mvp")

    assert (score.overall, score.grade, score.capped_by) == (49.0, "F", "api.leak")


def test_levels_need_every_essential_check_below_them() -> None:
    """The level is the highest tier whose essential checks pass; partial is not passed, not applicable does not stand in the way."""
    results = [
        result("api.one", GOOD, essential=True),
        result("api.two", NotApplicable("no API"), essential=True),
        result("data.one", Partial(1, 2, (Finding("half"),)), tier="production", essential=True),
        result("data.two", BAD, tier="production"),
    ]
    score = weigh(results, SHARES, "production")

    assert score.level == "mvp"
    assert score.next_level is not None
    assert (score.next_level.level, score.next_level.missing) == ("production", ("data.one",))


def test_next_steps_are_what_brings_most() -> None:
    """Steps are sorted by the points they bring to the overall score."""
    score = weigh([result("api.one", BAD), result("data.one", BAD), result("data.two", GOOD, weight=2)], SHARES, "mvp")

    assert score.next_steps == (("api.one", 25.0), ("data.one", 25.0))


@pytest.mark.parametrize(("met", "grade"), [(90, "A"), (89.9, "B"), (80, "B"), (70, "C"), (60, "D"), (59.9, "F")])
def test_grades(met: float, grade: str) -> None:
    """A from 90, B 80, C 70, D 60, F below."""
    score = weigh([result("api.one", Partial(met, 100, (Finding("rest"),)))], SHARES, "mvp")

    assert score.grade == grade
