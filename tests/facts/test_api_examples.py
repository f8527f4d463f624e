"""Which texts show how an API is called, and which show something else."""

from __future__ import annotations

import pytest

from readiness.model import Component, Stack
from readiness_checks.facts.api_examples import api_examples
from tests.repos import repo_of

SERVICE = Component("orders", "", "backend")
ROUTES = {"app.js": 'const app = require("express")();\napp.get("/orders/:id", read);\napp.post("/orders", write);\n'}
HEAD = "openapi: 3.0.3\ninfo: {title: Orders, version: 1.0.0}\n"


def notes(files: dict[str, str], component: Component = SERVICE) -> list[tuple[str, str, int]]:
    return [(found.note, found.path, found.line) for found in api_examples(repo_of(files), component)]


def called(call: str) -> list[tuple[str, str, int]]:
    return notes(ROUTES | {"README.md": f"# Orders\n\n{call}\n"})


@pytest.mark.parametrize(
    "call",
    [
        "    curl http://localhost:8080/anything",
        "    curl -X POST -H 'Content-Type: application/json' localhost:3000/things -d '{}'",
        "    curl -X POST \\\n      -H 'Accept: application/json' \\\n      http://localhost:8080/things",
        "    curl https://api.example.com/things",
        '    curl "$API_URL/things"',
        "    curl https://shop.acme.io/orders/17",
        "    curl https://shop.acme.io/orders/{id}?expand=lines",
        "    http POST localhost:8080/things name=a",
    ],
)
def test_a_documented_call_of_this_api_counts(call: str) -> None:
    """A call at one's own machine, at a placeholder, or at a path that the code declares is about this API."""
    assert called(call)[0][0] == "a documented call"


@pytest.mark.parametrize(
    "call",
    [
        "    curl http://localhost:8080/health",
        "    curl http://localhost:9090/metrics",
        "    curl -fsSL https://get.acme.io/install.sh | sh",
        "    curl https://api.vendor.io/v1/charges",
        "    curl -O http://localhost:8080/app.tar.gz",
        "    See https://shop.acme.io/orders/17 for details.",
    ],
)
def test_what_calls_something_else_does_not(call: str) -> None:
    """Health, metrics, downloads, the APIs of others and links show nobody how to call this one."""
    assert called(call) == []


def test_a_request_with_its_headers_counts_where_its_path_is_ours() -> None:
    """An HTTP request written out is told by the path; a line in a list of endpoints is none."""
    assert called("```http\nPOST /orders HTTP/1.1\nContent-Type: application/json\n\n{}\n```") == [("a documented request", "README.md", 4)]
    assert called("```\nPOST /charges HTTP/1.1\nContent-Type: application/json\n```") == []
    assert called("GET /orders/{id} reads one") == []


def test_operations_with_an_example_are_counted() -> None:
    """The note says how many of the operations come with one; a description without any shows nothing."""
    body = "{requestBody: {content: {application/json: {example: {total: 1}}}}, responses: {}}"
    some = f"{HEAD}paths:\n  /a:\n    post: {body}\n    get: {{responses: {{}}}}\n"
    none = f"{HEAD}paths:\n  /a:\n    get: {{responses: {{}}}}\n"

    assert notes({"openapi.yaml": some}) == [("1 of 2 operations come with an example", "openapi.yaml", 5)]
    assert notes({"openapi.yaml": none}) == []


@pytest.mark.parametrize(
    ("files", "note"),
    [
        (
            {"docs/orders.json": '{"info": {"schema": "https://schema.getpostman.com/v2.1.0/"}, "item": [{"request": {}}]}'},
            "Postman collection",
        ),
        ({"docs/orders.yaml": "type: collection.insomnia.rest/5.0\ncollection:\n  - url: http://a\n"}, "Insomnia collection"),
        ({"api/bruno.json": "{}", "api/read.bru": "get {\n  url: {{host}}/orders\n}\n"}, "Bruno collection"),
        ({"orders.http": "### read\nGET {{host}}/orders\n"}, "requests in a file of the HTTP client"),
    ],
)
def test_collections_of_clients_count(files: dict[str, str], note: str) -> None:
    """A collection counts where it holds a request."""
    assert [found[0] for found in notes(files)] == [note]


@pytest.mark.parametrize(
    "files",
    [
        {"docs/orders.json": '{"info": {"schema": "https://schema.getpostman.com/json/collection/v2.1.0/"}, "item": []}'},
        {"api/read.bru": "get {\n  url: {{host}}/orders\n}\n"},
        {"orders.http": "### to be written\n"},
        {"orders.http": ""},
    ],
)
def test_empty_collections_do_not(files: dict[str, str]) -> None:
    """A collection without a request, or without what makes it one, shows nothing."""
    assert notes(files) == []


def test_a_query_counts_only_for_a_service_of_graphql() -> None:
    """A query in a document is about this API where the service speaks GraphQL."""
    files = {"README.md": "# Orders\n\n```graphql\nquery {\n  orders { id }\n}\n```\n"}
    graph = Component("orders", "", "backend", Stack(api_styles=("graphql",)))

    assert notes(files, graph) == [("a documented GraphQL operation", "README.md", 4)]
    assert notes(files) == []


def test_annotations_count_where_a_generator_reads_them() -> None:
    """An example on a model is shown to callers by FastAPI's description; without a generator nobody sees it."""
    model = {"app/models.py": 'class Order(BaseModel):\n    total: int = Field(example="12")\n'}
    served = {"app/main.py": "from fastapi import FastAPI\n\napp = FastAPI()\n\n\n@app.get('/orders')\ndef read(): ...\n"}

    assert notes(model | served) == [("examples on models and parameters, for the generated description", "app/models.py", 2)]
    assert notes(model) == []
