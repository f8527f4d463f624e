"""Routes of Laravel, Lumen and Slim."""

from __future__ import annotations

import pytest

from tests.facts.routing import gaps_of, lines_of

APP = {
    "artisan": "",
    "bootstrap/app.php": "<?php\nreturn A::b()->withRouting(web: __DIR__.'/../routes/web.php', api: __DIR__.'/../routes/api.php');\n",
}


def api(body: str) -> dict[str, str]:
    """An application whose API routes are `body`."""
    return APP | {"routes/api.php": f"<?php\nuse Illuminate\\Support\\Facades\\Route;\n{body}\n"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "Route::get('orders/{order}', [C::class, 'show'])->name('x');", ["GET /api/orders/{order}"], id="below the API's prefix"
        ),
        pytest.param(
            "Route::apiResource('photos', C::class)->only(['index', 'show']);",
            ["GET /api/photos", "GET /api/photos/{photo}"],
            id="resource",
        ),
        pytest.param(
            "Route::apiResource('photos', C::class)->except('index', 'store', 'destroy', 'update');",
            ["GET /api/photos/{photo}"],
            id="less several",
        ),
        pytest.param("Route::get('a/{b?}/c/{d?}', C::class);", ["GET /api/a/{b}/c", "GET /api/a/{b}/c/{d}"], id="optional only at the end"),
        pytest.param(
            "Route::resource('photos.comments', C::class, ['only' => ['show', 'store']])->shallow();",
            ["GET /api/comments/{comment}", "POST /api/photos/{photo}/comments"],
            id="nested and shallow",
        ),
        pytest.param(
            "Route::apiResources(['a' => A::class, 'b' => B::class], ['only' => ['index']]);",
            ["GET /api/a", "GET /api/b"],
            id="several resources",
        ),
        pytest.param(
            "Route::group(['prefix' => 'v1', 'as' => 'v1.'], function () {\n Route::prefix('admin')->controller(C::class)"
            "->group(function () {\n  Route::post('/', 'store');\n });\n});",
            ["POST /api/v1/admin"],
            id="groups in both forms",
        ),
        pytest.param(
            "Route::match(['get', 'put'], 'x', C::class); Route::any('y', C::class);",
            ["ANY /api/y", "GET /api/x", "PUT /api/x"],
            id="match",
        ),
        pytest.param("Route::get('a/{b?}', C::class);", ["GET /api/a", "GET /api/a/{b}"], id="an optional parameter"),
        pytest.param("Route::any('{any}', C::class)->where('any', '.*');", ["ANY /api/{any...}"], id="the rest of a path"),
        pytest.param("Route::get(config('x.path').'/list', C::class);", ["? GET /api/{?}/list"], id="a configured part"),
        pytest.param('foreach ($all as $one) { Route::get("x/$one", C::class); }', ["? GET /api/x/{?}"], id="a loop"),
        pytest.param("if (app()->environment('local')) { Route::get('debug', C::class); }", [], id="what development alone serves"),
    ],
)
def test_declarations_make_the_routes_that_laravel_makes(body: str, expected: list[str]) -> None:
    """Each form of declaration, as the documentation describes it."""
    actual = lines_of(api(body))

    assert expected == actual


def test_resources_serve_only_the_actions_that_their_controller_has() -> None:
    """A controller that is read whole and lacks an action implements no such route."""
    code = "<?php\nclass Tags extends Controller\n{\n    public function index() {}\n}\n"

    assert lines_of(api("Route::apiResource('tags', Tags::class);") | {"app/Http/Controllers/Tags.php": code}) == ["GET /api/tags"]


def test_providers_load_files_below_their_prefix() -> None:
    """A provider's groups, files that files require, and packages that load their own."""
    files = {
        "artisan": "",
        "app/Providers/RouteServiceProvider.php": "<?php\nclass RouteServiceProvider extends P {\n public function boot() {\n"
        "  $this->routes(function () {\n   Route::middleware('api')->prefix('api/v2')->group(base_path('routes/api.php'));\n"
        "   Route::middleware('web')->group(base_path('routes/web.php'));\n  });\n }\n}\n",
        "routes/api.php": "<?php\nRoute::get('a', C::class);\nRoute::prefix('b')->group(function () { require __DIR__.'/more.php'; });\n",
        "routes/more.php": "<?php\nRoute::get('c', C::class);\n",
        "routes/web.php": "<?php\nRoute::view('/about', 'about');\n",
        "packages/Blog/src/P.php": "<?php\nclass P {\n function boot() { $this->loadRoutesFrom(__DIR__.'/../routes/web.php'); }\n}\n",
        "packages/Blog/routes/web.php": "<?php\nRoute::get('blog', C::class);\n",
    }

    assert lines_of(files) == ["GET /about", "GET /api/v2/a", "GET /api/v2/b/c", "GET /blog"]


def test_lumen_and_slim_declare_on_variables() -> None:
    """Groups with options, groups that begin with their path, and a container that is asked by the same word."""
    lumen = "<?php\n$router->group(['prefix' => 'api'], function () use ($router) {\n $router->get('orders', 'C@index');\n});\n"
    slim = (
        "<?php\nreturn function (App $app) {\n $app->group('/users', function (Group $group) {\n"
        "  $group->get('/{id}', View::class);\n });\n $app->get('settings');\n};\n"
    )

    assert lines_of({"routes/web.php": lumen}) == ["GET /api/orders"]
    assert lines_of({"app/routes.php": slim}) == ["GET /users/{id}"]


def test_files_of_unknown_names_are_a_gap() -> None:
    """What is loaded in a loop over a folder is not guessed at."""
    files = {
        "artisan": "",
        "app/P.php": "<?php\nclass P {\n function b() { foreach ($files as $f) { Route::prefix('api')->group($f); } }\n}\n",
    }

    assert lines_of(files) == []
    assert gaps_of(files) == ["app/P.php:3 are loaded from files whose names are made at run time"]


def test_files_that_load_each_other_end() -> None:
    """A circle of requires is no endless loop, and neither is deep nesting."""
    deep = "<?php\n" + "Route::group([], function () {\n" * 2_000
    files = {
        "artisan": "",
        "routes/a.php": "<?php\nRoute::get('a', C::class);\nrequire __DIR__.'/b.php';\n",
        "routes/b.php": "<?php\nRoute::get('b', C::class);\nrequire __DIR__.'/a.php';\n",
        "routes/deep.php": deep + "Route::get('x', C::class);",
    }

    assert isinstance(lines_of(files), list)
