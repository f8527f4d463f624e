"""Whether an architecture description of this system is written."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, NotApplicable, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.guides import ARCHITECTURE, Guide, about_the_whole, guides, links_elsewhere, placeholder_guides
from readiness_checks.facts.services import has_service
from readiness_checks.facts.sources import is_substantial

REMEDY = "Describe the services, data stores, integrations and trust boundaries of this system in docs/architecture.md, a page is enough."


@check("documentation.architecture", title="The architecture is described", tier="production", weight=3, demands=("D2",))
def architecture(repo: Repo) -> Verdict:
    """A page or section of some substance about the whole passes: prose, a list of the parts, or a diagram with words."""
    if not has_service(repo) and not is_substantial(repo):
        return NotApplicable("no service, and less than 2,000 lines of source")
    written = [guide for guide in guides(repo, ARCHITECTURE) if _describes(guide)]
    described = [guide for guide in written if about_the_whole(repo, guide)]
    if described:
        fullest = sorted(described, key=lambda guide: (-guide.words, guide.path))[:3]
        return Pass(tuple(Evidence(f"{guide.title}, {guide.words} words", guide.path, guide.line) for guide in fullest))
    elsewhere = tuple(Evidence(f"links to {target}", path, line) for path, line, target in links_elsewhere(repo, ARCHITECTURE)[:2])
    thin = (*placeholder_guides(repo, ARCHITECTURE), *(guide for guide in guides(repo, ARCHITECTURE) if not _describes(guide)))
    if thin:
        return Fail((Finding(f"{thin[0].title!r} describes nothing", thin[0].path, thin[0].line, remedy=REMEDY),), elsewhere)
    if written:
        part = written[0]
        said = f"{part.title!r} is about a part, a feature or a decision, and no page describes the whole"
        return Fail((Finding(said, part.path, part.line, remedy=REMEDY),), elsewhere)
    return Fail((Finding("no architecture description", remedy=REMEDY),), elsewhere)


def _describes(guide: Guide) -> bool:
    return guide.words >= 60 or guide.images > 0
