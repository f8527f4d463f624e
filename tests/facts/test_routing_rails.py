"""Routes of Rails applications and Grape APIs."""

from __future__ import annotations

import pytest

from tests.facts.routing import gaps_of, lines_of

API = {"config/application.rb": "module Shop\n  class Application\n    config.api_only = true\n  end\nend\n"}


def drawn(body: str) -> dict[str, str]:
    """An API application whose routes file draws `body`."""
    return API | {"config/routes.rb": f"Rails.application.routes.draw do\n{body}\nend\n"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "resources :orders",
            ["DELETE /orders/{id}", "GET /orders", "GET /orders/{id}", "PATCH /orders/{id}", "POST /orders", "PUT /orders/{id}"],
            id="resources of an API have no forms",
        ),
        pytest.param("resources :a, :b, only: %i[index]", ["GET /a", "GET /b"], id="two at once"),
        pytest.param("resource :cart, except: [:create, :update]", ["DELETE /cart", "GET /cart"], id="a singular one"),
        pytest.param("resources :orders, only: :show, path: 'o', param: :slug", ["GET /o/{slug}"], id="path and parameter"),
        pytest.param(
            "resources :orders, only: [] do\n resources :l, only: :show\n member { post :pay }\n get :open, on: :collection\n get :b\nend",
            ["GET /orders/open", "GET /orders/{order_id}/b", "GET /orders/{order_id}/l/{id}", "POST /orders/{id}/pay"],
            id="nested, member, collection",
        ),
        pytest.param(
            "resources :orders, only: [], shallow: true do\n resources :lines, only: [:index, :show]\nend",
            ["GET /lines/{id}", "GET /orders/{order_id}/lines"],
            id="shallow",
        ),
        pytest.param(
            "namespace :api do\n scope '/v1', module: :v1 do\n  scope module: 'x' do\n   get 'ping'\n  end\n  root 'a#b'\n end\nend",
            ["GET /api/v1", "GET /api/v1/ping"],
            id="namespaces and scopes",
        ),
        pytest.param(
            "scope '(:locale)' do\n get '/about', to: 'p#about'\nend", ["GET /about", "GET /{locale}/about"], id="an optional scope"
        ),
        pytest.param(
            "match 'a', to: 'a#a', via: [:get, :post]\nmatch 'b', to: 'a#b', via: :all", ["ANY /b", "GET /a", "POST /a"], id="match"
        ),
        pytest.param(
            "concern :c do\n resources :comments, only: :index\nend\nresources :posts, only: [], concerns: :c",
            ["GET /posts/{post_id}/comments"],
            id="concerns",
        ),
        pytest.param("%w[a b].each do |x|\n get \"#{x}/list\", to: 'x#y'\nend", ["GET /a/list", "GET /b/list"], id="a loop over a list"),
        pytest.param("Thing.all.each do |x|\n get \"/t/#{x}\", to: 'x#y'\nend", ["? GET /t/{?}"], id="a loop over what is not known"),
        pytest.param("devise_for :users, path: 'auth'\nmount Sidekiq::Web => '/jobs'", ["? ANY /auth/{?}", "? ANY /jobs/{?}"], id="mounts"),
        pytest.param("if Rails.env.development?\n get '/mails'\nend\nget '/up'", ["GET /up"], id="what development alone serves"),
        pytest.param("with_options only: :index do\n resources :orders\nend", ["GET /orders"], id="with_options"),
        pytest.param("get 'files/*path(.:format)', to: 'f#s'", ["GET /files/{path...}"], id="the rest of a path"),
    ],
)
def test_declarations_make_the_routes_that_rails_makes(body: str, expected: list[str]) -> None:
    """Each form of the routing language, as the guide describes it."""
    actual = lines_of(drawn(body))

    assert expected == actual


def test_files_are_drawn_and_engines_stand_where_they_are_mounted() -> None:
    """`draw :admin` reads `config/routes/admin.rb`; what is drawn and not there is a gap."""
    files = drawn("namespace :admin do\n draw :admin\nend\ndraw :lost\nmount Blog::Engine, at: '/blog'") | {
        "config/routes/admin.rb": "get :stats\n",
        "engines/blog/config/routes.rb": "Blog::Engine.routes.draw do\n get '/posts', to: 'p#i'\nend\n",
    }

    assert lines_of(files) == ["GET /admin/stats", "GET /blog/posts"]
    assert gaps_of(files) == ["config/routes.rb:5 stand in lost.rb, which was not found"]


def test_unknown_words_are_gaps() -> None:
    """What a gem adds to the routing language is not guessed at."""
    assert gaps_of(drawn("spree_routes 'x'")) == ["config/routes.rb:2 are declared by `spree_routes`"]


def test_engines_that_mount_each_other_end() -> None:
    """A circle of mounts gives routes of unknown place and no error."""
    files = {
        "a/config/routes.rb": "A::Engine.routes.draw do\n mount B::Engine => '/b'\n get 'x', to: 'x#x'\nend\n",
        "b/config/routes.rb": "B::Engine.routes.draw do\n mount A::Engine => '/a'\nend\n",
    }

    assert lines_of(files) == ["? GET /{?}/x"]


def test_grape_apis_are_read_below_their_mounts() -> None:
    """Prefix, version in the path, resources, parameters, and APIs within APIs."""
    files = drawn("mount Shop::Root => '/'") | {
        "app/api/root.rb": "module Shop\n class Root < Grape::API\n  prefix :api\n  version 'v1', using: :path\n"
        "  mount Orders\n end\nend\n",
        "app/api/orders.rb": "module Shop\n class Orders < Grape::API\n  resource :orders do\n   get { 1 }\n   route_param :id do\n"
        "    put 'pay' do\n    end\n   end\n  end\n end\nend\n",
    }

    assert lines_of(files) == ["GET /api/v1/orders", "PUT /api/v1/orders/{id}/pay"]


def test_deep_nesting_is_a_gap_and_no_error() -> None:
    """A routes file made to exhaust a reader ends in a gap."""
    body = "scope 'a' do\n" * 3_000 + "end\n" * 3_000

    assert lines_of(drawn(body)) == []
