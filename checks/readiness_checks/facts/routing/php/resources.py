"""The routes that Laravel makes of `Route::resource` and its kin."""

from __future__ import annotations

from collections.abc import Iterator

from readiness_checks.facts.routing.making import under
from readiness_checks.facts.routing.php.values import Link, elements_of, text_in, texts_in
from readiness_checks.facts.syntax_trees import text_of

RESOURCES = ("resource", "apiResource", "resources", "apiResources", "singleton", "apiSingleton")
_ACTIONS = {
    "index": (("GET",), False, ""),
    "create": (("GET",), False, "create"),
    "store": (("POST",), False, ""),
    "show": (("GET",), True, ""),
    "edit": (("GET",), True, "edit"),
    "update": (("PUT", "PATCH"), True, ""),
    "destroy": (("DELETE",), True, ""),
}


def resource_routes(link: Link, after: tuple[Link, ...]) -> Iterator[tuple[tuple[str, ...], str, str]]:
    """Methods, path and handler (`Controller@action`) of each route of one call, less what later calls or its options leave out."""
    first = link.arguments.at(0)
    controller = "" if link.name.endswith("ources") else text_of(link.arguments.at(1)).removesuffix("::class").rpartition("\\")[2]
    names = [key for key, _ in elements_of(first)] if link.name.endswith("ources") else [text_in(first)]
    options = dict(elements_of(link.arguments.at(1 if link.name.endswith("ources") else 2, "options")))
    chosen: dict[str, tuple[str, ...]] = {name: texts_in(options[name]) for name in ("only", "except") if name in options}
    for each in after:
        if each.name in ("only", "except") and each.arguments.at(0) is not None:
            # an array, or as many texts as there are
            chosen[each.name] = tuple(text for argument in each.arguments.positional for text in texts_in(argument))
    singleton = link.name.lower().endswith("singleton")
    called = {each.name for each in after}
    actions = _actions(link.name, singleton, called)
    if "only" in chosen:
        actions = [action for action in actions if action in chosen["only"]]
    if "except" in chosen:
        actions = [action for action in actions if action not in chosen["except"]]
    for name in names:
        collection, member = _paths(name, shallow="shallow" in called or "shallow" in options)
        for action in actions:
            methods, one, suffix = _ACTIONS[action]
            base = member if one and not singleton else collection
            yield methods, under(base, suffix), f"{controller}@{action}"


def _actions(name: str, singleton: bool, called: set[str]) -> list[str]:
    if singleton:
        made = ["show", "edit", "update"]
        made += ["create", "store", "destroy"] if "creatable" in called else ["destroy"] if "destroyable" in called else []
    else:
        made = list(_ACTIONS)
    return [action for action in made if not name.startswith("api") or action not in ("create", "edit")]


def _paths(name: str, *, shallow: bool) -> tuple[str, str]:
    """The path of all and the path of one: `photos.comments` lie below one of the photos, unless they are shallow."""
    prefix, _, last = name.rpartition("/")
    parts = last.split(".") if "{?}" not in last else [last]
    collection = prefix
    for part in parts[:-1]:
        collection = under(under(collection, part), _parameter(part))
    collection = under(collection, parts[-1])
    return collection, under(under(prefix, parts[-1]) if shallow and len(parts) > 1 else collection, _parameter(parts[-1]))


def _parameter(part: str) -> str:
    if "{?}" in part:
        return "{any}"
    singular = part[:-3] + "y" if part.endswith("ies") else part.removesuffix("s")
    return "{" + singular.replace("-", "_") + "}"
