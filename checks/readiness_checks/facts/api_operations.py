"""The operations that committed OpenAPI documents describe, each with its place in the file that declares it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from itertools import islice, product

from readiness.model import Component
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, mapping, sequence, string
from readiness_checks.facts.api_documents import documents_of
from readiness_checks.facts.descriptions import ApiDocument
from readiness_checks.facts.descriptions.contents import collection_of, has_example, has_schema
from readiness_checks.facts.descriptions.openapi import content_of
from readiness_checks.facts.descriptions.operations import Node, Operation, operations_of, parameters_of

MAX_ITEMS = 1_000  # path items in files of their own that are parsed
MAX_BASES = 20  # of one document, its variables filled in

_OPERATIONAL = Regex(
    r"(?i)^(?:/[\w.{}-]{1,40}){0,3}/(?:_?health(?:[-_]?checks?|z)?|alive|livez?|liveness|ready|readyz|readiness|startupz?|metrics|ping|heartbeat"
    r"|swagger(?:\.json|\.ya?ml|-ui)?|openapi(?:\.json|\.ya?ml)?|api-docs|redoc|favicon\.ico|robots\.txt)(?:/(?:alive|live|liveness|ready|readiness"
    r"|startup|prometheus))?$"
)
_SERVER = Regex(r"^(?:(?:[a-z]{2,5}|\{[^{}/]{1,60}\}):)?//[^/]*")
_VARIABLE = Regex(r"\{([^{}]{1,60})\}")


@dataclass(frozen=True, slots=True)
class Parameter:
    """A parameter and where it is sent: `query`, `path`, `header`, `cookie`; `body` and `formData` in Swagger 2.0."""

    name: str
    place: str


@dataclass(frozen=True, slots=True)
class Response:
    """A response that is described: `404`, `4XX` or `default`, its line, and whether a schema says what it holds (None: not seen)."""

    status: str
    line: int
    modelled: bool | None

    @property
    def is_error(self) -> bool:
        """Whether it stands for failures, of the client, the server or any."""
        return self.status[:1] in ("4", "5") or self.status == "default"

    @property
    def is_success(self) -> bool:
        """Whether it stands for a success."""
        return self.status[:1] == "2"


@dataclass(frozen=True, slots=True)
class ApiOperation:
    """One operation: upper-case method, path as written, and its place (`file` may be another one than the document's).

    `bases` are the path prefixes that its servers or `basePath` put before it, without trailing slash, "" for none. `read` is False
    where nothing but the method of the operation was read; what follows is then empty. `parameters` hold those of the path item too,
    and `unseen` says that some of them are kept outside the repository. `security` are the alternatives, each the names of the schemes
    that it takes together: the operation's own or the document's, () where callers are explicitly not asked, None where nothing is
    said. `example` says that a request, a parameter or a response comes with an example. `collection` names what the success of the
    operation lists: "[]" for a bare array, else the property; "" for no list.
    """

    method: str
    path: str
    file: str
    line: int
    bases: tuple[str, ...] = ("",)
    read: bool = True
    parameters: tuple[Parameter, ...] = ()
    unseen: bool = False
    responses: tuple[Response, ...] = ()
    security: tuple[tuple[str, ...], ...] | None = None
    example: bool = False
    collection: str = ""

    @property
    def operational(self) -> bool:
        """Whether it tells of health, metrics or the documentation, which nobody who calls the API needs to be told of."""
        return self.method in ("GET", "HEAD", "OPTIONS") and _OPERATIONAL.match(self.path) is not None


@dataclass(frozen=True, slots=True)
class _Shared:
    """What the document says for all of its operations."""

    bases: tuple[str, ...]
    security: tuple[tuple[str, ...], ...] | None
    examples: dict[int, bool] = field(default_factory=dict)


@fact
def api_operations(repo: Repo, document: ApiDocument) -> tuple[ApiOperation, ...] | None:
    """The operations of an OpenAPI document in the order of the text, webhooks left out; None where it cannot be read."""
    root = content_of(repo, document.path).value
    if document.kind != "openapi" or (document.outline and not document.templated) or not isinstance(root, Map):
        return None
    shared = _Shared(_bases(root), _security(root))
    return tuple(
        _described(repo, operation, shared) for operation in operations_of(repo, root, document.path, MAX_ITEMS) if not operation.webhook
    )


@fact
def described_operations(repo: Repo, document: ApiDocument) -> tuple[ApiOperation, ...]:
    """The operations of an OpenAPI document of which everything was read; none where it cannot be read."""
    return tuple(operation for operation in api_operations(repo, document) or () if operation.read)


@fact
def openapi_of(repo: Repo, component: Component) -> tuple[ApiDocument, ...]:
    """The OpenAPI documents of a component that describe something, or that cannot be read; of copies (YAML and JSON) the first."""
    kept: dict[object, ApiDocument] = {}
    for document in documents_of(repo, component):
        if document.kind == "openapi" and (document.operations or document.problem):
            operations = api_operations(repo, document)
            same = frozenset((one.method, one.path) for one in operations) if operations else document.path
            kept.setdefault(same, document)
    return tuple(kept.values())


@fact
def security_schemes(repo: Repo, document: ApiDocument) -> frozenset[str]:
    """The names of the security schemes that a document defines."""
    root = mapping(content_of(repo, document.path).value)
    components = Node(root, root, document.path).at(repo, root.get("components"))
    if "swagger" in root:
        holder = Node(root, root, document.path).at(repo, root.get("securityDefinitions"))
    else:
        holder = components.at(repo, components.value.get("securitySchemes")) if components is not None else None
    return frozenset(holder.value) if holder is not None else frozenset()


def _described(repo: Repo, operation: Operation, shared: _Shared) -> ApiOperation:
    own = operation.own.value
    bases = _bases(own) if "servers" in own else _bases(operation.item.value) if "servers" in operation.item.value else shared.bases
    method, path, file, line = operation.method.upper(), operation.url, operation.path, operation.line
    if not operation.read:
        return ApiOperation(method, path, file, line, bases, read=False)
    found = list(parameters_of(repo, operation))
    seen = [node for node in found if node is not None]
    reached = list(_responses(repo, operation.own))
    return ApiOperation(
        method, path, file, line, bases,
        parameters=tuple(Parameter(string(node.value.get("name")), string(node.value.get("in"))) for node in seen),
        unseen=len(seen) < len(found),
        responses=tuple(response for response, _ in reached),
        security=_security(own) if "security" in own else shared.security,
        example=_has_example(repo, operation, seen, [node for _, node in reached if node is not None], shared.examples),
        collection=_collection(repo, reached) if method == "GET" else "",
    )  # fmt: skip


def _responses(repo: Repo, operation: Node) -> Iterator[tuple[Response, Node | None]]:
    written = mapping(operation.value.get("responses"))
    for status, response in written.items():
        if isinstance(response, Map) and not status.startswith("x-"):
            node = operation.at(repo, response)
            yield Response(status if status == "default" else status.upper(), written.line_of(status), has_schema(node)), node


def _collection(repo: Repo, responses: list[tuple[Response, Node | None]]) -> str:
    return next((name for response, node in responses if response.is_success and node and (name := collection_of(repo, node))), "")


def _has_example(repo: Repo, operation: Operation, parameters: list[Node], responses: list[Node], known: dict[int, bool]) -> bool:
    body = operation.own.at(repo, operation.own.value.get("requestBody"))
    return any(has_example(repo, node, known) for node in (*parameters, *([body] if body else []), *responses))


def _security(value: Map) -> tuple[tuple[str, ...], ...] | None:
    required = value.get("security")
    if not isinstance(required, Seq):
        return None
    return tuple(tuple(mapping(one)) for one in required)


def _bases(root: Map) -> tuple[str, ...]:
    if "swagger" in root:
        return (string(root.get("basePath")).rstrip("/"),)
    paths = (_SERVER.sub("", url).rstrip("/") for server in sequence(root.get("servers")) for url in _urls(mapping(server)))
    return tuple(islice(dict.fromkeys(paths), MAX_BASES)) or ("",)


def _urls(server: Map) -> Iterator[str]:
    """The URLs that a server stands for: its variables take their default or any value that they enumerate."""
    url = _SERVER.sub("", string(server.get("url")))
    names = list(dict.fromkeys(_VARIABLE.findall(url)))
    values = []
    for name in names:
        variable = mapping(mapping(server.get("variables")).get(name))
        given = [string(variable.get("default")), *(string(value) for value in sequence(variable.get("enum"))[:MAX_BASES])]
        values.append([value for value in dict.fromkeys(given) if value] or [f"{{{name}}}"])
    for chosen in islice(product(*values), MAX_BASES):
        filled = url
        for name, value in zip(names, chosen, strict=True):
            filled = filled.replace(f"{{{name}}}", value)
        yield filled
