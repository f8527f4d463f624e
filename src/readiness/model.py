"""The words of a report: what a check is, what it says, and where it looked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import field
from typing import TYPE_CHECKING, Literal, TypeAlias

from readiness.records import dataclass

if TYPE_CHECKING:
    from readiness.repo import Repo

Severity: TypeAlias = Literal["high", "medium", "low"]
Scope: TypeAlias = Literal["repo", "component"]
Tier: TypeAlias = Literal["mvp", "production", "enterprise"]
Status: TypeAlias = Literal["pass", "partial", "fail", "not_applicable", "unknown", "waived", "crashed"]

TIERS: tuple[Tier, ...] = ("mvp", "production", "enterprise")
STATUSES: tuple[Status, ...] = ("pass", "partial", "fail", "not_applicable", "unknown", "waived", "crashed")


@dataclass(frozen=True, slots=True)
class Evidence:
    """What supports a verdict: a note, and the place it was seen. `path` is relative to the root, `line` counts from 1."""

    note: str
    path: str | None = None
    line: int | None = None
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """What is wrong: one sentence, the place if there is one, and what to do about it.

    `subject` names the service, alert, operation or variable it is about. `caps_score` is set by findings so grave that the
    overall score may not hide them (`score.CAP`).
    """

    message: str
    path: str | None = None
    line: int | None = None
    subject: str = ""
    severity: Severity = "medium"
    remedy: str = ""
    caps_score: bool = False


@dataclass(frozen=True, slots=True)
class Pass:
    """It is here and it is true. Never without evidence; `findings` are low-severity notes that cost nothing."""

    evidence: tuple[Evidence, ...]
    findings: tuple[Finding, ...] = ()

    def __post_init__(self) -> None:
        if not self.evidence:
            raise ValueError("a pass needs evidence")


@dataclass(frozen=True, slots=True)
class Partial:
    """Some of it holds: `met` of `total`, with what is wrong with the rest."""

    met: float
    total: float
    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not 0 <= self.met <= self.total or self.total <= 0:
            raise ValueError(f"a partial verdict needs 0 <= met <= total and total > 0, not {self.met} of {self.total}")
        if not self.findings:
            raise ValueError("a partial verdict says what is missing")


@dataclass(frozen=True, slots=True)
class Fail:
    """It is missing or wrong. `evidence` says what was seen on the way (a link elsewhere, an unused tool)."""

    findings: tuple[Finding, ...]
    evidence: tuple[Evidence, ...] = ()

    def __post_init__(self) -> None:
        if not self.findings:
            raise ValueError("a fail says what is wrong")


@dataclass(frozen=True, slots=True)
class NotApplicable:
    """The question does not arise here; `reason` names the fact that makes it so."""

    reason: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """We could not tell, and say why. Leaves the denominator and is counted aloud."""

    reason: str


Verdict: TypeAlias = Pass | Partial | Fail | NotApplicable | Unknown


@dataclass(frozen=True, slots=True)
class Crashed:
    """The check itself broke; only the engine says so."""

    reason: str


@dataclass(frozen=True, slots=True)
class Waived:
    """The verdict stands but its risk is accepted, for `reason`, until `until` (ISO 8601 date) if that is set."""

    reason: str
    verdict: Verdict
    until: str | None = None


Outcome: TypeAlias = Verdict | Crashed | Waived


@dataclass(frozen=True, slots=True)
class Stack:
    """What the repository, or one service, is built with; lower-case names, each tuple sorted."""

    languages: tuple[str, ...] = ()
    frameworks: tuple[str, ...] = ()
    datastores: tuple[str, ...] = ()
    api_styles: tuple[str, ...] = ()
    ci: tuple[str, ...] = ()
    infra: tuple[str, ...] = ()
    migration_tools: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Component:
    """A part of the repository that is judged for itself: its folder, less the folders of the components nested in it.

    `kind` is `backend`, `frontend`, `library`, `example`, `tool`, or `repository` for the whole where there is no backend.
    """

    name: str
    path: str
    kind: str
    stack: Stack = field(default_factory=Stack)
    nested: tuple[str, ...] = ()

    def owns(self, path: str) -> bool:
        """Whether `path` lies in this component and in none nested in it."""
        return below(path, self.path) and not any(below(path, nested) for nested in self.nested)


def below(path: str, folder: str) -> bool:
    """Whether `path` is `folder` or inside it; everything is inside the root folder `""`."""
    return not folder or path == folder or path.startswith(folder + "/")


@dataclass(frozen=True, slots=True)
class Description:
    """What a plugin says of a repository before any check judges it."""

    stack: Stack = field(default_factory=Stack)
    components: tuple[Component, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A judgement with its name and weight. `judge` takes `(repo)` or, for component scope, `(repo, component)`."""

    id: str
    title: str
    tier: Tier
    weight: int
    demands: tuple[str, ...]
    scope: Scope
    essential: bool
    judge: Callable[[Repo, Component], Verdict]
    module: str

    @property
    def area(self) -> str:
        return self.id.partition(".")[0]


def check(
    check_id: str,
    *,
    title: str,
    tier: Tier,
    weight: int,
    demands: tuple[str, ...],
    essential: bool = False,
) -> Callable[[Callable[[Repo], Verdict]], Check]:
    """Make the decorated `(repo) -> Verdict` a check that judges the repository once."""

    def decorate(function: Callable[[Repo], Verdict]) -> Check:
        def judge(repo: Repo, _component: Component) -> Verdict:
            return function(repo)

        return Check(check_id, title, tier, weight, demands, "repo", essential, judge, function.__module__)

    return decorate


def component_check(
    check_id: str,
    *,
    title: str,
    tier: Tier,
    weight: int,
    demands: tuple[str, ...],
    essential: bool = False,
) -> Callable[[Callable[[Repo, Component], Verdict]], Check]:
    """Make the decorated `(repo, component) -> Verdict` a check that judges each backend service by itself."""

    def decorate(function: Callable[[Repo, Component], Verdict]) -> Check:
        return Check(check_id, title, tier, weight, demands, "component", essential, function, function.__module__)

    return decorate


@dataclass(frozen=True, slots=True)
class Result:
    """One check and its outcome."""

    check: Check
    outcome: Outcome

    @property
    def status(self) -> Status:
        """The word for the outcome."""
        return _STATUS[type(self.outcome)]

    @property
    def verdict(self) -> Outcome:
        """The outcome beneath a waiver."""
        return self.outcome.verdict if isinstance(self.outcome, Waived) else self.outcome

    @property
    def met(self) -> tuple[float, float] | None:
        """How much of how much holds; None for what is not scored."""
        verdict = self.verdict
        if isinstance(verdict, Partial):
            return verdict.met, verdict.total
        if isinstance(verdict, Pass):
            return 1, 1
        return (0, 1) if isinstance(verdict, Fail) else None

    @property
    def credit(self) -> float | None:
        """Between 0 and 1; None for what leaves the denominator, as a waived verdict does."""
        met = None if isinstance(self.outcome, Waived) else self.met
        return met[0] / met[1] if met else None

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        verdict = self.verdict
        return verdict.evidence if isinstance(verdict, (Pass, Partial, Fail)) else ()

    @property
    def findings(self) -> tuple[Finding, ...]:
        verdict = self.verdict
        return verdict.findings if isinstance(verdict, (Pass, Partial, Fail)) else ()

    @property
    def reason(self) -> str | None:
        """Why it does not apply, is unknown, crashed or is waived; None for the other outcomes."""
        return None if isinstance(self.outcome, (Pass, Partial, Fail)) else self.outcome.reason


_STATUS: dict[type[object], Status] = {
    Pass: "pass",
    Partial: "partial",
    Fail: "fail",
    NotApplicable: "not_applicable",
    Unknown: "unknown",
    Crashed: "crashed",
    Waived: "waived",
}


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file, or a part of it, that was not judged, and why."""

    path: str
    reason: str


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
    """The overall score out of 100 (None: nothing to assess), its grade, what caps it, the level reached, and what would bring most."""

    overall: float | None
    grade: str | None
    capped_by: str | None
    areas: tuple[AreaScore, ...]
    level: Tier | None
    next_level: NextLevel | None
    next_steps: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """One run: what was judged, what it is built with, the outcome of each check by area and id, and what that weighs."""

    tool_version: str
    repository: str
    commit: str | None
    dirty: bool
    focus: str
    profile: Tier
    description: Description
    results: tuple[Result, ...]
    score: Score
    skipped: tuple[Skipped, ...]
    notices: tuple[str, ...] = ()
