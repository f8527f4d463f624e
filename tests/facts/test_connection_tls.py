"""What connections say of encryption, and the keys of parallel settings."""

from __future__ import annotations

import pytest

from readiness_checks.facts.connection_tls import encryption_of, host_of, is_local, is_local_default
from readiness_checks.facts.environments import parallel_environments
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
