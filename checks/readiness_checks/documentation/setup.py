"""Whether the documents say how to install, configure and run the repository locally."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.documents import readme
from readiness_checks.facts.guides import SETUP, Guide, guides, links_elsewhere, nearness, placeholder_guides, serves_the_backend
from readiness_checks.facts.services import has_service

REMEDY = "Write in the README, or in a guide it links to, the commands that install the dependencies, configure and start the service."


@check("documentation.setup", title="Setting up and running it is documented", tier="mvp", weight=3, demands=("D8", "E36"), essential=True)
def setup(repo: Repo) -> Verdict:
    """A guide with commands that run it, or install it in several steps, passes; a link to another place does not."""
    runs = [guide for guide in guides(repo, SETUP) if _runs(repo, guide) and serves_the_backend(repo, guide.path)]
    if runs:
        return Pass(tuple(_evidence(guide) for guide in sorted(runs, key=nearness)[:3]))
    whole = readme(repo)
    if whole is not None:
        first = Guide(whole.path, whole.title, 1, whole.sections)
        if _runs(repo, first):
            return Pass((_evidence(first),))
    elsewhere = tuple(Evidence(f"links to {target}", path, line) for path, line, target in links_elsewhere(repo, SETUP)[:2])
    empty = placeholder_guides(repo, SETUP)
    if empty:
        return Fail((Finding(f"{empty[0].title!r} says nothing", empty[0].path, empty[0].line, severity="high", remedy=REMEDY),), elsewhere)
    if whole is None:
        return Fail((Finding("no README", severity="high", remedy=REMEDY),))
    begun = next((guide for guide in guides(repo, SETUP) if guide.commands and guide.path == whole.path), None)
    if begun is not None:
        said = f"{begun.title!r} does not say how to start it"
        return Fail((Finding(said, begun.path, begun.line, severity="high", remedy=REMEDY),), elsewhere)
    return Fail((Finding("the README does not say how to install and run it", whole.path, 1, severity="high", remedy=REMEDY),), elsewhere)


def _runs(repo: Repo, guide: Guide) -> bool:
    purposes = [command.purpose for command in guide.commands]
    if "run" in purposes:
        return len(purposes) > 1 or guide.words >= 10
    # a library is ready when it is installed; a service has to be started, or deployed to an account for developers
    started = not has_service(repo) or guide.numbered >= 2 or any("deploy" in command.section.title.lower() for command in guide.commands)
    return "install" in purposes and len(purposes) + guide.numbered >= 3 and started


def _evidence(guide: Guide) -> Evidence:
    order = ("run", "install", "other")
    shown = min(guide.commands, key=lambda command: (order.index(command.purpose), command.line))
    return Evidence(f"{shown.section.title or guide.title or 'the document'}: {shown.command[:60]}", guide.path, shown.line)
