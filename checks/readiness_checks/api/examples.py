"""Whether whoever starts to use an API finds a request to copy."""

from __future__ import annotations

from readiness.model import Component, Evidence, Fail, Finding, NotApplicable, Pass, Unknown, Verdict, component_check
from readiness.repo import Repo
from readiness_checks.facts.api_examples import api_examples
from readiness_checks.facts.api_operations import openapi_of
from readiness_checks.facts.apis import apis

REMEDY = "Add `example` to parameters and bodies of the description, commit a collection or an .http file, or show calls with curl."


@component_check("api.examples", title="The API comes with example requests", tier="production", weight=1, demands=("E36",))
def examples(repo: Repo, component: Component) -> Verdict:
    served = [api for api in apis(repo, component) if api.style in ("rest", "graphql")]
    documents = openapi_of(repo, component)
    if not served and not documents:
        return NotApplicable("it serves no REST or GraphQL API")
    shown = api_examples(repo, component)
    if shown:
        return Pass(tuple(Evidence(one.note, one.path, one.line) for one in shown[:4]))
    broken = next((document for document in documents if document.problem is not None), None)
    if broken is not None:
        return Unknown(f"{broken.path} does not parse")
    path, line = (documents[0].path, documents[0].line) if documents else (served[0].path, served[0].line)
    message = "no example request is in the description, in a collection, in an .http file or in the documents"
    return Fail((Finding(message, path, line, severity="low", remedy=REMEDY),))
