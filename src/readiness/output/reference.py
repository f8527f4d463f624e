"""The manual in Markdown: a table of all checks, and their pages one after another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from readiness.model import Check


def render_table(checks: Sequence[Check]) -> str:
    """A Markdown table with a row a check."""
    rows = ["| check | what is true when it passes | tier | weight | scope |", "|---|---|---|---|---|"]
    rows.extend(
        f"| `{check.id}` | {check.title} | {check.tier} | {check.weight}{', essential' if check.essential else ''} | {check.scope} |"
        for check in checks
    )
    return "\n".join(rows) + "\n"


def render_check(check: Check, prose: str, level: int = 1) -> str:
    """One check's heading, metadata and prose."""
    essential = ", essential" if check.essential else ""
    demands = f"; demands {', '.join(check.demands)}" if check.demands else ""
    return f"{'#' * level} {check.title}\n\n`{check.id}`: {check.tier}, weight {check.weight}{essential}{demands}\n\n{prose}\n"


def render_manual(pages: Iterable[tuple[Check, str]]) -> str:
    """Every check with its prose, by area."""
    parts = ["# The checks\n"]
    area = ""
    for check, prose in pages:
        if check.area != area:
            area = check.area
            parts.append(f"## {area}\n")
        parts.append(render_check(check, prose, level=3))
    return "\n".join(parts)
