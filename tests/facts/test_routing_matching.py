"""How documented paths meet implemented routes."""

from __future__ import annotations

from readiness_checks.facts.routing import Route
from readiness_checks.facts.routing.matching import Shift, covers, indexed, parts_of, shifts


def route(path: str, method: str = "GET") -> Route:
    return Route(method, path, "app.py", 1, "test", "dynamic" if "{?}" in path else "literal")


def test_names_letters_formats_and_queries_do_not_matter() -> None:
    """What tells two spellings of one path apart is left out."""

    assert parts_of("/Orders/{order_id}/items.json?x=1") == parts_of("/orders/{id}/items/")


def test_a_prefix_on_one_side_is_found() -> None:
    """The code's `/api/v1` before every path is what most paths need."""
    known = indexed([route("/api/v1/orders"), route("/api/v1/orders/{id}"), route("/other")])
    found = shifts([("orders",), ("orders", "{}")], known, [])

    assert Shift(added=("api", "v1")) in found


def test_what_is_unknown_may_stand_for_anything_but_proves_nothing() -> None:
    """A route whose end is unknown hides operations; one whose beginning is unknown implements them."""
    known = indexed([route("/{?}/orders/{id}"), route("/files/{?}"), route("/{rest...}")])

    assert known.like(("v1", "orders", "{}"))
    assert not known.like(("files", "a"))
    assert known.hidden(("files", "a"))
    assert not known.hidden(("customers",))


def test_a_catch_all_covers_what_is_below() -> None:
    """`/files/{path...}` serves every path below, the folder itself too."""

    assert covers(("files", "{...}"), ("files", "a", "b"))
    assert covers(("files", "{...}"), ("files",))
    assert not covers(("files", "{...}"), ("other", "a"))
