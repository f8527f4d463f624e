"""Java files read into types, annotations and constants by their syntax trees."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness_checks.facts.routing.jvm import MAX_TERMS, UNKNOWN_VALUE, Annotation, Method, Term, Type, Unit, Value
from readiness_checks.facts.syntax_trees import line_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

_KINDS = {
    "class_declaration": "class",
    "record_declaration": "class",
    "enum_declaration": "class",
    "interface_declaration": "interface",
    "annotation_type_declaration": "annotation",
}
_FIELDS = ("field_declaration", "constant_declaration")


def java_unit(path: str, root: Node) -> Unit:
    """What one Java file declares."""
    package, imports, types = "", [], []
    waiting: list[tuple[Node, str]] = []
    for node in root.named_children:
        if node.type == "package_declaration":
            package = text_of(node.named_children[-1]) if node.named_children else ""
        elif node.type == "import_declaration":
            imports.append("".join(text_of(node).removeprefix("import").replace("static ", "").rstrip(";").split()))
        elif node.type in _KINDS:
            waiting.append((node, ""))
    while waiting:
        node, outer = waiting.pop()
        made = _type(path, node, outer)
        types.append(made)
        body = node.child_by_field_name("body")
        waiting += [(each, made.name + ".") for each in (body.named_children if body else ()) if each.type in _KINDS]
    return Unit(path, package, tuple(imports), tuple(types), (), not root.has_error)


def _type(path: str, node: Node, outer: str) -> Type:
    body = node.child_by_field_name("body")
    members = body.named_children if body else []
    modifiers = _modifiers(node)
    constants = [found for each in members if each.type in _FIELDS for found in _constants(each)]
    methods = [_method(each) for each in members if each.type == "method_declaration"]
    kind = _KINDS[node.type]
    return Type(
        name=outer + text_of(node.child_by_field_name("name")),
        file=path,
        line=line_of(node.child_by_field_name("name") or node),
        kind="annotation" if kind == "annotation" else "interface" if kind == "interface" else "class",
        abstract=modifiers is not None and any(each.type == "abstract" for each in modifiers.children),
        annotations=_annotations(modifiers),
        supers=tuple(_supers(node)),
        methods=tuple(methods),
        constants=tuple(constants),
    )


def _modifiers(node: Node) -> Node | None:
    return next((each for each in node.children if each.type == "modifiers"), None)


def _supers(node: Node) -> list[str]:
    found: list[str] = []
    for each in node.children:
        if each.type in ("superclass", "super_interfaces", "extends_interfaces"):
            named = [inner for child in each.named_children for inner in (child.named_children if child.type == "type_list" else [child])]
            found += [text_of(inner).partition("<")[0].strip() for inner in named]
    return found


def _method(node: Node) -> Method:
    parameters = node.child_by_field_name("parameters")
    returned = text_of(node.child_by_field_name("type"))
    return Method(
        name=text_of(node.child_by_field_name("name")),
        line=line_of(node),
        parameters=parameters.named_child_count if parameters else 0,
        returns=returned,
        annotations=_annotations(_modifiers(node)),
    )


def _constants(node: Node) -> list[tuple[str, Value]]:
    found = []
    for each in node.named_children:
        value = each.child_by_field_name("value") if each.type == "variable_declarator" else None
        if value is not None:
            read = value_of(value)
            if read != UNKNOWN_VALUE:
                found.append((text_of(each.child_by_field_name("name")), read))
    return found


def _annotations(modifiers: Node | None) -> tuple[Annotation, ...]:
    found = []
    for node in modifiers.named_children if modifiers else ():
        if node.type in ("annotation", "marker_annotation"):
            name = text_of(node.child_by_field_name("name")).rpartition(".")[2]
            found.append(Annotation(name, line_of(node), tuple(_arguments(node.child_by_field_name("arguments")))))
    return tuple(found)


def _arguments(node: Node | None) -> list[tuple[str, tuple[Value, ...]]]:
    found = []
    for each in node.named_children if node else ():
        if each.type == "element_value_pair":
            value = each.child_by_field_name("value")
            found.append((text_of(each.child_by_field_name("key")), _values(value) if value else ()))
        elif not each.type.endswith("comment"):
            found.append(("value", _values(each)))
    return found


def _values(node: Node) -> tuple[Value, ...]:
    if node.type == "element_value_array_initializer":
        return tuple(value_of(each) for each in node.named_children if not each.type.endswith("comment"))
    return (value_of(node),)


def value_of(node: Node) -> Value:
    """A constant expression as its terms, in order; the leaves of `+` are walked without recursion."""
    terms: list[Term] = []
    waiting = [node]
    while waiting and len(terms) < MAX_TERMS:
        each = waiting.pop()
        if each.type == "binary_expression" and text_of(each.child_by_field_name("operator")) == "+":
            sides = (each.child_by_field_name("right"), each.child_by_field_name("left"))
            waiting += [side for side in sides if side is not None]
        elif each.type == "parenthesized_expression" and each.named_child_count == 1:
            waiting += each.named_children
        elif each.type == "string_literal":
            terms.append(("text", _text(text_of(each))))
        elif each.type in ("identifier", "field_access"):
            terms.append(("name", "".join(text_of(each).split())))
        else:
            terms.append(("unknown", ""))
    return tuple(terms)


def _text(literal: str) -> str:
    if literal.startswith('"""'):
        return literal[3:-3].strip()
    return literal[1:-1].replace('\\"', '"').replace("\\\\", "\\")
