"""Runs checks over a repository: one outcome each, whatever a single check does."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from readiness.model import (
    Check,
    Component,
    Crashed,
    Fail,
    NotApplicable,
    Outcome,
    Partial,
    Pass,
    Result,
    Unknown,
    Verdict,
)  # fmt: skip
from readiness.repo import Repo

T = TypeVar("T")


def run(
    repo: Repo, checks: Iterable[Check], components: Sequence[Component], progress: Callable[[str], None] | None = None
) -> tuple[Result, ...]:
    """The outcome of each check, in the order given. `components` are what component checks judge, never empty."""
    results = []
    for check in checks:
        if progress is not None:
            progress(check.id)
        results.append(Result(check, judge(repo, check, components)))
    return tuple(results)


def judge(repo: Repo, check: Check, components: Sequence[Component]) -> Outcome:
    """One check's verdict: over the repository, or gathered over its components."""
    try:
        if check.scope == "repo":
            return check.judge(repo, components[0])
        return gather(check, [(component, check.judge(repo, component)) for component in components])
    except Exception as error:
        # a check is a plugin: whatever it raises must not hide the others
        return Crashed(f"{type(error).__name__}: {error}")


def gather(check: Check, verdicts: Sequence[tuple[Component, Verdict]]) -> Verdict:
    """One verdict from those of several components: partial over those it applies to, each place named after its component."""
    if len(verdicts) == 1:
        return verdicts[0][1]
    judged = [(component, verdict) for component, verdict in verdicts if isinstance(verdict, (Pass, Partial, Fail))]
    if not judged:
        unknown = next((verdict for _, verdict in verdicts if isinstance(verdict, Unknown)), None)
        if unknown is not None:
            return unknown
        reasons = list(dict.fromkeys(verdict.reason for _, verdict in verdicts if isinstance(verdict, NotApplicable)))
        return NotApplicable("; ".join(reasons[:3]))
    evidence = _unique(replace(item, subject=_named(component, item.subject)) for component, verdict in judged for item in verdict.evidence)
    findings = _unique(replace(item, subject=_named(component, item.subject)) for component, verdict in judged for item in verdict.findings)
    met = sum(Result(check, verdict).credit or 0.0 for _, verdict in judged)
    if all(isinstance(verdict, Pass) for _, verdict in judged):
        return Pass(evidence, findings)
    if met == 0:
        return Fail(findings, evidence)
    return Partial(round(met, 4), len(judged), findings, evidence)


def _named(component: Component, subject: str) -> str:
    return f"{component.name}: {subject}" if subject else component.name


def _unique(items: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(items))
