"""Whether the repository says under which licence it may be used."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.licences import licences

REMEDY = "Add a LICENSE file with the full text of the licence, or an explicit proprietary notice."


@check("documentation.licence", title="The licence is stated", tier="production", weight=1, demands=("E33",))
def licence(repo: Repo) -> Verdict:
    """A recognised text or a proprietary notice passes; a manifest's field alone passes with a low finding."""
    found = licences(repo)
    stated = [one for one in found if one.kind in ("text", "notice")]
    if stated:
        return Pass(tuple(Evidence(one.name, one.path, one.line) for one in stated[:3]))
    named = [one for one in found if one.kind == "field"]
    if named:
        first = named[0]
        return Pass(
            (Evidence(f"{first.name}, in a field only", first.path, first.line),),
            (
                Finding(
                    "the licence is named, but its text is not in the repository", first.path, first.line, severity="low", remedy=REMEDY
                ),
            ),
        )
    if found:
        return Fail(tuple(Finding(f"the licence file is {one.name}", one.path, one.line, remedy=REMEDY) for one in found[:1]))
    return Fail((Finding("no licence text or notice", remedy=REMEDY),))
