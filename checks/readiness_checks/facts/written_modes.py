"""Modes of encryption that are written as settings of their own: variables of production, and the settings of frameworks."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import Map, mapping, string
from readiness.syntax.yaml import parse_yaml
from readiness_checks.facts.connection_tls import Spelled, encryption_of, host_of, is_local
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.production_files import for_production
from readiness_checks.facts.stages import stage_of

MAX_TEXT = 100_000  # characters of one file with connections
# a variable and its value: `X: v`, `X=v`, and the pairs of name and value of containers
VARIABLE = Pattern(
    ("HOST", "SSLMODE", "SSL_MODE", "DB_CONNECTION", "sslmode", "ssl_mode", "sslMode", "require_ssl"),
    # one behind `?`, `&` or `;` is a part of a connection, which is read whole
    r"(?i)(?<![\w$.{?&;-])(\w{0,40}(?:HOST|SSL_?MODE|require_ssl)|DB_CONNECTION)[\"']?[ \t]{0,30}"
    r"(?:[:=]|,?\s{0,60}[\"']?value[\"']?[ \t]{0,20}[:=])[ \t]{0,30}[\"']?([^\s\"',}\]]{1,200})",
    roles=("configuration",),
    before=60,
    lines=2,
)
DJANGO_MODE = Pattern(
    ("sslmode", "ssl_require"),
    r"[\"']sslmode[\"']\s{0,3}:\s{0,3}(?:[\w.]{1,40}\(\s{0,3}[\"']\w{1,60}[\"'],\s{0,3}(?:default\s?=\s?)?)?[\"']([\w-]{2,20})[\"']"
    r"|\b(ssl_require)\s?=\s?True\b",
    languages=("python",),
    before=2,
)
LARAVEL_MODE = Pattern(
    ("'sslmode'",), r"'sslmode'\s{0,3}=>\s{0,3}(?:env\('(\w{1,40})',\s{0,3})?'([\w-]{2,20})'", languages=("php",), before=2
)
PRISMA_URL = Pattern(
    ("url", "directUrl"),
    r"^\s{0,20}(?:url|directUrl)\s{0,20}=\s{0,5}\"((?:postgres(?:ql)?|mysql|sqlserver|mongodb(?:\+srv)?|cockroachdb)://[^\"\n]{1,400})\"",
    languages=("prisma",),
    roles=("source", "configuration"),
)
_DATABASE = Regex(r"(?i)^(?:.*_)?(?:PG|DB|DATABASE|POSTGRES\w*|POSTGRESQL|MYSQL|MARIADB|SQL)_?SSL_?MODE$|^(?:\w*_)?(?:PG)?SSLMODE$")
_ABOUT_DATABASE = Regex(r"(?i)database|postgres|mysql|\bdb\b")
_OF_DJANGO = Regex(r"\bDATABASES\b|django\.db|dj_database_url")
_OF_LARAVEL = Regex(r"'default'\s*=>\s*env\('DB_CONNECTION',\s*'(\w+)'\)")
_ERB = Regex(r"<%(=?)(.{0,500}?)%>")
_ERB_DEFAULT = Regex(r"ENV(?:\.fetch\(|\[)\s*[\"']\w+[\"'](?:\s*,\s*|\]\s*\|\|\s*|\)\s*\{\s*)[\"']([\w.:/-]*)[\"']")
_ADAPTERS = frozenset({"postgresql", "postgis", "postgres", "mysql2", "trilogy", "cockroachdb", "sqlserver"})
_SAID = ("sslmode", "ssl_mode", "sslrootcert", "sslca", "ssl")


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable that production is given; `line` counts from 1."""

    name: str
    value: str
    path: str
    line: int


@fact
def production_variables(repo: Repo) -> tuple[Variable, ...]:
    """The hosts, modes and drivers of databases that production configuration sets, sorted by place."""
    found = []
    for hit in repo.hits(VARIABLE):
        file = repo.file(hit.path)
        staged = stage_of(hit.path) == "production" and file is not None and file.own
        name, value = hit.groups
        # in code of infrastructure and manifests, only the names of variables speak of the program
        if (staged or name.isupper()) and (staged or for_production(repo, hit)):
            found.append(Variable(name, value, hit.path, hit.line))
    return tuple(sorted(found, key=lambda item: (item.path, item.line, item.name)))


@fact
def local_variables(repo: Repo) -> frozenset[str]:
    """The names of variables that give production the machine itself, or a socket, as a host."""
    hosts = {item.name for item in production_variables(repo) if item.name.upper().endswith("HOST") and _is_here(item.value)}
    return frozenset(hosts - {item.name for item in production_variables(repo) if not _is_here(item.value)})


def _is_here(value: str) -> bool:
    return value.startswith("/") or is_local(value)


def written_modes(repo: Repo) -> Iterator[Spelled]:
    """The connections whose mode stands in a setting of its own."""
    yield from _variables(repo)
    yield from _rails(repo)
    yield from _django(repo)
    yield from _laravel(repo)
    yield from _prisma(repo)


def _variables(repo: Repo) -> Iterator[Spelled]:
    for item in production_variables(repo):
        if item.name.lower().endswith("require_ssl"):
            around = lines_of(repo, item.path)[max(0, item.line - 16) : item.line]
            said = "require_ssl" if any(_ABOUT_DATABASE.search(line) for line in around) else ""
        else:
            said = "sslmode" if _DATABASE.search(item.name) else ""
        hosts = [other.value for other in production_variables(repo) if other.path == item.path and other.name.upper().endswith("HOST")]
        if said and not any(_is_here(host) for host in hosts):
            encryption, _ = encryption_of(f"?{said}={item.value}")
            if encryption != "unsaid":
                yield Spelled("the connection", encryption, f"{item.name} = {item.value}", item.path, item.line)


def _rails(repo: Repo) -> Iterator[Spelled]:
    for file in repo.named("config/database.yml", "**/config/database.yml"):
        if not file.own or file.size > MAX_TEXT:
            continue
        text = _ERB.sub(lambda match: _filled(match.group(2)) if match.group(1) else "", repo.text(file.path))
        production = mapping(mapping(parse_yaml(text).value).get("production"))
        several = [value for value in production.values() if isinstance(value, Map) and ("adapter" in value or "url" in value)]
        for settings in several or [production]:
            yield from _of_rails(repo, file.path, settings)


def _filled(code: str) -> str:
    """What stands for a piece of Ruby: its default behind the mark of a variable."""
    default = _ERB_DEFAULT.search(code)
    return f"$|{default.group(1) if default else ''}"


def _of_rails(repo: Repo, path: str, settings: Map) -> Iterator[Spelled]:
    host, url = string(settings.get("host")), string(settings.get("url"))
    mode = next((key for key in ("sslmode", "ssl_mode") if string(settings.get(key))), "")
    if string(settings.get("adapter")) not in _ADAPTERS and not url:
        return
    if mode:
        encryption, words = encryption_of(f"?sslmode={string(settings.get(mode)).removeprefix('$|')}")
        # a default that production may replace says enough only where it is safe
        if encryption == "required" or (encryption != "unsaid" and not string(settings.get(mode)).startswith("$")):
            yield Spelled(
                "the connection", encryption, words.replace("sslmode", mode), path, settings.line_of(mode), "" if url else _plain(host)
            )
    elif "://" in url and not url.startswith("$") and not is_local(host_of(url)):
        encryption, words = encryption_of(url)
        yield Spelled(f"the connection to `{host_of(url)}`", encryption, words, path, settings.line_of("url"), host_of(url))
    elif not url and host and "$" not in host and not _is_here(host) and not any(key in settings for key in _SAID):
        moded = any(_DATABASE.search(item.name) for item in production_variables(repo))
        if not moded:
            yield Spelled(f"the connection to `{host}`", "unsaid", "", path, settings.line_of("host"), host)


def _plain(host: str) -> str:
    return "" if "$" in host else host


def _django(repo: Repo) -> Iterator[Spelled]:
    for hit in repo.hits(DJANGO_MODE):
        if stage_of(hit.path) == "other" or not _OF_DJANGO.search(repo.text(hit.path)):
            continue
        if hit.groups[1]:
            yield Spelled("the connection", "required", "ssl_require=True", hit.path, hit.line)
            continue
        encryption, words = encryption_of(f"?sslmode={hit.groups[0]}")
        if encryption == "required" or (encryption != "unsaid" and "(" not in hit.text):
            yield Spelled("the connection", encryption, words, hit.path, hit.line)


def _laravel(repo: Repo) -> Iterator[Spelled]:
    for hit in repo.hits(LARAVEL_MODE):
        default = _OF_LARAVEL.search(repo.text(hit.path))
        if default is None or stage_of(hit.path) == "other":
            continue
        variable, mode = hit.groups
        encryption, words = encryption_of(f"?sslmode={mode}")
        # `prefer` is what the framework's own file says: it is loaded only where production is said to use it, on another machine
        if encryption == "required":
            loaded = default.group(1) == "pgsql" or _given(repo, "DB_CONNECTION", "pgsql")
        else:
            loaded = _uses_pgsql(repo, default.group(1)) and not (variable and _given(repo, variable, ""))
        if loaded and encryption != "unsaid":
            yield Spelled("the connection `pgsql`", encryption, words, hit.path, hit.line, _host(repo))


def _uses_pgsql(repo: Repo, default: str) -> bool:
    chosen = _given(repo, "DB_CONNECTION", "pgsql") or (default == "pgsql" and not _given(repo, "DB_CONNECTION", ""))
    return chosen and bool(_host(repo)) and not _is_here(_host(repo))


def _given(repo: Repo, name: str, value: str) -> bool:
    return any(item.name == name and value in ("", item.value) for item in production_variables(repo))


def _host(repo: Repo) -> str:
    return next((item.value for item in production_variables(repo) if item.name == "DB_HOST"), "")


def _prisma(repo: Repo) -> Iterator[Spelled]:
    for hit in repo.hits(PRISMA_URL):
        file = repo.file(hit.path)
        url = hit.groups[0]
        host = host_of(url)
        if file is None or not file.own or stage_of(hit.path) == "other" or is_local(host) or url.startswith("sqlserver"):
            continue
        encryption, words = encryption_of(url)
        # one bare name is a service of a compose file
        if encryption != "unsaid" or "." in host:
            yield Spelled(f"the connection to `{host}`", encryption, words, hit.path, hit.line, host)
