"""Routes of Axum, Actix Web and Rocket."""

from __future__ import annotations

import pytest

from readiness_checks.facts.routes import routes
from tests.facts.routing import gaps_of, lines_of
from tests.repos import repo_of


def crate(**files: str) -> dict[str, str]:
    """A crate of these modules."""
    return {f"src/{name}.rs": code for name, code in files.items()}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            'Router::new().route("/a/:id", get(x).post(y)).route("/b/{*rest}", routing::any(z)).with_state(s)',
            ["ANY /b/{rest...}", "GET /a/{id}", "POST /a/{id}"],
            id="a chain",
        ),
        pytest.param(
            'let mut app = Router::new().route("/a", get(x));\n app = app.nest("/api", Router::new().route("/b", put(y)));\n Ok(app)',
            ["GET /a", "PUT /api/b"],
            id="variables",
        ),
        pytest.param(
            'let app = if cfg { Router::new().route("/a", get(x)) } else { Router::new().route("/b", get(x)) };\n serve(app).await',
            ["GET /a", "GET /b"],
            id="branches",
        ),
        pytest.param('Router::new().route(ROOT, get(x)).route(&format!("/{}", y), get(x))', ["? GET /{?}", "GET /root"], id="constants"),
        pytest.param('Router::new().nest_service("/files", ServeDir::new("x"))', ["? ANY /files/{?}"], id="a service"),
    ],
)
def test_axum_chains_are_followed(body: str, expected: list[str]) -> None:
    """Each form of putting routers together within one function."""
    actual = lines_of(crate(main=f'use axum::Router;\nconst ROOT: &str = "/root";\nfn app() -> Router {{\n {body}\n}}\n'))

    assert expected == actual


def test_axum_functions_are_followed_over_modules() -> None:
    """Modules, types, aliases of imports; a nested function of unknown origin may serve anything below its path."""
    files = crate(
        main='use axum::Router;\nuse crate::users::router as users_router;\nfn app() -> Router {\n Router::new().merge(orders::router())\n'
        '  .nest("/v1", users_router(state)).nest("/x", lost::router())\n}\n',
        orders='use axum::Router;\npub fn router() -> Router { Router::new().route("/orders", get(a)) }\n'
        'mod tests { pub fn router() -> Router { Router::new().route("/no", get(a)) } }\n',
        users='use axum::Router;\npub fn router(s: S) -> Router { Router::new().route("/users", delete(a)) }\n'
        '#[cfg(test)]\nmod tests { fn app() -> Router { Router::new().route("/test", get(a)) } }\n',
    )  # fmt: skip

    assert lines_of(files) == ["? ANY /x/{?}", "DELETE /v1/users", "GET /no", "GET /orders"]


def test_utoipa_registers_handlers_by_their_description() -> None:
    """`routes!` takes method and path from `#[utoipa::path]`."""
    files = crate(
        main="use axum::Router;\nfn app() {\n let (router, o) = OpenApiRouter::new().routes(routes!(list, pets::add)).split_for_parts();\n"
        " axum::serve(l, router)\n}\n"
        '#[utoipa::path(get, path = "/pets", responses((status = 200)))]\nasync fn list() {}\n',
        pets='use axum::Json;\n#[utoipa::path(\n  post,\n  path = "/pets",\n)]\nasync fn add() {}\n',
    )

    assert lines_of(files) == ["GET /pets", "POST /pets"]


def test_actix_scopes_services_and_configuration() -> None:
    """Attributes stand below the scope that registers them; those that nothing registers serve nothing."""
    files = crate(
        main="use actix_web::{web, App, HttpServer};\nasync fn main() -> R {\n HttpServer::new(move || {\n  App::new().wrap(L::default())"
        '.configure(api::config).service(Files::new("/static", "x"))\n }).bind(a)?.run().await\n}\n',
        api='use actix_web::{get, web};\nuse web::{scope, resource};\n#[get("/{id}")]\nasync fn show() {}\n'
        '#[get("/unused")]\nasync fn unused() {}\n'
        'pub fn config(cfg: &mut web::ServiceConfig) {\n cfg.service(scope("/orders").service(show).route("", web::post().to(add))'
        '.service(resource("/all").route(web::get().to(a)).route(web::delete().to(b))));\n cfg.route("/ping", web::get().to(p));\n}\n',
    )
    expected = ["? ANY /static/{?}", "DELETE /orders/all", "GET /orders/all", "GET /orders/{id}", "GET /ping", "POST /orders"]

    assert expected == lines_of(files)


def test_what_is_routed_beside_described_routes_is_hidden() -> None:
    """Aide's routers describe what `api_route` adds, and nothing that `route` adds to the same chain."""
    code = 'use axum::Router;\nfn app() -> Router {\n ApiRouter::new().route("/a", get(x)).api_route("/b", get(y))\n}\n'
    found = routes(repo_of(crate(main=code))).routes

    assert [(route.path, route.hidden) for route in found] == [("/a", True), ("/b", False)]


def test_rocket_mounts_handlers() -> None:
    """Parameters between angles, the rest of a path, and queries."""
    files = crate(
        main='use rocket::get;\n#[get("/<id>?<page>")]\nfn one() {}\n#[post("/<rest..>", data = "<d>")]\nfn any() {}\n'
        '#[launch]\nfn rocket() -> _ { rocket::build().mount("/items", routes![one, any]) }\n'
    )

    assert lines_of(files) == ["GET /items/{id}", "POST /items/{rest...}"]


def test_what_is_merged_from_elsewhere_is_a_gap() -> None:
    """A router from another crate is not guessed at; documentation pages are none of the API."""
    code = 'use axum::Router;\nfn app() -> Router {\n Router::new().merge(other::thing()).merge(SwaggerUi::new("/docs"))\n}\n'  # fmt: skip

    assert gaps_of(crate(main=code)) == ["src/main.rs:3 are made by `other::thing`, which could not be followed"]


def test_deep_and_circular_code_raises_nothing() -> None:
    """Functions that call each other, blocks within blocks, and a chain of thousands of calls."""
    files = crate(
        main="use axum::Router;\nfn a() -> Router { Router::new().merge(b()) }\nfn b() -> Router { Router::new().merge(a()) }\n",
        deep="use axum::Router;\nfn c() { " + "if x { " * 400 + 'Router::new().route("/a", get(b))' + " }" * 400 + " }\n",
        long="use axum::Router;\nfn d() -> Router { Router::new()" + '.route("/a", get(b))' * 1_500 + " }\n",
    )  # fmt: skip

    assert "GET /a" in lines_of(files)
