"""What connections say of encryption, and the keys of parallel settings."""

from __future__ import annotations

import pytest

from readiness_checks.facts.connection_tls import encryption_of, host_of, is_local, is_local_default
from readiness_checks.facts.environments import parallel_environments
from readiness_checks.facts.production_connections import MAX_HITS, spelled_connections
from tests.repos import repo_of


@pytest.mark.parametrize(
    ("text", "encryption"),
    [
        ("postgres://db/orders?sslmode=verify-full", "required"),
        ("postgres://db/orders?sslmode=prefer", "optional"),
        ("postgres://db/orders?sslmode=disable", "off"),
        ("mysql://db/orders?useSSL=false", "off"),
        ("mysql://db/orders?useSSL=true", "unsaid"),
        ("mysql://db/orders?sslMode=VERIFY_IDENTITY", "required"),
        ("mysql://db/orders?tls=skip-verify", "unverified"),
        ("Server=db;Encrypt=True;TrustServerCertificate=True", "unverified"),
        ("Host=db;SSL Mode=VerifyFull", "required"),
        ("mongodb+srv://db/orders", "required"),
        ("postgres://db/orders", "unsaid"),
    ],
)
def test_a_connection_says_how_it_is_encrypted(text: str, encryption: str) -> None:
    """Only what is demanded is required; what may fall back is optional."""
    assert encryption_of(text)[0] == encryption


def test_hosts_are_told_from_credentials_and_ports() -> None:
    """The host stands behind the last @ and before the port."""
    hosts = [host_of(f"postgres://{text}/orders") for text in ("u:p@db:5432", "${HOST}:5432", "[::1]:5432", "localhost")]

    assert hosts == ["db", "${HOST}", "[::1]", "localhost"]
    assert [is_local(host) for host in hosts] == [False, False, True, True]
    assert is_local_default("${HOST:localhost}")
    assert not is_local_default("${HOST:db}")


def test_thousands_of_different_keys_stay_cheap() -> None:
    """Two large files with nothing in common are no pair, and are found to be none at once."""
    files = {f"config/{name}.yml": "".join(f"{name}{at}: 1\n" for at in range(2_900)) for name in ("staging", "production")}

    assert (
        parallel_environments(repo_of({path: text.replace("staging", "a").replace("production", "b") for path, text in files.items()}))
        == ()
    )


def test_broken_and_unlike_files_are_left_out() -> None:
    """A file that does not parse, or whose top is a list, is compared with nothing."""
    files = {"config/staging.yml": "a: [1\n", "config/production.yml": "a: 1\n", "other/staging.json": "[1]", "other/production.json": "{}"}

    assert parallel_environments(repo_of(files)) == ()


@pytest.mark.parametrize(
    ("text", "encryption", "words"),
    [
        ("postgres://db/a?application_name=b&sslmode=require", "required", "sslmode=require"),
        ("postgres://db/a?sslmode=require&sslmode=disable", "off", "sslmode=disable"),
        ("jdbc:postgresql://db/a?ssl=true", "required", "ssl=true"),
        ("jdbc:mysql://db/a?useSSL=true&requireSSL=true", "required", "requireSSL=true"),
        ("mongodb://db/a?tls=true&tlsAllowInvalidCertificates=true", "unverified", "tlsAllowInvalidCertificates=true"),
        ("mongodb://db/a?tls=true&tlsInsecure=false", "required", "tls=true"),
        ("mysql://db/a?sslaccept=strict", "required", "sslaccept=strict"),
        ("mysql://db/a?sslaccept=accept_invalid_certs", "unverified", "sslaccept=accept_invalid_certs"),
        ("Server=db;Encrypt=Strict", "required", "Encrypt=Strict"),
        ("Server=db;Encrypt=Optional", "optional", "Encrypt=Optional"),
        ("Host=db;Trust Server Certificate=true;SSL Mode=Require", "unverified", "Trust Server Certificate=true"),
        ("host=db user=a sslmode=disable", "off", "sslmode=disable"),
        ("postgres://db/nossl=false", "unsaid", ""),
        ("postgres://db/a?sslmode=$MODE", "unsaid", ""),
        ("", "unsaid", ""),
    ],
)
def test_the_words_that_decide_are_told(text: str, encryption: str, words: str) -> None:
    """The first word that switches off or trusts anybody wins over one that demands; parts of other names say nothing."""
    assert encryption_of(text) == (encryption, words)


def connections(files: dict[str, str]) -> list[tuple[str, str, int]]:
    return [(found.what, found.encryption, found.line) for found in spelled_connections(repo_of(files))]


@pytest.mark.parametrize(
    ("path", "text", "expected"),
    [
        ("config/production.yml", "url: postgres://db.shop.io/a?sslmode=disable\n", ("the connection to `db.shop.io`", "off", 1)),
        ("config/production.yml", "a: 1\nurl: mysql://db.shop.io/a\n", ("the connection to `db.shop.io`", "unsaid", 2)),
        ("config/production.yml", "url: postgres:///a?host=/cloudsql/shop\n", ("the connection", "required", 1)),
        ("appsettings.Production.json", '{"Db": "Server=db.shop.io;Encrypt=False;"}\n', ("the connection to `db.shop.io`", "off", 1)),
        ("src/db.go", 'package db\n\nvar dsn = "postgres://db.shop.io/a?sslmode=disable"\n', ("the connection to `db.shop.io`", "off", 3)),
        ("src/db.py", 'URL = f"postgres://{user}@{host}/a?sslmode=disable"\n', ("the connection", "off", 1)),
        ("src/db.js", 'const { Pool } = require("pg");\nnew Pool({ ssl: { rejectUnauthorized: false } });\n',
         ("the connection", "unverified", 2)),
    ],
)  # fmt: skip
def test_a_connection_of_production_is_told(path: str, text: str, expected: tuple[str, str, int]) -> None:
    """Settings, connection strings of .NET and code are read alike, each with the line where it stands."""
    assert connections({path: text}) == [expected]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("config/development.yml", "url: postgres://db.shop.io/a?sslmode=disable\n"),
        ("config/production.yml", "url: postgres://localhost/a?sslmode=disable\n"),
        ("config/production.yml", "# url: postgres://db.shop.io/a?sslmode=disable\n"),
        ("config/production.yml", "url: ${DATABASE_URL:postgres://db.shop.io/a}\n"),
        ("config/production.yml", "url: postgres://db.shop.io/a\nssl: true\n"),
        ("config/production.yml", "url: postgres://db.shop.io/a${DATABASE_OPTIONS}\n"),
        ("src/db.go", 'package db\n\nvar dsn = "postgres://a@db.example.com/a?sslmode=disable"\n'),
        ("src/db.go", 'package db\n\n// var dsn = "postgres://a@db.shop.io/a?sslmode=disable"\n'),
        ("tests/test_db.py", 'URL = f"postgres://{user}@{host}/a?sslmode=disable"\n'),
        ("src/api.js", "new Agent({ rejectUnauthorized: false });\n"),
    ],
)
def test_what_says_nothing_of_production_is_left_out(path: str, text: str) -> None:
    """Development, the machine itself, comments, defaults, what another setting decides, examples and tests are not told."""
    assert connections({path: text}) == []


def test_the_same_words_a_thousand_times_are_read_to_a_bound() -> None:
    """A file that repeats one connection says no more after the first hundred."""
    text = "".join(f"url{at}: postgres://db{at}.shop.io/a?sslmode=disable\n" for at in range(1_000))

    assert len(connections({"config/production.yml": text})) == MAX_HITS
