"""Where an API states its own version: in paths, packages, headers, or a written policy."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from readiness.model import Component
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.affinity import meant_for
from readiness_checks.facts.api_documents import documents_of
from readiness_checks.facts.api_operations import api_operations
from readiness_checks.facts.apis import serves_http
from readiness_checks.facts.descriptions.protobuf import package_of
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.place import Place
from readiness_checks.facts.wiring import reaching

POLICY_LINES = 12  # below the heading of a policy that are looked at

_NUMBER = r"v\d{1,2}(?:[._]\d{1,2}){0,2}(?:(?:alpha|beta|rc)\d{0,2})?"
_SEGMENT = Regex(
    rf"(?i)(?:^|/)(?:{_NUMBER}|v\{{[^{{}}/]{{1,40}}\}}|\{{version:apiVersion\}}|\{{api_?version\}}|20\d\d-\d\d(?:-\d\d)?)(?=/|$|\.json\b)"
)
_OTHERS = Regex(
    r"(?i)web-?hooks?|callback|/hooks?/|oauth|saml|scim|\.well-known"
)  # whose versions are those of who calls, or of a standard
_PACKAGE = Regex(r"(?:^|\.)v\d{1,3}(?:(?:p\d+)?(?:alpha|beta)\d{0,3}|main)?(?=\.|$)")
_LANGUAGES = (
    "python", "javascript", "typescript", "java", "kotlin", "groovy", "scala", "csharp", "fsharp", "go", "ruby", "php", "elixir", "rust",
)  # fmt: skip

_LITERALS = tuple(f"{start}v{digit}" for start in ("/", '"', "'", "`", ":") for digit in "123456789")
_TEXT = (
    r"(?:[rbf$@\[({]{0,3}[\"'`]\^?|:)/?(?:[\w.{}<>*$@-]{1,40}/){0,5}"
    rf"(?:{_NUMBER}|v\{{[\w:.]{{1,40}}\}})"
)
# A mount, group or mapping whose own text holds a version.
MOUNTS = Pattern(
    literals=(*_LITERALS, "v{version"),
    regex=r"(?:[.>:](?:use|register|mount|group|Group|MapGroup|route|Route|Router|Mount|PathPrefix|Handle|HandleFunc|nest|scope|service|prefix"
    r"|basePath|setGlobalPrefix|include_router|register_blueprint|add_namespace|add_router|With|path|Party|group_path|configure)"
    r"|(?:^|[\s,\[(])(?:path|re_path|url|scope|web::scope|namespace|forward|mount|APIRouter|Blueprint|Namespace|prefix|match|Prefix)"
    r"|@(?:Rest)?Controller|@RequestMapping|@\w{1,20}Mapping|@Path|@ApplicationPath|\[Route(?:Prefix)?|#\[Route|#\[(?:get|post|put|patch|delete)|@Route)"
    rf"(?:\(|\s)\s{{0,40}}(?:\w{{1,20}}\s{{0,2}}[=:]\s{{0,2}}|[\w.&]{{1,40}},\s{{0,3}}(?:\w{{1,20}}\s{{0,2}}=\s{{0,2}})?)?{_TEXT}"
    r"(?=[/\"'`$,\s:\])])",
    languages=_LANGUAGES,
    lines=2,
)
# A prefix that is named as such, and holds nothing behind its version.
PREFIXES = Pattern(
    literals=_LITERALS,
    regex=r"(?i)\b(?:(?:url_?|api_?|global_?|route_?|router_?|path_?|base_?){0,2}prefix|api_v\d{1,2}(?:_str|_prefix|_path|_root)?|(?:api|base|root|route)_?(?:v\d)?_?"
    r"(?:path|root|base|uri))[\"'\]]?\s{0,3}(?::\s{0,3}(?:str|string|&str|&'static str)\s{0,3})?(?:=>|:=|[=:])\s{0,3}"
    rf"[rbf$@]?[\"'`]/?(?:api/|rest/){{0,2}}{_NUMBER}/?[\"'`]",
    languages=_LANGUAGES,
)
SETTINGS = Pattern(
    literals=("context-path", "root-path", "base-path", "contextPath"),
    regex=r"(?:context-path|root-path|base-path|contextPath)\s*[=:]\s*[\"']?/?(?:[\w.-]{1,40}/){0,4}v\d{1,2}\b",
    suffixes=(".yml", ".yaml", ".properties"),
    roles=("configuration",),
)
# Versions told by libraries and headers, whatever the paths.
MECHANISMS: dict[str, Pattern] = {
    "NestJS versioning": Pattern(
        literals=("enableVersioning(", "@Version("), regex=r"\.enableVersioning\(|^\s*@Version\(\s*[\"'\[]",
        languages=("javascript", "typescript"),
    ),
    "ASP.NET API versioning": Pattern(
        literals=("AddApiVersioning(", "NewVersionedApi(", "HasApiVersion(", "[ApiVersion(", "NewApiVersionSet("),
        regex=r"\.AddApiVersioning\(|\.NewVersionedApi\(|\.HasApiVersion\(|\[ApiVersion\(|\.NewApiVersionSet\(",
        languages=("csharp", "fsharp", "vb"),
    ),
    "Django REST framework versioning": Pattern(
        literals=("DEFAULT_VERSIONING_CLASS", "versioning_class"),
        regex=r"[\"']DEFAULT_VERSIONING_CLASS[\"']\s*:\s*[\"']\w|\bversioning_class\s*=\s*[A-Z]\w",
        languages=("python",),
    ),
    "version header": Pattern(
        literals=("ersion",),
        regex=r"(?i)(?<!set)(?<!add)(?<!with)(?<!append)(?:headers?|header_value|getHeader|get_header|getFirst|getHeaderLine|get_req_header|useRequestHeader|RequestHeader|HeaderApiVersionReader)"
        r"(?:\.get|\.fetch|\.Get)?\s{0,2}[\[(]\s{0,2}(?:conn,\s*|r,\s*|req,\s*|value\s*=\s*|name\s*=\s*)?[\"'](?:HTTP_)?(?:X-)?(?:API|Accept)[-_]Version[\"'](?!\s?[\])]\s?=[^=])(?!\s?,\s?[\w\"'])",
        languages=_LANGUAGES,
    ),
    "gRPC service of a versioned package": Pattern(
        literals=(".Register", "connect.New"),
        regex=r"\b\w{1,60}v\d{1,2}(?:(?:alpha|beta)\d{0,2})?(?:\.Register(?!Health|Reflection)\w{1,60}Server\(|connect\.New\w{1,60}Handler\()",
        languages=("go",),
    ),
    "version header of the framework": Pattern(
        literals=("versioning", "version:", "version "),
        regex=r"^\s*version\s+[\"'][\w.]{1,20}[\"'],\s*using:|constraints:\s*\{\s*version:|\bversioning\s*:\s*\{",
        languages=("ruby", "javascript", "typescript"),
    ),
    "versioned media type": Pattern(
        literals=("application/vnd.",),
        regex=r"(?:produces|consumes|Produces|Consumes|Mime::Type\.register|media_type|accepts?)\W{0,12}[^\n]{0,40}application/vnd\.(?!github|heroku)[\w.-]{1,60}[.-]?v\d",
        languages=_LANGUAGES,
    ),
}  # fmt: skip
POLICY = Pattern(
    literals=("ersion", "API"),
    regex=r"(?i)^(?:#{1,6}|={1,5})\s[^\n]{0,40}(?:\bAPIs?\b[^\n]{0,30}\bversion(?:ing|s)?\b|\bversioning (?:policy|strategy|of the API)\b"
    r"|\bversion(?:ing|s)? (?:of )?(?:the )?APIs?\b)",
    suffixes=(".md", ".mdx", ".adoc", ".rst", ".markdown"),
    roles=("documentation",),
    comments=True,
)
_NEGOTIATORS = tuple(
    f"**/{folder}/*{name}*" for folder in ("plugs", "plug", "middleware", "middlewares") for name in ("version", "Version")
)
_ASKED = Regex(r"get_req_header\(|\b(?:get_?header|GetHeader)\(|[hH]eaders?\.(?:get|Get|fetch|TryGetValue)\(|\bheaders\[")
_ABOUT_API = Regex(r"(?i)\bapi[-_ ]?version|:api_version")
_SENTENCE = Regex(r"(?i)\b(?:version|v\d|break|compatib|deprecat|header|path|url)")
_UNWRITTEN = Regex(r"(?i)\b(?:todo|tbd|to be (?:written|decided|defined)|coming soon)\b")


@fact
def api_versioning(repo: Repo, component: Component) -> tuple[Place, ...]:
    """Where the component's API states its version, the most telling first; each way once."""
    ways = (_described, _routed, _prefixed, _packaged, _mechanisms, _negotiated, _written)
    return tuple(found for way in ways for found in way(repo, component))


def _described(repo: Repo, component: Component) -> Iterator[Place]:
    for document in documents_of(repo, component):
        operations = api_operations(repo, document) or ()
        paths = {(base + one.path): one for one in reversed(operations) for base in one.bases}  # each at its first operation
        versioned = [(path, one) for path, one in paths.items() if _SEGMENT.search(path)]
        if versioned:
            path, first = min(versioned, key=lambda found: (found[1].file, found[1].line))
            yield Place(f"{len(versioned)} of {len(paths)} documented paths hold a version: `{path[:80]}`", first.file, first.line)
            return


def _routed(repo: Repo, component: Component) -> Iterator[Place]:
    routes = [route for route in serves_http(repo, component) if _SEGMENT.search(route.path) and not _OTHERS.search(route.path)]
    for route in routes[:1]:
        yield Place(f"{len(routes)} route{'' if len(routes) == 1 else 's'}, as `{route.path[:80]}`", route.file, route.line)


def _prefixed(repo: Repo, component: Component) -> Iterator[Place]:
    for hit in islice(reaching(repo, component, repo.hits(MOUNTS, PREFIXES, SETTINGS)), 1):
        yield Place(f"`{' '.join(hit.text.split())[:80]}`", hit.path, hit.line)


def _packaged(repo: Repo, component: Component) -> Iterator[Place]:
    for document in documents_of(repo, component):
        name, line = package_of(repo, document.path) if document.kind == "protobuf" else ("", 0)
        if _PACKAGE.search(name):
            yield Place(f"package `{name[:80]}`", document.path, line)
            return


def _mechanisms(repo: Repo, component: Component) -> Iterator[Place]:
    for name, pattern in MECHANISMS.items():
        for hit in islice(reaching(repo, component, repo.hits(pattern)), 1):
            yield Place(name, hit.path, hit.line)


def _negotiated(repo: Repo, component: Component) -> Iterator[Place]:
    """A middleware that is named after versions and reads that of the API from a header, whatever the header's name."""
    found = [
        Place("middleware that reads the API's version from a header", file.path, 1)
        for file in repo.named(*_NEGOTIATORS)
        if file.role == "source" and _ASKED.search(text := repo.text(file.path)) and _ABOUT_API.search(text)
    ]
    yield from islice(reaching(repo, component, found), 1)


def _written(repo: Repo, component: Component) -> Iterator[Place]:
    for hit in repo.hits(POLICY):
        below = "\n".join(lines_of(repo, hit.path)[hit.line : hit.line + POLICY_LINES])
        if meant_for(repo, component, hit.path) and _SENTENCE.search(below) and not _UNWRITTEN.search(below):
            yield Place(f"written policy: {hit.text.strip('#= ')[:80]}", hit.path, hit.line)
            return
