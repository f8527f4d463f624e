"""Routes of Axum, Actix Web, Rocket and Poem: what functions add to routers, put together by who calls whom."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.rust import FRAMEWORKS, MARKED
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.making import routes_made, under
from readiness_checks.facts.routing.rust import Function, Piece, Unit
from readiness_checks.facts.routing.rust.bodies import Body
from readiness_checks.facts.routing.rust.values import attributes_of, imports_of, text_in
from readiness_checks.facts.syntax_trees import root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 20
MAX_ROUTES = 10_000
_ROCKET = Regex(r"<(_?\w+)(\.\.)?>")
_CONTAINERS = ("mod_item", "impl_item", "declaration_list")


@fact
def rust_routes(repo: Repo) -> RouteTable:
    """The routes of every function that no other one calls for its routes."""
    units = _units(repo)
    functions = [function for unit in units.values() for function in unit.functions]
    called = {
        id(found)
        for function in functions
        for piece in function.pieces
        if piece.kind in ("call", "handler") and (found := _named(units, function, piece.name)) is not None and found is not function
    }
    routes: list[Route] = []
    gaps: list[Gap] = []
    for function in functions:
        if id(function) not in called:
            for made in _below(repo, units, function, "", 0):
                if isinstance(made, Gap):
                    gaps.append(made)
                elif len(routes) < MAX_ROUTES:
                    routes.append(made)
    return RouteTable(tuple(dict.fromkeys(routes)), tuple(dict.fromkeys(gaps)))


def _below(repo: Repo, units: dict[str, Unit], function: Function, prefix: str, depth: int) -> Iterator[Route | Gap]:
    for piece in function.pieces:
        path = under(prefix, piece.path)
        place = (function.file, piece.line)
        composed = piece.composed or bool(prefix)
        if piece.kind == "route":
            made = routes_made(_framework(repo, function.file), "colon", piece.methods, path or "/", place, composed=composed)
            yield from (replace(route, hidden=True) for route in made) if piece.hidden else made
        elif piece.kind == "anything":
            yield from routes_made(_framework(repo, function.file), "colon", [""], under(path, "{?}"), place)
        elif piece.kind == "lost":
            yield Gap(function.file, piece.line, f"are merged from {piece.name or 'an expression'}, which could not be followed")
        else:
            yield from _called(repo, units, function, piece, path, depth)


def _called(repo: Repo, units: dict[str, Unit], function: Function, piece: Piece, path: str, depth: int) -> Iterator[Route | Gap]:
    found = _named(units, function, piece.name)
    framework = _framework(repo, function.file)
    if found is not None and found is not function and depth < MAX_DEPTH:
        for methods, written, line in found.attributes if piece.kind == "handler" else ():
            own = _ROCKET.sub(lambda name: "{" + name[1] + ("...}" if name[2] else "}"), written.partition("?")[0])
            yield from routes_made(framework, "colon", methods, under(path, own) or "/", (found.file, line), composed=bool(path))
        if piece.kind == "call" or not found.attributes:
            yield from _below(repo, units, found, path, depth + 1)
    elif found is None and (piece.demanded or piece.kind == "handler"):
        if path.strip("/"):
            yield from routes_made(framework, "colon", [""], under(path, "{?}"), (function.file, piece.line))
        else:
            yield Gap(function.file, piece.line, f"are made by `{piece.name}`, which could not be followed")


def _framework(repo: Repo, file: str) -> str:
    return _frameworks(repo).get(file, "axum")


@fact
def _frameworks(repo: Repo) -> dict[str, str]:
    return {hit.path: hit.text.partition("_")[0] for hit in repo.hits(FRAMEWORKS)}


def _named(units: dict[str, Unit], function: Function, name: str) -> Function | None:
    """The function that a name means: of the same file, of the module or type that it is qualified by, or the only one so called."""
    qualifier, _, last = name.rpartition("::")
    unit = units[function.file]
    imported = dict(unit.imports)
    if not qualifier and last in imported:
        qualifier, _, last = imported[last].rpartition("::")
    elif qualifier.partition("::")[0] in imported:
        head, _, rest = qualifier.partition("::")
        qualifier = imported[head] + ("::" + rest if rest else "")
    owner = qualifier.rpartition("::")[2]
    if not qualifier or owner in ("self", "Self"):
        own = [each for each in unit.functions if each.name == last and (owner != "Self" or each.owner == function.owner)]
        own.sort(key=lambda each: each.owner != function.owner)
        if own or owner:
            return own[0] if own else None
    everywhere = [each for other in units.values() for each in other.functions if each.name == last]
    if qualifier and owner not in ("crate", "super"):
        everywhere = [each for each in everywhere if owner == (each.owner or _module(each.file))]
    if len(everywhere) > 1:
        everywhere = [each for each in everywhere if _crate(each.file) == _crate(function.file)] or everywhere
    if len(everywhere) > 1:
        parts = [part for part in qualifier.split("::") if part not in ("crate", "super", "self")]
        everywhere = [each for each in everywhere if "/".join(parts) in each.file.removesuffix(".rs").removesuffix("/mod")]
    return everywhere[0] if len(everywhere) == 1 else None


def _module(file: str) -> str:
    folder, _, name = file.rpartition("/")
    return folder.rpartition("/")[2] if name in ("mod.rs", "lib.rs", "main.rs") else name.removesuffix(".rs")


def _crate(file: str) -> str:
    return file.partition("src/")[0]


@fact
def _units(repo: Repo) -> dict[str, Unit]:
    frameworks = {hit.path for hit in repo.hits(FRAMEWORKS)}
    crates = {_crate(path) for path in frameworks}
    found: dict[str, Unit] = {}
    for path in sorted({hit.path for hit in repo.hits(MARKED)}):
        root = root_of(repo, path) if _crate(path) in crates else None
        if root is not None:
            found[path] = _unit(path, root)
    return found


def _unit(path: str, root: Node) -> Unit:
    items: list[tuple[Node, str]] = []
    waiting = [(node, "") for node in root.named_children]
    imports: list[tuple[str, str]] = []
    constants: dict[str, str] = {}
    while waiting:
        node, owner = waiting.pop(0)
        if node.type == "use_declaration":
            imports += imports_of(text_of(node)[:3_000])
        elif node.type in ("const_item", "static_item"):
            value = text_in(node.child_by_field_name("value"), {})
            constants |= {} if "{?}" in value else {text_of(node.child_by_field_name("name")): value}
        elif node.type == "function_item":
            items.append((node, owner))
        elif node.type in _CONTAINERS and not _is_test(node):
            body = node.child_by_field_name("body")
            named = {"impl_item": "type", "mod_item": "name"}.get(node.type)
            inner = text_of(node.child_by_field_name(named)).partition("<")[0] if named else owner
            waiting = [(each, inner) for each in (body.named_children if body else ())] + waiting
    functions = tuple(_function(node, owner, path, constants) for node, owner in items if not _is_test(node))
    return Unit(path, functions, tuple(constants.items()), tuple(imports))


def _is_test(node: Node) -> bool:
    above = node.prev_named_sibling
    while above is not None and above.type == "attribute_item":
        text = text_of(above)
        if "cfg(test)" in text or text.endswith(("test]", "test()]")):
            return True
        above = above.prev_named_sibling
    return False


def _function(node: Node, owner: str, path: str, constants: dict[str, str]) -> Function:
    parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
    config = tuple(
        text_of(each.child_by_field_name("pattern")).removeprefix("mut ").strip()
        for each in (parameters.named_children if parameters else ())
        if each.type == "parameter" and ("ServiceConfig" in (kind := text_of(each.child_by_field_name("type"))) or kind.endswith("Router"))
    )
    pieces = Body(constants, config).pieces(body) if body is not None else ()
    return Function(text_of(node.child_by_field_name("name")), owner, path, pieces, tuple(attributes_of(node)))
