"""What a Rails routes file declares, call by call: scopes, resources, verbs, concerns, drawn files, mounts."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from readiness_checks.facts.routing import Gap, Route
from readiness_checks.facts.routing.making import routes_made, under
from readiness_checks.facts.routing.rails.place import Place
from readiness_checks.facts.routing.rails.resources import resource_places, resource_routes
from readiness_checks.facts.routing.rails.ruby import Call, call_of, is_list, parameters_of, statements_of, text_in, texts_in
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 40
MAX_ROUTES = 20_000
_VERBS = ("get", "post", "put", "patch", "delete", "options", "head")
# they surround routes and change no path
_AROUND = frozenset(
    "constraints defaults controller authenticate authenticated unauthenticated devise_scope as shallow_around nested host tap "
    "instance_exec scope_level rate_limit".split()
)
_SILENT = frozenset(
    "puts p require require_relative load_dependency include extend raise private direct resolve default_url_options warn binding "
    "attr_accessor routes return next".split()
)
_LOCAL = ("development?", "test?", "local?")
_DEVISE = {"devise_for": "", "devise_token_auth_for": "", "mount_devise_token_auth_for": "auth", "use_doorkeeper": "oauth"}


@dataclass(slots=True)
class Drawing:
    """What is known while routes are drawn, and what was found: routes, gaps, and what is mounted where."""

    forms: bool
    drawn: Callable[[str, str], tuple[str, Node] | None]
    routes: list[Route] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)
    mounts: list[tuple[str, str, str, int]] = field(default_factory=list)
    concerns: dict[str, tuple[str, Node]] = field(default_factory=dict)
    methods: dict[str, Node] = field(default_factory=dict)


def draw(drawing: Drawing, body: Node, place: Place) -> None:
    """Read the statements of a block below a place."""
    if place.depth > MAX_DEPTH or len(drawing.routes) > MAX_ROUTES:
        drawing.gaps.append(Gap(place.file, line_of(body), "are nested too deeply to be read"))
        return
    for node in statements_of(body):
        _statement(drawing, node, place)


def _statement(drawing: Drawing, node: Node, place: Place) -> None:
    if node.type == "method":
        drawing.methods[text_of(node.child_by_field_name("name"))] = node
    elif node.type in ("if", "unless", "if_modifier", "unless_modifier", "case"):
        _condition(drawing, node, place)
    elif node.type in ("begin", "parenthesized_statements"):
        draw(drawing, node, _deeper(place))
    else:
        call = call_of(node)
        if call is not None:
            _call(drawing, call, place)


def _condition(drawing: Drawing, node: Node, place: Place) -> None:
    """Branches are taken to be there in production, but for those of development and tests."""
    asked = text_of(node.child_by_field_name("condition"))
    local = any(word in asked for word in _LOCAL) and "!" not in asked.replace("?", "")
    skipped = local if node.type.startswith("if") else "production?" in asked
    if place.depth > MAX_DEPTH or (skipped and node.type.endswith("modifier")):
        return
    if node.type.endswith("modifier"):
        body = node.child_by_field_name("body")
        if body is not None:
            _statement(drawing, body, place)
        return
    for each in node.named_children:
        branch = each.type in ("else", "elsif", "when")
        if each.type == "then" and not skipped:
            for inner in each.named_children:
                _statement(drawing, inner, _deeper(place))
        elif branch and each.type == "elsif":
            _condition(drawing, each, _deeper(place))
        elif branch:
            draw(drawing, each, _deeper(place))


def _deeper(place: Place) -> Place:
    return replace(place, depth=place.depth + 1)


def _call(drawing: Drawing, call: Call, place: Place) -> None:
    name, block = call.name, call.block
    handle = _HANDLERS.get(name)
    if handle is not None:
        handle(drawing, call, place)
    elif block is not None and name in ("member", "collection", "new"):
        at = {"member": place.member, "collection": place.collection, "new": place.collection + "/new"}[name]
        draw(drawing, block, replace(_deeper(place), prefix=at, kind=""))
    elif block is not None and name == "shallow":
        draw(drawing, block, replace(_deeper(place), shallow=True, outside=place.outside or place.prefix))
    elif block is not None and name == "with_options":
        draw(drawing, block, replace(_deeper(place), defaults={**place.defaults, **call.options}))
    else:
        _other(drawing, call, place)


def _root(drawing: Drawing, call: Call, place: Place) -> None:
    drawing.routes += routes_made("rails", "colon", ["GET"], place.prefix or "/", (place.file, call.line), composed=bool(place.prefix))


def _concern(drawing: Drawing, call: Call, place: Place) -> None:
    if call.positional and call.block is not None:
        drawing.concerns[text_in(call.positional[0], place.known)] = (place.file, call.block)


def _used_concerns(drawing: Drawing, call: Call, place: Place) -> None:
    for node in call.positional:
        _concerns(drawing, node, place)


def _other(drawing: Drawing, call: Call, place: Place) -> None:
    name = call.name
    if name in _DEVISE:
        written = call.options.get("path") or call.options.get("at")
        first = text_in(call.positional[0], place.known) if call.positional and not _DEVISE[name] else _DEVISE[name]
        prefix = text_in(written, place.known) if written is not None else first
        _anything(drawing, under(place.prefix, prefix), place.file, call.line)
    elif name in _SILENT:
        return
    elif call.block is not None and (name in _AROUND or call.receiver is None or call.receiver.type == "identifier"):
        draw(drawing, call.block, _deeper(place))
    elif name in drawing.methods and call.receiver is None:
        draw(drawing, drawing.methods[name], _deeper(place))
    elif call.receiver is None and call.node.type == "call":
        drawing.gaps.append(Gap(place.file, call.line, f"are declared by `{name}`"))


def _anything(drawing: Drawing, prefix: str, file: str, line: int) -> None:
    drawing.routes += routes_made("rails", "colon", [""], under(prefix, "{?}"), (file, line))


def _loop(drawing: Drawing, call: Call, place: Place) -> None:
    """A loop over a list that is written out is run; in any other the loop's variable is unknown."""
    block = call.block if call.receiver is not None else None
    names = parameters_of(block) if block else ()
    if block is None or not names:
        return
    values = texts_in(call.receiver, place.known) if is_list(call.receiver) else ("{?}",)
    for value in values[:50]:
        draw(drawing, block, replace(_deeper(place), known={**place.known, names[0]: value}))


def _verb(drawing: Drawing, call: Call, place: Place) -> None:
    methods = [call.name.upper()]
    if call.name == "match":
        methods = [each.upper() for each in texts_in(call.options.get("via"), place.known)] or [""]
        methods = [""] if "ALL" in methods or "{?}" in methods else methods
    where = text_in(call.options["on"], place.known) if "on" in call.options else ""
    prefix = {"member": place.member, "collection": place.collection, "new": place.collection + "/new"}.get(where, place.prefix)
    paths = [text_in(node, place.known) for node in (*call.positional, *(key for key, _ in call.pairs[:1]))]
    if "path" in call.options and len(paths) == 1:
        paths = [text_in(call.options["path"], place.known)]
    for path in paths:
        whole = under(prefix, path) or "/"
        drawing.routes += routes_made("rails", "colon", methods, whole, (place.file, call.line), composed=bool(prefix))


def _resources(drawing: Drawing, call: Call, place: Place) -> None:
    for inside in resource_places(call, place):
        for methods, path in resource_routes(call, replace(inside, defaults=place.defaults), forms=drawing.forms):
            drawing.routes += routes_made("rails", "colon", methods, path, (place.file, call.line), composed=True)
        if "concerns" in call.options:
            _concerns(drawing, call.options["concerns"], inside)
        if call.block is not None:
            draw(drawing, call.block, inside)


def _scope(drawing: Drawing, call: Call, place: Place) -> None:
    if call.block is None:
        return
    options = {**place.defaults, **call.options}
    parts = [text_in(node, place.known) for node in call.positional]
    if "path" in options:
        parts = [text_in(options["path"], place.known)]
    prefix = place.prefix
    for part in parts:
        prefix = under(prefix, part)
    shallow = place.shallow or ("shallow" in options and options["shallow"].type == "true")
    only = texts_in(options["only"], place.known) if "only" in options else place.only
    kind = place.kind if call.name == "scope" and not parts else ""
    draw(drawing, call.block, replace(_deeper(place), prefix=prefix, kind=kind, shallow=shallow, only=only, outside="" if kind else prefix))


def _concerns(drawing: Drawing, node: Node, place: Place) -> None:
    for name in texts_in(node, place.known):
        found = drawing.concerns.get(name)
        if found is None:
            drawing.gaps.append(Gap(place.file, line_of(node), f"stand in the concern {name}, which was not found"))
        else:
            draw(drawing, found[1], replace(_deeper(place), file=found[0]))


def _drawn(drawing: Drawing, call: Call, place: Place) -> None:
    name = text_in(call.positional[0], place.known) if call.positional else "{?}"
    found = drawing.drawn(place.file, name)
    if found is None:
        drawing.gaps.append(Gap(place.file, call.line, f"stand in {name}.rb, which was not found"))
    else:
        draw(drawing, found[1], replace(_deeper(place), file=found[0]))


def _mount(drawing: Drawing, call: Call, place: Place) -> None:
    for mounted, at in _mounted(call):
        path = under(place.prefix, text_in(at, place.known)) or "/"
        drawing.mounts.append((text_of(mounted).lstrip(":"), path, place.file, call.line))


def _mounted(call: Call) -> Iterator[tuple[Node, Node]]:
    yield from call.pairs
    if "at" in call.options and call.positional:
        yield call.positional[0], call.options["at"]


_HANDLERS: Mapping[str, Callable[[Drawing, Call, Place], None]] = {
    **dict.fromkeys((*_VERBS, "match"), _verb),
    **dict.fromkeys(("resources", "resource"), _resources),
    **dict.fromkeys(("namespace", "scope"), _scope),
    "each": _loop,
    "root": _root,
    "concern": _concern,
    "concerns": _used_concerns,
    "draw": _drawn,
    "mount": _mount,
}
