"""Operations are read as they are written, wherever their parts stand."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.api_documents import api_documents
from readiness_checks.facts.api_operations import (
    MAX_BASES,
    ApiOperation,
    Parameter,
    Response,
    api_operations,
    openapi_of,
    security_schemes,
)
from tests.repos import repo_of

HEAD = "openapi: 3.0.3\ninfo: {title: Orders, version: 1.0.0}\n"


def _operations(files: dict[str, str]) -> tuple[ApiOperation, ...]:
    repo = repo_of(files)
    (document,) = api_documents(repo)
    return api_operations(repo, document) or ()


def test_parts_in_other_files_are_followed_and_keep_their_lines() -> None:
    """A path item, a parameter and a response may each stand in a file of their own."""
    (operation,) = _operations(
        {
            "api/openapi.yaml": HEAD + "security: [{key: []}]\npaths:\n  /orders/{id}: {$ref: paths/order.yaml}\n",
            "api/paths/order.yaml": "parameters: [{$ref: '../parts.yaml#/Id'}]\n"
            "get:\n  responses:\n    '404': {$ref: '../parts.yaml#/None'}\n",
            "api/parts.yaml": "Id: {name: id, in: path, example: 1}\nNone: {content: {application/json: {schema: {type: object}}}}\n",
        }
    )

    assert operation == ApiOperation(
        "GET",
        "/orders/{id}",
        "api/paths/order.yaml",
        2,
        parameters=(Parameter("id", "path"),),
        responses=(Response("404", 4, modelled=True),),
        security=(("key",),),
        example=True,
    )


@pytest.mark.parametrize(
    ("servers", "bases"),
    [
        ("[{url: 'https://example.org/v1/'}]", ("/v1",)),
        ("[{url: '{scheme}://{host}/{stage}', variables: {stage: {default: prod, enum: [prod, test]}}}]", ("/prod", "/test")),
        ("[{url: /a}, {url: 'http://localhost:8080/b'}, {url: '//example.org/a'}]", ("/a", "/b")),
        ("[{url: '{base}/api'}]", ("{base}/api",)),
        ("[]", ("",)),
    ],
)
def test_servers_give_the_bases(servers: str, bases: tuple[str, ...]) -> None:
    """Hosts and trailing slashes fall away; variables take the values that they list."""
    (operation,) = _operations({"openapi.yaml": f"{HEAD}servers: {servers}\npaths:\n  /o:\n    get: {{responses: {{}}}}\n"})

    assert bases == operation.bases


@pytest.mark.parametrize(
    ("schema", "collection"),
    [
        ("{type: array, items: {type: object}}", "[]"),
        ("{type: array, items: {type: string}}", ""),
        ("{type: array, maxItems: 3, items: {type: object}}", ""),
        ("{properties: {articles: {type: array, items: {}}, articlesCount: {type: integer}}}", "articles"),
        ("{allOf: [{properties: {total: {}}}, {properties: {data: {type: array, items: {}}}}]}", "data"),
        ("{properties: {id: {}, lines: {type: array, items: {}}}}", ""),
        ("{properties: {data: {type: array, items: {}}}}", ""),
    ],
)
def test_what_a_response_lists(schema: str, collection: str) -> None:
    """Arrays of objects, and one array beside paging fields, are collections; the lists of one resource are not."""
    response = f"{{description: a, content: {{application/json: {{schema: {schema}}}}}}}"
    (operation,) = _operations({"openapi.yaml": f"{HEAD}paths:\n  /o:\n    get:\n      responses:\n        '200': {response}\n"})

    assert collection == operation.collection


def test_explicitly_open_differs_from_nothing_said() -> None:
    """`security: []` is a decision, its absence is none; webhooks are no operations of the API."""
    text = (
        "openapi: 3.1.0\ninfo: {title: Orders, version: 1.0.0}\npaths:\n  /a:\n    get: {security: []}\n    post: {}\n"
        "webhooks:\n  done:\n    post: {}\n"
    )

    found = _operations({"openapi.yaml": text})

    assert [operation.security for operation in found] == [(), None]


def test_a_response_outside_the_repository_is_not_judged() -> None:
    """What cannot be read is neither modelled nor not."""
    text = f"{HEAD}paths:\n  /a:\n    get:\n      responses:\n        4XX: {{$ref: 'https://example.org/problem.yaml'}}\n"
    (operation,) = _operations({"openapi.yaml": text})

    assert operation.responses == (Response("4XX", 7, modelled=None),)


def test_a_schema_that_contains_itself_ends() -> None:
    """Looking for examples and lists stops where a schema leads back to itself."""
    text = (
        f"{HEAD}paths:\n  /a:\n    get:\n      responses:\n        '200':\n"
        "          content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}\n"
        "components:\n  schemas:\n    A: {allOf: [{$ref: '#/components/schemas/A'}], properties: {a: {$ref: '#/components/schemas/A'}}}\n"
    )
    (operation,) = _operations({"openapi.yaml": text})

    assert not operation.example


@pytest.mark.parametrize(
    ("method", "path", "operational"),
    [
        ("get", "/health", True),
        ("get", "/api/v1/healthz", True),
        ("get", "/actuator/health/liveness", True),
        ("get", "/metrics", True),
        ("get", "/openapi.json", True),
        ("post", "/health", False),
        ("get", "/patients/{id}/health-records", False),
        ("get", "/status", False),
        ("get", "/pingpong", False),
    ],
)
def test_what_only_operators_ask_for_is_told_apart(method: str, path: str, operational: bool) -> None:
    """Health, metrics and the documentation are no part of what callers need; a health record of a patient is."""
    (operation,) = _operations({"openapi.yaml": f"{HEAD}paths:\n  {path}:\n    {method}: {{responses: {{}}}}\n"})

    assert operation.operational == operational


@pytest.mark.parametrize(
    ("status", "error", "success"),
    [
        ("200", False, True),
        ("2XX", False, True),
        ("302", False, False),
        ("404", True, False),
        ("5xx", True, False),
        ("default", True, False),
    ],
)
def test_statuses_stand_for_failures_or_successes(status: str, error: bool, success: bool) -> None:
    """Ranges are written in either case; `default` stands for what goes wrong."""
    text = f"{HEAD}paths:\n  /a:\n    get:\n      responses:\n        '{status}': {{description: a}}\n"
    (operation,) = _operations({"openapi.yaml": text})
    (response,) = operation.responses

    assert (response.is_error, response.is_success) == (error, success)


def test_swagger_2_gives_its_base_path_and_schemes() -> None:
    """`basePath`, parameters in the body, and `securityDefinitions` belong to the older version."""
    text = (
        "swagger: '2.0'\ninfo: {title: Orders, version: 1.0.0}\nbasePath: /v2/\n"
        "securityDefinitions:\n  key: {type: apiKey, in: header, name: k}\n"
        "security: [{key: []}]\npaths:\n  /a:\n    parameters: [{name: id, in: query, type: string}]\n"
        "    post:\n      parameters: [{name: order, in: body, schema: {}}]\n      security: []\n      responses: {}\n"
    )
    repo = repo_of({"swagger.yaml": text})
    (document,) = api_documents(repo)
    (operation,) = api_operations(repo, document) or ()

    assert operation.bases == ("/v2",)
    assert set(operation.parameters) == {Parameter("order", "body"), Parameter("id", "query")}
    assert operation.security == ()
    assert security_schemes(repo, document) == {"key"}


def test_the_servers_of_an_operation_come_before_those_of_its_path_and_document() -> None:
    """OpenAPI 3 lets each level set servers of its own: the nearest holds."""
    text = (
        f"{HEAD}servers: [{{url: /a}}]\npaths:\n  /one:\n    servers: [{{url: /b}}]\n"
        "    get: {servers: [{url: /c}], responses: {}}\n    post: {responses: {}}\n  /two:\n    get: {responses: {}}\n"
    )

    assert [operation.bases for operation in _operations({"openapi.yaml": text})] == [("/c",), ("/b",), ("/a",)]


def test_copies_of_a_document_are_one() -> None:
    """The same operations as YAML and JSON are described once; another document stays."""
    operations = '{"openapi": "3.0.3", "info": {"title": "Orders", "version": "1"}, "paths": {"/a": {"get": {"responses": {}}}}}'
    files = {
        "api/openapi.yaml": f"{HEAD}paths:\n  /a:\n    get: {{responses: {{}}}}\n",
        "docs/openapi.json": operations,
        "docs/admin/openapi.json": operations.replace("/a", "/admin"),
    }
    found = openapi_of(repo_of(files), Component("orders", "", "backend"))

    assert [document.path for document in found] == ["api/openapi.yaml", "docs/admin/openapi.json"]


@pytest.mark.parametrize(
    "paths",
    ["paths: []\n", "paths:\n  /a: nothing\n", "paths:\n  /a:\n    get: 1\n", "paths:\n  /a:\n    get: {responses: [], parameters: 1}\n"],
)
def test_parts_of_the_wrong_kind_raise_nothing(paths: str) -> None:
    """A document that is not what its format says has operations without parts, or none."""
    operations = _operations({"openapi.yaml": HEAD + paths})

    assert [(operation.parameters, operation.responses) for operation in operations] in ([], [((), ())])


def test_variables_of_a_server_multiply_to_a_bound() -> None:
    """A server with many variables of many values stands for no more addresses than can be used."""
    names = [f"v{at}" for at in range(8)]
    variables = ", ".join(f"{name}: {{default: a, enum: [a, b, c, d]}}" for name in names)
    url = "/" + "/".join(f"{{{name}}}" for name in names)
    (operation,) = _operations(
        {"openapi.yaml": f"{HEAD}servers: [{{url: '{url}', variables: {{{variables}}}}}]\npaths:\n  /o:\n    get: {{responses: {{}}}}\n"}
    )

    assert len(operation.bases) == MAX_BASES
    assert operation.bases[0] == "/a/a/a/a/a/a/a/a"
