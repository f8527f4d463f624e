"""How a service finds out who calls: guards of frameworks, verification behind barriers of its own, gateways, compared secrets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.dependencies import dependencies
from readiness_checks.facts.guards import BARRIERS, COMPARISONS, DECLARED, DEPENDS, GATEWAYS, GUARDS, SCHEMES, VERIFIERS

Means: TypeAlias = Literal["guard", "gateway", "verifier", "barrier", "comparison"]

_SECRET = Regex(r"(?i)settings\.|config|environ|getenv|process\.env|ENV\[|ENV\.fetch|\bsecret|env\(")
_CREDENTIAL = Regex(r"(?i)authorization|api[_-]?key|x-[\w-]{0,20}(?:key|token)|bearer|basic_?auth|access_?token")
_TELLING = Regex(r"(?i)auth|session|login|jwt|security|guard|middleware|interceptor|identity")
_SIGNATURE = Regex(r"(?i)webhook|signature|csrf|hmac\.new|createHmac|hash_hmac|HMACSHA|pkce|verifier")
_ABOUT_CALLERS = Regex(r"(?i)auth|login|session|token|jwt|require|user|claims|permission|api_?key")
# Libraries that sign tokens as well as verify them, and what shows that a file verifies.
_TOKENS = Regex(r"jsonwebtoken|@nestjs/jwt|golang-jwt|dgrijalva|lestrrat|go-jose|paseto")
_VERIFIES = Regex(r"\b(?:jwt)?[vV]erif\w*|\bParse(?!Unverified|RSA|EC|Ed|PK)\w*\(|\bValid(?:ate|ator)\w*|\bNewParser\(")
_PATTERNS: tuple[tuple[Means, dict[str, Pattern]], ...] = (
    ("guard", GUARDS), ("gateway", GATEWAYS), ("verifier", VERIFIERS), ("barrier", BARRIERS),
)  # fmt: skip
# What protects every route for being on the classpath, until configured otherwise.
_SPRING_SECURITY = {"spring-boot-starter-security", "spring-boot-starter-oauth2-resource-server"}


@dataclass(frozen=True, slots=True)
class Authentication:
    """One place that takes part in authentication.

    A `guard` or `gateway` refuses unknown callers by itself; a `verifier` (token, password, session) does so together with a
    `barrier` that stands before handlers; a `comparison` holds a caller's secret against a configured one in constant time.
    A barrier with `needs` is only defined here: it stands where a route depends on it (`dependency`) or where something uses its
    `name` (`use`).
    """

    by: str
    path: str
    line: int | None
    means: Means
    name: str = ""
    needs: Literal["", "use", "dependency"] = ""


@fact
def authentications(repo: Repo) -> tuple[Authentication, ...]:
    """Every place in own source and configuration that takes part in authentication, sorted by place."""
    found: list[Authentication] = []
    for means, patterns in _PATTERNS:
        for by, pattern in patterns.items():
            label = "barrier of its own" if means == "barrier" else by
            found += [Authentication(label, hit.path, hit.line, means) for hit in repo.hits(pattern) if _verifies(repo, hit)]
    found += _declared(repo, found)
    found += [
        Authentication("a constant-time comparison", hit.path, hit.line, "comparison")
        for hit in repo.hits(COMPARISONS)
        if _of_a_secret(repo, hit)
    ]
    for dependency in dependencies(repo):
        if (
            dependency.ecosystem in ("maven", "gradle")
            and dependency.group == "runtime"
            and dependency.name.rpartition(":")[2] in _SPRING_SECURITY
        ):
            found.append(Authentication("Spring Security on the classpath", dependency.path, dependency.line, "verifier"))
    return tuple(sorted(found, key=lambda item: (item.path, item.line or 0, item.by)))


def _declared(repo: Repo, found: list[Authentication]) -> Iterator[Authentication]:
    """The barriers that are only defined where they stand, by name.

    What a Go middleware or a Rust extractor is about is told by its name, or by its file where that verifies or is named after it.
    """
    verifying = {item.path for item in found if item.means == "verifier"}
    for language, pattern in DECLARED.items():
        for hit in repo.hits(pattern):
            name = next(group for group in hit.groups if group)
            file = hit.path.rpartition("/")[2]
            about = f"{file} {name}" if language == "rust" else name
            if language not in ("go", "rust") or _ABOUT_CALLERS.search(about) or hit.path in verifying:
                yield Authentication("barrier of its own", hit.path, hit.line, "barrier", name, "use")
    for hit in repo.hits(SCHEMES):
        yield Authentication(f"FastAPI's {hit.groups[1]}", hit.path, hit.line, "barrier", hit.groups[0], "dependency")
    for hit in repo.hits(DEPENDS):
        yield Authentication("a dependency of the routes", hit.path, hit.line, "barrier", "", "dependency")


def _verifies(repo: Repo, hit: Hit) -> bool:
    """Whether a file that loads a library of tokens does more with it than hand them out."""
    return not _TOKENS.search(hit.text) or _VERIFIES.search(repo.text(hit.path)) is not None


def _of_a_secret(repo: Repo, hit: Hit) -> bool:
    """Whether the file compares a caller's credential with a configured secret, not a signature of a message."""
    text = repo.text(hit.path)
    return bool(_SECRET.search(text) and _CREDENTIAL.search(text)) and not _SIGNATURE.search(text)


def most_telling(places: Iterable[Authentication]) -> tuple[Authentication, ...]:
    """The places in the order in which a reader would want to see them: files named after the matter first."""
    return tuple(sorted(places, key=lambda place: _TELLING.search(place.path.rpartition("/")[2]) is None))
