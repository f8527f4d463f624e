"""The one spelling of paths."""

from __future__ import annotations

import pytest

from readiness_checks.facts.routing.paths import Style, joined, nameless, normalised, spellings


@pytest.mark.parametrize(
    ("path", "style", "expected"),
    [
        ("/orders/{id}", "braces", "/orders/{id}"),
        ("orders/", "braces", "/orders"),
        ("", "braces", "/"),
        ("/orders/{id:int}", "braces", "/orders/{id}"),
        ("/orders/{id: [0-9]{4}}/lines", "braces", "/orders/{id}/lines"),
        ("/files/{path:path}", "braces", "/files/{path...}"),
        ("/files/{rest:.*}", "braces", "/files/{rest...}"),
        ("/files/{*rest}", "braces", "/files/{rest...}"),
        ("/files/{**slug}", "braces", "/files/{slug...}"),
        ("/files/{path...}", "braces", "/files/{path...}"),
        ("/exact/{$}", "braces", "/exact"),
        ("/blog/{!page<\\d+>?1}", "braces", "/blog/{page}"),
        ("/static/*", "braces", "/static/{rest...}"),
        ("/a/**", "braces", "/a/{rest...}"),
        ("/a/*/b", "braces", "/a/{any}/b"),
        ("/x/{?}/y", "braces", "/x/{?}/y"),
        ("/v1/{name}:cancel", "braces", "/v1/{name}:cancel"),
        ("/orders/:id", "colon", "/orders/{id}"),
        ("/orders/:id(\\d+)", "colon", "/orders/{id}"),
        ("/orders/:id{[0-9]+}/x", "colon", "/orders/{id}/x"),
        ("/orders/:id.json", "colon", "/orders/{id}.json"),
        ("/orders/:from-:to", "colon", "/orders/{from}-{to}"),
        ("/files/*filepath", "colon", "/files/{filepath...}"),
        ("/files/*", "colon", "/files/{rest...}"),
        ("/orders(.:format)", "colon", "/orders"),
        ("/orders/{id}", "colon", "/orders/{id}"),
        ("/files/{*rest}", "colon", "/files/{rest...}"),
        ("/{?}/x", "colon", "/{?}/x"),
        ("<int:pk>/", "angle", "/{pk}"),
        ("/u/<name>/<path:rest>", "angle", "/u/{name}/{rest...}"),
        ("/u/<string(length=2):code>", "angle", "/u/{code}"),
        (r"^orders/(?P<pk>\d+)/$", "regex", "/orders/{pk}"),
        (r"^orders/(?P<pk>[0-9a-f]{8}(-x){2})/lines\.json$", "regex", "/orders/{pk}/lines.json"),
        (r"^orders/(\d+)/?$", "regex", "/orders/{any}"),
        (r"^files/(?P<path>.*)$", "regex", "/files/{path...}"),
        (r"^(?:api/)v1/\w+/$", "regex", "/api/v1/{any}"),
        (r"^a|b$", "regex", "/a{?}b"),
    ],
)  # fmt: skip
def test_every_spelling_becomes_one(path: str, style: Style, expected: str) -> None:
    """A route reads the same whichever framework wrote it."""

    assert expected == normalised(path, style)


@pytest.mark.parametrize(
    ("path", "style", "expected"),
    [
        ("/posts/{id?}", "braces", ("/posts/{id}", "/posts")),
        ("/posts/{id:int?}", "braces", ("/posts/{id}", "/posts")),
        ("/posts/:id?", "colon", ("/posts/{id}", "/posts")),
        ("/posts(/:id)", "colon", ("/posts/{id}", "/posts")),
        ("/posts{/:id}", "colon", ("/posts/{id}", "/posts")),
        (r"^posts/(?:(?P<pk>\d+)/)?$", "regex", ("/posts/{pk}", "/posts")),
        ("/posts", "colon", ("/posts",)),
    ],
)
def test_an_optional_part_makes_two_routes(path: str, style: Style, expected: tuple[str, ...]) -> None:
    """What serves two paths is two routes."""

    assert expected == spellings(path, style)


def test_parts_are_joined_by_one_slash() -> None:
    """Prefixes may or may not end with a slash."""

    assert joined("/api/", "", "/", "orders/{id}/") == "/api/orders/{id}"
    assert joined("", "/") == "/"


def test_names_of_parameters_do_not_tell_routes_apart() -> None:
    """Code and document name their parameters as they like."""

    assert nameless("/a/{id}/{rest...}/{?}") == "/a/{}/{...}/{?}"
