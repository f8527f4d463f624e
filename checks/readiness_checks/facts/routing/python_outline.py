"""What a Python module imports, assigns, calls and defines, as far as routers are made of it: one visit of its syntax tree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from readiness.repo import Repo, fact
from readiness_checks.facts.routing.python_expressions import Call, Expr, expression
from readiness_checks.facts.syntax_trees import line_of, root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_DEPTH = 14  # of blocks
# a function's body is visited only where one of these stands in it
_WIRING = tuple(
    word.encode()
    for word in (
        *("include_router", "register_blueprint", "add_url_rule", ".mount(", "add_api_route", "add_resource", "add_namespace"),
        *("add_router", "add_route", "APIRouter(", "Blueprint(", "FastAPI(", "Flask(", "Quart(", "Starlette(", "Namespace(", "Api("),
        *("    @", "urlpatterns", "import ", "register_api", "Router(", ".register("),
    )
)


@dataclass(frozen=True, slots=True)
class Assigned:
    """`name = value` or, with `more`, `name += value`; `scope` is the dotted name of the functions and classes around it."""

    name: str
    value: Expr
    line: int
    scope: str
    more: bool = False


@dataclass(frozen=True, slots=True)
class Called:
    """A call that is a statement; `loops` are the variables of the loops around it with what they run over."""

    call: Call
    scope: str
    loops: tuple[tuple[str, Expr], ...] = ()


@dataclass(frozen=True, slots=True)
class Defined:
    """A function or class: its decorators, a class's bases, a function's parameters (with annotations) and what it returns."""

    name: str
    kind: str
    line: int
    scope: str
    decorators: tuple[Expr, ...] = ()
    bases: tuple[Expr, ...] = ()
    parameters: tuple[tuple[str, str], ...] = ()

    @property
    def inner(self) -> str:
        """The scope of what stands inside."""
        return f"{self.scope}.{self.name}".lstrip(".")


@dataclass(frozen=True, slots=True)
class Returned:
    """What a function returns."""

    value: Expr
    scope: str


@dataclass(frozen=True, slots=True)
class Outline:
    """A module: `imports` by local name as dotted module and symbol ("" for a module), `stars` the modules imported whole."""

    path: str
    imports: Mapping[str, tuple[str, str]]
    stars: tuple[str, ...]
    assigned: tuple[Assigned, ...]
    called: tuple[Called, ...]
    defined: tuple[Defined, ...]
    returned: tuple[Returned, ...]


@dataclass(slots=True)
class _Visit:
    package: str
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    assigned: list[Assigned] = field(default_factory=list)
    called: list[Called] = field(default_factory=list)
    defined: list[Defined] = field(default_factory=list)
    returned: list[Returned] = field(default_factory=list)


@fact
def outline(repo: Repo, path: str) -> Outline | None:
    """The outline of a Python file; None where it cannot be parsed. Relative modules are written with their leading dots."""
    root = root_of(repo, path)
    if root is None:
        return None
    visit = _Visit(path.rpartition("/")[0])
    _block(visit, root, "", (), 0)
    return Outline(
        path, visit.imports, tuple(visit.stars), tuple(visit.assigned), tuple(visit.called), tuple(visit.defined), tuple(visit.returned)
    )


def _block(visit: _Visit, block: Node, scope: str, loops: tuple[tuple[str, Expr], ...], depth: int) -> None:
    if depth > MAX_DEPTH:
        return
    for node in block.named_children:
        kind = node.type
        if kind == "expression_statement":
            for child in node.named_children[:1]:
                _statement(visit, child, scope, loops)
        elif kind in ("import_statement", "import_from_statement"):
            _import(visit, node)
        elif kind in ("decorated_definition", "function_definition", "class_definition"):
            _definition(visit, node, scope, depth)
        elif kind == "return_statement":
            visit.returned.extend(Returned(expression(child), scope) for child in node.named_children[:1])
        elif kind == "for_statement":
            inner = (*loops, (text_of(node.child_by_field_name("left")), expression(node.child_by_field_name("right"))))
            _block(visit, node, scope, inner, depth + 1)
        elif kind not in ("comment", "pass_statement", "raise_statement", "assert_statement"):
            # the parts of if, try and with are nodes of their own; what is no statement in them is passed over
            _block(visit, node, scope, loops, depth + 1)


def _statement(visit: _Visit, node: Node, scope: str, loops: tuple[tuple[str, Expr], ...]) -> None:
    if node.type == "await" and node.named_children:
        node = node.named_children[0]
    if node.type in ("assignment", "augmented_assignment"):
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is not None and right is not None and left.type in ("identifier", "attribute"):
            value = expression(right)
            visit.assigned.append(Assigned(text_of(left), value, line_of(node), scope, node.type == "augmented_assignment"))
            if isinstance(value, Call):
                visit.called.append(Called(value, scope, loops))
    elif node.type == "call":
        made = expression(node)
        if isinstance(made, Call):
            visit.called.append(Called(made, scope, loops))


def _definition(visit: _Visit, node: Node, scope: str, depth: int) -> None:
    decorators = tuple(
        expression(child.named_children[0]) for child in node.named_children if child.type == "decorator" and child.named_children
    )
    definition = node.child_by_field_name("definition") if node.type == "decorated_definition" else node
    if definition is None or definition.type not in ("function_definition", "class_definition"):
        return
    kind = definition.type.partition("_")[0]
    superclasses = definition.child_by_field_name("superclasses")
    bases = tuple(expression(_plain(child)) for child in superclasses.named_children) if superclasses is not None else ()
    made = Defined(
        text_of(definition.child_by_field_name("name")), kind, line_of(definition), scope, decorators, bases, tuple(_parameters(definition))
    )
    visit.defined.append(made)
    body = definition.child_by_field_name("body")
    if body is not None and (kind == "class" or any(word in (body.text or b"") for word in _WIRING)):
        _block(visit, body, made.inner, (), depth + 1)
    elif body is not None and len(body.named_children) <= 6:
        last = body.named_children[-1:]
        visit.returned.extend(Returned(expression(child), made.inner) for node in last if node.type == "return_statement"
                              for child in node.named_children[:1])  # fmt: skip


def _plain(base: Node) -> Node:
    """A base class without what it is made generic by: `ModelViewSet[Order]`."""
    inner = base.child_by_field_name("value") if base.type == "subscript" else None
    return inner or base


def _parameters(definition: Node) -> Iterator[tuple[str, str]]:
    parameters = definition.child_by_field_name("parameters")
    for child in parameters.named_children if parameters is not None else ():
        if child.type == "identifier":
            yield text_of(child), ""
        elif child.type in ("typed_parameter", "typed_default_parameter", "default_parameter"):
            name = child.child_by_field_name("name") or (child.named_children[0] if child.named_children else None)
            yield text_of(name), text_of(child.child_by_field_name("type"))


def _import(visit: _Visit, node: Node) -> None:
    source = node.child_by_field_name("module_name")
    module = text_of(source)
    if any(child.type == "wildcard_import" for child in node.named_children):
        visit.stars.append(module)
    for child in node.children_by_field_name("name"):
        aliased = child.type == "aliased_import"
        name = text_of(child.child_by_field_name("name")) if aliased else text_of(child)
        alias = text_of(child.child_by_field_name("alias")) if aliased else name
        if source is None:
            # `import a.b` brings in `a`; the dotted name is found by what follows it
            visit.imports[alias] = (name, "")
            if not aliased:
                visit.imports.setdefault(name.partition(".")[0], (name.partition(".")[0], ""))
        else:
            visit.imports[alias] = (module, name)
