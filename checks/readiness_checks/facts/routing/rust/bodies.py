"""What the body of a Rust function adds to routers: chains, variables, branches and closures followed in their order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from readiness_checks.facts.routing.making import under
from readiness_checks.facts.routing.rust import Piece, Pieces
from readiness_checks.facts.routing.rust.values import MAX_LINKS, VERBS, call_parts, methods_in, path_of, text_in
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 40
_ROUTERS = frozenset(("Router", "ApiRouter", "OpenApiRouter", "App", "rocket", "Rocket", "Route", "RouterService"))
_MAKERS = frozenset(("new", "default", "with_openapi", "build", "custom", "ignite"))
_WRAPPERS = frozenset(("Ok", "Some", "Box::new", "Arc::new"))
_ROUTES = frozenset(("route", "api_route", "api_route_with", "route_with_tsr", "at", "route_service", "typed_route"))
_NESTS = frozenset(("nest", "nest_api_service", "nest_no_strip", "nest_with_tags"))
_SERVES = frozenset(("nest_service", "fallback_service_at"))
_DOCUMENTS = ("SwaggerUi", "Redoc", "Scalar", "RapiDoc", "Swagger", "swagger_ui")
_CHAINED = frozenset((*_ROUTES, *_NESTS, "merge", "layer", "with_state", "routes", "service", "configure", "mount"))
_INSIDE = ("closure_expression", "block", "async_block", "unsafe_block")


class Body:
    """Reads one function's body; `known` holds the constants in sight, `config` the names of parameters that collect routes."""

    def __init__(self, known: Mapping[str, str], config: tuple[str, ...]) -> None:
        self._known = known
        self._values: dict[str, Pieces] = dict.fromkeys(config, ())
        self._config = set(config)
        self._used: set[str] = set()
        self._free: list[Piece] = []

    def pieces(self, block: Node) -> Pieces:
        """Everything that the function adds: what it returns, what it collects, and the routers that it leaves in variables."""
        tail = self._block(block, 0)
        left = [piece for name, value in self._values.items() if name in self._config or name not in self._used for piece in value]
        return tuple(dict.fromkeys((*left, *self._free, *(tail or ()))))

    def _block(self, block: Node, depth: int) -> Pieces | None:
        """Run the statements; the value of the last expression."""
        tail: Pieces | None = None
        if depth > MAX_DEPTH:
            return (Piece("lost", "", line_of(block), name="what is nested too deeply"),)
        for node in block.named_children:
            tail = None
            if node.type == "let_declaration":
                self._let(node, depth)
            elif node.type == "expression_statement" and node.named_children:
                self._statement(node.named_children[0], depth)
            elif node.type.endswith(("_expression", "identifier", "_block")) or node.type in ("block", "macro_invocation"):
                tail = self._value(node, depth + 1)
                if tail is None:
                    self._search(node, depth + 1)
        return tail

    def _let(self, node: Node, depth: int) -> None:
        pattern, value = node.child_by_field_name("pattern"), node.child_by_field_name("value")
        if pattern is None or value is None:
            return
        while pattern.type in ("tuple_pattern", "mut_pattern") and pattern.named_children:
            inner = [each for each in pattern.named_children if each.type not in ("mutable_specifier", "line_comment")]
            pattern = inner[0] if inner else pattern.named_children[0]
        found = self._value(value, depth + 1)
        if found is None:
            self._search(value, depth + 1)
        else:
            self._assign(text_of(pattern), found)

    def _assign(self, name: str, value: Pieces) -> None:
        self._values[name] = value
        self._used.discard(name)

    def _statement(self, node: Node, depth: int) -> None:
        if node.type in ("if_expression", "match_expression", "for_expression", "while_expression", "loop_expression"):
            self._branches(node, depth)
            return
        if node.type == "return_expression" and node.named_children:
            found = self._value(node.named_children[0], depth + 1)
            self._free += found or ()
            return
        if node.type == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            found = self._value(right, depth + 1) if right is not None else None
            if left is not None and found is not None:
                self._assign(text_of(left), found)
            return
        base = _base(node)
        found = self._value(node, depth + 1)
        if found is None:
            self._search(node, depth + 1)
        elif base in self._values:
            self._values[base] = found  # what collects routes is changed in its place
        else:
            self._free += found

    def _branches(self, node: Node, depth: int) -> Pieces | None:
        """The values of every branch together; what they assign is kept."""
        found: list[Piece] = []
        known = False
        waiting = list(node.named_children)
        while waiting:
            each = waiting.pop(0)
            value: Pieces | None = None
            if each.type in ("else_clause", "match_block", "match_arm", "if_expression"):
                waiting = list(each.named_children) + waiting
            elif each.type == "block":
                before = dict(self._values)
                value = self._block(each, depth + 1)
                for name, pieces in before.items():
                    # a branch that makes a variable anew is one that may not be taken
                    self._values[name] = tuple(dict.fromkeys((*pieces, *self._values.get(name, ()))))
            elif each.type == "call_expression":
                value = self._value(each, depth + 1)
            else:
                continue
            known = known or value is not None
            found += value or ()
        return tuple(dict.fromkeys(found)) if known else None

    def _search(self, node: Node, depth: int) -> None:
        """Find routers in what is none itself: the closure of a server, the argument of a call."""
        waiting = list(node.named_children)
        while waiting and depth < MAX_DEPTH:
            each = waiting.pop(0)
            if each.type in _INSIDE:
                body = each.child_by_field_name("body") if each.type == "closure_expression" else each
                if each.type in ("async_block", "unsafe_block"):
                    body = next((inner for inner in each.named_children if inner.type == "block"), None)
                value = None
                if body is not None:
                    value = self._block(body, depth + 1) if body.type == "block" else self._value(body, depth + 1)
                self._free += value or ()
            elif each.type == "call_expression":
                value = self._value(each, depth + 1)
                if value is None or all(piece.kind == "call" for piece in value):
                    waiting += each.named_children
                self._free += value or ()
            else:
                waiting += each.named_children

    # ---- expressions -----------------------------------------------------------------------------------------------

    def _value(self, node: Node, depth: int) -> Pieces | None:
        """What an expression adds to a router, None for one that is no router."""
        links: list[tuple[str, list[Node], int]] = []
        while len(links) < MAX_LINKS:
            if (
                node.type in ("await_expression", "try_expression", "parenthesized_expression", "reference_expression")
                and node.named_children
            ):
                node = node.named_children[-1] if node.type == "reference_expression" else node.named_children[0]
                continue
            receiver, name, given = call_parts(node) if node.type == "call_expression" else (None, "", [])
            if receiver is None:
                break
            line = (node.child_by_field_name("arguments") or node).start_point.row + 1
            links.append((name, given, line))
            node = receiver
        links.reverse()
        if depth > MAX_DEPTH:
            return None
        return self._chain(node, links, depth)

    def _chain(self, base: Node, links: list[tuple[str, list[Node], int]], depth: int) -> Pieces | None:
        name, given = ("", []) if base.type != "call_expression" else call_parts(base)[1:]
        owner, _, last = name.rpartition("::")
        if name in _WRAPPERS and len(given) == 1:
            return self._value(given[0], depth + 1)
        prefix, resource = "", False
        start: Pieces | None
        if last in ("scope", "resource") and owner in ("", "web", "actix_web::web") and len(given) == 1:
            prefix, resource, start = text_in(given[0], self._known), last == "resource", ()
        elif (owner.rpartition("::")[2] in _ROUTERS and last in _MAKERS) or name in ("rocket::build", "rocket::custom"):
            start = ()
        elif name:
            start = self._called(base, name, given, links)
        else:
            start = self._start(base, depth)
        if start is None:
            return None
        made = list(start)
        described = any(name.startswith("api_route") for name, _, _ in links)
        for link in links:
            pieces = self._link(link, resource=resource, depth=depth)
            # beside what a router describes, what is only routed is kept out of the description
            made += (replace(piece, hidden=True) for piece in pieces) if described and link[0] == "route" else pieces
        return tuple(replace(piece, path=under(prefix, piece.path), composed=True) for piece in made) if prefix else tuple(made)

    def _called(self, base: Node, name: str, given: list[Node], links: list[tuple[str, list[Node], int]]) -> Pieces | None:
        """A function that is called: what it returns, or what it adds to the collection that it is handed."""
        if links and not any(link[0] in _CHAINED for link in links):
            return None  # a chain of something else
        handed = {text_of(each.named_children[-1]) for each in given if each.type == "reference_expression" and each.named_children}
        return (Piece("call", "", line_of(base), name=name),) if not handed or handed <= self._config or links else ()

    def _start(self, base: Node, depth: int) -> Pieces | None:
        """The value of what a chain begins with, other than a call."""
        if base.type == "identifier" and text_of(base) in self._values:
            self._used.add(text_of(base))
            return self._values[text_of(base)]
        if base.type == "macro_invocation":
            return self._macro(base)
        if base.type in ("if_expression", "match_expression"):
            return self._branches(base, depth)
        return self._block(base, depth + 1) if base.type == "block" else None

    def _link(self, link: tuple[str, list[Node], int], *, resource: bool, depth: int) -> Pieces:
        name, given, line = link
        if resource and given:
            if name in ("route", *VERBS):
                methods = methods_in(given[0]) if name == "route" else (name.upper(),)
                return (Piece("route", "", line, methods),)
            return (Piece("route", "", line, ("",)),) if name in ("to", "to_async") else ()
        if name in _ROUTES and len(given) >= 2:
            return (Piece("route", text_in(given[0], self._known), line, methods_in(given[1])),)
        if name in _NESTS and len(given) >= 2:
            return self._below(text_in(given[0], self._known), given[1], line, depth)
        if name in _SERVES and given:
            return (Piece("anything", text_in(given[0], self._known), line),)
        if name == "mount" and len(given) == 2:
            return self._below(text_in(given[0], self._known), given[1], line, depth)
        if name in ("merge", "routes", "service") and given:
            return self._below("", given[0], line, depth)
        if name == "configure" and given:
            if given[0].type == "closure_expression":
                return self._closure(given[0], depth)
            return (Piece("call", "", line, name=path_of(given[0]) or text_of(given[0])[:60], demanded=True),)
        return ()

    def _below(self, prefix: str, node: Node, line: int, depth: int) -> Pieces:
        """What an expression adds that is nested, merged or registered, below a prefix."""
        if node.type in ("identifier", "scoped_identifier") and text_of(node) not in self._values:
            return (Piece("handler", prefix, line, name=path_of(node), composed=bool(prefix)),)
        found = self._value(node, depth + 1)
        name, at = _served(node)
        if at is not None:
            path = under(prefix, text_in(at, self._known))
            return (Piece("route", path, line, ("",)) if name.endswith("redirect") else Piece("anything", path, line),)
        text = text_of(node)[:80]
        if any(word in text for word in _DOCUMENTS):
            return ()
        if found is None:
            return (
                (Piece("anything", prefix, line),) if prefix else (Piece("lost", "", line, name=text.partition("(")[0].partition("\n")[0]),)
            )
        composed = bool(prefix)
        return tuple(
            replace(piece, path=under(prefix, piece.path), composed=piece.composed or composed, demanded=True) for piece in found
        )  # fmt: skip

    def _closure(self, node: Node, depth: int) -> Pieces:
        """`|cfg| { cfg.service(...); }`."""
        parameters, body = node.child_by_field_name("parameters"), node.child_by_field_name("body")
        names = tuple(text_of(each).partition(":")[0].strip() for each in (parameters.named_children if parameters else ()))
        if body is None or depth > MAX_DEPTH:
            return ()
        inner = Body(self._known, names)
        inner._values = {**self._values, **inner._values}
        if body.type == "block":
            inner._block(body, depth + 1)
        else:
            inner._statement(body, depth + 1)
        return tuple(piece for name in names for piece in inner._values.get(name, ()))

    def _macro(self, node: Node) -> Pieces | None:
        """`routes![a, b::c]` of Rocket and utoipa-axum."""
        name = text_of(node.child_by_field_name("macro")).rpartition("::")[2]
        if name not in ("routes", "openapi_get_routes", "openapi_routes"):
            return None
        inner = text_of(node).partition("!")[2].strip("()[]{} \n")
        names = ["".join(each.split()) for each in inner.split(",")]
        return tuple(Piece("handler", "", line_of(node), name=each) for each in names if each.replace("::", "").isidentifier())


def _served(node: Node) -> tuple[str, Node | None]:
    """What serves files below a path, or redirects from one, and that path: `actix_files::Files::new`, `web::redirect`."""
    for _ in range(MAX_LINKS):
        receiver, name, given = call_parts(node) if node.type == "call_expression" else (None, "", [])
        if name.endswith(("Files::new", "FileServer::from", "StaticFilesEndpoint::new", "web::redirect")) and given:
            return name, given[0]
        if receiver is None:
            break
        node = receiver
    return "", None


def _base(node: Node) -> str:
    """The variable that a chain of calls begins with, "" when it begins with none."""
    for _ in range(MAX_LINKS):
        receiver = call_parts(node)[0] if node.type == "call_expression" else None
        if receiver is None:
            break
        node = receiver
    return text_of(node) if node.type == "identifier" else ""
