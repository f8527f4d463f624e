"""The database connections that production configuration, infrastructure and code spell out, and whether they are encrypted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.connection_tls import Spelled, encryption_of, host_of, is_local, is_local_default
from readiness_checks.facts.covered_connections import connectors, covered
from readiness_checks.facts.encrypting_servers import servers
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.production_files import for_production, is_comment
from readiness_checks.facts.stages import stage_of
from readiness_checks.facts.written_modes import local_variables, written_modes

MAX_HITS = 100  # of one file
_ANY_URL = Regex(r"\w{1,30}://\S{1,500}")
_SCHEMES = "postgres|postgresql|mysql|mysql2|mariadb|mongodb|mongodb\\+srv|cockroachdb|sqlserver"
_UNIT = r"(?:\$\{[^}\n]{0,200}\}|\{\{[^}\n]{0,200}\}\}|[^\s\"'`<>{}\\]|\{|\})"
_CODE = ("go", "python", "javascript", "typescript", "java", "kotlin", "ruby", "rust", "csharp", "php", "scala", "elixir")
URL = Pattern(
    ("postgres", "mysql", "mariadb", "mongodb", "cockroachdb", "sqlserver"),
    rf"(?:jdbc:)?(?:{_SCHEMES})(?:\+\w{{1,20}})?://{_UNIT}{{1,400}}",
    roles=("configuration",),
    before=20,
)
CONNECTION_STRING = Pattern(
    ("Server=", "Host=", "Data Source=", "server=", "host="),
    r"\"((?:Server|Host|Data Source|server|host)=[^\"\n]{5,400};[^\"\n]{0,300})\"",
    suffixes=(".json",),
    roles=("configuration",),
    before=2,
)
# a connection that code puts together, with the mode written into it
COMPOSED = Pattern(
    ("sslmode=", "tls="),
    r"(?:@|@tcp\(|\bhost=)(?:%s|%v|\$\{|\{|\"\s?\+|#\{)[^\n]{0,200}\b(?:sslmode=(disable|allow|prefer|require|verify-ca|verify-full)"
    r"|tls=(false|skip-verify|preferred|true))\b",
    languages=_CODE,
    before=250,
)
UNVERIFIED = Pattern(
    ("rejectUnauthorized",), r"\brejectUnauthorized[\"']?\s{0,3}:\s{0,3}false\b", languages=("javascript", "typescript"), before=2
)
# a whole connection in code, which says how it is encrypted
LITERAL = Pattern(
    ("sslmode=", "sslMode=", "tls=", "sslaccept="),
    r"[\"'`](?:(?:jdbc:)?(?:postgres|postgresql|mysql|mariadb)(?:\+\w{1,20})?://[^\s\"'`]{1,300}|host=[^\s\"'`]{1,100}\s[^\"'`\n]{0,200}"
    r"|[^\s\"'`]{1,100}@tcp\([^\s\"'`)]{1,100}\)/[^\s\"'`]{0,200})(?:sslmode|sslMode|tls|sslaccept)=[\w-]{2,20}",
    languages=_CODE,
    before=400,
)
_TCP = Regex(r"@tcp\(([^):]{1,100})|(?:^|\s)host=(\S{1,100})")
_EXAMPLE = Regex(r"(?i)\bexample\.|\.(?:test|invalid|local)\b|^1\.2\.3\.4|%[sv]|[${}<>]")
_CHOSEN = Regex(r"sslmode=(?:%[sv]|\$\{|\{|\"\s?\+|#\{|'\s?\+)")

_SOCKET = Regex(r"(?i)[?&](?:host|socket|unix_?socket)=(?:/|%2F)|//(?:[^@/]{0,300}@)?%2F|unix\(/")
_NAME = Regex(r"\$[({]?([A-Za-z_]\w{0,80})")
_ELSEWHERE = Regex(r"(?i)\b(?:pg)?ssl|\btls|\w_(?:ssl|tls)|requireSSL|\w(?:Ssl|Tls|SSL|TLS)(?:Mode|Enabled)?\b")
_OPEN_END = Regex(r"(?i)(?:opt|param|arg|suffix|query|ssl|tls|extra)\w*\s*(?:[:|][^}]*)?\}+|[})][^/]*[}]+$")
_DATABASE = Regex(r"(?i)\b(?:pg|postgres|postgresql|knex|typeorm|sequelize|mysql2?|mikro-orm|drizzle|data-?source|dialect|database)\b")


@fact
def spelled_connections(repo: Repo) -> tuple[Spelled, ...]:
    """The connections that are spelled out for production and not read whole from a secret, by place."""
    written = (covered(repo, item) for item in (*_urls(repo), *_strings(repo), *_in_code(repo), *written_modes(repo)))
    found = [item for item in written if item is not None]
    found.extend(Spelled(item.name, "required" if item.required else "off", item.words, item.path, item.line) for item in servers(repo))
    found.extend(connectors(repo))
    return tuple(sorted(set(found), key=lambda item: (item.path, item.line, item.what, item.words)))


def _urls(repo: Repo) -> Iterator[Spelled]:
    for hit in _some(repo, URL):
        if not for_production(repo, hit) or is_comment(repo, hit):
            continue
        url = hit.text.removeprefix("jdbc:")
        host = host_of(url)
        if "/cloudsql/" in url or "cloudSqlInstance" in url:
            yield Spelled("the connection", "required", "a Cloud SQL connector", hit.path, hit.line)
        elif _SOCKET.search(url):
            yield Spelled("the connection", "required", "a Unix socket", hit.path, hit.line)
        elif not is_local(host) and not _is_here(repo, host):
            encryption, words = encryption_of(url)
            if encryption != "unsaid" or (not is_local_default(host) and _says_all(repo, hit, url)):
                yield Spelled(f"the connection to `{_shown(host)}`", encryption, words, hit.path, hit.line, host)


def _is_here(repo: Repo, host: str) -> bool:
    """Whether a host is a variable that production sets to the machine itself: a proxy listens there."""
    match = _NAME.match(host)
    return match is not None and match.group(1) in local_variables(repo)


def _shown(host: str) -> str:
    return host if len(host) <= 60 else host[:57] + "..."


def _says_all(repo: Repo, hit: Hit, url: str) -> bool:
    """Whether a URL without a word on encryption is the whole story: no driver's default, no variable behind it, no setting beside it."""
    if url.startswith("sqlserver") or _OPEN_END.search(url.partition("//")[2].partition("@")[2] or url) or "${" in url.partition("?")[2]:
        return False
    # a default of the whole URL, `${DATABASE_URL:postgres://…}`: production brings its own
    line = lines_of(repo, hit.path)[hit.line - 1]
    before = line[: line.find(hit.text)]
    if "${" in before and before.rfind("${") > before.rfind("}"):
        return False
    return not _speaks_of_tls(repo, hit.path)


@fact
def _speaks_of_tls(repo: Repo, path: str) -> bool:
    """Whether a file speaks of TLS outside of its URLs."""
    return any(_ELSEWHERE.search(_ANY_URL.sub("", line)) for line in lines_of(repo, path))


def _some(repo: Repo, pattern: Pattern) -> Iterator[Hit]:
    """The first hits in each file: what is written a hundred times says no more the next time."""
    counts: Counter[str] = Counter()
    for hit in repo.hits(pattern):
        counts[hit.path] += 1
        if counts[hit.path] <= MAX_HITS:
            yield hit


def _strings(repo: Repo) -> Iterator[Spelled]:
    """Connection strings of .NET; a driver's default decides where they say nothing, so only what they say is told."""
    for hit in _some(repo, CONNECTION_STRING):
        if for_production(repo, hit):
            text = hit.groups[0]
            host = re.split(r"[,;:]", text.partition("=")[2], maxsplit=1)[0]
            encryption, words = encryption_of(text)
            if encryption != "unsaid" and not is_local(host):
                yield Spelled(f"the connection to `{_shown(host)}`", encryption, words, hit.path, hit.line, host)


def _in_code(repo: Repo) -> Iterator[Spelled]:
    yield from _literals(repo)
    for hit in _some(repo, COMPOSED):
        # where a setting chooses the mode, the one that is written is only one of several
        if stage_of(hit.path) != "other" and not _CHOSEN.search(repo.text(hit.path)):
            mode, tls = hit.groups
            encryption, words = encryption_of(f"?sslmode={mode}" if mode else f"?tls={tls}")
            yield Spelled("the connection", encryption, words, hit.path, hit.line)
    for hit in _some(repo, UNVERIFIED):
        lines = lines_of(repo, hit.path)
        near = "\n".join(lines[max(0, hit.line - 4) : hit.line])
        if stage_of(hit.path) != "other" and re.search(r"\bssl\b", near) and _DATABASE.search(repo.text(hit.path)[:20_000]):
            yield Spelled("the connection", "unverified", "rejectUnauthorized: false", hit.path, hit.line)


def _literals(repo: Repo) -> Iterator[Spelled]:
    """Connections that code holds whole; a bare name or an example's is a default for developers."""
    for hit in _some(repo, LITERAL):
        text = hit.text[1:]
        host = host_of(text) if "://" in text else next(iter(filter(None, _groups(text))), "")
        if stage_of(hit.path) == "other" or "." not in host or is_local(host) or _EXAMPLE.search(host) or is_comment(repo, hit):
            continue
        encryption, words = encryption_of(text)
        if encryption != "unsaid":
            yield Spelled(f"the connection to `{_shown(host)}`", encryption, words, hit.path, hit.line, host)


def _groups(text: str) -> tuple[str, ...]:
    match = _TCP.search(text)
    return tuple(group or "" for group in match.groups()) if match else ()
