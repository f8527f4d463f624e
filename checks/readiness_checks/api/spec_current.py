"""Whether the committed OpenAPI documents describe the routes that the code implements."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Partial, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.api_documents import documents_of, others_documents
from readiness_checks.facts.api_operations import ApiOperation, openapi_of
from readiness_checks.facts.route_comparison import own_gaps, own_routes
from readiness_checks.facts.route_drift import Drift, drift
from readiness_checks.facts.routes import Route

SHOWN = 50  # findings of each kind; more of them tell nobody more
IMPLEMENT = "Remove it from the document or implement it; generate the document from the code, or compare the two in CI."
DESCRIBE = "Describe it in the document; generate the document from the code, or compare the two in CI."
SAMPLE = "Replace the sample by a description of this service's own API."


@component_check("api.spec-current", title="API specifications match the code", tier="production", weight=3, demands=("D1", "D8"))
def spec_current(repo: Repo, component: Component) -> Verdict:
    documents = openapi_of(repo, component)
    if not documents:
        samples = [document for document in others_documents(repo, component) if "sample" in document.foreign]
        if samples and own_routes(repo, component):
            message = f"the only OpenAPI document is no description of this API: {samples[0].foreign}"
            return Fail((Finding(message, samples[0].path, samples[0].line, remedy=SAMPLE),))
        empty = [document for document in documents_of(repo, component) if document.kind == "openapi" and document.problem is None]
        return NotApplicable(f"{empty[0].path} describes no operation" if empty else "no OpenAPI document is committed")
    implemented = own_routes(repo, component)
    gaps = own_gaps(repo, component)
    if not implemented and not any(gap.generated_from for gap in gaps):
        return Unknown(f"routes in {gaps[0].path}:{gaps[0].line} {gaps[0].reason}" if gaps else "no routes can be read from the code")
    found = drift(repo, component)
    if not found.judged:
        return Unknown(f"{documents[0].path} cannot be read operation by operation, or describes mostly what is not implemented here")
    return _verdict(found)


def _verdict(found: Drift) -> Verdict:
    counted = sum(total for _, _, total, _ in found.judged)
    path = found.judged[0][0].path
    findings = (*_unimplemented(found.unimplemented), *_undescribed(found.undescribed))
    evidence = tuple(
        Evidence(_note(met, total, generated), document.path, document.line) for document, met, total, generated in found.judged if met
    )
    if found.agreeing * 4 < counted and counted >= 8:
        return Unknown(f"only {found.agreeing} of the {counted} operations of {path} meet a route that can be read from the code")
    # a few that cannot be seen do not hide that the others agree
    if found.unseen * 10 > counted and not findings:
        where = (
            f"routes in {found.gaps[0].path}:{found.gaps[0].line} {found.gaps[0].reason}"
            if found.gaps
            else "the paths of some are not known"
        )
        return Unknown(f"{found.unseen} of {counted} operations of {path} meet no route that is read with certainty: {where}")
    if found.uncommitted and not found.unimplemented:
        return Unknown(f"{path} describes a small part of the routes: other descriptions are made and not committed ({found.uncommitted})")
    if not findings:
        return Pass(evidence) if evidence else Unknown(f"{path} has no operation to compare")
    total = found.agreeing + len(found.unimplemented) + len(found.undescribed)
    return Partial(found.agreeing, total, findings, evidence[:5]) if found.agreeing else Fail(findings)


def _note(met: int, total: int, generated: int) -> str:
    if generated:
        return f"the build makes the routes of {generated} of {total} operations from this document"
    return f"{met} of {total} operations have a route in the code"


def _unimplemented(operations: tuple[ApiOperation, ...]) -> tuple[Finding, ...]:
    each = [(f"{one.method} {one.path} is documented here and no code implements it", one.file, one.line) for one in operations]
    return _shown(each, "more operations are documented here and no code implements them", IMPLEMENT)


def _undescribed(routes: tuple[Route, ...]) -> tuple[Finding, ...]:
    each = [
        (f"{f'{one.method} {one.path}'.strip()} is implemented here and no specification documents it", one.file, one.line)
        for one in routes
    ]
    return _shown(each, "more routes are implemented from here on and no specification documents them", DESCRIBE)


def _shown(each: list[tuple[str, str, int]], more: str, remedy: str) -> tuple[Finding, ...]:
    """A finding for each of the first, and one that counts the others at the place of the first of them."""
    shown = each[:SHOWN]
    if len(each) > SHOWN:
        _, path, line = each[SHOWN]
        shown.append((f"{len(each) - SHOWN} {more}", path, line))
    return tuple(Finding(message, path, line, remedy=remedy) for message, path, line in shown)
