"""Routes of Ktor."""

from __future__ import annotations

from tests.facts.routing import gaps_of, lines_of

HEAD = "package shop\nimport io.ktor.server.routing.*\n"


def test_routing_blocks_and_extension_functions() -> None:
    """Nested routes, methods without a path, functions of other files, and handlers whose own calls declare nothing."""
    files = {
        "src/main/kotlin/App.kt": HEAD + 'fun Application.module() {\n install(Auth) { get(1) }\n routing {\n  authenticate("jwt") {\n'
        '   orderRoutes(service)\n  }\n  get("/") { call.respond(client.get("/other")) }\n  lostRoutes()\n }\n}\n',
        "src/main/kotlin/Orders.kt": HEAD + 'fun Route.orderRoutes(s: S) = route("/orders") {\n get { f(x) }\n post("{id?}/pay") { }\n'
        ' route("/all", HttpMethod.Delete) { handle { } }\n}\nfun Route.unused() { get("/unused") { } }\n',
    }  # fmt: skip

    assert lines_of(files) == ["DELETE /orders/all", "GET /", "GET /orders", "POST /orders/{id}/pay"]
    assert gaps_of(files) == ["src/main/kotlin/App.kt:10 are declared by `lostRoutes`, which was not found"]


def test_resources_are_a_gap() -> None:
    """Routes that classes describe are not guessed at."""
    assert gaps_of({"src/A.kt": HEAD + "fun Application.m() { routing {\n get<Articles> { }\n} }\n"}) == [
        "src/A.kt:4 are declared by classes of resources"
    ]


def test_broken_blocks_raise_nothing() -> None:
    """Braces that never close give what could be read."""
    assert lines_of({"src/A.kt": HEAD + "fun Application.m() { routing {\n" + 'route("/a") {\n' * 3_000}) == []
