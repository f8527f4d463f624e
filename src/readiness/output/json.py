"""The JSON report: a stable contract (`report.schema.json`), byte-identical for the same tree."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from readiness.model import STATUSES, AreaScore, Check, Evidence, Finding, Report, Result, Stack, Waived

SCHEMA_VERSION = "1"


def render(report: Report) -> str:
    """The report as indented ASCII JSON with a final newline."""
    return json.dumps(document(report), indent=2) + "\n"


def render_list(checks: Sequence[Check]) -> str:
    """All checks with their metadata, as `readiness list --format json` prints them."""
    return json.dumps([metadata(check) | {"scope": check.scope} for check in checks], indent=2) + "\n"


def document(report: Report) -> dict[str, Any]:
    """The report as plain values in the order of the contract."""
    score = report.score
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "readiness", "version": report.tool_version},
        "repository": {"name": report.repository, "commit": report.commit, "dirty": report.dirty},
        "profile": report.profile,
        "stack": _stack(report.description.stack),
        "services": [
            {"name": part.name, "path": part.path or ".", "kind": part.kind, "stack": _stack(part.stack)}
            for part in report.description.components
        ],
        "score": score.overall,
        "grade": score.grade,
        "capped_by": score.capped_by,
        "level": score.level,
        "next_level": {"level": score.next_level.level, "missing": list(score.next_level.missing)} if score.next_level else None,
        "areas": [_area(area) for area in score.areas],
        "checks": [_result(result) for result in report.results],
        "next_steps": [{"id": check_id, "points": points} for check_id, points in score.next_steps],
        # what is to be said of the whole stands at its path
        "skipped": [*({"path": ".", "reason": notice} for notice in report.notices), *(asdict(item) for item in report.skipped)],
    }


def metadata(check: Check) -> dict[str, Any]:
    """What a check is, without its verdict."""
    return {
        "id": check.id,
        "area": check.area,
        "title": check.title,
        "tier": check.tier,
        "weight": check.weight,
        "essential": check.essential,
        "demands": list(check.demands),
    }


def _stack(stack: Stack) -> dict[str, list[str]]:
    return {key: list(values) for key, values in asdict(stack).items()}


def _area(area: AreaScore) -> dict[str, Any]:
    counts = {status: area.counts.get(status, 0) for status in STATUSES}
    return {"id": area.id, "share": area.share, "score": area.score, "counts": counts}


def _result(result: Result) -> dict[str, Any]:
    about = metadata(result.check)
    demands = about.pop("demands")
    met = result.met
    return about | {
        "status": result.status,
        "waived_status": Result(result.check, result.verdict).status if isinstance(result.outcome, Waived) else None,
        "credit": round(met[0] / met[1], 4) if met else None,
        "met": met[0] if met else None,
        "total": met[1] if met else None,
        "reason": result.reason,
        "evidence": [_evidence(item) for item in result.evidence],
        "findings": _findings(result),
        "demands": demands,
    }


def _evidence(item: Evidence) -> dict[str, Any]:
    return {"path": item.path, "line": item.line, "subject": item.subject, "note": item.note}


def _findings(result: Result) -> list[dict[str, Any]]:
    seen: Counter[str] = Counter()
    made = []
    for item in result.findings:
        name = fingerprint(result.check.id, item)
        seen[name] += 1
        made.append({
            "path": item.path,
            "line": item.line,
            "subject": item.subject,
            "severity": item.severity,
            "message": item.message,
            "remedy": item.remedy,
            "fingerprint": name if seen[name] == 1 else f"{name}-{seen[name]}",
        })  # fmt: skip
    return made


def fingerprint(check_id: str, finding: Finding) -> str:
    """16 hex digits that name a finding across runs, whatever its line; equal findings are told apart by a count behind it."""
    text = "\0".join((check_id, finding.path or "", finding.subject, finding.message))
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:16]
