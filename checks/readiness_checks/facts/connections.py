"""Which data stores and brokers the configuration and the source connect to: connection URLs and the names of adapters."""

from __future__ import annotations

from typing import Literal

from readiness.classify import File, Role
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.recognition import by_config, by_scheme

_OWN: tuple[Role, ...] = ("source", "configuration", "test", "sample")
_NEVER = frozenset({"http", "https", "file", "ws", "wss", "tcp", "udp", "ftp", "ssh", "git", "s3", "gs", "amqps+none"})
# a scheme with nothing behind it is the name of one: in a list, or in what decides by it
_URL = r"(?<![\w+-])(?:jdbc:)?([a-z][a-z0-9]{1,30})(?:\+\w{1,30})?:(?://[^\s\"'`]|\w|@)"


def _urls() -> tuple[Pattern, ...]:
    schemes = [name for name in by_scheme().exact if name not in _NEVER]
    if not schemes:
        return ()
    literals = [form.format(name) for name in schemes for form in ("{}://", "{}+", "jdbc:{}:")]
    return (Pattern(tuple(dict.fromkeys(literals)), _URL, roles=_OWN),)


URLS = _urls()
ADAPTERS: tuple[Pattern, ...] = (
    Pattern(("db.backends.",), r"db\.backends\.(\w{2,30})", languages=("python",), roles=_OWN),
    Pattern(("adapter:",), r"^\s*adapter:\s*[\"']?([\w-]{2,30})", suffixes=(".yml", ".yaml", ".erb"), roles=_OWN),
    Pattern(("provider",), r"^\s*provider\s*=\s*\"([a-z]{2,30})\"", languages=("prisma",), roles=_OWN),
    Pattern(
        ("dialect:", "dialect(", "type:", "client:", "driver:", "dialect ="),
        r"\b(?:dialect|type|client|driver)\s*[:=(]\s*[\"'](postgres|postgresql|pg|mysql|mysql2|mariadb|mssql|sqlite|sqlite3|better-sqlite3|mongodb|mongo|oracle|oracledb"
        r"|cockroachdb|clickhouse|d1|libsql)[\"']",
        languages=("javascript", "typescript"), roles=_OWN,
    ),
    Pattern(
        ("DB_CONNECTION", "DB_DRIVER", "DB_ENGINE", "DB_TYPE", "DB_DIALECT", "DATABASE_TYPE", "DATABASE_DRIVER", "DATABASE_ENGINE",
         "DATABASE_CLIENT"),
        r"\b(?:DB|DATABASE)_(?:CONNECTION|DRIVER|ENGINE|TYPE|DIALECT|CLIENT)\s*[=:]\s*[\"']?([a-z][a-z0-9]{1,20})",
        roles=_OWN,
    ),
    Pattern(("'DB_CONNECTION',",), r"'DB_CONNECTION',\s*'([a-z]{2,20})'", languages=("php",), roles=_OWN),
    Pattern(
        ("sql.Open(", "sqlx.Connect(", "sqlx.Open(", "sqlx.MustConnect("),
        r"\b(?:Open|Connect|MustConnect)\(\s*\"([a-z0-9]{2,20})\"",
        languages=("go",), roles=_OWN,
    ),
    Pattern(("Ecto.Adapters.",), r"Ecto\.Adapters\.(\w{2,20})", languages=("elixir",), roles=_OWN),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Connection:
    """A place that names a store: `scheme` as technologies.toml lists it in `url_schemes`, or a key it lists in `config`."""

    scheme: str
    path: str
    line: int
    how: Literal["url", "configuration"]


@fact
def connections(repo: Repo) -> tuple[Connection, ...]:
    """Every connection URL and adapter name in own source, configuration and tests, sorted by place."""
    found = {Connection(hit.groups[0].lower(), hit.path, hit.line, "url") for pattern in URLS for hit in repo.hits(pattern)}
    found |= {Connection(hit.groups[0].lower(), hit.path, hit.line, "configuration") for hit in repo.hits(*ADAPTERS)}
    known = by_scheme().exact
    kept = (item for item in found if item.scheme in known and _speaks(repo.file(item.path)))
    return tuple(sorted(kept, key=lambda item: (item.path, item.line, item.scheme)))


def _speaks(file: File | None) -> bool:
    # of what is named a sample only an example of the environment tells what the program is run with
    return file is not None and (file.role != "sample" or file.name.lower().startswith((".env", "env.", "dotenv")))


def _keys() -> tuple[Pattern, ...]:
    keys = tuple(by_config().exact)
    return (
        (Pattern(keys, suffixes=(".yml", ".yaml", ".properties", ".json", ".toml", ".ini", ".php", ".rb", ".conf"), roles=_OWN),)
        if keys
        else ()
    )


KEYS = _keys()


@fact
def configured(repo: Repo) -> tuple[Connection, ...]:
    """Every place that names a configuration key of a technology, sorted by place; `scheme` is the key."""
    found = {
        Connection(hit.text, hit.path, hit.line, "configuration")
        for pattern in KEYS
        for hit in repo.hits(pattern)
        if not hit.path.endswith(".toml") or _is_key(lines_of(repo, hit.path)[hit.line - 1], hit.text)
    }
    return tuple(sorted(found, key=lambda item: (item.path, item.line, item.scheme)))


def _is_key(line: str, key: str) -> bool:
    """Whether a line of TOML begins with the key or opens its table: in a list of names it configures nothing."""
    return line.lstrip(" \t[\"'").startswith(key)
