"""Routes of FastEndpoints: what each endpoint configures, below its group and the global prefix."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import basename

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.fast_endpoints import ENDPOINTS, PREFIX
from readiness_checks.facts.routing import Certainty, Route, RouteTable
from readiness_checks.facts.routing.dotnet.sources import Argument, Class, Link, read_calls
from readiness_checks.facts.routing.dotnet.strings import class_named, said
from readiness_checks.facts.routing.paths import UNKNOWN, spellings

_ENDPOINT = Regex(r"^(?:Endpoint(?:WithoutRequest|WithMapping|WithMapper)?(?:<|$)|Ep\.)")
_VERBS = {verb: verb.upper() for verb in ("Get", "Post", "Put", "Patch", "Delete", "Head")}
_QUOTED = Regex(r'^\$?@?"([^"{}]*)"$')


@fact
def fast_endpoints_routes(repo: Repo) -> RouteTable:
    """What the endpoints of FastEndpoints serve."""
    paths = sorted({hit.path for hit in repo.hits(ENDPOINTS)})
    prefixes = {hit.groups[0].strip() for hit in repo.hits(PREFIX)} if paths else set()
    quoted = _QUOTED.match(next(iter(prefixes))) if len(prefixes) == 1 else None
    prefix = quoted.group(1) if quoted else UNKNOWN if prefixes else ""
    routes: list[Route] = []
    for path in paths:
        source = read_calls(repo, path)
        for known in source.classes if source else ():
            if not known.abstract and any(_ENDPOINT.match(base) for base in known.bases):
                routes += _endpoint(repo, path, known, prefix)
    return RouteTable(tuple(routes))


def _endpoint(repo: Repo, path: str, known: Class, prefix: str) -> Iterator[Route]:
    links = [
        link
        for method in known.methods
        if method.name == "Configure"
        for chain in method.chains
        if not chain.base
        for link in chain.links[:1]
    ]
    verbs: list[tuple[str, int]] = []
    templates: list[str] = []
    below = prefix
    version = ""
    for link in links:
        if link.name in _VERBS:
            verbs.append((_VERBS[link.name], link.line))
            templates += _texts(repo, path, known, link)
        elif link.name == "Verbs":
            verbs += [(argument.source.rpartition(".")[2].strip('"').upper(), link.line) for argument in link.arguments]
        elif link.name == "Routes":
            templates += _texts(repo, path, known, link)
        elif link.name == "RoutePrefixOverride" and link.arguments:
            below = _text(repo, path, known, link.arguments[0])
        elif link.name == "Group":
            below = prefix + "/" + _group(repo, path, link)
        elif link.name == "Version":
            version = UNKNOWN
    for verb, line in verbs:
        for template in templates:
            whole = "/".join(part.strip("/") for part in (below, template, version) if part.strip("/"))
            for spelt in spellings(whole, "braces"):
                certainty: Certainty = "dynamic" if UNKNOWN in spelt else "composed" if below.strip("/") else "literal"
                yield Route(verb if verb in _VERBS.values() else "", spelt, path, line, "fast-endpoints", certainty)


def _texts(repo: Repo, path: str, known: Class, link: Link) -> list[str]:
    listed = [_text(repo, path, known, argument) for argument in link.arguments if not argument.name]
    return listed or [UNKNOWN]


def _text(repo: Repo, path: str, known: Class, argument: Argument) -> str:
    found = said(repo, argument.text, (path, known.name))
    return UNKNOWN if found is None else found


def _group(repo: Repo, path: str, link: Link) -> str:
    """The prefix of a group: what its constructor configures first."""
    found = class_named(repo, link.generic, path)
    source = read_calls(repo, found[0]) if found else None
    for known in source.classes if source else ():
        if known.name == basename(link.generic):
            for method in known.methods:
                for chain in method.chains:
                    if not chain.base and chain.links and chain.links[0].name == "Configure" and chain.links[0].arguments:
                        return _text(repo, source.path if source else path, known, chain.links[0].arguments[0])
    return UNKNOWN
