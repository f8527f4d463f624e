"""Judges a repository from end to end and gathers everything that the outputs print."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import date

from readiness import __version__
from readiness.classify import BACKEND_LANGUAGES, classify
from readiness.config import Config, Waiver
from readiness.engine import run
from readiness.model import (
    TIERS,
    Check,
    Component,
    Description,
    Evidence,
    Fail,
    Finding,
    NotApplicable,
    Outcome,
    Partial,
    Pass,
    Report,
    Result,
    Unknown,
    Waived,
    below,
)  # fmt: skip
from readiness.plugins import Plugins
from readiness.repo import Repo
from readiness.score import weigh
from readiness.source import Source

MAX_TEXT = 400  # characters of a note or message: text of the repository may stand in it
# C0 and C1 controls, and the marks that turn the direction of text
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]")


def assess(source: Source, plugins: Plugins, config: Config, *, focus: str = "", progress: Callable[[str], None] | None = None) -> Report:
    """The report on what `source` holds at `focus`, by the checks that `config` selects."""
    repo = Repo(source, focus=focus, exclude=config.exclude, patterns=plugins.patterns)
    if progress is not None:
        progress("reading files")
    empty = not any(file.own and below(file.path, focus) for file in repo.files)
    description = Description() if empty else plugins.describe(repo)
    if focus and not empty:
        repo = focused(repo, description, focus)
        description = plugins.describe(repo)
    checks = selected(plugins.checks, config)
    if empty:
        results = tuple(Result(check, NotApplicable("nothing to assess: no files of the repository's own")) for check in checks)
    else:
        results = run(repo, checks, components_of(description), progress)
    asked_for = selected(plugins.checks, replace(config, select=(), ignore=()))
    whole = {check.id for check in asked_for if check.essential} <= {check.id for check in checks}
    notices, results = waived(results, config.waivers)
    results = tuple(Result(result.check, _clean(result.outcome)) for result in results)
    return Report(
        tool_version=__version__,
        repository=_text(source.name),
        commit=source.commit,
        dirty=source.dirty,
        focus=focus,
        profile=config.profile,
        description=_clean_description(description),
        results=results,
        score=weigh(results, {**plugins.shares, **config.shares}, config.profile, whole=whole),
        skipped=tuple(replace(item, path=_path(item.path), reason=_text(item.reason)) for item in repo.skipped),
        notices=(*getattr(source, "notices", ()), *notices),
    )


def selected(checks: Iterable[Check], config: Config) -> tuple[Check, ...]:
    """The checks of the profile that are selected and not ignored, by area in the order of the shares, then by id."""
    tiers = TIERS[: TIERS.index(config.profile) + 1]
    return tuple(
        check
        for check in checks
        if check.tier in tiers
        and (not config.select or check.id in config.select or check.area in config.select)
        and check.id not in config.ignore
        and check.area not in config.ignore
    )


def components_of(description: Description) -> tuple[Component, ...]:
    """What component checks judge: each backend service, the whole repository where there is none."""
    return tuple(part for part in description.components if part.kind == "backend") or (Component("", "", "repository", description.stack),)


_SERVING = frozenset({"configuration", "documentation", "lock"})


def focused(repo: Repo, description: Description, focus: str) -> Repo:
    """The part of the repository that `focus` is: itself, and what serves it from outside.

    That is what no other component owns and is no code: pipelines, infrastructure, documents, and the scripts that these call. A
    fixture or sample is nobody's part and stands for itself.
    """
    others = tuple(
        part.path for part in description.components if part.path and not below(part.path, focus) and not below(focus, part.path)
    )
    alone = classify(f"{focus}/main.py")[0] not in ("source", "documentation")

    def keeps(path: str) -> bool:
        if below(path, focus):
            return True
        role, language = classify(path)
        serving = "/" not in path or role in _SERVING or (role == "source" and language not in BACKEND_LANGUAGES)
        return not alone and serving and not any(below(path, other) for other in others)

    return repo.narrowed(keeps)


def waived(results: Sequence[Result], waivers: Iterable[Waiver], today: date | None = None) -> tuple[tuple[str, ...], tuple[Result, ...]]:
    """The results with accepted risks marked so, and what is to be said of waivers that no longer hold."""
    from datetime import datetime, timezone

    day = today or datetime.now(timezone.utc).date()
    by_id = {waiver.check: waiver for waiver in waivers}
    notices: list[str] = []
    made: list[Result] = []
    for result in results:
        waiver = by_id.get(result.check.id)
        verdict = result.outcome
        if waiver is None or not isinstance(verdict, (Fail, Partial, Unknown)):
            made.append(result)
        elif waiver.until is not None and waiver.until < day:
            notices.append(f"the waiver of {waiver.check} ended on {waiver.until.isoformat()}")
            made.append(result)
        else:
            made.append(Result(result.check, Waived(waiver.reason, verdict, waiver.until.isoformat() if waiver.until else None)))
    return tuple(notices), tuple(made)


# ---- text of the repository is data in every output ----------------------------------------------------------------


def _clean(outcome: Outcome) -> Outcome:
    if isinstance(outcome, Waived):
        return Waived(_text(outcome.reason), _clean_verdict(outcome.verdict), outcome.until)
    if isinstance(outcome, (Pass, Partial, Fail)):
        return _clean_verdict(outcome)
    return replace(outcome, reason=_text(outcome.reason))


def _clean_verdict(verdict: Pass | Partial | Fail | NotApplicable | Unknown) -> Pass | Partial | Fail | NotApplicable | Unknown:
    if isinstance(verdict, (NotApplicable, Unknown)):
        return replace(verdict, reason=_text(verdict.reason))
    evidence = tuple(_clean_evidence(item) for item in verdict.evidence)
    return replace(verdict, evidence=evidence, findings=tuple(_clean_finding(item) for item in verdict.findings))


def _clean_evidence(item: Evidence) -> Evidence:
    return replace(item, note=_text(item.note), path=item.path and _path(item.path), subject=_text(item.subject))


def _clean_finding(item: Finding) -> Finding:
    return replace(
        item, message=_text(item.message), remedy=_text(item.remedy), path=item.path and _path(item.path), subject=_text(item.subject)
    )


def _clean_description(description: Description) -> Description:
    parts = tuple(replace(part, name=_text(part.name), path=_path(part.path)) for part in description.components)
    return replace(description, components=parts)


def _text(text: str) -> str:
    shown = _UNPRINTABLE.sub(" ", _path(text))
    return shown if len(shown) <= MAX_TEXT else shown[: MAX_TEXT - 1] + "…"


def _path(path: str) -> str:
    """A path that any output can carry: bytes that are not UTF-8, and controls, as backslash escapes."""
    shown = path.encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
    return _UNPRINTABLE.sub(lambda found: found.group().encode("unicode_escape").decode("ascii"), shown)
