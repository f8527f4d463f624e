"""Where a backend declares routes in its source, by the declaration alone: mounts and prefixes of other files are left out."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.route_patterns import dotnet, elixir, go, javascript, jvm, php, python, ruby, rust

WRITES = frozenset({"POST", "PUT", "PATCH", "DELETE"})

_METHOD = Regex(r"(?:\b|Method)(get|post|put|patch|delete)(?:_with)?\b", re.IGNORECASE)
_LISTED = Regex(r"\bonly:?\s*(?:=>\s*)?(?:\[|%[iw]\[)?([^\])]{0,200})|\bexcept:?\s*(?:=>\s*)?(?:\[|%[iw]\[)?([^\])]{0,200})")
_LARAVEL_ONLY = Regex(r"->(only|except)\(\[?([^\])]{0,200})")
_ACTIONS = {"index": "GET", "show": "GET", "create": "POST", "update": "PUT", "destroy": "DELETE"}
_KNOWN = {"LIVE": "GET", "WEBSOCKET": "GET"}
_DEFAULT = {"flask": "GET"}
_ROUTERS = Regex(r"(?:^|/)(?:routes\.rb|routes/[^/]+\.rb|[^/]*router\.exs?)$")


@dataclass(frozen=True, slots=True)
class DeclaredRoute:
    """A declared route: upper-case method ("" for any or unknown), path as written with its controller's prefix, and the place.

    `framework` is the spelling of the declaration: `node` stands for Express, Koa, Fastify and Hono, `python` for FastAPI and the
    like, `gin` for Echo too, `chi` for Fiber too, `actix` for Rocket too.
    """

    method: str
    path: str
    file: str
    line: int
    framework: str

    @property
    def writes(self) -> bool:
        """Whether the route takes requests that change something."""
        return self.method in WRITES


@fact
def declared_routes(repo: Repo) -> tuple[DeclaredRoute, ...]:
    """Every literal route declaration in the repository's own source, by file and line."""
    found: set[DeclaredRoute] = set()
    clients = {hit.path for hit in repo.hits(jvm.CLIENTS)}
    for module in (python, javascript, jvm, dotnet, go, ruby, php, rust, elixir):
        for key, pattern in module.ROUTES.items():
            framework = key.partition("/")[0]
            prefixes = _places(repo, module.PREFIXES.get(framework))
            for hit in repo.hits(pattern):
                if _counts(framework, hit) and hit.path not in clients and not in_tests(repo, hit):
                    found.update(_read(repo, key, hit, prefixes.get(hit.path, ())))
    for framework, pattern in (("rails", ruby.RESOURCES), ("laravel", php.RESOURCES), ("phoenix", elixir.RESOURCES)):
        for hit in repo.hits(pattern):
            if _counts(framework, hit):
                found.update(_resource(framework, hit))
    return tuple(sorted(found, key=lambda route: (route.file, route.line, route.method, route.path)))


def in_tests(repo: Repo, hit: Hit) -> bool:
    """Whether a place lies among the tests that a Rust source file ends with."""
    return hit.path.endswith(".rs") and any(tests.path == hit.path and tests.line < hit.line for tests in repo.hits(rust.TESTS))


@fact
def _places(repo: Repo, pattern: Pattern | None) -> dict[str, tuple[tuple[int, str], ...]]:
    """Line and path of each prefix, by file, in order."""
    found: dict[str, list[tuple[int, str]]] = {}
    for hit in repo.hits(pattern) if pattern else ():
        found.setdefault(hit.path, []).append((hit.line, hit.groups[0]))
    return {path: tuple(sorted(places)) for path, places in found.items()}


def _counts(framework: str, hit: Hit) -> bool:
    """Whether the file, or the line itself, says that a word as common as `get` declares a route."""
    if framework in ("rails", "phoenix"):
        return _ROUTERS.search(hit.path) is not None or (framework == "rails" and hit.text.rstrip().endswith("do"))
    return True


def _read(repo: Repo, key: str, hit: Hit, prefixes: tuple[tuple[int, str], ...]) -> Iterator[DeclaredRoute]:
    framework = key.partition("/")[0]
    method, path, listed = (*hit.groups, "", "")[:3]
    if any(line == hit.line for line, _ in prefixes):
        return
    if key == "jakarta-rest":
        path = _beside(repo, hit)
    if key == "file":
        framework, path = "node", _of_file(hit.path)
    if "://" in path:
        return  # a call of somebody else's API
    path = _joined(_before(prefixes, hit.line), path)
    methods = (method.upper(),) if method else tuple(found.upper() for found in _METHOD.findall(listed)) or (_DEFAULT.get(key, ""),)
    for each in dict.fromkeys(methods):
        yield DeclaredRoute("" if each in ("ANY", "ALL") else _KNOWN.get(each, each), path, hit.path, hit.line, framework)


def _before(prefixes: tuple[tuple[int, str], ...], line: int) -> str:
    at = bisect_right(prefixes, (line, chr(0x10FFFF)))
    return prefixes[at - 1][1] if at else ""


def _joined(prefix: str, path: str) -> str:
    if not prefix or path.startswith("~/"):
        return path.removeprefix("~")
    return "/" + "/".join(part.strip("/") for part in (prefix, path) if part.strip("/"))


def _beside(repo: Repo, hit: Hit) -> str:
    """The `@Path` of a Jakarta REST method: on one of the few lines around its verb."""
    prefixes = {line for line, _ in _places(repo, jvm.PREFIXES["jakarta-rest"]).get(hit.path, ())}
    near = [(abs(line - hit.line), path) for line, path in _places(repo, jvm.JAKARTA_PATH).get(hit.path, ()) if line not in prefixes]
    return min((place for place in near if place[0] <= 3), default=(0, ""))[1]


def _of_file(path: str) -> str:
    """The path that a file-based router gives to a file: `src/app/api/users/route.ts` serves `/api/users`."""
    folder = "/" + path.rpartition("/")[0]
    for root in ("/app/", "/routes/", "/src/", "/pages/"):
        if root in folder + "/":
            return "/" + (folder + "/").partition(root)[2].rstrip("/")
    return folder


def _resource(framework: str, hit: Hit) -> Iterator[DeclaredRoute]:
    """The routes that one `resources` line stands for, less what `only` and `except` leave out."""
    call, name, rest = hit.groups
    path = "/" + name.strip("/")
    actions = ["index", "show", "create", "update", "destroy"]
    found = (_LARAVEL_ONLY if framework == "laravel" else _LISTED).search(rest)
    if found and framework == "laravel":
        keep, named = found.group(1) == "only", found.group(2).replace("store", "create")
    elif found:
        keep, named = found.group(1) is not None, found.group(1) or found.group(2) or ""
    else:
        keep, named = False, ""
    if found:
        actions = [action for action in actions if (re.search(rf"\b{action}\b", named) is not None) == keep]
    for action in actions:
        item = call != "resource" and action in ("show", "update", "destroy")
        yield DeclaredRoute(_ACTIONS[action], path + "/:id" if item else path, hit.path, hit.line, framework)
