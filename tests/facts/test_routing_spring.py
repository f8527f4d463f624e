"""Routes of Spring controllers, in Java and Kotlin."""

from __future__ import annotations

from readiness_checks.facts.routes import routes
from tests.facts.routing import gaps_of, lines_of
from tests.repos import repo_of

SRC = "src/main/java/shop"


def test_mappings_of_classes_and_methods_are_joined() -> None:
    """Arrays, named attributes and `method =` are read; a mapping without a path serves that of its class."""
    code = """package shop;
@RestController
@RequestMapping(path = {"/orders", "v2/orders"})
class Orders {
    @GetMapping List<Order> all() { return null; }
    @PostMapping("/{id:[0-9]+}/pay") void pay() {}
    @RequestMapping(value = "/search", method = {RequestMethod.GET, RequestMethod.POST}) void search() {}
    @RequestMapping("/any") void any() {}
}
"""
    expected = [
        "ANY /orders/any", "ANY /v2/orders/any", "GET /orders", "GET /orders/search", "GET /v2/orders", "GET /v2/orders/search",
        "POST /orders/search", "POST /orders/{id}/pay", "POST /v2/orders/search", "POST /v2/orders/{id}/pay",
    ]  # fmt: skip

    assert expected == lines_of({f"{SRC}/Orders.java": code})


def test_constants_are_followed_over_files() -> None:
    """Imports, static imports, interfaces that hold constants, and sums; what leads nowhere is unknown."""
    files = {
        f"{SRC}/api/Paths.java": 'package shop.api;\npublic interface Paths { String ROOT = "/api"; String ORDERS = ROOT + "/orders"; }\n',
        f"{SRC}/Orders.java": """package shop;
import static shop.api.Paths.ORDERS;
import shop.api.Paths;
import other.Elsewhere;
@RestController
class Orders {
    @GetMapping(ORDERS) void all() {}
    @GetMapping(Paths.ORDERS + "/{id}") void one() {}
    @GetMapping(Elsewhere.X + "/lost") void lost() {}
}
""",
    }

    assert lines_of(files) == ["? GET /{?}/lost", "GET /api/orders", "GET /api/orders/{id}"]


def test_mappings_are_inherited_and_clients_are_no_routes() -> None:
    """A controller serves what the interface above it maps; a Feign client's interface serves nothing."""
    files = {
        f"{SRC}/OrdersApi.java": 'package shop;\n@RequestMapping("/orders")\ninterface OrdersApi { @GetMapping("/{id}") O one(long i); }\n',
        f"{SRC}/Orders.java": "package shop;\n@RestController\nclass Orders implements OrdersApi { public O one(long i) {} }\n",
        f"{SRC}/Stock.java": 'package shop;\n@FeignClient("stock")\npublic interface Stock { @GetMapping("/stock") int left(); }\n',
    }

    assert lines_of(files) == ["GET /orders/{id}"]


def test_settings_put_a_prefix_before_every_route() -> None:
    """The context path of the module is part of each path, placeholders take their default."""
    files = {
        f"{SRC}/Orders.java": 'package shop;\n@RestController\nclass Orders { @GetMapping("${app.orders:/orders}") void all() {} }\n',
        "src/main/resources/application.yml": 'server:\n  servlet:\n    context-path: "${BASE:/shop}/"\n',
    }

    assert lines_of(files) == ["GET /shop/orders"]


def test_annotations_of_the_repository_make_controllers() -> None:
    """An annotation that is itself annotated with `@RestController` and a mapping gives both to its classes."""
    files = {
        f"{SRC}/ApiController.java": 'package shop;\n@RestController\n@RequestMapping("/api")\npublic @interface ApiController {}\n',
        f"{SRC}/Orders.java": 'package shop;\n@ApiController\nclass Orders { @GetMapping("/orders") void all() {} }\n',
    }

    assert lines_of(files) == ["GET /api/orders"]


def test_kotlin_controllers_are_read_past_what_breaks_grammars() -> None:
    """Raw strings, dollars, `try` expressions, companions, top-level constants and string templates."""
    code = '''package shop
import shop.paths.ROOT
private const val KEY = """^[a-z](?:x*)*$"""

@RestController
@RequestMapping(value = ["$ROOT/orders"], produces = [MediaType.JSON])
class Orders(@param:Value($$"${server.port:#{null}}") private val port: Int?) : Base<Order>(), Other by delegate {
  companion object { const val ITEM = "/{id}" }

  @GetMapping
  fun all(): List<Order> =
    if (port == null) {
      emptyList()
    } else {
      try { list("a ${"b"}") } catch (e: Exception) { emptyList() }
    }

  @DeleteMapping(ITEM, "/by-id$ITEM")
  fun remove(@PathVariable id: Long) { repository.remove(id) }
}
'''
    files = {"src/main/kotlin/Orders.kt": code, "src/main/kotlin/Paths.kt": 'package shop.paths\nconst val ROOT = "/api"\n'}

    assert lines_of(files) == ["DELETE /api/orders/by-id/{id}", "DELETE /api/orders/{id}", "GET /api/orders"]


def test_interfaces_generated_from_the_specification_leave_a_gap_that_names_it() -> None:
    """What implements a generated interface agrees with the document by construction."""
    files = {
        f"{SRC}/Orders.java": "package shop;\nimport shop.api.OrdersApi;\n@RestController\nclass Orders implements OrdersApi {}\n",
        "pom.xml": "<plugin><inputSpec>${project.basedir}/src/main/resources/openapi.yml</inputSpec></plugin>\n",
        "src/main/resources/openapi.yml": "openapi: 3.0.0\n",
    }
    gaps = routes(repo_of(files)).gaps

    assert [gap.generated_from for gap in gaps] == ["src/main/resources/openapi.yml"]
    assert [f"{SRC}/Orders.java:4 are generated from the specification into OrdersApi"] == gaps_of(files)


def test_router_functions_and_data_rest_are_gaps() -> None:
    """Routes as functions and repositories that are served as they are: said, not guessed at."""
    files = {
        f"{SRC}/R.java": "package shop;\nimport org.springframework.web.servlet.function.RouterFunction;\nclass R {}\n",
        f"{SRC}/S.java": "package shop;\n@RepositoryRestResource\ninterface S extends Repository<A, B> {}\n",
    }

    assert gaps_of(files) == [
        f"{SRC}/R.java:2 are declared by router functions",
        f"{SRC}/S.java:3 are made by Spring Data REST from a repository",
    ]


def test_what_security_and_the_actuator_serve_is_known() -> None:
    """A login's own paths, and whatever the actuator answers."""
    files = {
        f"{SRC}/Orders.java": 'package shop;\n@RestController\nclass Orders { @GetMapping("/orders") void all() {} }\n',
        f"{SRC}/Security.java": 'package shop;\nclass Security { void s() { http.logout(l -> l.logoutUrl("/api/logout")); } }\n',
        "pom.xml": "<artifactId>spring-boot-starter-actuator</artifactId>\n",
    }

    assert lines_of(files) == ["? ANY /actuator/{?}", "ANY /api/logout", "GET /orders"]


def test_broken_and_deeply_nested_files_raise_nothing() -> None:
    """Text made to break a reader gives no routes and no error."""
    files = {
        f"{SRC}/Deep.java": "@RestController class A { " + "class B { " * 3_000 + "@GetMapping(" + "(" * 5_000,
        "src/main/kotlin/Deep.kt": "@RestController class A { " * 3_000 + '@GetMapping("' + '"""' * 3_000 + "{" * 5_000,
    }

    assert lines_of(files) == []
