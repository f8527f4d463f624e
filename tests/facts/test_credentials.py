"""Credentials are found by what proves them, and never shown."""

from __future__ import annotations

import hashlib
import time
import zlib

import pytest

from readiness_checks.facts.credential_formats import FORMATS
from readiness_checks.facts.credentials import credentials
from tests.repos import repo_of

BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"


def github_token(seed: int) -> str:
    """A token with a checksum that adds up, drawn by nobody's account."""
    drawn = "".join(BASE62[byte % 62] for byte in hashlib.sha256(bytes([seed])).digest()[:30])
    rest, digits = zlib.crc32(drawn.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = BASE62[digit] + digits
    return "gh" + "p_" + drawn + digits


@pytest.mark.parametrize("path", ["app/client.py", "tests/test_client.py", "README.md", "config/app.yml", "examples/run.sh"])
def test_a_proven_token_counts_everywhere(path: str) -> None:
    """A provider's key opens its account from whatever file it is read in."""
    found = credentials(repo_of({path: f'token = "{github_token(1)}"\n'}))

    assert [(item.kind, item.line, item.live) for item in found] == [("GitHub token", 1, True)]


def test_a_token_whose_checksum_is_wrong_is_made_up() -> None:
    """One changed character is enough to see that nobody was handed this token."""
    token = github_token(2)
    changed = token[:10] + ("a" if token[10] != "a" else "b") + token[11:]

    assert credentials(repo_of({"app/client.py": f'token = "{changed}"\n'})) == ()


def test_nothing_of_the_secret_is_kept() -> None:
    """What is remembered of a credential holds at most the four characters that mark its provider."""
    token = github_token(3)
    (found,) = credentials(repo_of({"app.py": f'key = "{token}"\n'}))

    assert found.redacted == "ghp_…[redacted]"
    assert token[4:8] not in repr(found)


@pytest.mark.parametrize(
    "line",
    [
        'password = "changeme"',
        'api_key = os.environ["API_KEY"]',
        'token = "${TOKEN}"',
        'secret = "{{ vault_secret }}"',
        'PASSWORD = "postgres"',
        'password_hash = "5f4dcc3b5aa765d61d8327deb882cf99"',
        'client_secret = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"',
        'DATABASE_URL = "postgres://app:s3cr3t9Kx@localhost:5432/app"',
        'token: str = "bearer"',
        'public_key = "k3Lm9QpXz7Vb2NcR5tYw1AHq8ZtLkQw2"',
    ],
)
def test_what_stands_for_a_secret_is_none(line: str) -> None:
    """Placeholders, references, hashes, identifiers and a developer's own database are not credentials."""
    assert credentials(repo_of({"app/settings.py": line + "\n"})) == ()


@pytest.mark.parametrize(
    "path", ["tests/settings.py", "config/local.yml", "compose.yaml", "docs/setup.md", "seeds/users.py", ".github/workflows/ci.yml"]
)
def test_a_constant_outside_of_production_is_none(path: str) -> None:
    """Constants under telling names count in the repository's own code and configuration only."""
    assert credentials(repo_of({path: 'SMTP_PASSWORD: "xK9#mQ2vLp7T"\n'})) == ()


def test_every_format_is_told_apart_from_prose() -> None:
    """Each format has literals to look for, and none matches a page of plain words."""
    prose = "the secret token of this password key is read from the environment by the service\n" * 50

    assert all(known.pattern.literals for known in FORMATS)
    assert credentials(repo_of({"README.md": prose, "app.py": f'"""{prose}"""\n'})) == ()


@pytest.mark.parametrize(
    "text", ["password=", "aws_secret_", "cloudflare", 'os.environ["', "postgres://a:", "-----BEGIN PRIVATE KEY-----\\n"]
)
def test_hostile_text_takes_no_longer_than_it_should(text: str) -> None:
    """A file made of nothing but the beginning of credentials is searched in bounded time."""
    repo = repo_of({"app.py": text * (400_000 // len(text))})
    start = time.process_time()
    credentials(repo)

    assert time.process_time() - start < 10
