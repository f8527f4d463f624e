"""What the repository's documents say is in it: links, headings, files, tasks, services; each with whether it is there."""

from __future__ import annotations

import re

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.claims.commands import typed
from readiness_checks.facts.claims.containers import container_claims
from readiness_checks.facts.claims.links import link_claims
from readiness_checks.facts.claims.model import Claim, ClaimKind
from readiness_checks.facts.claims.paths import span_claims, word_claims
from readiness_checks.facts.claims.tasks import task_claims
from readiness_checks.facts.documents import Document, documents

__all__ = ["Claim", "ClaimKind", "claims", "is_judged"]

# Pages that speak of what was, is proposed, or is to be filled in; and translations, which trail what they translate.
_NOT_OF_TODAY = Regex(
    r"(?:^|/)(?:adrs?|decisions?|[\w-]*decision[-_]?(?:log|record)s?|rfcs?|proposals?|enhancements?|blog|news|releases?|release[-_]notes"
    r"|archived?|legacy|old|deprecated|history|i18n|locales?|translations?|templates?|[_-]?templates?|versioned_docs|postmortems?)/"
    r"|(?:^|/)(?:adr[-_.\d]|changelog|changes|history|news|release[-_]?notes?|releases|licen[sc]e|copying|notice|todo|roadmap|backlog"
    r"|third[-_]party|upgrad\w*|updating|what'?s[-_]new)[^/]*$|(?:^|/)[^/]*(?:template|changelog)[^/]*$",
    re.IGNORECASE,
)
_GENERATED = Regex(
    r"(?:auto(?:matically)?[- ]?generated|(?:is|was|been|file) generated|generated) (?:by|from|with|using)\b|@generated|DO NOT EDIT",
    re.IGNORECASE,
)


@fact
def claims(repo: Repo) -> tuple[Claim, ...]:
    """Every claim of the documents that speak of the repository as it is, sorted by place, each once."""
    found = dict.fromkeys(claim for document in documents(repo) if is_judged(repo, document) for claim in claims_of(repo, document))
    return tuple(sorted(found, key=lambda claim: (claim.path, claim.line, claim.kind, claim.name)))


def claims_of(repo: Repo, document: Document) -> tuple[Claim, ...]:
    """The claims of one document."""
    found = [*link_claims(repo, document), *span_claims(repo, document)]
    for command in typed(repo, document):
        found.extend(
            (*task_claims(repo, document.path, command), *container_claims(repo, document, command), *word_claims(repo, document, command))
        )
    return tuple(dict.fromkeys(found))


def is_judged(repo: Repo, document: Document) -> bool:
    """Whether somebody wrote a document about the repository as it is today."""
    return not _NOT_OF_TODAY.search(document.path) and not _GENERATED.search(repo.text(document.path)[:3_000])
