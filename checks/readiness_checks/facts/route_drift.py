"""Where the committed OpenAPI documents of a service and the routes that its code implements part ways."""

from __future__ import annotations

from fnmatch import fnmatch

from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.api_operations import ApiOperation, openapi_of
from readiness_checks.facts.descriptions import ApiDocument
from readiness_checks.facts.ignored import ignored_lines
from readiness_checks.facts.route_comparison import Compared, compared, current, own_gaps
from readiness_checks.facts.routes import Gap, Route
from readiness_checks.facts.services import backends
from readiness_checks.facts.undescribed_routes import undescribed

# descriptions that are made on each machine or in the build
_DESCRIPTION = Regex(r"(?i)^(?!!).{0,200}(?:openapi|swagger|api-docs)[\w.*-]{0,60}\.(?:ya?ml|json)$")
SMALL = 4  # times as many routes as a document has may be described in those that are made elsewhere


@dataclass(frozen=True, slots=True)
class Drift:
    """How documents and code of one service agree: the pairs that both have, and what one side has alone.

    `judged` are the documents that were compared, each with the operations it agrees in, those that count, and those whose routes the
    build makes from it. `unseen` counts the
    operations that a route which could not be read may implement: `gaps` are the places of such. `uncommitted` is the place, as
    `path:line`, that says that further documents are made and never committed, where most routes would have to be in those.
    """

    agreeing: int
    undescribed: tuple[Route, ...]
    unimplemented: tuple[ApiOperation, ...]
    judged: tuple[tuple[ApiDocument, int, int, int], ...]
    gaps: tuple[Gap, ...] = ()
    unseen: int = 0
    uncommitted: str = ""


@fact
def drift(repo: Repo, component: Component) -> Drift:
    """How the component's documents and routes agree, over all documents that it is held to."""
    all_compared = [compared(repo, component, document) for document in current(openapi_of(repo, component))]
    held = [each for each in all_compared if each is not None and _is_held(repo, component, each)]
    gaps = tuple(gap for gap in own_gaps(repo, component) if not gap.generated_from)
    agreeing = sum(len(each.met) for each in held)
    unmet = [operation for each in held for operation in each.unmet if not _elsewhere(repo, component, each, operation)]
    unspoken = undescribed(repo, component, held) if held else ()
    judged = tuple((each.document, len(each.met), len(each.counted), each.generated) for each in held)
    unseen = sum(len(each.hidden) for each in held)
    uncommitted = _uncommitted(repo, held) if len(unspoken) > SMALL * agreeing else ""
    if uncommitted:
        unspoken = ()
    if gaps:
        return Drift(agreeing, unspoken, (), judged, gaps, unseen + len(unmet), uncommitted)
    return Drift(agreeing, unspoken, tuple(unmet), judged, (), unseen, uncommitted)


def _uncommitted(repo: Repo, held: list[Compared]) -> str:
    """Where git is told to ignore API descriptions other than those that are held, as `path:line`."""
    for path, line, text in ignored_lines(repo):
        if _DESCRIPTION.search(text) and not any(fnmatch(each.document.path, "*" + text.lstrip("/*")) for each in held):
            return f"{path}:{line}"
    return ""


def _is_held(repo: Repo, component: Component, mine: Compared) -> bool:
    """Whether the component answers for a document: its own, or one shared by several of which it implements the most."""
    if mine.counted and 0 < len(mine.met) * 4 < len(mine.counted) and len(mine.counted) >= 8:
        return False  # it is about more than what is here: a product that this is a part of
    if component.owns(mine.document.path) and (mine.met or len(backends(repo)) < 2):
        return True
    rivals = [each for each in backends(repo) if each.path != component.path and mine.document in openapi_of(repo, each)]
    return all(len(other.met) <= len(mine.met) for rival in rivals if (other := compared(repo, rival, mine.document)) is not None)


def _elsewhere(repo: Repo, component: Component, mine: Compared, operation: ApiOperation) -> bool:
    """Whether another service of the repository implements the operation, as behind a gateway."""
    for other in backends(repo):
        if other.path == component.path:
            continue
        theirs = compared(repo, other, mine.document)
        if theirs is not None and any(each is operation for each, _ in theirs.met):
            return True
    return False
