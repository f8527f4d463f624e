"""Example requests of an API: in its description, in collections of clients, in documents, and on the code that a generator reads."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.classify import File
from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.api_generators import generated_apis
from readiness_checks.facts.api_operations import api_operations, openapi_of
from readiness_checks.facts.apis import serves_http
from readiness_checks.facts.place import Place
from readiness_checks.facts.wiring import reaching

MAX_COLLECTION = 3_000_000  # bytes of a collection that is read
MAX_ROUTES = 2_000  # whose paths documented calls are compared with

_PYTHON = ("python",)
_SCRIPTS = ("javascript", "typescript")
_DOCUMENTS = (".md", ".mdx", ".adoc", ".rst", ".markdown", ".txt")

COLLECTIONS: dict[str, Pattern] = {
    "Postman collection": Pattern(
        literals=("schema.getpostman.com", "schema.postman.com"), suffixes=(".json",), once=True,
        roles=("configuration", "data", "documentation", "test", "sample", "fixture"),
    ),
    "Insomnia collection": Pattern(
        literals=("__export_format", "collection.insomnia.rest"), suffixes=(".json", ".yaml", ".yml"), once=True,
        roles=("configuration", "data", "documentation", "test", "sample", "fixture"),
    ),
}  # fmt: skip
# One call over some lines: its address, which may begin with a variable or a placeholder.
CURL = Pattern(
    literals=("curl ", "http ", "https "),
    regex=r"(?:^|[\s`$>\"'])(?:curl\s(?:(?! \| | && )[^\n]|\\\n){0,400}?(?<=[\s\"'])"
    r"|https?\s+(?:(?:-\w|--[\w-]+)\S*\s+){0,4}(?:GET|POST|PUT|PATCH|DELETE)\s+[\"']?)"
    r"((?:https?://[^\s/\"'`]{1,200}|(?:localhost|\d{1,3}(?:\.\d{1,3}){3}|[\w.-]{0,60}(?=:\d)|[A-Z][A-Z0-9_]{3,40}|\$(?!\{?(?:HOME|PATH|PWD|TMPDIR)\b)\{?\w{1,60}\}?|<[^>\n]{1,60}>"
    r"|\{\{?[^}\n]{1,60}\}?\})(?::(?:\d{2,5}|[$<{]{1,2}[\w -]{1,30}[}>]{0,2}))?)(/[\w{$<:.][^\s\"'`|)]{0,300}))",
    suffixes=_DOCUMENTS,
    roles=("documentation",),
    lines=8,
    comments=True,
)
REQUESTS = Pattern(
    literals=("GET /", "POST /", "PUT /", "PATCH /", "DELETE /"),
    regex=r"^(?:GET|POST|PUT|PATCH|DELETE) (/[\w{$<:.][^\s]{0,300})(?: HTTP/[\d.]+)?\s*\n\s*(?:[A-Z][\w-]{2,40}:\s|\{|\n\s*\{)",
    suffixes=_DOCUMENTS,
    roles=("documentation",),
    lines=3,
    comments=True,
)
QUERIES = Pattern(
    literals=("query ", "mutation ", "query{", "query {", "mutation {"),
    regex=r"^\s{0,8}(?:query|mutation)\b[^\n{]{0,120}\{",
    suffixes=_DOCUMENTS,
    roles=("documentation",),
    comments=True,
)
ANNOTATIONS: dict[str, Pattern] = {
    "examples on models and parameters": Pattern(
        literals=("example",),
        regex=r"\b(?:openapi_)?examples?\s*=\s*[\[{\"'\d(]|[\"']examples?[\"']\s*:\s*[\[{\"'\d]|\bOpenApiExample\(|\bjson_schema_extra\s*=\s*\{\s*[\"']example",
        languages=_PYTHON,
    ),
    "examples on properties": Pattern(
        literals=("example",),
        regex=r"@Api\w{1,30}\([^)]{0,300}?\bexamples?\s*:|\.(?:openapi|meta|describe)\([^)]{0,300}?\bexamples?\s*:",
        languages=_SCRIPTS,
    ),
    "examples in comments": Pattern(
        literals=("example:", "Example:", "examples:", "<example>", "@example", "@apiExample", "@apiParamExample"),
        regex=r"\*\s+examples?:\s*(?:\S|$)|///\s*<example>\s*[^<\s]|@api(?:Param)?Example|@(?:bodyParam|queryParam|urlParam)[^\n]{1,200}Example:",
        languages=(*_SCRIPTS, "csharp", "php", "java", "kotlin", "go"),
        comments=True,
    ),
    "examples on schemas": Pattern(
        literals=("example",),
        regex=r"@(?:Schema|Parameter|ApiModelProperty|ApiParam|get:Schema|field:Schema)\([^)]{0,300}?\bexamples?\s*=|@ExampleObject\b|\bexample\s*=\s*\"",
        languages=("java", "kotlin", "groovy", "scala"),
    ),
    "example tags": Pattern(literals=('example:"',), regex=r"`[^`\n]{0,300}\bexample:\"", languages=("go",)),
    "example attributes": Pattern(
        literals=("Example", "example"),
        regex=r"\bSwagger(?:Request|Response)Example\b|IExamplesProvider<|\.Example\s*=\s*new OpenApi",
        languages=("csharp",),
    ),
    "examples on operations": Pattern(
        literals=("example",), regex=r"\bexamples?\s*[=:]\s*[\[{\"'\d]|\bexample=\"", languages=("php",), comments=True
    ),
    "schema examples": Pattern(literals=("example",), regex=r"\bexamples?\s*(?:=|\()\s*(?:json!|\"|\(|\w)", languages=("rust",)),
    "examples of schemas": Pattern(literals=("example:",), regex=r"\bexample:\s*[%\[\"'\d{]", languages=("elixir", "ruby")),
}  # fmt: skip

_CALLED = Regex(r"[\"']?(?:request|url)[\"']?\s*:")
_METHOD_LINE = Regex(r"(?m)^(?:GET|POST|PUT|PATCH|DELETE|HEAD) +\S")
_NEAR_HOST = Regex(
    r"(?i)^(?:https?://)?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|[\w.-]{0,60}example\.(?:com|org|net)|[\w.-]{0,60}\.(?:local|test|internal)|host|server"
    r"|[\w.-]{0,40}your[\w.-]{0,60}|my[\w-]{0,40}\.[\w.-]{1,60}|(?-i:[A-Z][A-Z0-9_]{3,40})|[$<{\[].{0,60}|(?=/|:))(?::[^/]{1,40})?(?=/)"
)
_OPERATIONAL = Regex(
    r"(?i)/(?:_?health\w*|healthchecks?|alive|livez?|liveness|ready|readyz|readiness|metrics|ping|status|version|actuator.*|swagger.*|docs?"
    r"|openapi.*|install\w*|get-.{1,40}|graphi?ql)/?(?:[?#].*)?$|\.(?:sh|tar|gz|tgz|zip|deb|rpm|asc|gpg|ya?ml|ps1|exe|py|repo|list|key)(?:[?#].*)?$"
)


@fact
def api_examples(repo: Repo, component: Component) -> tuple[Place, ...]:
    """Where the component's API is shown by examples, each way once, the most telling first."""
    ways = (_described, _collections, _request_files, _calls, _queries, _annotated)
    return tuple(found for way in ways for found in way(repo, component))


def _described(repo: Repo, component: Component) -> Iterator[Place]:
    for document in openapi_of(repo, component):
        operations = api_operations(repo, document) or ()
        shown = [operation for operation in operations if operation.example]
        if shown:
            note = f"{len(shown)} of {len(operations)} operations come with an example"
            yield Place(note, shown[0].file, shown[0].line)
            return


def _collections(repo: Repo, component: Component) -> Iterator[Place]:
    for name, pattern in COLLECTIONS.items():
        for hit in repo.hits(pattern):
            if meant_for(repo, component, hit.path) and _CALLED.search(repo.text(hit.path)):
                yield Place(name, hit.path, 1)
                break
    bruno = next((file for file in repo.named("*.bru") if _counts(repo, component, file) and "url:" in repo.text(file.path)), None)
    if bruno is not None and any(meant_for(repo, component, file.path) for file in repo.named("bruno.json")):
        yield Place("Bruno collection", bruno.path, 1)


def _counts(repo: Repo, component: Component, file: File) -> bool:
    return 0 < file.size <= MAX_COLLECTION and file.link is None and meant_for(repo, component, file.path)


def _request_files(repo: Repo, component: Component) -> Iterator[Place]:
    for file in repo.named("*.http", "*.rest"):
        found = _METHOD_LINE.search(repo.text(file.path)) if _counts(repo, component, file) else None
        if found:
            yield Place("requests in a file of the HTTP client", file.path, repo.text(file.path).count("\n", 0, found.start()) + 1)
            return


def _calls(repo: Repo, component: Component) -> Iterator[Place]:
    known = _skeletons(repo, component)
    for pattern in (CURL, REQUESTS):
        for hit in repo.hits(pattern):
            if meant_for(repo, component, hit.path) and _is_of_this_api(hit, known):
                yield Place("a documented call" if pattern is CURL else "a documented request", hit.path, hit.line)
                return


def _is_of_this_api(hit: Hit, known: frozenset[str]) -> bool:
    address, path = (hit.groups[0], hit.groups[1]) if len(hit.groups) > 1 else ("", hit.groups[0])
    if _OPERATIONAL.search(path):
        return False
    return bool(address and _NEAR_HOST.match(address)) or _skeleton(path.partition("?")[0]) in known


@fact
def _skeletons(repo: Repo, component: Component) -> frozenset[str]:
    """The paths of the API, declared and described, with every parameter alike."""
    declared = [route.path for route in serves_http(repo, component)[:MAX_ROUTES]]
    described = [
        base + one.path
        for document in openapi_of(repo, component)
        for one in (api_operations(repo, document) or ())[:MAX_ROUTES]
        for base in one.bases
    ]
    found = {_skeleton(path) for path in (*declared, *described)}
    return frozenset(path for path in found if path.count("/") > 1 or len(path) > 4)


_PART = Regex(r"^(?:[{<:$\[].*|\d+|[0-9a-f-]{20,}|.*[{}<>$].*)$")


def _skeleton(path: str) -> str:
    return "/" + "/".join("*" if _PART.match(part) else part.lower() for part in path.strip("/^$").split("/"))


def _queries(repo: Repo, component: Component) -> Iterator[Place]:
    for hit in repo.hits(QUERIES):
        if "graphql" in component.stack.api_styles and meant_for(repo, component, hit.path):
            yield Place("a documented GraphQL operation", hit.path, hit.line)
            return


def _annotated(repo: Repo, component: Component) -> Iterator[Place]:
    if not any(made.style == "rest" for made in generated_apis(repo, component)):
        return
    for name, pattern in ANNOTATIONS.items():
        for hit in reaching(repo, component, repo.hits(pattern))[:1]:
            yield Place(f"{name}, for the generated description", hit.path, hit.line)
