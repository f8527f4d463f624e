"""How runbooks stand to the repository of today: what they name, and when they last changed beside when the code did."""

from __future__ import annotations

import re

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.claims import Claim, claims_of
from readiness_checks.facts.documents import FORMATS, document
from readiness_checks.facts.guides import Guide, runbooks

# a change of these is no change of the code
_DOCUMENTS = (*(f"**/*{suffix}" for suffix in FORMATS if suffix), "**/LICENSE", "**/README")
_FOR_TROUBLE = Regex(
    r"run[-_ ]?book|play[-_ ]?book|trouble[-_ ]?shoot|on[-_ ]?call|incident|operation|operating|recovery|emergency|outage|\bops\b|\bsre\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Runbooks:
    """The runbooks, what they claim, and when their files last changed.

    `changed` holds (path, seconds since 1970) for files that stand in a commit; `code` is when anything but documents last changed,
    None where the history does not tell.
    """

    guides: tuple[Guide, ...]
    claims: tuple[Claim, ...]
    changed: tuple[tuple[str, int], ...]
    code: int | None


@fact
def runbook_state(repo: Repo) -> Runbooks:
    """The state of all runbooks; empty where there are none."""
    every = runbooks(repo)
    # a handbook for administrators is asked only where there is nothing that is kept for trouble
    found = tuple(guide for guide in every if _FOR_TROUBLE.search(guide.path) or _FOR_TROUBLE.search(guide.title)) or every
    paths = tuple(dict.fromkeys(guide.path for guide in found))
    claims = dict.fromkeys(claim for guide in found for claim in _claims_in(repo, guide))
    changed = repo.last_changes(paths) if paths else None
    code = repo.newest_change(_DOCUMENTS) if changed is not None else None
    ordered = tuple(sorted(claims, key=lambda claim: (claim.path, claim.line, claim.kind, claim.name)))
    return Runbooks(found, ordered, tuple(sorted((changed or {}).items())), code)


def _claims_in(repo: Repo, guide: Guide) -> tuple[Claim, ...]:
    """The claims that stand in a guide: from its heading to the next one that is not below it."""
    whole = document(repo, guide.path)
    last = guide.sections[-1].line
    end = next((section.line for section in whole.sections if section.line > last), None)
    return tuple(claim for claim in claims_of(repo, whole) if guide.line <= claim.line and (end is None or claim.line < end))
