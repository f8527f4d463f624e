"""Routes of Jakarta REST resources and Micronaut controllers."""

from __future__ import annotations

from tests.facts.routing import lines_of

SRC = "src/main/java/shop"
IMPORTS = "package shop;\nimport jakarta.ws.rs.*;\n"


def test_resources_stand_below_the_application() -> None:
    """`@ApplicationPath`, class and method paths, patterns in parameters."""
    files = {
        f"{SRC}/App.java": IMPORTS + '@ApplicationPath("/api/*")\npublic class App extends Application {}\n',
        f"{SRC}/Orders.java": IMPORTS
        + '@Path("orders")\npublic class Orders {\n @GET public String all() {}\n @PUT @Path("{id: \\\\d+}") public void put() {}\n}\n',
    }

    assert lines_of(files) == ["GET /api/orders", "PUT /api/orders/{id}"]


def test_settings_of_quarkus_are_prefixes() -> None:
    """The root path and the path of REST resources."""
    files = {
        f"{SRC}/Orders.java": IMPORTS + '@Path("/orders")\npublic class Orders {\n @GET public String all() {}\n}\n',
        "src/main/resources/application.properties": "quarkus.http.root-path=/shop\nquarkus.rest.path = api\n",
    }

    assert lines_of(files) == ["GET /shop/api/orders"]


def test_interfaces_are_followed_and_rest_clients_left_out() -> None:
    """A class without annotations serves the interface that it implements; a client's interface serves nothing."""
    files = {
        f"{SRC}/OrdersApi.java": IMPORTS + '@Path("/orders")\npublic interface OrdersApi {\n @GET @Path("/{id}") Order one(long id);\n}\n',
        f"{SRC}/Orders.java": "package shop;\npublic class Orders implements OrdersApi {\n public Order one(long id) { return null; }\n}\n",
        f"{SRC}/Stock.java": IMPORTS + '@Path("/stock")\n@RegisterRestClient\npublic interface Stock {\n @GET int left();\n}\n',
    }

    assert lines_of(files) == ["GET /orders/{id}"]


def test_overloads_all_serve() -> None:
    """Methods of one name and as many parameters are told apart by their paths."""
    methods = ' @GET @Path("/{id}") O one(long id) {}\n @GET @Path("/by/{name}") O one(String name) {}\n'

    assert lines_of({f"{SRC}/Orders.java": IMPORTS + f'@Path("/orders")\npublic class Orders {{\n{methods}}}\n'}) == [
        "GET /orders/by/{name}",
        "GET /orders/{id}",
    ]


def test_sub_resources_are_followed_where_their_class_is_known() -> None:
    """A locator's routes are those of the type it returns; an unknown type may serve anything below."""
    files = {
        f"{SRC}/Orders.java": IMPORTS
        + '@Path("/orders")\npublic class Orders {\n @Path("/{id}/lines") Lines lines() {}\n @Path("/other") public O o() {}\n}\n',
        f"{SRC}/Lines.java": IMPORTS + 'public class Lines {\n @GET @Path("/{n}") public String one() {}\n}\n',
    }

    assert lines_of(files) == ["? ANY /orders/other/{?}", "GET /orders/{id}/lines/{n}"]


def test_micronaut_controllers_stand_below_the_context_path() -> None:
    """Optional segments are two routes, query templates none."""
    files = {
        f"{SRC}/Orders.java": "package shop;\nimport io.micronaut.http.annotation.*;\n"
        '@Controller("/orders")\nclass Orders {\n @Get("{/id}{?max,offset}") String list() {}\n @Post String add() {}\n}\n',
        "src/main/resources/application.yml": "micronaut:\n  server:\n    context-path: /api\n",
    }

    assert lines_of(files) == ["GET /api/orders", "GET /api/orders/{id}", "POST /api/orders"]
