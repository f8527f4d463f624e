"""Where a service, or what stands before it, limits how often callers may ask, and what declares a limit that nothing uses."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.mentions import is_used, mentions
from readiness_checks.facts.rate_limit_patterns import (
    ANSWERS,
    ASKED,
    DECLARED,
    DEFAULTS,
    EVERYWHERE,
    GATEWAYS,
    RATES,
    SOMEWHERE,
    USED_LIMITER,
)
from readiness_checks.facts.services import serves
from readiness_checks.facts.wiring import reaching

_ABOUT = Regex(r"(?i)rate_?\s?limit|throttl|limiter|bucket|attempts|too often|quota")
_RESOURCE = Regex(r"@(?:Rest)?Controller\b|@Path\(|@(?:Get|Post|Put|Delete|Request)Mapping|@HttpExchange")
_PATH = Regex(r"""\(\s*['"`](/[^'"`\n]{0,80})['"`]""")
_EXPORTED = Regex(r"^\s*(?:module\.exports|exports\.|export\s*(?:\{|default)|from\s|import\b)|\brequire\(")
_FROM = Regex(
    r"['\"](?:express-rate-limit|express-slow-down|rate-limiter-flexible|koa2?-ratelimit|hono-rate-limiter|express-brute)['\"]|rate-?limit",
    re.IGNORECASE,
)
_OUTGOING = Regex(r"axios-rate-limit|bottleneck|p-throttle")
# a client that keeps to the limits of others
_CLIENT = Regex(r"(?i)client|fetch|crawl|scrap|upstream|download|sender|notif")
_IMPORTED = Regex(r"['\"]express-(?:rate-limit|slow-down)['\"]")
_REGISTERED = Regex(r"@(?:Component|Provider|WebFilter|Filter|Singleton|ServerFilter|Bean|Configuration)\b")

EVERY, SOME, PASSING = "every request", "some routes", "what passes it"
# what else must be there for a limit to be one
_NEEDED = {"slowapi": DEFAULTS, "throttles of Django REST Framework": RATES, "ASP.NET Core's rate limiter": USED_LIMITER}
# words of the file that say whose name it is
_MARKS = {"Rack::Attack": "Rack::Attack", "@fastify/rate-limit": "rate-limit"}
_SCOPES = {"Rack::Attack": "the requests that its throttles name", "Laravel's throttle on a group": "a group of routes"}
_WHOLE = Regex(r"(?:router|endpoint)\.ex$")


@dataclass(frozen=True, slots=True)
class RateLimit:
    """A place where requests are limited; `scope` says which of them, in words of a report."""

    by: str
    path: str
    line: int
    scope: str


@dataclass(frozen=True, slots=True)
class IdleLimit:
    """A limit that is declared and that nothing uses."""

    what: str
    path: str
    line: int


@fact
def rate_limits(repo: Repo, component: Component) -> tuple[RateLimit, ...]:
    """The limits that reach the component, those on every request first, then by place."""
    found = [*_everywhere(repo), *_somewhere(repo), *_gateways(repo), *_used(repo, component)]
    order = {EVERY: 0, PASSING: 1}
    placed = sorted(reaching(repo, component, found), key=lambda limit: (order.get(limit.scope, 2), limit.path, limit.line))
    placed = placed or list(reaching(repo, component, _by_hand(repo)))
    first: dict[tuple[str, int], RateLimit] = {}
    for limit in placed:
        first.setdefault((limit.path, limit.line), limit)
    return tuple(first.values())


@fact
def idle_limits(repo: Repo, component: Component) -> tuple[IdleLimit, ...]:
    """The declared limits that nothing uses, in the order of their places."""
    idle = [
        IdleLimit(what, hit.path, hit.line)
        for what, pattern in DECLARED.items()
        for hit in repo.hits(pattern)
        if _ours(repo, what, hit) and _use_of(repo, component, what, hit) is None
    ]
    return tuple(sorted(reaching(repo, component, idle), key=lambda item: (item.path, item.line)))


def _everywhere(repo: Repo) -> Iterator[RateLimit]:
    for by, pattern in EVERYWHERE.items():
        needed = _NEEDED.get(by)
        if needed is not None and not repo.hits(needed):
            continue  # without a default rate, or the application using it, it limits nothing
        for hit in repo.hits(pattern):
            text = repo.text(hit.path)
            if _MARKS.get(by, "") in text and not (by == "flask-limiter" and "slowapi" in text):
                scope = SOME if by == "a plug" and not _WHOLE.search(hit.path) else _SCOPES.get(by, EVERY)
                yield RateLimit(by, hit.path, hit.line, scope)


def _somewhere(repo: Repo) -> Iterator[RateLimit]:
    for by, pattern in SOMEWHERE.items():
        needed = _NEEDED.get(by)
        if needed is not None and not repo.hits(needed):
            continue
        for hit in repo.hits(pattern):
            if _stands(repo, by, hit):
                path = _PATH.search(hit.text)
                scope = path.group(1) if path else EVERY if ".use(" in hit.text.lower() else SOME
                yield RateLimit(by.removesuffix(" (Go)"), hit.path, hit.line, scope)


def _stands(repo: Repo, by: str, hit: Hit) -> bool:
    """Whether what looks like a limit is one of requests that come in."""
    text = repo.text(hit.path)
    if by == "a rate limiter on a resource":
        return _RESOURCE.search(text) is not None
    if by == "express-rate-limit":
        return _IMPORTED.search(text) is not None
    return by != "middleware" or not _OUTGOING.search(text)


def _gateways(repo: Repo) -> Iterator[RateLimit]:
    for by, pattern in GATEWAYS.items():
        for hit in repo.hits(pattern):
            yield RateLimit(by, hit.path, hit.line, PASSING)


def _used(repo: Repo, component: Component) -> Iterator[RateLimit]:
    for what, pattern in DECLARED.items():
        if what == "a zone of nginx":
            continue
        for hit in repo.hits(pattern):
            scope = _use_of(repo, component, what, hit) if _ours(repo, what, hit) else None
            if scope is not None:
                yield RateLimit(what, hit.path, hit.line, scope)


def _by_hand(repo: Repo) -> Iterator[RateLimit]:
    for hit in repo.hits(ASKED):
        if not _CLIENT.search(hit.path.rpartition("/")[2]):
            yield RateLimit("code of its own", hit.path, hit.line, SOME)
    for hit in repo.hits(ANSWERS):
        file = repo.file(hit.path)
        if file is not None and file.role == "source" and _ABOUT.search(repo.text(hit.path)) and not _CLIENT.search(file.name):
            yield RateLimit("code of its own that answers 429", hit.path, hit.line, SOME)


def _ours(repo: Repo, what: str, hit: Hit) -> bool:
    """Whether a limiter in a script is one of requests that come in: the library that makes it says so."""
    if what != "a limiter":
        return True
    text = repo.text(hit.path)
    return _FROM.search(text) is not None and not _OUTGOING.search(text)


def _use_of(repo: Repo, component: Component, what: str, hit: Hit) -> str | None:
    """What a declared limit stands before, None where nothing uses it."""
    name = hit.groups[0]
    if what == "a zone of nginx":
        return PASSING if any(_names_zone(repo, other, name) for other in repo.hits(GATEWAYS["nginx"])) else None
    if what == "a middleware of Traefik":
        used = re.compile(rf"middlewares['\"]?\s*[=:][^\n]{{0,200}}\b{re.escape(name)}\b")
        return PASSING if used.search(repo.text(hit.path)) else None
    if what == "a filter":
        if _REGISTERED.search(repo.text(hit.path)):
            return EVERY
        others = [mention for mention in mentions(repo, name, ("java", "kotlin", "groovy", "scala")) if mention.path != hit.path]
        return EVERY if any(not _EXPORTED.search(mention.text) for mention in others) else None
    for mention in mentions(repo, name, ("javascript", "typescript")):
        if (
            (mention.path, mention.line) != (hit.path, hit.line)
            and not _EXPORTED.search(mention.text)
            and serves(repo, component, mention.path)
        ):
            path = _PATH.search(mention.text)
            return path.group(1) if path else EVERY if ".use(" in mention.text else SOME
    return SOME if is_used(repo, component, name, hit.path, hit.line) else None


def _names_zone(repo: Repo, hit: Hit, name: str) -> bool:
    lines = lines_of(repo, hit.path)
    return hit.line <= len(lines) and re.search(rf"zone={re.escape(name)}\b", lines[hit.line - 1]) is not None
