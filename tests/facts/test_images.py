"""Image references are taken apart, and a version is told from a variant."""

from __future__ import annotations

import pytest

from readiness_checks.facts.images import Image, names_version, parse_image, third_party


def test_a_registry_port_is_no_tag() -> None:
    """The colon of a port belongs to the repository."""
    parsed = parse_image("localhost:5000/team/api:1.2@sha256:ab")

    assert parsed == Image("localhost:5000/team/api", "1.2", "sha256:ab")


@pytest.mark.parametrize(
    "reference",
    [
        "node:22-slim",
        "python:3.13",
        "eclipse-temurin:17-jre",
        "openjdk:jdk-17",
        "oven/bun:1",
        "debian:bookworm-slim",
        "ubuntu:jammy",
        "node:iron-alpine",
        "gcr.io/distroless/java21-debian12:nonroot",
        "gcr.io/distroless/static@sha256:0f2b",
        "lukemathwalker/cargo-chef:latest-rust-1.95",
        "mcr.microsoft.com/dotnet/aspnet:10.0-alpine3.23",
        "alpine:3.20",
    ],
)
def test_a_version_is_seen(reference: str) -> None:
    """A version, a release's word or a digest pins the image."""
    assert names_version(reference)


@pytest.mark.parametrize(
    "reference",
    [
        "node",
        "node:latest",
        "node:alpine",
        "node:lts-alpine",
        "golang:alpine3.23",
        "golang:bookworm",
        "python:slim",
        "debian:sid-slim",
        "php:apache",
        "gcr.io/distroless/static",
        "gcr.io/distroless/static:nonroot",
        "localhost:5000/team/api",
        "amd64/node:amd64",
    ],
)
def test_a_variant_is_no_version(reference: str) -> None:
    """Variants, channels, and versions of the system below name no version of the image."""
    assert not names_version(reference)


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        ("redis:7", True),
        ("docker.io/library/postgres:17", True),
        ("quay.io/prometheus/node-exporter:v1", True),
        ("mcr.microsoft.com/mssql/server:2022-latest", True),
        ("ghcr.io/acme/server:1.0", False),
        ("acme/shop-redis-worker:1.0", False),
        ("acme/nginx:1.0", True),
    ],
)
def test_well_known_images_are_somebody_elses(reference: str, expected: bool) -> None:
    """Databases, proxies and exporters are told from a team's own services."""
    assert third_party(reference) is expected
