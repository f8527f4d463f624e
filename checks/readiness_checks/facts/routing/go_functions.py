"""Functions of Go that routers are made in and handed to: where they stand, what they take, and which of them a call may mean."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from readiness.repo import Repo
from readiness_checks.facts.routing.go_packages import folder_of
from readiness_checks.facts.syntax_trees import line_of, root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

Key: TypeAlias = tuple[str, ...]
ROUTER_TYPES = tuple(
    """
    gin.Engine gin.RouterGroup gin.IRouter gin.IRoutes echo.Echo echo.Group chi.Router chi.Mux fiber.App fiber.Router fiber.Group mux.Router
    http.ServeMux httprouter.Router router.Router router.Group
    """.split()
)
MAX_CANDIDATES = 40  # methods of one name


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function or method: its file, receiver's name and type ("" for none), parameters by name with their types, and body."""

    path: str
    name: str
    line: int
    receiver: str
    owner: str
    parameters: tuple[tuple[str, str], ...]
    result: str
    body: Node

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    def parameter(self, at: int) -> Key | None:
        """The key of what is handed in at a place."""
        return ("param", self.path, str(self.line), self.parameters[at][0]) if at < len(self.parameters) else None

    @property
    def returned(self) -> Key:
        """The key of what the function returns."""
        return ("returned", self.path, str(self.line))


@dataclass(slots=True)
class Package:
    """The functions of all files that are read, by folder and name and, for methods, by name; the imports of each file."""

    functions: dict[tuple[str, str], list[Function]] = field(default_factory=dict)
    methods: dict[str, list[Function]] = field(default_factory=dict)
    imports: dict[str, dict[str, str]] = field(default_factory=dict)
    variables: dict[tuple[str, str], tuple[str, Node]] = field(default_factory=dict)
    fields: dict[tuple[str, str, str], str] = field(default_factory=dict)

    def field_key(self, folder: str, owner: str, name: str) -> Key | None:
        """The key of a struct's field that holds a router; of the only such field of that name where the struct is not known."""
        if owner:
            return ("field", folder, owner, name) if (folder, owner, name) in self.fields else None
        found = [each for each in self.fields if each[0] == folder and each[2] == name]
        return ("field", *found[0]) if len(found) == 1 else None


def read_packages(repo: Repo, paths: tuple[str, ...]) -> Package:
    """The functions, imports and package variables of the files."""
    made = Package()
    for path in paths:
        root = root_of(repo, path)
        if root is None:
            continue
        made.imports[path] = {}
        for node in root.named_children:
            if node.type == "import_declaration":
                made.imports[path].update(_imports(node))
            elif node.type in ("function_declaration", "method_declaration"):
                _function(made, path, node)
            elif node.type == "type_declaration":
                made.fields.update(_fields(path.rpartition("/")[0], node))
            elif node.type == "var_declaration":
                for spec in node.named_children:
                    name, value = spec.child_by_field_name("name"), spec.child_by_field_name("value")
                    if name is not None and value is not None and value.named_children:
                        made.variables[path.rpartition("/")[0], text_of(name)] = (path, value.named_children[0])
    return made


def _imports(node: Node) -> dict[str, str]:
    found = {}
    pending = list(node.named_children)
    while pending:
        spec = pending.pop()
        if spec.type == "import_spec_list":
            pending.extend(spec.named_children)
        elif spec.type == "import_spec":
            module = text_of(spec.child_by_field_name("path")).strip('"`')
            parts = module.split("/")
            last = parts[-2] if len(parts) > 1 and parts[-1][:1] == "v" and parts[-1][1:].isdigit() else parts[-1]
            found[text_of(spec.child_by_field_name("name")) or last.partition(".")[0].removeprefix("go-")] = module
    return found


def _fields(folder: str, node: Node) -> dict[tuple[str, str, str], str]:
    """The fields of new structs that hold routers."""
    found = {}
    for spec in node.named_children:
        struct = spec.child_by_field_name("type")
        for listed in struct.named_children if struct is not None and struct.type == "struct_type" else ():
            for declared in listed.named_children:
                kind = text_of(declared.child_by_field_name("type")).lstrip("*")
                if declared.type == "field_declaration" and kind.endswith(ROUTER_TYPES):
                    for name in declared.children_by_field_name("name"):
                        found[folder, text_of(spec.child_by_field_name("name")), text_of(name)] = kind
    return found


def _function(made: Package, path: str, node: Node) -> None:
    body, name = node.child_by_field_name("body"), text_of(node.child_by_field_name("name"))
    if body is None:
        return
    receiver = parameters_of(node.child_by_field_name("receiver"))[:1]
    own, owner = receiver[0] if receiver else ("", "")
    function = Function(
        path, name, line_of(node), own, owner, parameters_of(node.child_by_field_name("parameters")),
        text_of(node.child_by_field_name("result")), body,
    )  # fmt: skip
    made.functions.setdefault((function.folder, f"{owner}.{name}" if owner else name), []).append(function)
    if owner:
        made.methods.setdefault(name, []).append(function)


def parameters_of(node: Node | None) -> tuple[tuple[str, str], ...]:
    """The names of parameters with their types, pointers and type arguments left out."""
    found: list[tuple[str, str]] = []
    for child in node.named_children if node is not None else ():
        if child.type in ("parameter_declaration", "variadic_parameter_declaration"):
            kind = text_of(child.child_by_field_name("type")).lstrip("*").partition("[")[0]
            names = [text_of(name) for name in child.children_by_field_name("name")]
            found.extend((name, kind) for name in names or [""])
    return tuple(found)


def callees(repo: Repo, package: Package, path: str, call: Node, origin: tuple[str, str]) -> list[Function]:
    """The functions that a call may mean, all of them where it is a method of a value whose type is not known.

    `origin` is the folder and the name of what made the receiver, ("", "") for unknown; a name that ends with a type's tells it.
    """
    callee = call.child_by_field_name("function")
    if callee is None:
        return []
    folder = path.rpartition("/")[0]
    if callee.type == "identifier":
        return package.functions.get((folder, text_of(callee)), [])
    if callee.type != "selector_expression":
        return []
    name = text_of(callee.child_by_field_name("field"))
    operand = callee.child_by_field_name("operand")
    module = package.imports.get(path, {}).get(text_of(operand))
    if module is not None:
        where = folder_of(repo, module)
        return package.functions.get((where, name), []) if where is not None else []
    if origin[0] == "type":
        return package.functions.get((folder, f"{origin[1]}.{name}"), [])
    candidates = package.methods.get(name, [])[:MAX_CANDIDATES]
    near = [each for each in candidates if each.folder == origin[0]] if origin[1] else []
    told = [each for each in near if each.owner and each.owner.lower() in origin[1].lower()]
    return told or near or candidates
