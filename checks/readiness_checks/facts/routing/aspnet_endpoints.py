"""Routes of ASP.NET Core's minimal APIs: builders, groups and the methods they are handed to, over files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.aspnet_endpoints import MAPPED, VERSIONS
from readiness_checks.facts.routing import Certainty, Route, RouteTable
from readiness_checks.facts.routing.dotnet.sources import Argument, Chain, Class, Link, Method, Source, read_calls
from readiness_checks.facts.routing.dotnet.strings import said
from readiness_checks.facts.routing.paths import UNKNOWN, joined, spellings

MAX_MOUNTED = 20  # methods that hand a builder on
MAX_ROUTES = 10_000
_VERSION = Regex(r"\{\w+:apiVersion\}")
_VERBS = {f"Map{verb}": verb.upper() for verb in ("Get", "Post", "Put", "Patch", "Delete")}
_BUILDER = Regex(r"^(?:I?\w*EndpointRouteBuilder|RouteGroupBuilder|WebApplication|IVersionedEndpointRouteBuilder|IApplicationBuilder)\??$")
_ROOT = Regex(r"^(?:app|endpoints?|routes|builder|e|web|webApp|webApplication|application)$")
_OWN = frozenset({"MapGroup", "NewVersionedApi", "Map", "MapMethods", "MapIdentityApi", *_VERBS})
# what `MapIdentityApi` serves, by its documentation
_IDENTITY = (
    ("POST", "register"), ("POST", "login"), ("POST", "refresh"), ("GET", "confirmEmail"), ("POST", "resendConfirmationEmail"),
    ("POST", "forgotPassword"), ("POST", "resetPassword"), ("POST", "manage/2fa"), ("GET", "manage/info"), ("POST", "manage/info"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Builder:
    """Something that endpoints are mapped on: the parameter of a method, or with `parameter` -1 the application itself."""

    path: str
    start: int
    parameter: int
    prefix: str = ""
    hidden: bool = False


@dataclass(slots=True)
class _Mapped:
    """What is known of one builder: its routes, and the builders of other methods that it is handed to."""

    routes: list[tuple[str, str, str, int, bool]] = field(default_factory=list)
    handed: list[tuple[str, tuple[str, int, int]]] = field(default_factory=list)


@fact
def aspnet_endpoint_routes(repo: Repo) -> RouteTable:
    """What minimal APIs serve."""
    sources = [source for path in sorted({hit.path for hit in repo.hits(MAPPED)}) if (source := read_calls(repo, path)) is not None]
    return _Collector(repo, sources).read() if sources else RouteTable()


class _Collector:
    def __init__(self, repo: Repo, sources: list[Source]) -> None:
        self.repo = repo
        self.sources = sources
        self.known: dict[tuple[str, int, int], _Mapped] = {}
        versions = {hit.groups[0] for hit in repo.hits(VERSIONS)}
        self.version = versions.pop() if len(versions) == 1 else ""
        self.named: dict[str, list[tuple[Source, Class | None, Method]]] = {}
        for source in sources:
            for owner, method in source.methods:
                if method.name:
                    self.named.setdefault(method.name, []).append((source, owner, method))

    def read(self) -> RouteTable:
        for source in self.sources:
            for owner, method in source.methods:
                if method.extends and method.name in _VERBS:
                    continue  # an overload of the repository's own hands on what it is given
                for chain in method.chains:
                    self.chain(source, owner, method, chain)
        return RouteTable(tuple(self.routes()))

    # ---- builders --------------------------------------------------------------------------------------------------

    def base(self, source: Source, owner: Class | None, method: Method, name: str, depth: int = 0) -> _Builder | None:
        """The builder that a name stands for in a method."""
        bare = name.strip("()!")
        if depth > 10 or not bare:
            return None
        if bare in method.variables:
            return self.given(source, owner, method, method.variables[bare], depth + 1)
        for index, (parameter, kind) in enumerate(method.parameters):
            if parameter == bare:
                return _Builder(source.path, method.start, index) if _BUILDER.match(kind.rpartition(".")[2]) else None
        return _Builder("", 0, -1) if _ROOT.match(bare) else None

    def given(self, source: Source, owner: Class | None, method: Method, chain: Chain, depth: int) -> _Builder | None:
        """The builder that a chain of calls gives back."""
        if chain.links and chain.links[-1].name == "Build":
            return _Builder("", 0, -1)
        builder = self.base(source, owner, method, chain.base, depth)
        for link in chain.links:
            builder = self.after(source, owner, method, builder, link) if builder else None
        return builder

    def after(self, source: Source, owner: Class | None, method: Method, builder: _Builder, link: Link) -> _Builder:
        if link.name == "ExcludeFromDescription":
            return replace(builder, hidden=True)
        if link.name != "MapGroup":
            return builder
        prefix = self.text(source, owner, method, link.arguments[0] if link.arguments else None)
        whole = builder.prefix + "/" + (UNKNOWN if prefix is None else prefix.strip("/"))
        return replace(builder, prefix=whole)

    def text(self, source: Source, owner: Class | None, method: Method, argument: Argument | None) -> str | None:
        if argument is None or argument.text is None:
            return None
        text = argument.text
        if len(text) == 1 and text[0].named and text[0].text in method.strings:
            text = method.strings[text[0].text]
        return said(self.repo, text, (source.path, owner.name if owner else ""))

    # ---- what a chain maps -----------------------------------------------------------------------------------------

    def chain(self, source: Source, owner: Class | None, method: Method, chain: Chain) -> None:
        builder = self.base(source, owner, method, chain.base)
        hidden = any(link.name == "ExcludeFromDescription" for link in chain.links)
        builder = replace(builder, hidden=True) if builder is not None and hidden else builder
        for link in chain.links:
            if builder is not None:
                self.link(source, owner, method, (builder, link))
                builder = self.after(source, owner, method, builder, link)
            for index, argument in enumerate(link.arguments):
                if argument.source.isidentifier() and (builder is None or link.name not in _OWN):
                    given = self.base(source, owner, method, argument.source)
                    if given is not None and (given.parameter >= 0 or argument.source in method.variables or given.path == ""):
                        self.hand(given, link, index, chain.base)

    def link(self, source: Source, owner: Class | None, method: Method, held: tuple[_Builder, Link]) -> None:
        builder, link = held
        given = [argument for argument in link.arguments if argument.name in ("", "pattern", "handler", "httpMethods")]
        if link.name in _VERBS or (link.name in ("Map", "MapMethods") and len(given) > 1):
            pattern = self.pattern(source, owner, method, given)
            if pattern is None and link.name == "Map":
                return
            verbs = [_VERBS.get(link.name, "")]
            if link.name == "Map" and pattern is not None:
                pattern += "\1"  # a branch of the pipeline, or an endpoint: which methods it answers, and what below, is not known
            if link.name == "MapMethods":
                verbs = [(said(self.repo, item, (source.path, "")) or _last(item)).upper() for item in given[1].items] or [""]
            for verb in verbs:
                self.mapped(builder).routes.append(
                    (verb, _below(builder, UNKNOWN if pattern is None else pattern), source.path, link.line, builder.hidden)
                )
        elif link.name == "MapIdentityApi":
            for verb, path in _IDENTITY:
                self.mapped(builder).routes.append((verb, _below(builder, path), source.path, link.line, builder.hidden))
        elif link.name not in _OWN:
            for target, _, called in self.named.get(link.name, ()):
                if called.extends and _BUILDER.match(called.parameters[0][1].rpartition(".")[2]):
                    self.mapped(builder).handed.append((builder.prefix, (target.path, called.start, 0)))

    def pattern(self, source: Source, owner: Class | None, method: Method, given: list[Argument]) -> str | None:
        """The pattern among the arguments: by name, the first that is a string, or none where the repository maps handlers alone."""
        for argument in given:
            if argument.name == "pattern":
                return self.text(source, owner, method, argument)
        for argument in given[:2]:
            found = self.text(source, owner, method, argument)
            if found is not None:
                return found
        own = any(verb in self.named for verb in _VERBS)
        return "" if own and len(given) == 1 else None

    def hand(self, builder: _Builder, link: Link, index: int, base: str) -> None:
        """A builder that is an argument is the parameter of the methods of that name: those of the class that is named, if it is one."""
        found = [each for each in self.named.get(link.name, ()) if len(each[2].parameters) > index]
        own = [each for each in found if each[1] is not None and each[1].name == base.rpartition(".")[2]]
        for target, _, called in own or found:
            if _BUILDER.match(called.parameters[index][1].rpartition(".")[2]):
                self.mapped(builder).handed.append((builder.prefix, (target.path, called.start, index)))

    def mapped(self, builder: _Builder) -> _Mapped:
        return self.known.setdefault((builder.path, builder.start, builder.parameter), _Mapped())

    # ---- whole paths -----------------------------------------------------------------------------------------------

    def routes(self) -> Iterator[Route]:
        found: dict[Route, None] = {}
        reached: set[tuple[str, int, int]] = set()
        root = ("", 0, -1)
        self.walk(root, "", (), found, reached)
        handed = {target for mapped in self.known.values() for _, target in mapped.handed}
        for key, mapped in self.known.items():
            if key not in reached and key not in handed and (mapped.routes or mapped.handed):
                self.walk(key, "" if self.is_module(key) else "/" + UNKNOWN, (), found, reached)
        return iter(list(found)[:MAX_ROUTES])

    def is_module(self, key: tuple[str, int, int]) -> bool:
        """Whether a method is one that Carter hands the application to."""
        for source in self.sources:
            for owner, method in source.methods:
                if source.path == key[0] and method.start == key[1] and owner is not None:
                    return method.name == "AddRoutes" and "ICarterModule" in owner.bases
        return False

    def walk(
        self,
        key: tuple[str, int, int],
        prefix: str,
        above: tuple[tuple[str, int, int], ...],
        found: dict[Route, None],
        reached: set[tuple[str, int, int]],
    ) -> None:
        mapped = self.known.get(key)
        if mapped is None or key in above or len(above) > MAX_MOUNTED or len(found) > MAX_ROUTES:
            return
        reached.add(key)
        for verb, path, file, line, hidden in mapped.routes:
            whole = prefix + "/" + path.strip("/")
            composed = bool(prefix.strip("/")) or path.startswith("\0")
            branch = "\1" in path
            whole = _VERSION.sub(self.version or "{version}", whole.replace("\0", "").replace("\1", ""))
            for spelt in spellings(whole, "braces"):
                certainty: Certainty = "dynamic" if branch or UNKNOWN in spelt else "composed" if composed else "literal"
                found[Route(verb, joined(spelt), file, line, "aspnet-core", certainty, hidden)] = None
        for below, target in mapped.handed:
            self.walk(target, prefix + below, (*above, key), found, reached)


def _below(builder: _Builder, path: str) -> str:
    return ("\0" + builder.prefix + "/" + path.strip("/")) if builder.prefix.strip("/") else path


def _last(item: object) -> str:
    parts = item if isinstance(item, tuple) else ()
    return str(parts[-1].text).rpartition(".")[2] if parts else ""
