"""Small readings of Rust expressions: texts, method routers, attributes, imports."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from readiness.regex import Regex
from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_LINKS = 2_000
VERBS = ("get", "post", "put", "patch", "delete", "head", "options", "trace", "connect")
_VERB = Regex(r"^(get|post|put|patch|delete|head|options|trace|any)(?:_with|_service)?$")
_FILTER = Regex(r"\b(?:MethodFilter|Method)::([A-Z]{3,7})\b")
_ATTRIBUTE = Regex(r"^(?:\w+::)*(get|post|put|patch|delete|head|options|route)$")
_FIRST = Regex(r"^\s*\(\s*(?:uri\s*=\s*)?r?#*\"([^\"\n]{0,300})\"")
_METHOD = Regex(r"\bmethod\s*=\s*\"(\w{3,7})\"")
_UTOIPA = Regex(r"^\s*\(\s*(?:method\s*\(\s*)?(get|post|put|patch|delete|head|options)\b([\s\S]{0,3000})")
_UTOIPA_PATH = Regex(r"\bpath\s*=\s*\"([^\"\n]{0,300})\"")


def call_parts(node: Node) -> tuple[Node | None, str, list[Node]]:
    """A method call as its receiver (None for a plain call), the name that is called, and its arguments."""
    function = node.child_by_field_name("function")
    arguments = node.child_by_field_name("arguments")
    given = [each for each in (arguments.named_children if arguments else ()) if not each.type.endswith("comment")]
    if function is not None and function.type == "generic_function":
        function = function.child_by_field_name("function")
    if function is not None and function.type == "field_expression":
        return function.child_by_field_name("value"), text_of(function.child_by_field_name("field")), given
    return None, path_of(function), given


def path_of(node: Node | None) -> str:
    """A name with its path and without its type arguments: `web::scope`, `Router::new`; "" for other expressions."""
    if node is None or node.type not in ("identifier", "scoped_identifier", "self", "field_expression"):
        return ""
    parts: list[str] = []
    while node is not None and node.type == "scoped_identifier" and len(parts) < 20:
        parts.append(text_of(node.child_by_field_name("name")))
        node = node.child_by_field_name("path")
    if node is not None:
        parts.append(text_of(node).partition("<")[0])
    return "::".join(reversed(parts))


def text_in(node: Node | None, known: Mapping[str, str]) -> str:
    """A string literal or constant as text; `{?}` for what it does not say."""
    if node is None:
        return UNKNOWN
    if node.type == "reference_expression":
        node = node.child_by_field_name("value") or node
    if node.type in ("string_literal", "raw_string_literal"):
        return "".join(text_of(each) for each in node.named_children if each.type == "string_content")
    if node.type in ("scoped_identifier", "identifier"):
        return known.get(text_of(node).rpartition("::")[2], UNKNOWN)
    return UNKNOWN


def methods_in(node: Node) -> tuple[str, ...]:
    """The methods of a method router, `get(list).post(create)` or `web::get().to(list)`; "" for any."""
    found: list[str] = []
    for _ in range(MAX_LINKS):
        if node.type != "call_expression":
            break
        receiver, name, given = call_parts(node)
        last = name.rpartition("::")[2]
        verb = _VERB.match(last)
        if verb is not None:
            found.append("" if verb[1] == "any" else verb[1].upper())
        elif last in ("on", "on_service", "method", "guard"):
            found += _FILTER.findall(" ".join(text_of(each)[:200] for each in given[:1]))
        if receiver is None:
            break
        node = receiver
    return ("",) if "" in found or not found else tuple(dict.fromkeys(reversed(found)))


def attributes_of(node: Node) -> Iterator[tuple[tuple[str, ...], str, int]]:
    """Methods, path and line of each route that the attributes above a function give it: `#[get("/x")]`, `#[utoipa::path(get, ...)]`."""
    above = node.prev_named_sibling
    while above is not None and (above.type == "attribute_item" or above.type.endswith("comment")):
        attribute = above.named_children[0] if above.type == "attribute_item" and above.named_children else None
        if attribute is not None and attribute.named_children:
            name = text_of(attribute.named_children[0])
            arguments = text_of(attribute.child_by_field_name("arguments"))[:4_000]
            first, verb = _FIRST.match(arguments), _ATTRIBUTE.match(name)
            if first is not None and verb is not None:
                methods = tuple(_METHOD.findall(arguments)) or ("",) if verb[1] == "route" else (verb[1].upper(),)
                yield methods, first[1], line_of(above)
            described = _UTOIPA.match(arguments) if name in ("utoipa::path", "path") else None
            path = _UTOIPA_PATH.search(described[2]) if described is not None else None
            if described is not None and path is not None:
                yield (described[1].upper(),), path[1], line_of(above)
        above = above.prev_named_sibling


def imports_of(text: str) -> Iterator[tuple[str, str]]:
    """What a `use` declaration makes names mean: `router` and the whole path that it stands for."""
    waiting = [("", "".join(text.removeprefix("pub ").partition("use ")[2].rstrip(";").replace(" as ", "@").split()))]
    made = 0
    while waiting and made < 200:
        prefix, rest = waiting.pop()
        made += 1
        head, brace, inner = rest.partition("{")
        if brace:
            waiting += [(prefix + head, part) for part in _split(inner.rpartition("}")[0])]
            continue
        path, _, alias = (prefix + rest).partition("@")
        last = path.rpartition("::")[2]
        if last == "self":
            path = path.removesuffix("::self")
            last = path.rpartition("::")[2]
        yield alias or last, path


def _split(text: str) -> Iterator[str]:
    depth, begin = 0, 0
    for at, character in enumerate(text):
        depth += (character == "{") - (character == "}")
        if character == "," and not depth:
            yield text[begin:at]
            begin = at + 1
    if text[begin:]:
        yield text[begin:]
