"""Reads a JavaScript or TypeScript file into a `Module`, in one visit of its tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.repo import Repo, fact
from readiness_checks.facts.routing.scripts.expressions import Expression, Member, Name, Other, Record, call, expression, string_of
from readiness_checks.facts.routing.scripts.modules import Accessor, Class, Function, Module
from readiness_checks.facts.syntax_trees import captures, root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_CALLS = 3_000  # of one module that are looked at
_GRAMMARS = ("javascript", "typescript", "tsx")
_METHODS = (
    "get post put patch delete del all use route register basePath prefix on openapi mount setGlobalPrefix enableVersioning"
).split()
# what a call hands on is of interest when it is called like a router, and no plain call of these hands on anything
_GIVEN = """[
  (identifier) @given (object (shorthand_property_identifier) @given) (object (pair value: (identifier) @given))
] (#match? @given "^(app|router|server|fastify|instance|api|[A-Za-z]+App|[A-Za-z]+Router)$")"""
_PLAIN = frozenset({"require", "fetch", "next", "describe", "it", "String", "Number", "Boolean", "setTimeout", "super", "import"})
_NAMED = " ".join(f'"{name}"' for name in _METHODS)
_QUERY = f"""
(variable_declarator) @declared
(assignment_expression) @assigned
(import_statement) @imported
(export_statement) @exported
[(arrow_function) (function_expression) (function_declaration) (generator_function_declaration) (method_definition)] @function
[(class_declaration) (class)] @class
(for_in_statement) @loop
(decorator (call_expression) @decorator)
(return_statement) @returned
(call_expression function: (member_expression) arguments: (arguments {_GIVEN})) @plain
(new_expression arguments: (arguments {_GIVEN})) @plain
(call_expression
  function: (member_expression property: (property_identifier) @method (#any-of? @method {_NAMED}))) @call
(call_expression function: [(identifier) (call_expression)]) @plain
"""
_TYPED = "(abstract_class_declaration) @class (enum_declaration) @enum"


@fact
def read_module(repo: Repo, path: str) -> Module | None:
    """The module at `path`; None when it cannot be parsed."""
    root = root_of(repo, path)
    file = repo.file(path)
    if root is None or file is None:
        return None
    language = "tsx" if file.suffix == ".tsx" else file.language
    if language not in _GRAMMARS:
        return None
    query = _QUERY if language == "javascript" else _QUERY + _TYPED
    return _Reader(Module(path), captures(language, query, root)).read()


class _Reader:
    def __init__(self, module: Module, found: dict[str, list[Node]]) -> None:
        self.module = module
        self.found = found

    def read(self) -> Module:
        module = self.module
        for node in sorted(self.found.get("class", ()), key=lambda each: each.start_byte):
            module.classes.append(_class(node))
        around: list[Function] = []
        spans = [*self.found.get("function", ()), *self.found.get("loop", ())]
        for node in sorted(spans, key=lambda each: (each.start_byte, -each.end_byte)):
            made = _loop(node) if node.type == "for_in_statement" else self.function(node)
            while around and around[-1].end <= made.start:
                around.pop()
            made.outer = around[-1] if around else None
            around.append(made)
            module.functions.append(made)
            module.starts.append(made.start)
        for node in self.found.get("decorator", ()):
            self.decorate(node)
        for node in self.found.get("imported", ()):
            _import(module, node)
        for node in self.found.get("declared", ()):
            self.declare(node)
        for node in self.found.get("enum", ()):
            module.names.setdefault(text_of(node.child_by_field_name("name")), _enum(node))
        for node in self.found.get("assigned", ()):
            self.assign(node)
        for node in self.found.get("returned", ()):
            inside = [each for each in module.around(node.start_byte) if each.each_of is None]
            if inside and node.named_children and len(inside[0].returns) < 10:
                inside[0].returns.append(expression(node.named_children[0]))
        for node in self.found.get("exported", ()):
            _export(module, node)
        plain = [node for node in self.found.get("plain", ()) if text_of(node.child_by_field_name("function")) not in _PLAIN]
        calls = {node.id: node for node in (*self.found.get("call", ()), *plain)}
        module.calls.extend(call(node) for node in sorted(calls.values(), key=lambda each: each.end_byte)[:MAX_CALLS])
        return module

    def function(self, node: Node) -> Function:
        name = text_of(node.child_by_field_name("name"))
        made = Function(node.start_byte, node.end_byte, name)
        only = node.child_by_field_name("parameter")
        listed = node.child_by_field_name("parameters")
        given = [only] if only is not None else [child for child in (listed.named_children if listed else ()) if child.type != "comment"]
        for index, parameter in enumerate(given):
            pattern = parameter.child_by_field_name("pattern") or parameter
            _bind(pattern, Accessor(index), made.parameters)
        made.count = len(given)
        body = node.child_by_field_name("body")
        if node.type == "arrow_function" and body is not None and body.type != "statement_block":
            made.returns.append(expression(body))
        if node.type == "method_definition":
            made.owner = self.module.class_at(node.start_byte)
            if made.owner is not None and node.parent is not None and node.parent.type == "class_body":
                made.owner.methods.setdefault(name, made)
                for child in given:
                    if any(part.type == "accessibility_modifier" for part in child.children):
                        word = text_of(child.child_by_field_name("pattern"))
                        made.owner.fields.setdefault(word, Name(word, node.end_byte - 1))
        made.each_of = _each_of(node)
        return made

    def decorate(self, node: Node) -> None:
        """Write a decorator down with the class or the method that it stands before."""
        decorator = node.parent
        above = decorator.parent if decorator is not None else None
        if decorator is None or above is None:
            return
        if above.type == "class_body":
            following = decorator.next_named_sibling
            while following is not None and following.type in ("decorator", "comment"):
                following = following.next_named_sibling
            function = self.module.function_at(following.start_byte) if following is not None else None
            if function is not None:
                function.decorators.append(call(node))
        elif above.type in ("class_declaration", "abstract_class_declaration", "export_statement"):
            declared = above.child_by_field_name("declaration") if above.type == "export_statement" else above
            for known in self.module.classes:
                if declared is not None and known.start == declared.start_byte:
                    known.decorators.append(call(node))

    def declare(self, node: Node) -> None:
        target, value = node.child_by_field_name("name"), node.child_by_field_name("value")
        if target is None or value is None:
            return
        if target.type == "identifier":
            self.scope(node.start_byte).setdefault(text_of(target), expression(value))
            return
        parts: dict[str, Accessor] = {}
        _bind(target, Accessor(0), parts)
        whole = expression(value)
        for name, accessor in parts.items():
            reached = whole
            for part in accessor.parts:
                reached = Member(reached, part)
            self.scope(node.start_byte).setdefault(name, reached)

    def assign(self, node: Node) -> None:
        target, value = node.child_by_field_name("left"), node.child_by_field_name("right")
        if target is None or value is None:
            return
        if target.type == "identifier":
            name = text_of(target)
            for scope in (*(each.names for each in self.module.around(node.start_byte)), self.module.names):
                if name in scope and not isinstance(scope[name], Other):
                    return
            self.module.names.setdefault(name, expression(value))
        elif target.type == "member_expression":
            self.assign_member(text_of(target), node, value)

    def assign_member(self, left: str, node: Node, value: Node) -> None:
        owner, _, name = left.rpartition(".")
        if left == "module.exports":
            self.module.exports["="] = expression(value)
        elif owner in ("module.exports", "exports"):
            self.module.exports.setdefault(name, expression(value))
        elif owner == "this":
            inside = self.module.class_at(node.start_byte)
            if inside is not None:
                inside.fields.setdefault(name, expression(value))

    def scope(self, at: int) -> dict[str, Expression]:
        around = self.module.around(at)
        return around[0].names if around else self.module.names


def _class(node: Node) -> Class:
    heritage = next((child for child in node.named_children if child.type == "class_heritage"), None)
    extends: Expression = Other()
    if heritage is not None and heritage.named_children:
        clause = heritage.named_children[0]
        extends = expression(clause.named_children[0] if clause.type == "extends_clause" and clause.named_children else clause)
    made = Class(node.start_byte, node.end_byte, text_of(node.child_by_field_name("name")), extends)
    body = node.child_by_field_name("body")
    for child in body.named_children if body else ():
        if child.type in ("public_field_definition", "field_definition"):
            name = child.child_by_field_name("name") or child.child_by_field_name("property")
            value = child.child_by_field_name("value")
            if value is not None:
                made.fields[text_of(name)] = expression(value)
    return made


def _enum(node: Node) -> Record:
    body = node.child_by_field_name("body")
    entries = []
    for child in body.named_children if body else ():
        name, value = child.child_by_field_name("name"), child.child_by_field_name("value")
        if name is not None and value is not None:
            entries.append((string_of(name), expression(value)))
    return Record(tuple(entries))


def _loop(node: Node) -> Function:
    """`for (const x of xs)` as the function that is called on each."""
    made = Function(node.start_byte, node.end_byte, "")
    left = node.child_by_field_name("left")
    if left is not None:
        _bind(left, Accessor(0), made.parameters)
    made.each_of = expression(node.child_by_field_name("right"))
    return made


def _each_of(node: Node) -> Expression | None:
    """What `xs.forEach(function)` and its like call a function on each of."""
    parent = node.parent
    given = parent.parent if parent is not None and parent.type == "arguments" else None
    callee = given.child_by_field_name("function") if given is not None else None
    if callee is None or callee.type != "member_expression":
        return None
    if text_of(callee.child_by_field_name("property")) not in ("forEach", "map"):
        return None
    return expression(callee.child_by_field_name("object"))


def _bind(pattern: Node, accessor: Accessor, into: dict[str, Accessor], depth: int = 0) -> None:
    """Write down which names a pattern binds to which part of what it is given."""
    if depth > 5:
        return
    if pattern.type in ("identifier", "shorthand_property_identifier_pattern"):
        name = text_of(pattern)
        parts = (*accessor.parts, name) if pattern.type != "identifier" else accessor.parts
        into[name] = Accessor(accessor.index, parts)
    elif pattern.type in ("assignment_pattern", "object_assignment_pattern"):
        inner = pattern.child_by_field_name("left")
        if inner is not None:
            _bind(inner, accessor, into, depth + 1)
    elif pattern.type == "object_pattern":
        for child in pattern.named_children:
            if child.type == "pair_pattern":
                key, value = child.child_by_field_name("key"), child.child_by_field_name("value")
                if key is not None and value is not None:
                    _bind(value, Accessor(accessor.index, (*accessor.parts, string_of(key))), into, depth + 1)
            else:
                _bind(child, accessor, into, depth + 1)
    elif pattern.type == "array_pattern":
        for index, child in enumerate(pattern.named_children):
            _bind(child, Accessor(accessor.index, (*accessor.parts, str(index))), into, depth + 1)


def _import(module: Module, node: Node) -> None:
    required = next((child for child in node.named_children if child.type == "import_require_clause"), None)
    source = (required or node).child_by_field_name("source")
    if source is None:
        return
    specifier = string_of(source)
    if required is not None:
        module.imports[text_of(required.named_children[0])] = (specifier, "default")
        return
    clause = next((child for child in node.named_children if child.type == "import_clause"), None)
    for child in clause.named_children if clause else ():
        if child.type == "identifier":
            module.imports[text_of(child)] = (specifier, "default")
        elif child.type == "namespace_import" and child.named_children:
            module.imports[text_of(child.named_children[0])] = (specifier, "*")
        elif child.type == "named_imports":
            for each in child.named_children:
                name, alias = each.child_by_field_name("name"), each.child_by_field_name("alias")
                if name is not None:
                    module.imports[text_of(alias or name)] = (specifier, string_of(name))


def _export(module: Module, node: Node) -> None:
    source = node.child_by_field_name("source")
    clause = next((child for child in node.named_children if child.type in ("export_clause", "namespace_export")), None)
    if source is not None and clause is None:
        module.stars.append(string_of(source))
    elif clause is not None and clause.type == "namespace_export":
        module.borrowed[text_of(clause.named_children[0])] = (string_of(source), "*") if source is not None else ("", "*")
    elif clause is not None:
        for each in clause.named_children:
            name, alias = each.child_by_field_name("name"), each.child_by_field_name("alias")
            if name is None:
                continue
            exported = string_of(alias or name)
            if source is not None:
                module.borrowed[exported] = (string_of(source), string_of(name))
            else:
                module.exports[exported] = Name(text_of(name), node.start_byte)
    else:
        _export_declared(module, node)


def _export_declared(module: Module, node: Node) -> None:
    default = any(child.type == "default" for child in node.children)
    assigned = any(child.type == "=" for child in node.children)
    value = node.child_by_field_name("value")
    declared = node.child_by_field_name("declaration")
    if value is None and declared is None:
        rest = [child for child in node.named_children if child.type not in ("decorator", "comment")]
        value = rest[-1] if rest and (default or assigned) else None
    if value is not None:
        module.exports["default" if default else "="] = expression(value)
    elif declared is not None and default:
        name = declared.child_by_field_name("name")
        module.exports["default"] = Name(text_of(name), declared.end_byte) if name is not None else expression(declared)
    elif declared is not None:
        names = [declared, *declared.named_children]
        for each in names:
            name = each.child_by_field_name("name")
            if name is not None and name.type in ("identifier", "type_identifier"):
                module.exports[text_of(name)] = Name(text_of(name), declared.end_byte)
