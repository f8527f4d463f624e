"""Operations are read as they are written, wherever their parts stand."""

from __future__ import annotations

import pytest

from readiness_checks.facts.api_documents import api_documents
from readiness_checks.facts.api_operations import ApiOperation, Parameter, Response, api_operations
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
