"""Tells the description of somebody else's API, or a generator's sample, from the repository's own."""

from __future__ import annotations

import re

from readiness.regex import Regex

_SAMPLES = Regex(r"\b(?:swagger|openapi|simple|sample|example)?\s*pet\s?store\b", re.IGNORECASE)
# A folder of clients holds what clients are made from: copies, or others' descriptions.
_CLIENT_FOLDERS = frozenset({"client", "clients", "sdk", "sdks", "external", "upstream", "thirdparty"})
_VENDOR_HOSTS = tuple(f".{host}" for host in (
    "api.github.com", "api.stripe.com", "googleapis.com", "api.twilio.com", "slack.com", "api.openai.com", "api.digitalocean.com",
    "api.paypal.com", "api-m.paypal.com", "graph.microsoft.com", "management.azure.com", "api.sendgrid.com", "discord.com", "gitlab.com",
    "api.cloudflare.com", "api.adyen.com", "adyen.com", "petstore.swagger.io", "petstore3.swagger.io", "api.xero.com", "api.hubapi.com",
    "api.mailchimp.com", "api.intercom.io", "api.zoom.us", "atlassian.com", "api.anthropic.com", "api.spotify.com", "amazonaws.com",
    "api.telegram.org", "api.notion.com", "api.box.com", "api.asana.com", "api.auth0.com", "okta.com", "api.plaid.com", "salesforce.com",
))  # fmt: skip
# Amazon's hosts of what its customers run: API Gateway, load balancers and machines.
_RENTED = Regex(r"\.(?:execute-api|elb|compute(?:-\d)?)\.(?:[\w-]+\.)?amazonaws\.com$")
_VENDOR_TITLES = Regex(
    r"^\s*(?:the\s+)?(?:stripe|github(?: v\d)?(?: rest)?|twilio\b[^\n]{0,20}|slack(?: web)?|kubernetes|docker engine|openai|adyen"
    r"|paypal|sendgrid"
    r"|discord(?: http)?|gitlab|plaid|xero|okta|auth0|zoom)\s+(?:rest\s+)?api\b",
    re.IGNORECASE,
)
# Definitions that projects copy beside their own to import from them.
_COMMON_PROTOS = (
    "google.", "grpc.", "envoy.", "validate", "buf.", "opentelemetry.proto", "k8s.io.", "gogoproto", "xds.", "udpa.", "cncf.",
    "protoc_gen_openapiv2", "openapi.v3", "prometheus", "jaeger.", "istio.",
)  # fmt: skip


def foreign_document(path: str, title: str, hosts: tuple[str, ...], repository: str) -> str:
    """Why an OpenAPI or AsyncAPI document is not about the repository's own API, "" when nothing says so."""
    if _SAMPLES.search(title) and "petstore" not in repository.lower() and "petclinic" not in repository.lower():
        return "it is the Petstore sample"
    folder = next((part for part in path.lower().split("/")[:-1] if part in _CLIENT_FOLDERS), "")
    if folder:
        return f"it lies in a folder of clients, `{folder}`"
    host = next((host for host in hosts if f".{host}".endswith(_VENDOR_HOSTS) and not _RENTED.search(host)), "")
    if host:
        return f"its server is {host}"
    vendor = _VENDOR_TITLES.match(title)
    if vendor and vendor.group(0).split()[0].lower() not in repository.lower():
        return f"its title is {title[:60]!r}"
    return ""


def foreign_proto(package: str) -> str:
    """Why a Protocol Buffers package is a common one that projects copy, "" when it is not."""
    return f"`{package}` is a common package" if f"{package}.".startswith(_COMMON_PROTOS) else ""
