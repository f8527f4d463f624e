"""Where an API states its version, and where a version is somebody else's."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.api_versions import api_versioning
from tests.repos import repo_of

SERVICE = Component("orders", "", "backend")
HEAD = "openapi: 3.0.3\ninfo: {title: Orders, version: 1.0.0}\n"
EXPRESS = 'const app = require("express")();\n'


def notes(files: dict[str, str]) -> list[str]:
    return [found.note for found in api_versioning(repo_of(files), SERVICE)]


@pytest.mark.parametrize(
    ("servers", "path", "versioned"),
    [
        ("", "/v1/orders", True),
        ("", "/api/v2.1/orders", True),
        ("", "/v1beta1/orders", True),
        ("", "/2024-06/orders", True),
        ("", "/{api_version}/orders", True),
        ("servers: [{url: 'https://example.org/v3'}]\n", "/orders", True),
        ("servers: [{url: 'https://v3.example.org'}]\n", "/orders", False),
        ("", "/orders/{id}", False),
        ("", "/vat/orders", False),
        ("", "/orders/v", False),
        ("", "/archive/2024/orders", False),
    ],
)
def test_a_documented_path_holds_a_version(servers: str, path: str, versioned: bool) -> None:
    """A whole segment of a path or of a server's base is a version: `v1`, `v1beta1`, a date; a word or a year is none."""
    found = notes({"openapi.yaml": f"{HEAD}{servers}paths:\n  {path}:\n    get: {{responses: {{}}}}\n"})

    assert bool(found) == versioned


def test_the_paths_with_a_version_are_counted() -> None:
    """The evidence says how many there are, and where the first stands."""
    operation = "{responses: {}}"
    text = f"{HEAD}paths:\n  /health: {{get: {operation}}}\n  /v1/orders:\n    get: {operation}\n    post: {operation}\n"
    (found, *_) = api_versioning(repo_of({"openapi.yaml": text}), SERVICE)

    assert (found.note, found.path, found.line) == ("1 of 2 documented paths hold a version: `/v1/orders`", "openapi.yaml", 6)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.js", EXPRESS + 'app.use("/api/v1", orders);\n'),
        ("main.py", 'app.include_router(orders, prefix="/api/v1")\n'),
        ("core/config.py", 'API_V1_STR: str = "/api/v1"\n'),
        ("main.go", 'package main\n\nfunc f(r *gin.Engine) { v1 := r.Group("/v1") }\n'),
        ("config/routes.rb", "Rails.application.routes.draw do\n  namespace :v1 do\n  end\nend\n"),
        ("src/OrderController.java", '@RestController\n@RequestMapping("/api/v1/orders")\nclass OrderController {}\n'),
        ("src/Program.cs", 'var group = app.MapGroup("/api/v1/orders");\n'),
        ("routes/api.php", "<?php\nRoute::prefix('v1')->group(fn () => 1);\n"),
        ("lib/router.ex", '  scope "/api/v1", ShopWeb do\n'),
        ("src/main.rs", 'let app = Router::new().nest("/api/v1", orders());\n'),
        ("src/main.ts", "app.setGlobalPrefix('api/v1');\n"),
        ("src/main/resources/application.yml", "server:\n  servlet:\n    context-path: /api/v1\n"),
    ],
)
def test_a_mount_or_prefix_states_the_version(path: str, text: str) -> None:
    """What puts a version before all routes states it for them, in every framework."""
    assert notes({path: text}) != []


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("app.js", EXPRESS + 'app.post("/webhooks/stripe/v1", handle);\n'),
        ("client.py", 'response = requests.get("https://api.vendor.io/v1/charges")\n'),
        ("main.py", 'app.include_router(orders, prefix="/orders")\n'),
        ("cache.py", 'KEY_PREFIX = "cache:v1"\n'),
        ("tests/test_main.py", 'app.include_router(orders, prefix="/api/v1")\n'),
        ("client.py", 'headers = {"X-API-Version": "2"}\nresponse.headers.set("X-API-Version", "2")\n'),
    ],
)
def test_the_versions_of_others_are_not_ours(path: str, text: str) -> None:
    """Webhooks of a sender, calls of another API, keys of a cache and headers that are sent state no version of this API."""
    assert notes({path: text}) == []


@pytest.mark.parametrize(
    ("path", "text", "name"),
    [
        ("src/main.ts", "app.enableVersioning({ type: VersioningType.URI });\n", "NestJS versioning"),
        ("src/Program.cs", "builder.Services.AddApiVersioning();\n", "ASP.NET API versioning"),
        ("settings.py", 'REST_FRAMEWORK = {"DEFAULT_VERSIONING_CLASS": "rest_framework.versioning.URLPathVersioning"}\n',
         "Django REST framework versioning"),
        ("app.py", 'version = request.headers.get("X-API-Version")\n', "version header"),
        ("api.rb", "class API < Grape::API\n  version 'v1', using: :header, vendor: 'shop'\nend\n", "version header of the framework"),
        ("Orders.java", '@GetMapping(produces = "application/vnd.shop.v2+json")\n', "versioned media type"),
        ("main.go", "package main\n\nfunc f() { ordersv1.RegisterOrdersServer(server, handler) }\n", "gRPC service of a versioned package"),
    ],
)  # fmt: skip
def test_a_mechanism_is_named(path: str, text: str, name: str) -> None:
    """Libraries and headers that tell the version count whatever the paths."""
    assert name in notes({path: text})


@pytest.mark.parametrize(
    ("package", "versioned"),
    [("shop.orders.v1", True), ("shop.v1beta2.orders", True), ("shop.orders", False), ("shop.vault", False), ("shop.v1orders", False)],
)
def test_a_package_of_protocol_buffers_holds_a_version(package: str, versioned: bool) -> None:
    """A part of its name is the version, as Google's AIP-185 has it."""
    text = f'syntax = "proto3";\npackage {package};\nservice Orders {{ rpc Read (A) returns (A); }}\nmessage A {{}}\n'

    assert (f"package `{package}`" in notes({"orders.proto": text})) == versioned


def test_a_written_policy_needs_a_sentence() -> None:
    """A heading with nothing, or with a promise to write, below it is no policy."""
    said = "# API versioning\n\nWe break nothing within a major version.\n"
    unsaid = "# API versioning\n\nTODO: describe our versions.\n"

    assert notes({"docs/api.md": said}) == ["written policy: API versioning"]
    assert notes({"docs/api.md": unsaid}) == []
    assert notes({"docs/api.md": "# API versioning\n"}) == []
