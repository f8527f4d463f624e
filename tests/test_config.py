"""Configuration is read strictly: what is wrong is named, with the nearest right word."""

from __future__ import annotations

from datetime import date

import pytest

from readiness.config import ConfigError, Waiver, load_config
from readiness.model import Check, Evidence, Fail, Finding, Pass, Result, Waived
from readiness.report import waived
from readiness.source.memory import MemorySource


def made(check_id: str) -> Check:
    return Check(check_id, check_id, "mvp", 1, (), "repo", False, lambda _repo, _component: Pass((Evidence("seen"),)), "tests")


CHECKS = (made("api.spec-valid"), made("delivery.ci-tests"))


def test_readiness_toml_is_read() -> None:
    """Every key of the file is understood."""
    text = """
profile = "enterprise"
select = ["api"]
ignore = ["delivery.ci-tests"]
exclude = ["legacy/"]
fail-under = 70
fail-on = "partial"
shares = { api = 20 }
[waive]
"api.spec-valid" = { reason = "replaced in May", until = 2030-05-31 }
"""
    config = load_config(MemorySource({"readiness.toml": text}), CHECKS)

    assert (config.profile, config.select, config.ignore, config.exclude) == ("enterprise", ("api",), ("delivery.ci-tests",), ("legacy/",))
    assert (config.fail_under, config.fail_on, dict(config.shares)) == (70.0, "partial", {"api": 20.0})
    assert config.waivers == (Waiver("api.spec-valid", "replaced in May", date(2030, 5, 31)),)


def test_pyproject_is_read_and_a_foreign_one_is_left_alone() -> None:
    """`[tool.readiness]` counts; a pyproject without it, even a broken one, configures nothing."""
    mine = load_config(MemorySource({"pyproject.toml": '[tool.readiness]\nprofile = "mvp"\n'}), CHECKS)
    broken = load_config(MemorySource({"pyproject.toml": "[project\n"}), CHECKS)

    assert (mine.profile, broken.profile) == ("mvp", "production")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('profil = "mvp"', "did you mean 'profile'?"),
        ('profile = "prod"', "must be one of mvp, production, enterprise"),
        ('select = ["api.spec-vald"]', "did you mean 'api.spec-valid'?"),
        ('select = "api"', "must be a list"),
        ("fail-under = 101", "between 0 and 100"),
        ("shares = { apis = 3 }", "did you mean 'api'?"),
        ('[waive]\n"api.spec-valid" = {}', "needs a reason"),
        ('[waive]\n"api.spec-valid" = { reason = "x", until = "soon" }', "must be a date"),
        ('[waive]\n"api.spec" = { reason = "x" }', "did you mean 'api.spec-valid'?"),
        ('checks = ["./checks"]', "from the command line only"),
        ("profile =", "readiness.toml:1"),
    ],
)
def test_what_is_wrong_is_named(text: str, said: str) -> None:
    """A wrong key, id or value is an error that says what to write."""
    with pytest.raises(ConfigError, match=r"readiness\.toml") as caught:
        load_config(MemorySource({"readiness.toml": text}), CHECKS)

    assert said in str(caught.value)


def test_waivers_hold_until_their_day() -> None:
    """A waiver marks what fails until its last day; after it the verdict counts again and the report says so."""
    failing = (Result(CHECKS[0], Fail((Finding("broken"),))),)
    waiver = Waiver("api.spec-valid", "known", date(2030, 5, 31))
    on_the_day = waived(failing, (waiver,), date(2030, 5, 31))
    after = waived(failing, (waiver,), date(2030, 6, 1))

    assert isinstance(on_the_day[1][0].outcome, Waived)
    assert (after[1], after[0]) == (failing, ("the waiver of api.spec-valid ended on 2030-05-31",))
