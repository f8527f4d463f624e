"""What kinds of API a component serves is read from its own source."""

from __future__ import annotations

import pytest

from readiness.model import Component
from readiness_checks.facts.api_generators import generated_apis
from readiness_checks.facts.apis import accepts_writes, apis
from tests.repos import repo_of

WHOLE = Component("app", "", "backend")


@pytest.mark.parametrize(
    ("path", "text", "styles"),
    [
        ("main.py", "from fastapi import FastAPI\napp = FastAPI()\n", ["rest"]),
        ("src/A.java", "@RestController\npublic class A implements OwnersApi {}\n", ["rest"]),
        ("server.go", "pb.RegisterOrdersServer(server, service)\n", ["grpc"]),
        ("server.go", "healthpb.RegisterHealthServer(server, service)\n", []),
        ("schema.py", "import graphene\nschema = graphene.Schema(query=Query)\n", ["graphql"]),
        ("chat.gateway.ts", "@WebSocketGateway()\nexport class Chat {}\n", ["websocket"]),
        ("app.rb", "class Api < Grape::API\nend\n", ["rest"]),
        ("worker.py", "from celery import Celery\n", []),
        ("main.go", 'mux.HandleFunc("/healthz", ok)\nmux.HandleFunc("/metrics", ok)\n', []),
    ],
)
def test_styles_are_read_from_source(path: str, text: str, styles: list[str]) -> None:
    """Servers show their style; health endpoints and a gRPC health service alone are no API."""

    assert styles == [api.style for api in apis(repo_of({path: text}), WHOLE)]


def test_pages_alone_are_no_api() -> None:
    """Routes that render templates make an API only where something answers in JSON."""
    pages = {"config/routes.rb": 'get "/posts", to: "posts#index"\n', "app/views/posts/index.html.erb": "<p>"}
    both = {**pages, "app/controllers/posts_controller.rb": "class PostsController\n  render json: @posts\nend\n"}

    assert [api.style for api in apis(repo_of(pages), WHOLE)] == []
    assert [api.style for api in apis(repo_of(both), WHOLE)] == ["rest"]


def test_others_folders_do_not_count() -> None:
    """What a nested component serves is not served by the one around it."""
    repo = repo_of({"orders/main.py": "app = FastAPI()\n"})

    assert apis(repo, Component("shop", "", "backend", nested=("orders",))) == ()


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"app.py": '@app.post("/x")\ndef x(): ...\n'}, ("POST", "/x")),
        ({"views.py": "class X(APIView):\n    def put(self, request):\n        ...\n"}, ("PUT", "")),
        ({"views.py": "class X(Orders):\n    def put(self, request):\n        ...\n"}, ("PUT", "")),
        ({"views.py": "class X(Resource):\n    def put(self, name):\n        ...\n"}, ("PUT", "")),
        ({"store.py": "class X(Store):\n    def put(self, key, value):\n        ...\n"}, None),
        ({"src/A.php": "<?php\n#[ApiResource]\nclass A {}\n"}, ("POST", "")),
        ({"src/A.php": "<?php\n#[ApiResource(operations: [new Get()])]\nclass A {}\n"}, None),
        ({"src/A.php": "<?php\nuse ApiPlatform\\Metadata\\Post;\n#[ApiResource(operations: [new Post()])]\nclass A {}\n"}, ("POST", "")),
        ({"A.java": '@RegisterRestClient\n@Path("/a")\ninterface A {\n  @POST\n  void put(B b);\n}\n'}, None),
        ({"A.java": '@FeignClient("a")\ninterface A {\n  @PostMapping("/a")\n  void put(B b);\n}\n'}, None),
        ({"A.cs": 'interface IA {\n  [Post("/a")]\n  Task Put(B b);\n}\n'}, None),
        ({"app.py": '@app.get("/x")\ndef x(): ...\n'}, None),
        (
            {"A.java": "@RestController\nclass A implements B {}\n", "openapi.yaml": "openapi: 3.0.0\npaths:\n  /a:\n    post: {}\n"},
            ("POST", ""),
        ),
    ],
)
def test_writes_are_found(files: dict[str, str], expected: tuple[str, str] | None) -> None:
    """A writing route, a class that handles a write, or a writing operation of the committed description."""
    found = accepts_writes(repo_of(files), WHOLE)

    assert expected == (None if found is None else (found.method, found.path))


@pytest.mark.parametrize(
    ("files", "names"),
    [
        ({"main.py": "app = FastAPI()\n"}, ["FastAPI"]),
        ({"main.py": "app = FastAPI(\n    openapi_url=None,\n)\n"}, []),
        ({"views.py": "from flask_apispec import use_kwargs\n"}, []),
        ({"src/main.ts": "SwaggerModule.setup('docs', app, document);\n"}, ["@nestjs/swagger"]),
        ({"docs.js": "const doc = require('swagger-jsdoc');\n"}, []),
        ({"docs.js": "const doc = require('swagger-jsdoc');\nconst ui = require('swagger-ui-express');\n"}, ["swagger-jsdoc"]),
        ({"pom.xml": "<artifactId>springdoc-openapi-starter-webmvc-ui</artifactId>\n"}, ["springdoc"]),
        ({"Program.cs": "builder.Services.AddOpenApi();\n"}, ["Microsoft.AspNetCore.OpenApi"]),
        ({"api.go": "// @Router /x [get]\n"}, []),
    ],
)
def test_generator_counts_once_it_is_wired_in(files: dict[str, str], names: list[str]) -> None:
    """A dependency, a switched-off document, or comments that nothing reads generate nothing."""

    assert names == [generator.name for generator in generated_apis(repo_of(files), WHOLE)]


@pytest.mark.parametrize(
    ("path", "text", "takes"),
    [
        ("main.go", "pb.RegisterAdsServer(server, ads)\n", False),
        ("main.go", "pb.RegisterCartServiceServer(server, cart)\n", True),
        ("app.py", "demo_pb2_grpc.add_AdsServicer_to_server(Ads(), server)\nserver = grpc.server(pool)\n", False),
        ("app.py", "demo_pb2_grpc.add_CartServiceServicer_to_server(Cart(), server)\nserver = grpc.server(pool)\n", True),
        ("Ads.java", "class A extends AdsGrpc.AdsImplBase {}\n", False),
        ("Cart.cs", "class C : CartService.CartServiceBase { }\napp.MapGrpcService<C>();\n", True),
        ("server.js", "server.addService(shop.Ads.service, { get });\n", False),
        ("server.js", "const server = new grpc.Server();\nserver.addService(definition, { get });\n", True),
    ],
)
def test_a_shared_description_is_served_by_those_that_implement_it(path: str, text: str, takes: bool) -> None:
    """A service that only answers reads takes no writes because a neighbour's stand in the same file; an unknown one may serve all."""
    proto = (
        'syntax = "proto3";\nservice Ads { rpc GetAds(A) returns (B); }\n'
        "service CartService { rpc AddItem(A) returns (B); rpc GetCart(A) returns (B); }\n"
    )

    assert (accepts_writes(repo_of({path: text, "protos/demo.proto": proto}), WHOLE) is not None) is takes
