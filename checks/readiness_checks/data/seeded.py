"""Whether development and tests have data to start from."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.seeds import seeds_of
from readiness_checks.facts.stores import stores_of

REMEDY = "Commit a seed script, fixtures or factories with which a new developer and the tests get data that looks like the real thing."
_KEEPS = ("database", "document-store", "column-store", "graph-store", "time-series-store")


@component_check("data.seeded", title="Development and tests have data to start from", tier="production", weight=1, demands=("D3",))
def seeded(repo: Repo, component: Component) -> Verdict:
    used = [use for use in stores_of(repo, component) if use.technology.is_a(*_KEEPS)]
    if not used:
        return NotApplicable("it uses no database")
    # templates of SAM and Serverless lie beside the functions they are for; modules of Terraform and Bicep mostly do not
    if all(use.how == "resource" and use.path.endswith((".tf", ".bicep")) for use in used):
        return NotApplicable("databases are only declared here; the code that uses them is elsewhere")
    found = seeds_of(repo, component)
    if found:
        return Pass(tuple(Evidence(seed.note, seed.path, seed.line) for seed in found[:3]))
    use = used[0]
    missing = f"{use.technology.name} is used, and there is no seed data, fixture or factory for development and tests"
    return Fail((Finding(missing, use.path, use.line, remedy=REMEDY),))
