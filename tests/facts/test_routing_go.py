"""The routes of Go servers."""

from __future__ import annotations

import pytest

from readiness_checks.facts.routes import routes
from tests.repos import repo_of

MODULE = "module example.com/shop\n\ngo 1.22\n"


def served(files: dict[str, str]) -> list[str]:
    table = routes(repo_of({"go.mod": MODULE, **files}))
    return sorted({f"{route.method or 'ANY'} {route.path}" for route in table.routes})


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        pytest.param(
            'mux := http.NewServeMux()\n mux.HandleFunc("GET /orders/{id}", h)\n mux.HandleFunc("/any", h)\n'
            ' mux.HandleFunc("POST api.example.com/x", h)',
            ["ANY /any", "GET /orders/{id}", "POST /x"],
            id="net/http",
        ),
        pytest.param(
            'r := gin.Default()\n v1 := r.Group("/v1")\n {\n v1.GET("/orders/:id", h)\n }\n v1.Any("/x", h)\n r.Handle("PUT", "/y", h)',
            ["ANY /v1/x", "GET /v1/orders/{id}", "PUT /y"],
            id="gin",
        ),
        pytest.param(
            'e := echo.New()\n g := e.Group("/api", mw)\n g.POST("/orders", h, mw)\n e.Add("DELETE", "/z/:id", h)',
            ["DELETE /z/{id}", "POST /api/orders"],
            id="echo",
        ),
        pytest.param(
            'r := chi.NewRouter()\n r.Route("/orders", func(r chi.Router) {\n r.With(mw).Get("/", h)\n'
            ' r.Route("/{id}", func(r chi.Router) { r.Put("/", h) })\n'
            ' })\n r.Group(func(r chi.Router) { r.Post("/login", h) })\n r.Mount("/admin", admin())',
            ["GET /admin/users", "GET /orders", "POST /login", "PUT /orders/{id}"],
            id="chi",
        ),
        pytest.param(
            'app := fiber.New()\n api := app.Group("/api")\n api.Get("/files/*", h)\n api.Get("/o/:id<int>", h)',
            ["GET /api/files/{rest...}", "GET /api/o/{id}"],
            id="fiber",
        ),
        pytest.param(
            'r := mux.NewRouter()\n s := r.PathPrefix("/api").Subrouter()\n'
            ' s.HandleFunc("/o/{id:[0-9]+}", h).Methods("GET", http.MethodPut).Name("o")\n'
            ' r.Path("/w").Methods("POST").HandlerFunc(h)',
            ["GET /api/o/{id}", "POST /w", "PUT /api/o/{id}"],
            id="gorilla",
        ),
    ],
)
def test_every_router_of_go_is_read(source: str, expected: list[str]) -> None:
    """Groups, closures, mounts and chains end in whole paths."""
    code = f"""package main

import (
	"net/http"

	"github.com/gin-gonic/gin"
	"github.com/go-chi/chi/v5"
	"github.com/gofiber/fiber/v2"
	"github.com/gorilla/mux"
	"github.com/labstack/echo/v4"
)

func main() {{
 {source}
}}

func admin() http.Handler {{
	r := chi.NewRouter()
	r.Get("/users", h)
	return r
}}
"""
    found = [route for route in served({"main.go": code}) if "admin" in source or route != "GET /users"]

    assert expected == found


def test_groups_are_followed_into_other_packages() -> None:
    """A group that is handed to a function of another package keeps its prefix, and constants are read."""
    main = """package main

import (
	"github.com/gin-gonic/gin"
	"example.com/shop/orders"
)

func main() {
	r := gin.New()
	api := r.Group("/api")
	orders.Register(api.Group("/orders"))
	orders.NewHandler(db).RegisterRoutes(api)
}
"""
    orders = """package orders

import "github.com/gin-gonic/gin"

func Register(g *gin.RouterGroup) { g.GET("/:id", show) }

type Handler struct{}

func NewHandler(db any) *Handler { return &Handler{} }

func (h *Handler) RegisterRoutes(g *gin.RouterGroup) { g.POST(Base+"/search", h.search) }
"""

    assert served({"main.go": main, "orders/orders.go": orders, "orders/paths.go": 'package orders\n\nconst Base = "/found"\n'}) == [
        "GET /api/orders/{id}",
        "POST /api/found/search",
    ]


def test_a_group_from_an_unknown_caller_is_dynamic() -> None:
    """What calls a function is not guessed."""
    source = 'package p\n\nimport "github.com/gin-gonic/gin"\n\nfunc Register(g *gin.RouterGroup) { g.GET("/x", h) }\n'
    table = routes(repo_of({"go.mod": MODULE, "p/p.go": source}))

    found = [(route.method, route.path, route.certainty) for route in table.routes]

    assert found == [("GET", "/{?}/x", "dynamic")]


def test_routes_of_grpc_gateway_are_read_from_protocol_buffers() -> None:
    """A registered gateway serves what the options of its services say."""
    proto = """syntax = "proto3";
service Orders {
  rpc Get(Req) returns (Res) {
    option (google.api.http) = {
      get: "/v1/{name=orders/*}"
      additional_bindings { post: "/v1/orders:find" body: "*" }
    };
  }
}
"""
    main = "package main\n\nfunc main() { pb.RegisterOrdersHandlerFromEndpoint(ctx, gw, addr, opts) }\n"

    assert served({"main.go": main, "orders.proto": proto}) == ["GET /v1/orders/{name}", "GET /v1/{name}", "POST /v1/orders:find"]
