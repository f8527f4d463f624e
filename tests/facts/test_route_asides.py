"""Routes that their own code sets aside are told from those that were forgotten."""

from __future__ import annotations

import pytest

from readiness_checks.facts.route_asides import is_set_aside, other_names, refusals, without_pairs
from readiness_checks.facts.routes import Route, routes
from tests.facts.routing import gaps_of
from tests.repos import repo_of


def route(method: str, path: str, line: int, file: str = "routes.go", framework: str = "gin") -> Route:
    return Route(method, path, file, line, framework)


@pytest.mark.parametrize(
    ("file", "text", "line", "expected"),
    [
        pytest.param("a.go", '// Deprecated: use /b\nr.GET("/a", show)', 2, True, id="a comment above"),
        pytest.param("a.php", "Route::get('a', show); // @deprecated", 1, True, id="a comment at the end"),
        pytest.param("a.go", '// deprecated routes\nr.GET("/a", a)\nr.GET("/b", b)', 3, True, id="a comment over several"),
        pytest.param("a.go", '// deprecated routes\nr.GET("/a", a)\n\nr.GET("/b", b)', 4, False, id="after an empty line"),
        pytest.param("a.go", '// the internal state of an order\nr.GET("/a", a)', 2, False, id="a word by chance"),
        pytest.param("A.java", '@GetMapping("/a")\n@Deprecated\nString a() {}', 1, True, id="an attribute below"),
        pytest.param("A.cs", '/// <summary>One</summary>\n[Obsolete]\n[HttpGet("a")]', 3, True, id="an attribute above"),
        pytest.param("src/debug_api.rs", '#[get("/a")]', 1, True, id="a file for debugging"),
        pytest.param("internal/orders.go", 'r.GET("/a", a)', 1, False, id="a Go package's folder"),
        pytest.param("src/debugger.py", '@app.get("/a")', 1, False, id="a file of another name"),
    ],
)
def test_deprecated_and_internal_routes_are_set_aside(file: str, text: str, line: int, *, expected: bool) -> None:
    """By comments and attributes at the declaration, or the file's name; a word inside a sentence is none."""
    actual = is_set_aside(repo_of({file: text}), route("GET", "/a", line, file))

    assert expected == actual


def test_further_names_of_the_same_handler_are_known() -> None:
    """The same method and handler in the same function; an inline handler, another function and Rails' scoped words are others."""
    code = 'func a() {\n r.GET("/a", h.Show)\n r.GET(pre("/b"), h.Show)\n r.GET("/c", func() {})\n}\nfunc b() {\n r.GET("/d", h.Show)\n}\n'
    repo = repo_of({"routes.go": code, "routes.rb": "get('/a', show)\nget('/b', show)\n"})
    known = [route("GET", "/a", 2), route("GET", "/a", 1, "routes.rb", "rails")]
    asked = [route("GET", "/b", 3), route("POST", "/b", 3), route("GET", "/c", 4), route("GET", "/d", 7)]
    asked.append(route("GET", "/b", 2, "routes.rb", "rails"))

    assert other_names(repo, asked, known) == {asked[0]}


def test_handlers_that_only_turn_callers_away_are_known() -> None:
    """At three paths at least, each answered by another method; two, or a path of its own, are no refusal."""
    code = "".join(f'r.GET("/{name}", refuse)\nr.POST("/{name}", {name}{name}{name})\n' for name in "abc")
    repo = repo_of({"routes.go": code})
    gets = [route("GET", f"/{name}", 2 * at + 1) for at, name in enumerate("abc")]
    posts = [route("POST", f"/{name}", 2 * at + 2) for at, name in enumerate("abc")]

    assert refusals(repo, gets, [*gets, *posts]) == set(gets)
    assert not refusals(repo, gets, [*gets, *posts[:2]])
    assert not refusals(repo, gets[:2], [*gets[:2], *posts])


def test_put_and_patch_of_one_declaration_are_one() -> None:
    """Whichever is documented, or one of them where neither is."""
    put, patch, other = route("PUT", "/a", 1), route("PATCH", "/a", 1), route("PATCH", "/a", 2)

    assert without_pairs([put], [patch]) == ()
    assert without_pairs([put, patch, other], []) == (put, other)


@pytest.mark.parametrize(
    ("file", "code", "framework"),
    [
        ("app.py", "from aiohttp import web\n", "aiohttp"),
        ("app.py", "import falcon\n", "falcon"),
        ("app.py", "from sanic import Sanic\n", "sanic"),
        ("api.py", "from ninja import NinjaAPI\n", "ninja"),
        ("app.py", "import tornado.web\n", "tornado.web"),
        ("app.rb", "class App < Sinatra::Base\nend\n", "Sinatra::Base"),
        ("app.js", "const Hapi = require('@hapi/hapi');\n", "@hapi/hapi"),
        ("src/main.rs", "use warp::Filter;\n", "warp"),
    ],
)
def test_frameworks_that_are_not_read_are_gaps(file: str, code: str, framework: str) -> None:
    """The file that wires one, with the name of it."""
    assert gaps_of({file: code}) == [f"{file}:1 are declared with {framework}, which is not read"]


def test_clients_of_such_libraries_are_no_gaps() -> None:
    """Calling others by aiohttp declares nothing."""
    assert not routes(repo_of({"app.py": "import aiohttp\nfrom aiohttp import ClientSession\n"})).gaps
