"""Whether reads of collections can be taken page by page."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, component_check
from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.api_operations import ApiOperation, described_operations, openapi_of

# Words that speak of pages in whatever name they stand, and names that do only as a whole.
WORDS = frozenset({
    "page", "pages", "limit", "offset", "cursor", "paging", "pagination", "pageable", "skip", "pagesize", "perpage", "pageno", "pagenumber",
    "pagetoken", "pageindex", "maxresults",
})  # fmt: skip
NAMES = frozenset({
    "top", "take", "first", "last", "after", "before", "size", "count", "rows", "range", "from", "start", "marker", "since", "until",
    "continue", "max", "batch_size", "batchsize", "max_results", "max_items", "maxitems", "next", "next_token", "nexttoken", "since_id",
    "max_id", "last_id", "starting_after", "ending_before", "exclusivestartkey", "continuationtoken", "continuation_token", "num", "length",
    "per", "results", "startindex", "start_index", "max_count", "maxcount", "iterator", "scroll_id", "scroll",
})  # fmt: skip
RANGES = (("from", "to"), ("since", "until"), ("start", "end"), ("after", "before"), ("min", "max"))
_WORD = Regex(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])")
REMEDY = "Take `limit` with `offset`, `page` or `cursor` as query parameters, with an upper bound, and document them."


@component_check("api.paginated", title="Collection reads are paginated", tier="production", weight=1, demands=("E1",))
def paginated(repo: Repo, component: Component) -> Verdict:
    documents = openapi_of(repo, component)
    if not documents:
        return NotApplicable("no OpenAPI document is committed")
    if not any(described_operations(repo, document) for document in documents):
        return Unknown(f"{documents[0].path} cannot be read operation by operation")
    operations = [operation for document in documents for operation in described_operations(repo, document)]
    lists = [operation for operation in operations if operation.collection and not (operation.unseen and _page(operation) is None)]
    if not lists:
        return NotApplicable("no documented GET answers with a collection")
    paged = [operation for operation in lists if _page(operation) is not None]
    evidence = tuple(
        Evidence(f"takes `{_page(operation)}`", operation.file, operation.line, f"{operation.method} {operation.path}")
        for operation in paged[:5]
    )
    findings = tuple(
        Finding(f"answers with {_listed(operation)} and takes no page, limit or cursor", operation.file, operation.line,
                f"{operation.method} {operation.path}", "low", REMEDY)
        for operation in lists if _page(operation) is None
    )  # fmt: skip
    if not findings:
        return Pass(evidence)
    return Partial(len(paged), len(lists), findings, evidence) if paged else Fail(findings)


def _page(operation: ApiOperation) -> str | None:
    """The parameter that pages, None when there is none."""
    named = (parameter.name for parameter in operation.parameters if parameter.place in ("query", "header", "querystring"))
    found = next((name for name in named if _is_paging(name)), None)
    return found or _range(operation)


def _range(operation: ApiOperation) -> str | None:
    """The parameters that ask for a span of time or of keys, which bounds the answer: `dateFrom` with `dateTo`."""
    words = {_WORD.findall(parameter.name)[-1:][0].lower() for parameter in operation.parameters if _WORD.search(parameter.name)}
    return next((f"{low}` and `{high}" for low, high in RANGES if {low, high} <= words), None)


def _is_paging(name: str) -> bool:
    return name.lower().strip("$").replace("-", "_") in NAMES or any(word.lower() in WORDS for word in _WORD.findall(name))


def _listed(operation: ApiOperation) -> str:
    return "all of a list" if operation.collection == "[]" else f"`{operation.collection}` beside paging fields"
