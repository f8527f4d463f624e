"""Whether the documents say how to install, configure and run the repository locally."""

from __future__ import annotations

from readiness.model import Evidence, Fail, Finding, Pass, Verdict, check
from readiness.repo import Repo
from readiness_checks.facts.documents import readme
from readiness_checks.facts.guides import SETUP, Guide, guides, links_elsewhere, placeholder_guides

REMEDY = "Write in the README, or in a guide it links to, the commands that install the dependencies, configure and start the service."


@check("documentation.setup", title="Setting up and running it is documented", tier="mvp", weight=3, demands=("D8", "E36"), essential=True)
def setup(repo: Repo) -> Verdict:
    """A guide with commands that run it, or install it in several steps, passes; a link to another place does not."""
    runs = [guide for guide in guides(repo, SETUP) if _runs(guide)]
    if runs:
        return Pass(tuple(_evidence(guide) for guide in sorted(runs, key=_nearness)[:3]))
    whole = readme(repo)
    if whole is not None:
        first = Guide(whole.path, whole.title, 1, whole.sections)
        if _runs(first):
            return Pass((_evidence(first),))
    elsewhere = tuple(Evidence(f"links to {target}", path, line) for path, line, target in links_elsewhere(repo, SETUP)[:2])
    empty = placeholder_guides(repo, SETUP)
    if empty:
        return Fail((Finding(f"{empty[0].title!r} says nothing", empty[0].path, empty[0].line, severity="high", remedy=REMEDY),), elsewhere)
    if whole is None:
        return Fail((Finding("no README", severity="high", remedy=REMEDY),))
    return Fail((Finding("the README does not say how to install and run it", whole.path, 1, severity="high", remedy=REMEDY),), elsewhere)


def _runs(guide: Guide) -> bool:
    purposes = [command.purpose for command in guide.commands]
    return ("run" in purposes and (len(purposes) > 1 or guide.words >= 10)) or (
        "install" in purposes and len(purposes) + guide.numbered >= 3
    )


def _nearness(guide: Guide) -> tuple[int, int, str, int]:
    return (not guide.path.lower().startswith("readme"), guide.path.count("/"), guide.path, guide.line)


def _evidence(guide: Guide) -> Evidence:
    shown = next((command for command in guide.commands if command.purpose == "run"), guide.commands[0])
    return Evidence(f"{guide.title or 'the document'}: {shown.command[:60]}", guide.path, shown.line)
