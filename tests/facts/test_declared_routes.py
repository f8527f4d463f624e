"""Routes are read wherever a framework of the demands declares them literally."""

from __future__ import annotations

import pytest

from readiness_checks.facts.declared_routes import declared_routes
from tests.repos import repo_of

DECLARED = [
    ("app/items.py", '@router.post(\n    "/items", status_code=201\n)\ndef create(): ...\n', [("POST", "/items")]),
    ("app/views.py", '@bp.route("/login", methods=["GET", "POST"])\ndef login(): ...\n', [("GET", "/login"), ("POST", "/login")]),
    ("app/urls.py", 'urlpatterns = [\n    path("healthz/", health),\n]\n', [("", "healthz/")]),
    ("app/api.py", 'api.add_resource(Alerts, "/api/alerts")\n', [("", "/api/alerts")]),
    ("src/routes.js", "router.get('/users/:id', auth, controller.get);\n", [("GET", "/users/:id")]),
    ("src/routes.ts", "router\n  .route('/')\n  .post(auth, create)\n  .get(list);\n", [("GET", "/"), ("POST", "/")]),
    ("src/cats.controller.ts", "@Controller('cats')\nexport class Cats {\n  @Post()\n  create() {}\n}\n", [("POST", "/cats")]),
    (
        "src/main/java/A.java",
        '@RestController\n@RequestMapping("/api")\npublic class A {\n    @GetMapping("/owners")\n    void list() {}\n}\n',
        [("GET", "/api/owners")],
    ),
    (
        "src/main/java/B.java",
        '@Path("/v1/audits")\npublic class B {\n    @GET\n    @Path("{id}")\n    void one() {}\n}\n',
        [("GET", "/v1/audits/{id}")],
    ),
    ("Api/Program.cs", 'app.MapPost("/orders", Create);\n', [("POST", "/orders")]),
    (
        "Api/OrdersController.cs",
        '[Route("api/orders")]\npublic class Orders {\n    [HttpDelete("{id}")]\n    public void Drop() {}\n}\n',
        [("DELETE", "/api/orders/{id}")],
    ),
    ("main.go", 'mux.HandleFunc("POST /orders", create)\n', [("POST", "/orders")]),
    ("server.go", 's.router.HandleFunc(s.path("/env"), s.env).Methods("GET", "POST")\n', [("GET", "/env"), ("POST", "/env")]),
    ("routers.go", 'router.DELETE("/:slug", remove)\n', [("DELETE", "/:slug")]),
    ("chi.go", 'r.Get("/ping", ping)\n', [("GET", "/ping")]),
    ("config/routes.rb", "resources :articles, only: [:index, :create]\n", [("GET", "/articles"), ("POST", "/articles")]),
    ("config/routes.rb", 'get "/up" => "health#show"\n', [("GET", "/up")]),
    ("routes/api.php", "Route::post('users/login', [Auth::class, 'login']);\n", [("POST", "users/login")]),
    ("src/Controller/Blog.php", "    #[Route('/blog', name: 'blog', methods: ['GET'])]\n", [("GET", "/blog")]),
    ("lib/web/router.ex", '    post "/sessions", SessionController, :create\n', [("POST", "/sessions")]),
    ("src/main.rs", '#[get("/hello")]\nasync fn hello() {}\n', [("GET", "/hello")]),
    ("src/startup.rs", '.route("/login", get(form).post(login))\n', [("GET", "/login"), ("POST", "/login")]),
]


@pytest.mark.parametrize(("path", "text", "expected"), DECLARED, ids=[path for path, _, _ in DECLARED])
def test_declaration_is_read(path: str, text: str, expected: list[tuple[str, str]]) -> None:
    """A declaration gives its method and path."""
    found = [(route.method, route.path) for route in declared_routes(repo_of({path: text}))]

    assert expected == sorted(found)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("src/client.ts", "const users = await api.get('/users', { params: { page } });\n"),
        ("src/cache.js", "cache.get('/users', done);\n"),
        ("log.go", 'log.Any("error", err)\n'),
        ("app/models/user.rb", 'get "/x"\n'),
        ("src/main/java/Client.java", '@GET("/users")\nCall<User> users();\n'),
        ("tests/test_app.py", '@app.get("/x")\ndef x(): ...\n'),
        ("app/main.py", '# @app.get("/x")\n'),
    ],
)
def test_call_is_no_declaration(path: str, text: str) -> None:
    """Calls of other APIs, caches and comments declare nothing."""

    assert declared_routes(repo_of({path: text})) == ()
