"""Says in one sentence what is wrong with a claim."""

from __future__ import annotations

from readiness_checks.facts.claims.model import Claim

_SAID = {
    "link": "links to {name!r}, which does not exist",
    "image": "shows the image {name!r}, which does not exist",
    "heading": "links to the heading {name!r}, which {where} does not have",
    "path": "names {name!r}, which does not exist",
    "folder": "names the folder {name!r}, which does not exist",
    "make target": "names the make target {name!r}, which {where} does not define",
    "package script": "names the package script {name!r}, which {where} does not define",
    "composer script": "names the composer script {name!r}, which {where} does not define",
    "recipe": "names the just recipe {name!r}, which {where} does not define",
    "task": "names the task {name!r}, which {where} does not define",
    "script": "tells the reader to run {name!r}, which does not exist",
    "compose file": "names the compose file {name!r}, which does not exist",
    "compose service": "names the service {name!r}, which {where} does not define",
    "Dockerfile": "names the Dockerfile {name!r}, which does not exist",
}
_ANY = {
    "make target": "no Makefile here defines",
    "package script": "no package.json here defines",
    "composer script": "no composer.json here defines",
    "recipe": "no justfile here defines",
    "task": "no Taskfile here defines",
    "compose service": "no compose file here defines",
}


def said_wrong(claim: Claim) -> str:
    """What is wrong with a claim that does not hold."""
    text = _SAID[claim.kind]
    if not claim.where and claim.kind in _ANY:
        text = text.replace("{where} does not define", _ANY[claim.kind])
    where = "this document" if claim.where == claim.path else claim.where
    return text.format(name=claim.name, where=where)
