"""Routes of Phoenix and Plug."""

from __future__ import annotations

from tests.facts.routing import gaps_of, lines_of


def router(body: str) -> dict[str, str]:
    """A Phoenix router with `body`."""
    return {"lib/shop_web/router.ex": f"defmodule ShopWeb.Router do\n  use ShopWeb, :router\n{body}\nend\n"}


def test_scopes_nest_and_resources_are_spelt_out() -> None:
    """Scopes with aliases and options, resources with only, except, param, singletons and nested ones."""
    body = """
  pipeline :api do
    plug :accepts, ["json"]
  end
  scope "/api", ShopWeb, as: :api do
    pipe_through [:api]
    scope path: "/v1" do
      get "/orders/:id/*rest", OrderController, :show
    end
    resources "/users", UserController, only: [:index, :update], param: "slug" do
      resources "/posts", PostController, only: [:show]
    end
    resources("/account", AccountController, singleton: true, except: [:new, :edit, :create, :delete])
  end
  live_session :default do
    live "/page", PageLive, :index
  end
  match :*, "/any", AnyController, :any
"""
    expected = [
        "ANY /any", "GET /api/account", "GET /api/users", "GET /api/users/{user_slug}/posts/{id}", "GET /api/v1/orders/{id}/{rest...}",
        "GET /page", "PATCH /api/account", "PATCH /api/users/{slug}", "PUT /api/account", "PUT /api/users/{slug}",
    ]  # fmt: skip

    assert expected == lines_of(router(body))


def test_forwarded_routers_stand_below_and_plugs_may_serve_anything() -> None:
    """A router of the repository is followed; GraphQL and dashboards answer what they like below their path."""
    files = router('  forward "/health", Shop.Health\n  forward "/graphql", Absinthe.Plug, schema: S\n  live_dashboard "/dash"\n') | {
        "lib/health.ex": 'defmodule Shop.Health do\n  use Plug.Router\n  get "/live" do\n    send_resp(conn, 200, "")\n  end\n'
        '  match "/x", via: [:get, :post] do\n    1\n  end\n  match _ do\n    2\n  end\nend\n',
    }

    assert lines_of(files) == ["? ANY /dash/{?}", "? ANY /graphql/{?}", "GET /health/live", "GET /health/x", "POST /health/x"]


def test_development_is_left_out_and_macros_are_gaps() -> None:
    """What stands behind a switch for development is not served; a macro's routes are not guessed at."""
    body = '  if Application.compile_env(:shop, :dev_routes) do\n    get "/mail", M, :m\n  end\n  pow_routes()\n'

    assert lines_of(router(body)) == []
    assert gaps_of(router(body)) == ["lib/shop_web/router.ex:6 are declared by `pow_routes`"]


def test_deep_nesting_raises_nothing() -> None:
    """A router made to exhaust a reader ends in a gap."""
    assert lines_of(router('scope "/a" do\n' * 500 + "end\n" * 500)) == []
