"""The routes that Rails makes of `resources` and `resource`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from readiness_checks.facts.routing.making import under
from readiness_checks.facts.routing.rails.place import Place
from readiness_checks.facts.routing.rails.ruby import Call, text_in, texts_in

_ACTIONS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "index": (("GET",), "collection", ""),
    "create": (("POST",), "collection", ""),
    "new": (("GET",), "collection", "new"),
    "show": (("GET",), "member", ""),
    "edit": (("GET",), "member", "edit"),
    "update": (("PATCH", "PUT"), "member", ""),
    "destroy": (("DELETE",), "member", ""),
}


def resource_places(call: Call, place: Place) -> Iterator[Place]:
    """The place inside each resource that one call declares: `resources :a, :b` declares two."""
    options = {**place.defaults, **call.options}
    for node in call.positional:
        name = text_in(node, place.known)
        path = text_in(options["path"], place.known) if "path" in options else name
        collection = under(place.prefix, path)
        parameter = text_in(options["param"], place.known) if "param" in options else "id"
        # a shallow resource below another one is found without it
        base = under(place.outside, path) if place.shallow and place.kind else collection
        shallow = place.shallow or ("shallow" in options and options["shallow"].type == "true")
        made = replace(
            place,
            kind=call.name,
            collection=collection,
            shallow=shallow and not ("shallow" in options and options["shallow"].type == "false"),
            outside=place.outside if place.kind else place.prefix,
            defaults={},
            depth=place.depth + 1,
        )
        if call.name == "resource":
            yield replace(made, prefix=collection, member=collection)
        else:
            nested = parameter if parameter.endswith("_id") else f"{name.rpartition('/')[2].removesuffix('s')}_{parameter}"
            yield replace(made, prefix=f"{base}/:{nested}", member=f"{base}/:{parameter}")


def resource_routes(call: Call, place: Place, *, forms: bool) -> Iterator[tuple[tuple[str, ...], str]]:
    """Methods and path of each action of the resource around `place`, less what `only` and `except` leave out and, in an API, forms."""
    options = {**place.defaults, **call.options}
    only, left_out = options.get("only"), options.get("except")
    names = [name for name in _ACTIONS if name != "index" or call.name == "resources"]
    if only is not None:
        names = [name for name in names if name in texts_in(only, place.known)]
    else:
        names = [name for name in names if forms or name not in ("new", "edit")]
        if place.only is not None:
            names = [name for name in names if name in place.only]
    if left_out is not None:
        names = [name for name in names if name not in texts_in(left_out, place.known)]
    for name in names:
        methods, where, suffix = _ACTIONS[name]
        yield methods, under(place.member if where == "member" else place.collection, suffix)
