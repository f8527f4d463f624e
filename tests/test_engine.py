"""The engine gathers verdicts honestly and contains what breaks."""

from __future__ import annotations

import pytest

from readiness.engine import gather, judge
from readiness.model import (
    Check,
    Component,
    Crashed,
    Evidence,
    Fail,
    Finding,
    NotApplicable,
    Partial,
    Pass,
    Unknown,
    Verdict,
    component_check,
)
from readiness.repo import Repo
from readiness.source.memory import MemorySource

CART, PAY, MAIL = (Component(name, f"services/{name}", "backend") for name in ("cart", "pay", "mail"))
GOOD, BAD = Pass((Evidence("seen"),)), Fail((Finding("missing"),))
REPO = Repo(MemorySource({"a.py": ""}))


def check_of(verdicts: dict[Component, Verdict]) -> Check:
    @component_check("tests.example", title="Example", tier="mvp", weight=1, demands=())
    def example(_repo: Repo, component: Component) -> Verdict:
        return verdicts[component]

    return example


def test_several_services_share_the_credit() -> None:
    """Each service counts one; what does not apply to a service leaves the sum; places are named after the service."""
    half = Partial(1, 2, (Finding("half", subject="route"),))
    verdict = judge(REPO, check_of({CART: GOOD, PAY: half, MAIL: NotApplicable("serves no API")}), (CART, PAY, MAIL))

    assert verdict == Partial(1.5, 2, (Finding("half", subject="pay: route"),), (Evidence("seen", subject="cart"),))


def test_one_service_reads_as_if_there_were_no_services() -> None:
    """The verdict of the only service is the verdict."""
    assert judge(REPO, check_of({CART: BAD}), (CART,)) == BAD


@pytest.mark.parametrize(
    ("verdicts", "gathered"),
    [
        ((GOOD, GOOD), Pass((Evidence("seen", subject="cart"), Evidence("seen", subject="pay")))),
        ((BAD, BAD), Fail((Finding("missing", subject="cart"), Finding("missing", subject="pay")))),
        ((NotApplicable("a"), NotApplicable("b")), NotApplicable("a; b")),
        ((NotApplicable("a"), Unknown("broken")), Unknown("broken")),
        ((GOOD, Unknown("broken")), Pass((Evidence("seen", subject="cart"),))),
    ],
)
def test_gathering(verdicts: tuple[Verdict, Verdict], gathered: Verdict) -> None:
    """All alike stays alike; unknown is never folded into pass or fail."""
    assert gather(check_of({}), list(zip((CART, PAY), verdicts, strict=True))) == gathered


def test_a_crash_is_contained() -> None:
    """Whatever a check raises becomes an outcome that names it."""
    outcome = judge(REPO, check_of({}), (CART,))

    assert isinstance(outcome, Crashed)
    assert outcome.reason.startswith("KeyError")


@pytest.mark.parametrize("make", [lambda: Pass(()), lambda: Fail(()), lambda: Partial(1, 2, ()), lambda: Partial(3, 2, (Finding("x"),))])
def test_verdicts_that_say_nothing_cannot_be_made(make: object) -> None:
    """A pass without evidence, a fail or partial without a finding, and a share above one are refused."""
    assert callable(make)
    with pytest.raises(ValueError, match=r"."):
        make()
