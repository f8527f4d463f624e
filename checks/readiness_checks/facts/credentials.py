"""Credentials that stand in the tree, each with its place and never with its text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from readiness.classify import File
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import MAX_SCANNED, Repo, fact
from readiness.scan import Hit
from readiness_checks.facts.credential_assignments import (
    ADDRESS,
    CONNECTION,
    QUOTED,
    UNQUOTED,
    YAML_DEFAULT,
    Assignment,
    is_random,
    is_remote,
    is_secret,
    is_signing_key,
    is_strong_password,
)
from readiness_checks.facts.credential_formats import FORMATS, Format
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.placeholders import is_fill_in, is_placeholder
from readiness_checks.facts.secret_references import names_entry, plain_value
from readiness_checks.facts.words import words_of

Nature: TypeAlias = Literal["provider", "sandbox", "private key", "address", "signing key", "assignment"]

REDACTED = "[redacted]"
_READ = frozenset({"source", "configuration", "documentation", "data", "test", "fixture", "sample"})
# Folders and files that hold made-up values whatever their role: tests under other names, samples, local and CI set-ups.
_MADE_UP_PLACE = Regex(
    r"(?:^|[/._-])(?:tests?|testing|tester|testdata|specs?|suites?|e2e|fixtures?|mocks?|stubs?|fakes?|dumm(?:y|ies)|examples?|"
    r"samples?|demos?|seeds?|seeders?|seeding|playground|"
    r"dev|development|devel|local|localhost|debug|ci|\.?circleci|\.github|vagrant|snapshots?|cypress|storybook|devcontainer|"
    r"locales?|i18n|l10n|lang|translations?|stories|factor(?:y|ies)|benchmarks?|sandbox|dist|docs?|travis|gitlab-ci|jenkinsfile|"
    r"cloudbuild|appveyor|drone|woodpecker|azure-pipelines|bitbucket-pipelines|buildkite)(?=[/._-]|$)",
    re.IGNORECASE,
)
_MADE_UP_NAME = Regex(r"(?:Tests?|Mocks?|Fakes?|Fixtures?|Seeders?|Factory|Development|Dev|Local|Example|Sample)(?:[A-Z]\w*)?\.\w+$")
_DEVELOPMENT = Regex(
    r"(?:^|[^a-z])(?:dev|development|local|test|tests|testing|debug|ci|demo|example|e2e|mock|fake)(?:[^a-z]|$)|(?i:placeholder|"
    r"insecure|forbidden|blocklist|denylist|known_?weak)|(?:Dev|Development|Local|Test|Testing|Debug|Mock|Example)[A-Z({:\s]|DEBUG|"
    r"DEV\b|LOCAL|TEST|FAKE|MOCK|!==? ?[\"']prod",
    re.MULTILINE,
)
# Code that treats production apart where it sets a default: a guard, not a leak.
_GUARD = Regex(
    r"is_?prod|prod(?:uction)?[\"']\s{0,3}[)]?\s{0,3}[:{?&|]|[=!]=\s{0,3}[\"']prod|Rails\.env\.|in_production|if .{0,60}DEBUG",
    re.IGNORECASE,
)
_COMMENT = Regex(r"^\s*(?:#|//|\*|/\*|--|\"\"\")")
_SERVER = Regex(r"(?:server|data source|host|addr(?:ess)?) ?=|://", re.IGNORECASE)  # a connection string says where to
_TELLING = Regex(r"key|token|secret|auth|pass", re.IGNORECASE)  # what a setting's name says when its value is a credential
_SIGNING_CONTEXT = Regex(r"jwt|session|cookie|passport|sign\(|signing", re.IGNORECASE)
_PUBLIC_USE = Regex(
    r"firebase|authDomain|messagingSenderId|maps|gmaps|youtube|recaptcha|measurementId|mobilesdk|client_info|\.web\b", re.IGNORECASE
)
_DEFAULTS = Regex(r"(?:^|/)defaults?\.\w+$")  # a program's settings spelt out, passwords included, for their reader
_TARGET = Regex(r"""\s*(?:export\s+)?(?:const\s+|let\s+|var\s+)?([\w.\[\]'"]{1,60})\s{0,20}(?::[^=\n]{1,40})?(?:=>?|:)\s""")
_ABOVE = 60  # lines looked at above an assignment for what it belongs to


@dataclass(frozen=True, slots=True)
class Credential:
    """A credential and its place. `kind` reads after "a"; `redacted` is what may be shown of it; `live` opens something today."""

    kind: str
    nature: Nature
    path: str
    line: int
    redacted: str
    live: bool


@fact
def credentials(repo: Repo) -> tuple[Credential, ...]:
    """Every credential in the files that the scan reads, the surest reading of a line only, sorted by place."""
    found: dict[tuple[str, int], Credential] = {}
    for credential in _candidates(repo):
        found.setdefault((credential.path, credential.line), credential)
    return tuple(found[place] for place in sorted(found))


@fact
def files_read(repo: Repo) -> int:
    """How many files the scan for credentials reads."""
    return sum(file.role in _READ and 0 < file.size <= MAX_SCANNED and file.link is None for file in repo.files)


def formats_known() -> int:
    """How many providers' formats are known, in full tens."""
    return len(FORMATS) // 10 * 10


def _candidates(repo: Repo) -> Iterator[Credential]:
    shaped: set[tuple[str, int]] = set()
    for known in FORMATS:
        for hit in repo.hits(known.pattern):
            shaped.add((hit.path, hit.line))
            if _proven(repo, known, hit):
                yield _of_format(known, hit)
    for hit in repo.hits(ADDRESS):
        *_, password, host = hit.groups
        if is_remote(host) and not is_placeholder(password) and _own(repo, hit.path):
            yield Credential("password in an address", "address", hit.path, hit.line, REDACTED, True)
    for hit in repo.hits(CONNECTION):
        beside = lines_of(repo, hit.path)[hit.line - 1][:2_000]
        if (is_strong_password(hit.groups[-1]) or is_random(hit.groups[-1])) and _SERVER.search(beside) and _own(repo, hit.path):
            yield Credential("password in a connection string", "address", hit.path, hit.line, REDACTED, True)
    for hit in (*repo.hits(QUOTED), *repo.hits(UNQUOTED), *repo.hits(YAML_DEFAULT)):
        # a provider's key that proved to be made up or public is no secret under another name either
        if (hit.path, hit.line) not in shaped and _own(repo, hit.path):
            yield from _of_assignment(repo, hit)


def _of_format(known: Format, hit: Hit) -> Credential:
    # the beginning of a token is its provider's mark and says nothing; what has none shows nothing
    mark = max((literal for literal in known.pattern.literals if hit.text.startswith(literal)), key=len, default="")
    shown = f"{mark[:4]}…" if mark and known.mode != "key" and not any(hit.groups) else ""
    nature: Nature = "private key" if known.mode == "key" else "sandbox" if known.mode == "test" else "provider"
    return Credential(known.kind, nature, hit.path, hit.line, shown + REDACTED, known.mode == "live")


def _proven(repo: Repo, known: Format, hit: Hit) -> bool:
    secret = next((group for group in reversed(hit.groups) if group), hit.text)
    if known.keyed and not _TELLING.search(hit.text[: -len(secret)]):
        return False
    if not known.proves(secret):
        return False
    if known.mode == "live":
        return True
    if _MADE_UP_PLACE.search(hit.path) or _MADE_UP_NAME.search(hit.path):
        return False
    if known.mode == "key" and _DEVELOPMENT.search(_named_above(repo, hit)):
        return False
    return known.mode != "public" or not _PUBLIC_USE.search(hit.path + "\n" + _around(repo, hit, 12))


def _own(repo: Repo, path: str) -> bool:
    file = repo.file(path)
    return file is not None and not _MADE_UP_PLACE.search(path) and not _MADE_UP_NAME.search(path) and not _is_composition(file)


def _is_composition(file: File) -> bool:
    # a compose file starts what a developer needs on his machine; its passwords are well known
    return file.suffix in (".yml", ".yaml") and re.search(r"(?:^|[._-])(?:compose|stack|quickstart)(?:[._-]|$)", file.name) is not None


def _of_assignment(repo: Repo, hit: Hit) -> Iterator[Credential]:
    named = _groups_of(hit)
    if named is None:
        return
    name, value, sign, called = named
    words = words_of(name)
    written, value = value, plain_value(repo, hit.path, hit.line, value)
    if (sign == "," and not called) or (" " in value and not _in_code(repo, hit.path)):
        return
    if words == ("secret",) and sign in (":", "=") and _SIGNING_CONTEXT.search("\n".join(_owners(repo, hit))):
        words = ("session", "secret")
    assignment = Assignment(words, value, default=sign in (",", "||", "??", "or", "${}"))
    signs = is_signing_key(assignment)
    if assignment.default and not signs:
        signs = is_signing_key(Assignment(_assigned(repo, hit), value, default=True))
    if not (signs or is_secret(assignment)) or _for_development(repo, hit, written):
        return
    if not is_random(value) and names_entry(repo, hit.path, hit.line, value):
        return
    if not signs and not _DEFAULTS.search(hit.path):
        yield Credential("secret given as a constant", "assignment", hit.path, hit.line, REDACTED, True)
    elif signs and (_in_code(repo, hit.path) or not is_fill_in(value)):
        yield Credential("constant as signing key", "signing key", hit.path, hit.line, REDACTED, True)


def _assigned(repo: Repo, hit: Hit) -> tuple[str, ...]:
    """The words of the name that a line assigns its value to, empty when it assigns none."""
    target = _TARGET.match(lines_of(repo, hit.path)[hit.line - 1])
    return words_of(target.group(1)) if target else ()


def _for_development(repo: Repo, hit: Hit, value: str) -> bool:
    """Whether the name, the block it stands in, or a guard beside it keeps the constant out of production."""
    named = "\n".join((hit.text.partition(value)[0], *_owners(repo, hit)))
    beside = "\n".join(line for line in _around(repo, hit, 10).split("\n") if not _COMMENT.match(line))
    return _DEVELOPMENT.search(named) is not None or _GUARD.search(beside) is not None


def _in_code(repo: Repo, path: str) -> bool:
    file = repo.file(path)
    return file is not None and file.role == "source"


def _groups_of(hit: Hit) -> tuple[str, str, str, bool] | None:
    """Name, value, the sign between them ("${}" for a default in an interpolation), and whether a call or a new line opens it."""
    if len(hit.groups) == 2:
        name, value = hit.groups
        return name, value, "${}" if hit.text.startswith("${") else "=", True
    call, opened, name, closed, bracket, sign, _, value = hit.groups
    if sign == "," and (bool(opened) != bool(closed) or bracket):
        return None
    return name, value, sign.strip() if sign.strip() in (",", "||", "??", "or", ":") else "=", bool(call and opened)


def _named_above(repo: Repo, hit: Hit) -> str:
    """What stands before a key on its line and on the line above: the name of the constant that holds it."""
    return "\n".join(lines_of(repo, hit.path)[max(0, hit.line - 2) : hit.line]).partition("-----BEGIN")[0]


def _around(repo: Repo, hit: Hit, lines: int) -> str:
    return "\n".join(lines_of(repo, hit.path)[max(0, hit.line - lines - 1) : hit.line + lines])


def _owners(repo: Repo, hit: Hit) -> tuple[str, ...]:
    """The lines above a hit that it is nested in, by indentation: its block, its class, its section."""
    lines = lines_of(repo, hit.path)
    if not 0 < hit.line <= len(lines):
        return ()
    depth = _indent(lines[hit.line - 1])
    found = []
    for text in reversed(lines[max(0, hit.line - 1 - _ABOVE) : hit.line - 1]):
        if text.strip() and _indent(text) < depth:
            depth = _indent(text)
            found.append(text)
    return tuple(found)


def _indent(text: str) -> int:
    return len(text) - len(text.lstrip())
