"""technologies.toml keeps its form, and knows every system that the source documents name."""

from __future__ import annotations

import sys
from typing import Any

import pytest

from readiness_checks.facts.recognition import DATA, read_entries, technologies

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

FIELDS = {"name", "categories", "language", "images", "files", "url_schemes", "config", "commands", "actions", "resources"}
ECOSYSTEMS = {"pypi", "npm", "maven", "nuget", "go", "rubygems", "composer", "hex", "crates"}
LANGUAGES = {"python", "javascript", "java", "csharp", "php", "ruby", "elixir", "rust", "go"}
NAMED = """
    express nestjs fastify koa django flask fastapi spring-boot aspnet-core net-http gin echo chi rails laravel symfony
    wordpress phoenix actix axum
    postgresql mysql mariadb oracle sqlserver sqlite mongodb cassandra couchbase dynamodb redis memcached elasticsearch opensearch firestore
    kafka rabbitmq sqs celery sidekiq bullmq hangfire pytest jest mocha rspec phpunit pact schemathesis dredd k6
    locust jmeter gatling artillery
    testcontainers opentelemetry prometheus grafana sentry datadog terraform pulumi ansible helm kubernetes semgrep trivy vault
"""


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    return tomllib.loads(DATA.read_text(encoding="utf-8"))


def test_entries_have_known_fields_and_categories(document: dict[str, Any]) -> None:
    """A key that is mistyped would name nothing, silently."""
    categories = set(document["categories"])
    wrong = [
        (key, field)
        for key, entry in document["technology"].items()
        for field in entry
        if field not in FIELDS | {"packages", "imports"}
        or (field == "categories" and not set(entry[field]) <= categories)
        or (field == "packages" and not set(entry[field]) <= ECOSYSTEMS)
        or (field == "imports" and not set(entry[field]) <= LANGUAGES)
    ]

    assert wrong == []


def test_every_category_is_used(document: dict[str, Any]) -> None:
    """A category without a technology is a promise that nothing keeps."""
    used = {category for entry in document["technology"].values() for category in entry["categories"]}

    assert used == set(document["categories"])


def test_the_fast_reader_agrees_with_toml(document: dict[str, Any]) -> None:
    """The loader's own reader says what a TOML parser says."""
    expected = {
        key: {
            f"{field}.{name}" if name else field: value
            for field, content in entry.items()
            for name, value in (content.items() if isinstance(content, dict) else [("", content)])
        }
        for key, entry in document["technology"].items()
    }

    assert expected == read_entries(DATA.read_text(encoding="utf-8"))


@pytest.mark.parametrize("name", NAMED.split())
def test_systems_that_the_documents_name_are_known(name: str) -> None:
    """Every system of the source documents has an entry of its own or of its tools."""
    ids = {technology.id for technology in technologies()}

    assert any(name == known or name in known.split("-") for known in ids)
