"""The report for a person at a terminal: what a tired engineer wants at a glance, then what is wrong and where."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterable, Mapping

from rich.console import Console
from rich.text import Text

from readiness.model import TIERS, AreaScore, Evidence, Finding, Report, Result, Status

_BAR = 20  # cells of an area's bar
_MARK = {"pass": "✓", "partial": "◐", "fail": "✗", "not_applicable": "·", "unknown": "?", "waived": "~", "crashed": "!"}
_COLOUR = {
    "pass": "green",
    "partial": "yellow",
    "fail": "red",
    "unknown": "magenta",
    "waived": "cyan",
    "crashed": "bold red",
    "not_applicable": "dim",
}
_SEVERITY = {"high": "red", "medium": "yellow", "low": "dim"}
_GRADE = {"A": "bold green", "B": "green", "C": "yellow", "D": "dark_orange", "F": "bold red"}
_SHOWN = 5  # findings of one check; `--verbose` shows all


def render(report: Report, *, width: int = 80, colour: bool = False, verbose: bool = False, quiet: bool = False) -> str:
    """The report as text for `width` columns; long paths run over the edge rather than break."""
    out = _Sheet(max(40, width), colour)
    _heading(out, report)
    if not quiet:
        _areas(out, report.score.areas)
        _wrong(out, report, verbose)
        _next_steps(out, report)
    _counts(out, report)
    return out.text()


class _Sheet:
    """Lines of styled text, wrapped with a hanging indent, without any interpretation of what they hold."""

    def __init__(self, width: int, colour: bool) -> None:
        self.width = width
        self._file = io.StringIO()
        self._console = Console(
            file=self._file, width=10_000, force_terminal=colour, no_color=not colour, color_system="standard" if colour else None,
            highlight=False, markup=False, emoji=False, soft_wrap=True, legacy_windows=False,
        )  # fmt: skip

    def line(self, *parts: tuple[str, str] | str) -> None:
        made = Text()
        for part in parts:
            made.append(*((part, "") if isinstance(part, str) else part))
        made.rstrip()
        self._console.print(made)

    def wrapped(self, text: str, indent: int, style: str = "", first: tuple[str, str] | None = None) -> None:
        """`text` broken between words at the width, each line indented; `first` stands in the indent of the first line."""
        room = max(20, self.width - indent)
        lines, current = [], ""
        for word in text.split():
            if current and len(current) + 1 + len(word) > room:
                lines.append(current)
                current = word
            else:
                current = f"{current} {word}" if current else word
        lines.append(current)
        for index, line in enumerate(lines):
            lead = (first[0].ljust(indent), first[1]) if first and index == 0 else (" " * indent, "")
            self.line(lead, (line, style))

    def text(self) -> str:
        return self._file.getvalue()


def _heading(out: _Sheet, report: Report) -> None:
    score = report.score
    where = report.repository + (f"/{report.focus}" if report.focus else "")
    commit = f" @ {report.commit[:7]}" if report.commit else ""
    out.wrapped(f"{where}{commit}{' (modified)' if report.dirty else ''}, profile {report.profile}", 0, "bold")
    if score.overall is None:
        out.line("Nothing to assess: no check applies here.")
        return
    out.line()
    out.line(
        (f"  {score.overall:.1f} / 100", "bold"),
        "   grade ",
        (score.grade or "", _GRADE.get(score.grade or "", "")),
        "   level ",
        (score.level or ("none yet" if score.next_level else "not judged: checks were left out"), "bold"),
    )
    if score.capped_by:
        out.wrapped(f"capped by {score.capped_by}: a live credential outweighs everything else", 2, "red")
    if score.next_level:
        missing = score.next_level.missing
        out.line()
        out.wrapped(f"{len(missing)} essential {_plural('check', len(missing))} between here and level {score.next_level.level}:", 2)
        titles = {result.check.id: result for result in report.results}
        for check_id in missing:
            result = titles[check_id]
            out.line("    ", (_MARK[result.status], _COLOUR[result.status]), " ", check_id)
    elif score.level == report.profile:
        above = TIERS[TIERS.index(report.profile) + 1 :]
        out.wrapped(f"every essential check up to {score.level} passes" + (f"; --profile {above[0]} asks for more" if above else ""), 2)
    for notice in report.notices:
        out.wrapped(notice, 2, "yellow")


def _areas(out: _Sheet, areas: Iterable[AreaScore]) -> None:
    out.line()
    for area in areas:
        counts = _said(area.counts, ("fail", "partial", "unknown", "crashed", "waived"))
        if area.score is None:
            out.line(f"  {area.id:<15}", (counts or "not applicable", "dim"))
            continue
        filled = round(area.score / 100 * _BAR)
        style = "green" if area.score >= 80 else "yellow" if area.score >= 60 else "red"
        out.line(f"  {area.id:<15}", ("█" * filled, style), ("░" * (_BAR - filled), "dim"), f" {area.score:5.1f}  ", (counts, "dim"))


def _wrong(out: _Sheet, report: Report, verbose: bool) -> None:
    for area in report.score.areas:
        shown = [
            result
            for result in report.results
            if result.check.area == area.id and (verbose or result.status not in ("pass", "not_applicable"))
        ]
        if not shown:
            continue
        out.line()
        out.line((area.id, "bold"))
        for result in shown:
            _result(out, result, verbose)


def _result(out: _Sheet, result: Result, verbose: bool) -> None:
    met = result.met
    share = f" ({met[0]:g} of {met[1]:g})" if met and result.status == "partial" else ""
    essential = ", essential" if result.check.essential else ""
    out.line(
        "  ",
        (f"{_MARK[result.status]} ", _COLOUR[result.status]),
        (result.check.id, "bold"),
        (f"{share}  {result.check.tier}{essential}", "dim"),
    )
    if result.reason:
        out.wrapped(f"{result.status.replace('_', ' ')}: {result.reason}", 6)
    findings = result.findings if verbose else result.findings[:_SHOWN]
    for finding in findings:
        _finding(out, finding)
    if len(findings) < len(result.findings):
        out.line(f"      … and {len(result.findings) - len(findings)} more (--verbose)")
    remedies = list(dict.fromkeys(finding.remedy for finding in findings if finding.remedy))
    for remedy in remedies[:3]:
        out.wrapped(remedy, 8, "dim", ("      →", "dim"))
    if verbose:
        for evidence in result.evidence:
            _evidence(out, evidence)


def _finding(out: _Sheet, finding: Finding) -> None:
    said = _about(finding.subject, finding.message)
    mark = (f"    {finding.severity[0].upper()}", _SEVERITY[finding.severity])
    if finding.path is None:
        out.wrapped(said, 6, "", mark)
        return
    out.line((mark[0].ljust(6), mark[1]), (_place(finding.path, finding.line), "cyan"))
    out.wrapped(said, 8)


def _evidence(out: _Sheet, evidence: Evidence) -> None:
    said = _about(evidence.subject, evidence.note)
    if evidence.path is not None:
        out.line(("    + ", "green"), (_place(evidence.path, evidence.line), "cyan"))
        out.wrapped(said, 8)
    else:
        out.wrapped(said, 6, "", ("    +", "green"))


def _about(subject: str, text: str) -> str:
    """A note with its subject in front, unless it names that itself."""
    named = subject and re.search(rf"(?<![\w./-]){re.escape(subject)}(?![\w/-])", text)
    return text if not subject or named else f"{subject}: {text}"


def _place(path: str, line: int | None) -> str:
    return f"{path}:{line}" if line else path


def _next_steps(out: _Sheet, report: Report) -> None:
    if not report.score.next_steps:
        return
    titles = {result.check.id: result.check.title for result in report.results}
    out.line()
    out.line(("Do these next", "bold"))
    for check_id, points in report.score.next_steps:
        out.line((f"  {points:+5.1f}  ", "green"), check_id)
        out.wrapped(titles[check_id], 9, "dim")
    out.line(("  readiness explain ID says why each matters and how to fix it", "dim"))


def _counts(out: _Sheet, report: Report) -> None:
    counts = Counter(result.status for result in report.results)
    out.line()
    said = _said(
        counts, ("pass", "partial", "fail", "not_applicable", "unknown", "waived", "crashed"), zero=("not_applicable", "unknown", "waived")
    )
    out.wrapped(said, 0)
    if report.skipped:
        out.wrapped(f"{len(report.skipped)} {_plural('file', len(report.skipped))} not judged in full:", 0)
        for item in report.skipped[:_SHOWN]:
            out.line("  ", (item.path, "cyan"))
            out.wrapped(item.reason, 4, "dim")
        if len(report.skipped) > _SHOWN:
            out.line(f"  … and {len(report.skipped) - _SHOWN} more (--format json lists all)")


def _said(counts: Mapping[Status, int], statuses: Iterable[Status], zero: Iterable[Status] = ()) -> str:
    always = set(zero)
    return ", ".join(f"{counts.get(status, 0)} {status.replace('_', ' ')}" for status in statuses if counts.get(status) or status in always)


def _plural(word: str, count: int) -> str:
    return word if count == 1 else word + "s"
