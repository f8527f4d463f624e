"""The database connections that production configuration, infrastructure and code spell out, and whether they are encrypted."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from readiness.model import below
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.compose import named_as_compose
from readiness_checks.facts.connection_tls import Encryption, encryption_of, host_of, is_local, is_local_default
from readiness_checks.facts.encrypting_servers import servers
from readiness_checks.facts.helm import charts
from readiness_checks.facts.kubernetes import kubernetes_files, workloads
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.stages import stage_of

MAX_HITS = 100  # of one file
_ANY_URL = Regex(r"\w{1,30}://\S{1,500}")
_SCHEMES = "postgres|postgresql|mysql|mysql2|mariadb|mongodb|mongodb\\+srv|cockroachdb|sqlserver"
_UNIT = r"(?:\$\{[^}\n]{0,200}\}|\{\{[^}\n]{0,200}\}\}|[^\s\"'`<>{}\\]|\{|\})"
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
    ("sslmode=",),
    r"(?:@|\bhost=)(?:%s|%v|\$\{|\{|\"\s?\+|#\{)[^\n]{0,200}\bsslmode=(disable|allow|prefer|require|verify-ca|verify-full)\b",
    languages=("go", "python", "javascript", "typescript", "java", "kotlin", "ruby", "rust"),
    before=250,
)
UNVERIFIED = Pattern(
    ("rejectUnauthorized",), r"\brejectUnauthorized[\"']?\s{0,3}:\s{0,3}false\b", languages=("javascript", "typescript"), before=2
)
DJANGO_MODE = Pattern(("sslmode",), r"[\"']sslmode[\"']\s{0,3}:\s{0,3}[\"']([\w-]{2,20})[\"']", languages=("python",), before=2)
LARAVEL_MODE = Pattern(
    ("'sslmode'",), r"'sslmode'\s{0,3}=>\s{0,3}(?:env\('\w{1,40}',\s{0,3})?'([\w-]{2,20})'", languages=("php",), before=2
)

_SETTINGS = Regex(
    r"(?:^|/)(?:application(?:[-_.](?:prod|production|live)\w*)?\.(?:ya?ml|properties)|appsettings(?:\.Prod\w*)?\.json"
    r"|\.env\.(?:prod|production)|(?:prod|production)\.(?:ya?ml|json|toml|env)|serverless\.ya?ml|fly\.toml|render\.yaml|app\.yaml"
    r"|[^/]+\.(?:tf|bicep))$",
    re.IGNORECASE,
)
_HIDDEN = Regex(r"(?:^|/)\.[^/]+/")
_PROFILE = Regex(r"(?m)^\s*(?:on-profile|profiles):\s*[\"']?([\w,| !-]+)")
_ELSEWHERE = Regex(r"(?i)\b(?:pg)?ssl|\btls|\w_(?:ssl|tls)|requireSSL|\w(?:Ssl|Tls|SSL|TLS)(?:Mode|Enabled)?\b")
_OPEN_END = Regex(r"(?i)(?:opt|param|arg|suffix|query|ssl|tls|extra)\w*\s*(?:[:|][^}]*)?\}+|[})][^/]*[}]+$")
_DATABASE = Regex(r"(?i)\b(?:pg|postgres|postgresql|knex|typeorm|sequelize|mysql2?|mikro-orm|drizzle|data-?source|dialect|database)\b")
_PROXY = Regex(r"(?i)cloud-?sql-?(?:auth-)?proxy|gce-proxy")
_MODE_OF_DJANGO = Regex(r"\bDATABASES\b|django\.db")


@dataclass(frozen=True, slots=True)
class Spelled:
    """One connection, or one server's rule for all of its connections; `words` is what says how it is encrypted."""

    what: str
    encryption: Encryption
    words: str
    path: str
    line: int


@fact
def spelled_connections(repo: Repo) -> tuple[Spelled, ...]:
    """The connections that are spelled out for production and not read whole from a secret, by place."""
    found = [*_urls(repo), *_strings(repo), *_in_code(repo)]
    found.extend(Spelled(item.name, "required" if item.required else "off", item.words, item.path, item.line) for item in servers(repo))
    found.extend(_proxies(repo))
    return tuple(sorted(set(found), key=lambda item: (item.path, item.line, item.what, item.words)))


def _urls(repo: Repo) -> Iterator[Spelled]:
    for hit in _some(repo, URL):
        if not _for_production(repo, hit) or _is_comment(repo, hit):
            continue
        url = hit.text.removeprefix("jdbc:")
        host = host_of(url)
        if "/cloudsql/" in url or "cloudSqlInstance" in url:
            yield Spelled("the connection", "required", "a Cloud SQL connector", hit.path, hit.line)
        elif not is_local(host):
            encryption, words = encryption_of(url)
            if encryption != "unsaid" or (not is_local_default(host) and _says_all(repo, hit, url)):
                yield Spelled(f"the connection to `{_shown(host)}`", encryption, words, hit.path, hit.line)


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
        if _for_production(repo, hit):
            text = hit.groups[0]
            host = re.split(r"[,;:]", text.partition("=")[2], maxsplit=1)[0]
            encryption, words = encryption_of(text)
            if encryption != "unsaid" and not is_local(host):
                yield Spelled(f"the connection to `{_shown(host)}`", encryption, words, hit.path, hit.line)


def _in_code(repo: Repo) -> Iterator[Spelled]:
    for hit in _some(repo, COMPOSED):
        if stage_of(hit.path) != "other":
            encryption, words = encryption_of(f"?sslmode={hit.groups[0]}")
            yield Spelled("the connection", encryption, words, hit.path, hit.line)
    for hit in _some(repo, UNVERIFIED):
        lines = lines_of(repo, hit.path)
        near = "\n".join(lines[max(0, hit.line - 4) : hit.line])
        if stage_of(hit.path) != "other" and re.search(r"\bssl\b", near) and _DATABASE.search(repo.text(hit.path)[:20_000]):
            yield Spelled("the connection", "unverified", "rejectUnauthorized: false", hit.path, hit.line)
    for hit in _some(repo, DJANGO_MODE):
        if stage_of(hit.path) != "other" and _MODE_OF_DJANGO.search(repo.text(hit.path)):
            encryption, words = encryption_of(f"?sslmode={hit.groups[0]}")
            yield Spelled("the connection", encryption, words, hit.path, hit.line)
    for hit in _some(repo, LARAVEL_MODE):
        if re.search(r"'default'\s*=>\s*env\('DB_CONNECTION',\s*'pgsql'\)", repo.text(hit.path)):
            encryption, words = encryption_of(f"?sslmode={hit.groups[0]}")
            yield Spelled("the connection `pgsql`", encryption, words, hit.path, hit.line)


def _proxies(repo: Repo) -> Iterator[Spelled]:
    for workload in workloads(repo):
        for container in (*workload.containers, *workload.init_containers):
            if _PROXY.search(container.image):
                yield Spelled(
                    f"the connection of `{workload.name}`", "required", "a Cloud SQL proxy beside it", container.path, container.line
                )


def _for_production(repo: Repo, hit: Hit) -> bool:
    """Whether a file configures what runs in production, by what it is or by its name."""
    path = hit.path
    file = repo.file(path)
    if file is None or not file.own or stage_of(path) == "other" or _HIDDEN.search(path):
        return False
    if path in named_as_compose(repo):
        return False
    if _SETTINGS.search(path):
        return not path.endswith((".yml", ".yaml")) or _profile_of(repo, hit) != "other"
    return path in _manifests(repo) or any(below(path, chart.folder) for chart in charts(repo))


def _profile_of(repo: Repo, hit: Hit) -> str:
    """The stage of the document of a Spring file that a line lies in."""
    lines = lines_of(repo, hit.path)
    first = last = hit.line - 1
    while first > 0 and not lines[first].startswith("---"):
        first -= 1
    while last + 1 < len(lines) and not lines[last + 1].startswith("---"):
        last += 1
    match = _PROFILE.search("\n".join(lines[first : last + 1]))
    return stage_of(match.group(1).strip()) if match else ""


def _is_comment(repo: Repo, hit: Hit) -> bool:
    line = lines_of(repo, hit.path)[hit.line - 1]
    return line.lstrip().startswith(("#", "//", "*")) or " # " in line[: line.find(hit.text)]


@fact
def _manifests(repo: Repo) -> frozenset[str]:
    return frozenset(file.path for file in kubernetes_files(repo))
