"""Tells the descriptions that the code makes clients from, and serves nothing of: they are of somebody else's API."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.declared_routes import declared_routes

# A client that is made at run time, from the file that its module names.
MADE = Pattern(
    literals=("SwaggerClient", "ClientProvider(", "OpenAPIClientAxios(", "aiopenapi3", "OpenAPI.load_file(", "spec_file="),
    regex=r"\bSwaggerClient\.from_(?:spec|url)\(|\w{0,30}ClientProvider\([^)\n]{0,80}spec_file|\bspec_file=\w"
    r"|new OpenAPIClientAxios\(|\bOpenAPI\.load_file\(|\bSwaggerClient\(",
    languages=("python", "javascript", "typescript"),
)
# A client that the build generates: of .NET, and of Maven and Gradle with a generator that is none of servers.
GENERATED = Pattern(
    literals=("OpenApiReference", "<inputSpec>", "inputSpec"),
    regex=r"<OpenApiReference\s+Include=\"([^\"\n]{1,200})\"|<inputSpec>([^<\n]{1,200})</inputSpec>(?:(?!</execution>|<inputSpec>)[\s\S]){0,900}?"
    r"<generatorName>(?:java|kotlin|groovy|javascript|typescript-\w{1,20}|python|go)</generatorName>",
    suffixes=(".csproj", ".xml"),
    roles=("configuration", "source", "data"),
    lines=25,
)
_PLACE = Regex(r"^(?:\$\{[^}]{1,60}\}/?|\./)")
_PARAMETER = Regex(r"\{[^{}/]{0,80}\}|<[^<>/]{0,80}>|:\w{1,60}|\[[^\]/]{1,60}\]")


@fact
def _generated(repo: Repo) -> dict[str, str]:
    """The files from which the build generates clients, with the build file that says so."""
    found = {}
    for hit in repo.hits(GENERATED):
        named = next((group for group in hit.groups if group), "").replace("\\", "/")
        found[posixpath.normpath(posixpath.join(posixpath.dirname(hit.path), _PLACE.sub("", named)))] = hit.path
    return found


def client_of(repo: Repo, path: str, paths: Iterable[str]) -> str:
    """Why a description with these paths is only called here, "" when nothing says so or when the code serves one of its paths."""
    build = _generated(repo).get(path)
    by = build or next((hit.path for hit in repo.hits(MADE) if _beside(repo, hit, path)), "")
    if not by or _serves_any(repo, paths):
        return ""
    return f"a client is made from it by {by}"


def _beside(repo: Repo, hit: Hit, path: str) -> bool:
    """Whether a module names the file, and lies in its folder or directly above it."""
    folder, _, name = path.rpartition("/")
    beside = hit.path.rpartition("/")[0] in (folder, folder.rpartition("/")[0])
    return beside and name in repo.text(hit.path)


def _serves_any(repo: Repo, paths: Iterable[str]) -> bool:
    served = {_plain(route.path) for route in declared_routes(repo)} - {"", "/"}
    return any(_plain(path).endswith(tuple(served)) for path in paths) if served else False


def _plain(path: str) -> str:
    return "/" + _PARAMETER.sub("*", path.strip("/^$")).rstrip("/") if path.strip("/^$") else ""
