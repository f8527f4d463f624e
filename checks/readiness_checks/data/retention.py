"""Whether the data of people is deleted when it should be."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.user_data import erasures, people_kept

REMEDY = "Let people erase their data, purge what is no longer needed by a job, and write down how long each kind of data is kept and why."


@check(
    "data.retention",
    title="Personal data is deleted, and how long it is kept is written down",
    tier="enterprise",
    weight=1,
    demands=("E35",),
)
def retention(repo: Repo) -> Verdict:
    """An erasure at the person's wish, a purge, or a document about it passes; a soft delete alone keeps everything."""
    kept = people_kept(repo)
    if not kept:
        return NotApplicable("no records of people are kept here")
    found = erasures(repo)
    if found:
        return Pass(tuple(Evidence(place.note, place.path, place.line) for place in found[:3]))
    first = kept[0]
    message = "records of people are kept, and nothing erases them or says how long they stay"
    return Fail((Finding(message, first.path, first.line, severity="medium", remedy=REMEDY),))
