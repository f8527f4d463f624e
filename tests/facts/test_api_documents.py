"""API descriptions are found where they lie, held to their standards, and never lead us out of the repository."""

from __future__ import annotations

import json
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from readiness.repo import Repo
from readiness.source.folder import Folder
from readiness.syntax.yaml import parse_yaml
from readiness_checks.facts.api_documents import ApiDocument, Validation, api_documents, validate
from readiness_checks.facts.descriptions.openapi_schema import standard_of
from readiness_checks.facts.descriptions.references import resolve
from tests.repos import plugins, repo_of

HEAD = "openapi: 3.0.3\ninfo: {title: Orders, version: 1.0.0}\n"
PATHS = "paths:\n  /orders:\n    get:\n      responses:\n        '200': {description: all}\n"


def _only(repo: Repo) -> tuple[ApiDocument, Validation]:
    (document,) = api_documents(repo)
    return document, validate(repo, document)


@pytest.fixture
def sealed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Fails the test that opens a socket; lists the files opened outside the installed packages."""
    opened: list[str] = []
    real = open

    def refuse(*_arguments: object, **_options: object) -> None:
        raise AssertionError("a socket was opened")

    def watch(file: Any, *arguments: Any, **options: Any) -> Any:
        if "site-packages" not in str(file):
            opened.append(str(file))
        return real(file, *arguments, **options)

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setattr("builtins.open", watch)
    return opened


@pytest.mark.parametrize(
    "path",
    [
        "openapi.yaml",
        "api/orders.yml",
        "docs/openapi.yaml",
        "spec/openapi.yaml",
        "backend/specs/v1/api.yaml",
        "src/main/resources/static/spec.yml",
    ],
)
def test_document_is_found_where_it_lies(path: str) -> None:
    """A document counts in any folder of the repository's own, `docs` and `spec` among them."""
    document, validation = _only(repo_of({path: HEAD + PATHS}))

    assert (document.path, document.operations, document.format, validation) == (path, 1, "OpenAPI 3.0", Validation(()))


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("tests/fixtures/openapi.yaml", HEAD + PATHS),
        ("examples/openapi.yaml", HEAD + PATHS),
        ("node_modules/x/openapi.yaml", HEAD + PATHS),
        ("schema.json", '{"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}'),
        ("openapitools.json", '{"generator-cli": {"version": "7.0.0"}}'),
        ("chart/values.yaml", "docs:\n  openapi: 3\n"),
        ("queries/orders.graphql", "query Orders { orders { id } }"),
        ("src/messages.proto", 'syntax = "proto3";\nmessage Order { string id = 1; }\n'),
    ],
)
def test_what_is_no_document(path: str, text: str) -> None:
    """Fixtures, samples, vendored copies, JSON Schemas, settings, queries and plain messages describe no API."""

    assert api_documents(repo_of({path: text})) == ()


@pytest.mark.parametrize(
    ("path", "title", "server", "reason"),
    [
        ("swagger.yaml", "Swagger Petstore", "", "it is the Petstore sample"),
        ("openapi.yaml", "Payments", "https://api.stripe.com/v1", "its server is api.stripe.com"),
        ("src/client/openapi.yaml", "Orders", "", "it lies in a folder of clients, `client`"),
        ("openapi.yaml", "GitHub v3 REST API", "", "its title is 'GitHub v3 REST API'"),
    ],
)
def test_somebody_elses_description_is_told_apart(path: str, title: str, server: str, reason: str) -> None:
    """Samples, vendors' APIs and clients' copies are marked with the reason."""
    servers = f"servers: [{{url: '{server}'}}]\n" if server else ""
    (document,) = api_documents(repo_of({path: f"openapi: 3.0.3\ninfo: {{title: {title}, version: '1'}}\n{servers}{PATHS}"}))

    assert reason == document.foreign


CLIENT = "from bravado.client import SwaggerClient\n\nrates = SwaggerClient.from_spec(load('rates.yaml'))\n"
REFERENCE = '<Project><ItemGroup><OpenApiReference Include="specs\\rates.yaml" /></ItemGroup></Project>'
SERVED = "from flask import Flask\n\napp = Flask(__name__)\n\n\n@app.get('/orders')\ndef orders():\n    return []\n"


@pytest.mark.parametrize(
    ("path", "others", "foreign"),
    [
        ("app/rates.yaml", {"app/rates.py": CLIENT}, True),
        ("specs/rates.yaml", {"App.csproj": REFERENCE}, True),
        ("app/rates.yaml", {"app/rates.py": CLIENT, "app/main.py": SERVED}, False),
        ("app/rates.yaml", {"app/other.py": CLIENT.replace("rates.yaml", "other.yaml")}, False),
    ],
)
def test_description_that_a_client_is_made_from_is_somebody_elses(path: str, others: dict[str, str], foreign: bool) -> None:
    """A document that the code only calls is not the repository's own, unless the code serves one of its paths."""
    (document,) = api_documents(repo_of({path: HEAD + PATHS, **others}))

    assert foreign == bool(document.foreign)


@pytest.mark.parametrize(
    "reference",
    [
        "http://127.0.0.1:9/x.json#/A",
        "https://example.com/x.yaml",
        "file:///etc/passwd#/A",
        "/etc/passwd",
        "../../../../etc/passwd",
        "//example.com/x.json",
        "..%2F..%2F..%2Fetc%2Fpasswd",
    ],
)
def test_reference_that_leaves_the_repository_is_listed_and_not_followed(reference: str, sealed: list[str]) -> None:
    """No socket is opened and no file outside is read, however a reference is written."""
    text = HEAD + PATHS + f"components:\n  schemas:\n    A: {{$ref: '{reference}'}}\n"
    _, validation = _only(repo_of({"api/openapi.yaml": text}))

    assert (validation.external, validation.errors, sealed) == ((reference,), (), [])


def test_reference_to_another_file_of_the_repository_is_followed() -> None:
    """Path items and schemas may stand in files of their own, and so may what they refer to."""
    repo = repo_of(
        {
            "api/openapi.yaml": HEAD + "paths:\n  /orders/{id}: {$ref: paths/order.yaml}\n",
            "api/paths/order.yaml": "parameters: [{$ref: '../common.yaml#/Id'}]\nget:\n  responses:\n    '200': {$ref: '#/missing'}\n",
            "api/common.yaml": "Id: {name: id, in: path, required: true, schema: {type: string}}\n",
        }
    )
    document, validation = _only(repo)
    found = [(error.path, error.line, error.message) for error in validation.errors]

    assert document.operations == 1
    assert found == [("api/paths/order.yaml", 4, "the reference `#/missing` is broken: nothing stands there")]


@pytest.mark.parametrize(("version", "wrong"), [("swagger: '2.0'", 0), ("openapi: 3.0.3", 0), ("openapi: 3.1.0", 1)])
def test_what_stands_beside_a_reference_is_ignored_up_to_3_0(version: str, wrong: int) -> None:
    """JSON Reference says so; tools leave notes of their own there."""
    text = (
        f"{version}\ninfo: {{title: Orders, version: '1'}}\npaths:\n  /orders:\n    get:\n"
        "      parameters: [{$ref: '#/parameters/Page', x-scope: [here]}]\n      responses: {'200': {description: ok}}\n"
        "parameters: {Page: {name: page, in: query, type: integer, schema: {type: integer}}}\n"
    )
    _, validation = _only(repo_of({"api/openapi.yaml": text}))
    about = [error for error in validation.errors if "parameters > 0" in error.message]

    assert len(about) == wrong


def test_references_that_lead_in_a_circle_end() -> None:
    """A loop of references is an error; a schema that contains itself is none."""
    looped = "components:\n  schemas:\n    A: {$ref: '#/components/schemas/B'}\n    B: {$ref: '#/components/schemas/A'}\n"
    nested = "components:\n  schemas:\n    A:\n      type: object\n      properties:\n        a: {$ref: '#/components/schemas/A'}\n"
    _, circle = _only(repo_of({"openapi.yaml": HEAD + PATHS + looped}))
    _, recursion = _only(repo_of({"openapi.yaml": HEAD + PATHS + nested}))

    assert [error.message.rpartition(": ")[2] for error in circle.errors] == ["it leads back to itself"] * 2
    assert recursion == Validation(())


def test_hostile_schemas_cost_no_time() -> None:
    """Schemas that double each other, and patterns that backtrack, are not evaluated."""
    doubled = "".join(
        f"    S{n}: {{allOf: [{{$ref: '#/components/schemas/S{n + 1}'}}, {{$ref: '#/components/schemas/S{n + 1}'}}], default: x}}\n"
        for n in range(40)
    )
    slow = f"    S40: {{type: string, pattern: '(a+)+$', default: '{'a' * 60}!'}}\n"
    start = time.process_time()
    _, validation = _only(repo_of({"openapi.yaml": HEAD + PATHS + "components:\n  schemas:\n" + doubled + slow}))

    assert validation == Validation(())
    assert time.process_time() - start < 5


def test_errors_never_print_values_of_the_document() -> None:
    """An error names places and words of the standard; what a document says there stays in it."""
    secret = "hunter" + "2-very-secret"
    text = f"openapi: 3.0.3\ninfo: {{title: {{password: {secret}}}, version: 1.0.0}}\npaths:\n  /a:\n    get: {secret}\n"
    _, validation = _only(repo_of({"openapi.yaml": text}))

    assert validation.errors
    assert not any(secret in error.message for error in validation.errors)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("'200': {description: all}", "'200': {}"), (7, "`paths > /orders > get > responses > 200` lacks `description`")),
        (("get:", "get:\n      operationid: x"), (5, "`paths > /orders > get` holds `operationid`, which OpenAPI does not know there")),
        (("title: Orders, ", ""), (2, "`info` lacks `title`")),
        (("version: 1.0.0", "version: 1"), (2, "`info > version` must be text")),
    ],
)
def test_error_says_what_and_where(change: tuple[str, str], expected: tuple[int, str]) -> None:
    """A finding carries the line of the file and says what is wrong there in words."""
    _, validation = _only(repo_of({"openapi.yaml": (HEAD + PATHS).replace(*change)}))

    assert [(error.line, error.message) for error in validation.errors][:1] == [expected]


GET = {"get": {"responses": {"200": {"description": "a"}}}}
VALID: dict[str, Any] = {"openapi": "3.0.3", "info": {"title": "x", "version": "1"}, "paths": {"/a": GET}}
SAMPLES = [
    VALID,
    {**VALID, "openapi": "3.1.0"},
    {**VALID, "info": {"title": "x"}},
    {**VALID, "paths": {"/a": {"get": {}}}},
    {**VALID, "paths": {"/{id}": GET}},
    {**VALID, "components": {"schemas": {"A": {"type": "strng"}}}},
    {**VALID, "openapi": "3.1.0", "components": {"schemas": {"A": {"properties": {"type": {"type": "strng"}}}}}},
    {**VALID, "openapi": "3.1.0", "components": {"schemas": {"A": {"type": ["string", "null"], "example": {"type": "x"}}}}},
    {**VALID, "components": {"schemas": {"A": {"$ref": "#/components/schemas/B"}}}},
    {"swagger": "2.0", "info": {"title": "x", "version": "1"}, "paths": {"/a": GET}},
    {"swagger": "2.0", "info": {"title": "x", "version": "1"}, "paths": {"a": {}}},
]


@pytest.mark.parametrize("document", SAMPLES, ids=range(len(SAMPLES)))
def test_agrees_with_the_reference_validator(document: dict[str, Any]) -> None:
    """Valid and invalid are what openapi-spec-validator, which we do not run on strangers' documents, says of small documents."""
    from openapi_spec_validator import OpenAPIV2SpecValidator, OpenAPIV30SpecValidator, OpenAPIV31SpecValidator
    from referencing.exceptions import Unresolvable

    validator = {"2": OpenAPIV2SpecValidator, "3.0": OpenAPIV30SpecValidator, "3.1": OpenAPIV31SpecValidator}
    version = document.get("swagger", "")[:1] or document["openapi"][:3]
    try:
        expected = not list(validator[version](document).iter_errors())
    except Unresolvable:
        expected = False
    repo = repo_of({"openapi.json": json.dumps(document)})
    (found,) = api_documents(repo)

    assert expected == (not validate(repo, found).errors)


@pytest.mark.parametrize(
    "text", ["", "openapi: 3.0.3\n", "openapi: [\n", "openapi: 3.0.3\npaths: 7\ninfo: []\n", "swagger: '2.0'\npaths: {/a: [1]}\n", "\0"]
)
def test_malformed_documents_raise_nothing(text: str) -> None:
    """Whatever stands in the file, reading and validating it gives values."""
    repo = repo_of({"openapi.yaml": text})

    assert all(isinstance(validate(repo, document), Validation) for document in api_documents(repo))


def test_pointer_into_a_list_is_resolved() -> None:
    """JSON pointers escape `/` and `~` and may count list items."""
    repo = repo_of({"a.yaml": "x/y:\n  - {z~: 5}\n"})
    root = repo.yaml("a.yaml").value

    assert resolve(repo, root, "a.yaml", "#/x~1y/0/z~0").value == 5


def test_links_that_leave_the_tree_are_not_read(tmp_path: Path, sealed: list[str]) -> None:
    """A reference to a symlink, or through one, that leads out of the repository opens nothing outside it."""
    outside = tmp_path / "outside"
    root = tmp_path / "repository"
    outside.mkdir()
    root.mkdir()
    (outside / "secret.yaml").write_text("Leak: {type: object, description: hunter2}\n", encoding="utf-8")
    (root / "link.yaml").symlink_to(outside / "secret.yaml")
    (root / "folder").symlink_to(outside)
    refs = "components:\n  schemas:\n    A: {$ref: 'link.yaml#/Leak'}\n    B: {$ref: 'folder/secret.yaml#/Leak'}\n"
    (root / "openapi.yaml").write_text(HEAD + PATHS + refs, encoding="utf-8")
    sealed.clear()
    _, validation = _only(Repo(Folder(root), patterns=plugins().patterns))
    read = [path for path in sealed if "outside" in path or "link" in path or "folder" in path]

    assert read == []
    assert "hunter2" not in str(validation)


@pytest.mark.parametrize("form", ["json", "yaml"])
def test_large_document_is_judged_in_seconds_to_the_line(form: str) -> None:
    """50,000 lines are held to the standard like any others, within seconds and a hundred megabytes."""
    lines = ["openapi: 3.0.3", "info: {title: Orders, version: 1.0.0}", "paths:"]
    for number in range(3_600):
        lines += [
            f"  /orders{number}/{{id}}:",
            "    get:",
            "      description: one order, described in a sentence of its own",
            "      parameters: [{$ref: '#/components/parameters/Id'}]",
            "      responses:",
            "        '200':",
            "          description: the order",
            "          content:",
            "            application/json:",
            "              schema:",
            "                type: object",
            "                properties:",
            "                  id: {type: string}",
            "                  customer: {type: string, description: who ordered}",
        ]
    lines[lines.index("  /orders3000/{id}:") + 6] = "          descripton: the order"
    lines += ["components:", "  parameters:", "    Id: {name: id, in: path, required: true, schema: {type: string}}"]
    text = "\n".join(lines)
    if form == "json":
        text = json.dumps(parse_yaml(text).value, indent=1)
    repo = repo_of({f"openapi.{form}": text})
    start = time.process_time()
    _, validation = _only(repo)
    took = time.process_time() - start

    wrong = next(number for number, line in enumerate(text.split("\n"), 1) if "descripton" in line)

    assert [error.message for error in validation.errors] == [
        "`paths > /orders3000/{id} > get > responses > 200` holds `descripton`, which OpenAPI does not know there"
    ]
    assert {error.line for error in validation.errors} == {wrong - 1}
    assert text.count("\n") >= 50_000
    assert took < 20


@pytest.mark.parametrize("version", ["2.0", "3.0", "3.1", "3.2"])
def test_compiled_standard_agrees_with_the_validator_that_explains(version: str) -> None:
    """Yes and no are what jsonschema says, of documents that are changed in every place, one at a time."""
    from jsonschema.validators import validator_for

    standard = standard_of(version)
    oracle = validator_for(standard.schema)(standard.schema)
    holds = standard.holds(standard.schema)
    cases = list(_changed(STANDARD_SAMPLES[version]))[:: 1 if version[0] == "2" else 9]
    disagreed = [case for case in cases if holds(case) != oracle.is_valid(case)]

    assert disagreed == []
    assert len(cases) > 70


def _changed(document: dict[str, Any]) -> Iterator[Any]:
    """The document, and with each of its values left out or replaced."""
    yield document
    for keys in _ways(document):
        for junk in (_GONE, None, 7, "x", True, [], {}, ["a", "a"], {"$ref": "#/x"}, {"in": "query"}):
            made = json.loads(json.dumps(document))
            holder = made
            for key in keys[:-1]:
                holder = holder[key]
            if junk is _GONE:
                del holder[keys[-1]]
            else:
                holder[keys[-1]] = junk
            yield made


_GONE = object()


def _ways(value: Any) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        yield (key,)
        yield from ((key, *rest) for rest in _ways(item))


_BODY = {"application/json": {"schema": {"type": "object", "properties": {"a": {"type": "string"}}}, "example": {"a": "b"}}}
_MODERN: dict[str, Any] = {
    "info": {"title": "x", "version": "1", "license": {"name": "MIT"}},
    "servers": [{"url": "https://example.org/{v}", "variables": {"v": {"default": "v1", "enum": ["v1"]}}}],
    "security": [{"key": []}],
    "tags": [{"name": "a"}],
    "paths": {
        "/a/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}, "style": "simple"}],
            "post": {
                "operationId": "a",
                "requestBody": {"required": True, "content": _BODY},
                "responses": {
                    "200": {"description": "ok", "headers": {"X": {"schema": {"type": "integer"}}}, "content": _BODY},
                    "default": {"$ref": "#/y"},
                },
                "callbacks": {"done": {"{$request.body#/url}": {"post": {"responses": {"200": {"description": "ok"}}}}}},
            },
        }
    },
    "components": {
        "schemas": {"A": {"type": "object", "required": ["a"], "discriminator": {"propertyName": "a"}}},
        "securitySchemes": {
            "key": {"type": "apiKey", "in": "header", "name": "X"},
            "oauth": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://example.org/t", "scopes": {"a": "b"}}}},
        },
        "examples": {"e": {"value": 1}},
        "links": {"l": {"operationId": "a"}},
    },
    "x-a": 1,
}
STANDARD_SAMPLES: dict[str, dict[str, Any]] = {
    "2.0": {
        "swagger": "2.0",
        "info": {"title": "x", "version": "1"},
        "host": "example.org",
        "basePath": "/a",
        "schemes": ["https"],
        "consumes": ["application/json"],
        "paths": {
            "/a": {
                "get": {
                    "parameters": [
                        {"name": "b", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "csv"},
                        {"name": "c", "in": "body", "schema": {"$ref": "#/definitions/A"}},
                    ],
                    "responses": {
                        "200": {
                            "description": "ok",
                            "schema": {"type": "array", "items": {"type": "string"}},
                            "headers": {"X": {"type": "string"}},
                        }
                    },
                    "security": [{"key": []}],
                }
            }
        },
        "definitions": {"A": {"type": "object", "properties": {"a": {"type": "string", "minLength": 1}}, "maximum": 3}},
        "securityDefinitions": {"key": {"type": "apiKey", "in": "header", "name": "X"}},
    },
    "3.0": {"openapi": "3.0.3", **_MODERN},
    "3.1": {"openapi": "3.1.0", **_MODERN, "webhooks": {"w": {"post": {"responses": {"200": {"description": "ok"}}}}}},
    "3.2": {"openapi": "3.2.0", **_MODERN},
}
