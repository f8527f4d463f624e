"""Routes of Express, Koa, Fastify and Hono: routers, mounts, plugins and prefixes, followed over the modules of a repository."""

from __future__ import annotations

from dataclasses import dataclass, field
from posixpath import dirname

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.node import MADE, PUT
from readiness_checks.facts.route_patterns import javascript
from readiness_checks.facts.routing import Certainty, Gap, Route, RouteTable
from readiness_checks.facts.routing.autoload import loaded_plugins
from readiness_checks.facts.routing.paths import UNKNOWN, joined, spellings
from readiness_checks.facts.routing.scripts import expressions as says
from readiness_checks.facts.routing.scripts.modules import Function, Module
from readiness_checks.facts.routing.scripts.values import Chosen, Data, Foreign, Kind, Reader, Router, Routine, Value, Word

MAX_ROUTES = 10_000
MAX_MOUNTED = 25  # routers below each other
_METHODS = {
    **{verb: verb.upper() for verb in ("get", "post", "put", "patch", "delete", "head", "options")},
    "del": "DELETE",
    "all": "",
}
# what is commonly put in front of routes, and answers none of them
_MIDDLEWARE = Regex(
    r"(?i)limit|cors|helmet|morgan|body|cookie|session|csrf|csurf|compress|json|urlencoded|raw|text|static|auth|passport|jwt|log|cach"
    r"|valid|upload|multer|swagger|redoc|scalar|docs|slow|timeout|favicon|sentry|i18n|user-?agent|method-override|sanit|hpp|express$"
)
_EVERYTHING = Regex(r"^/\{\w+\.\.\.\}$")
_NOTHING = Regex(r"(?i)404|not_?found")
_ROUTING_NAME = Regex(r"(?i)^(?:app|router|server|fastify|instance|api|\w*(?:router|app))$")


@dataclass(slots=True)
class _Node:
    framework: str
    root: bool
    prefix: str
    path: str
    line: int
    routes: list[tuple[str, Word, str, int]] = field(default_factory=list)
    mounts: list[tuple[Word, tuple[str | int, ...]]] = field(default_factory=list)
    below: bool = False


@fact
def node_routes(repo: Repo) -> RouteTable:
    """What Express, Koa, Fastify and Hono serve."""
    starts = {hit.path for hit in repo.hits(MADE)} & {hit.path for hit in repo.hits(PUT)}
    return _Collector(repo).read(sorted(starts)) if starts else RouteTable()


class _Collector:
    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.reader = Reader(repo)
        self.nodes: dict[tuple[str | int, ...], _Node] = {}
        self.gaps: set[Gap] = set()
        self.declaring = {hit.path for key, pattern in javascript.ROUTES.items() if key.startswith("node") for hit in repo.hits(pattern)}

    def read(self, starts: list[str]) -> RouteTable:
        for path in starts:
            self.reader.module(path)
        done: set[str] = set()
        while True:
            waiting = [module for path, module in self.reader.modules.items() if path not in done and module is not None]
            if not waiting:
                break
            for module in waiting:
                done.add(module.path)
                file = self.repo.file(module.path)
                if file is not None and file.role == "source":
                    for call in module.calls:
                        self.event(call, module)
        return RouteTable(tuple(self.routes()), tuple(self.gaps))

    # ---- what each call says ---------------------------------------------------------------------------------------

    def event(self, call: says.Call, module: Module) -> None:
        loop = next((each for each in module.around(call.at) if each.each_of is not None), None)
        if loop is None or loop.each_of is None:
            self.one(call, module, {})
            return
        if call.name and call.name not in ("use", "register", "route", "openapi", *_METHODS):
            return
        items = self.reader.items(self.reader.value(loop.each_of, module.path, {}), {})
        if items is None:
            self.one(call, module, {})
        for item in items or ():
            self.one(call, module, {(module.path, loop.start): item})

    def one(self, call: says.Call, module: Module, chosen: Chosen) -> None:
        if not call.name or (call.made and not call.name):
            self.passed_on(call, module, chosen)
            return
        base = self.reader.value(call.base, module.path, chosen)
        if not isinstance(base, Router):
            if not isinstance(base, Word | Foreign):
                self.passed_on(call, module, chosen)
            return
        for each in call.prefixes:
            word = self.reader.word(each, module.path, chosen) or Word(UNKNOWN)
            base = Router(base.key, base.prefix + "/" + word.text.strip("/"))
        if call.name in _METHODS:
            self.verb(base, call, module, chosen)
        elif call.name == "prefix" and call.arguments:
            own = self.reader.word(call.arguments[0], module.path, chosen)
            self.node(base).prefix = own.text if own else UNKNOWN
        elif call.name == "route" and len(call.arguments) == 1:
            self.described(base, self.reader.value(call.arguments[0], module.path, chosen), call, module, chosen)
        elif call.name == "openapi":
            self.described(
                base, self.reader.value(call.arguments[0], module.path, chosen) if call.arguments else None, call, module, chosen
            )
        elif call.name == "on":
            self.on(base, call, module, chosen)
        elif call.name in ("use", "route", "mount"):
            self.use(base, call, module, chosen)
        elif call.name == "register":
            self.register(base, call, module, chosen)

    def node(self, router: Router) -> _Node:
        known = self.nodes.get(router.key)
        if known is None:
            framework, root, prefix, line = self.reader.routers.get(router.key, ("", False, "", 0))
            known = self.nodes[router.key] = _Node(framework, root, prefix, str(router.key[0]), line)
        return known

    def verb(self, base: Router, call: says.Call, module: Module, chosen: Chosen) -> None:
        """`router.get(path, handler)`, Koa's `router.get(name, path, handler)`, and the links of `router.route(path)`."""
        given = list(call.arguments)
        if not given or (len(given) < 2 and not base.prefix):
            return
        first = self.reader.value(given[0], module.path, chosen)
        if len(given) > 2 and isinstance(first, Word) and not first.text.startswith(("/", "*", UNKNOWN)):
            second = self.reader.value(given[1], module.path, chosen)
            first = second if isinstance(second, Word) else first
        listed = self.reader.items(first, chosen)
        paths: list[Word] = [first] if isinstance(first, Word) else [each for each in listed or () if isinstance(each, Word)]
        if not paths and base.prefix and (isinstance(given[0], says.Inline) or not isinstance(given[0], says.Joined)):
            paths = [Word("")]  # a link of a chain begins with its handlers
        if not paths and (isinstance(first, Routine | Foreign) or len(given) < 2 or isinstance(given[0], says.Inline | says.Record)):
            return
        for each in paths or [Word(UNKNOWN)]:
            self.route(base, _METHODS[call.name], each, module.path, call.line)

    def route(self, base: Router, method: str, path: Word, file: str, line: int) -> None:
        whole = Word(base.prefix + "/" + path.text.lstrip("/"), path.composed) if base.prefix else path
        if len(whole.text) < 300 and "://" not in whole.text:
            self.node(base).routes.append((method, whole, file, line))

    def described(self, base: Router, value: Value, call: says.Call, module: Module, chosen: Chosen) -> None:
        """`fastify.route({method, url})`, `app.openapi(createRoute({method, path}), handler)`."""
        if not isinstance(value, Data) or not isinstance(value.written, says.Record):
            if call.name == "route" and not isinstance(value, Word) and not _chains(call):
                self.gap(module, call, "are described by something that could not be read", base)
            return
        path = self.reader.member(value, "url", chosen) or self.reader.member(value, "path", chosen)
        method = self.reader.member(value, "method", chosen)
        methods = [method] if isinstance(method, Word) else self.reader.items(method, chosen) or [Word("")]
        for each in methods:
            name = each.text.upper() if isinstance(each, Word) and UNKNOWN not in each.text else ""
            self.route(base, name, path if isinstance(path, Word) else Word(UNKNOWN), module.path, call.line)

    def on(self, base: Router, call: says.Call, module: Module, chosen: Chosen) -> None:
        """Hono's `app.on(methods, paths, handler)`; everybody else's `on` is for events."""
        if len(call.arguments) < 3 or self.node(base).framework not in ("hono", ""):
            return
        methods, paths = (self.words(each, module, chosen) for each in call.arguments[:2])
        for method in methods:
            for path in paths:
                if path.text.startswith("/") and method.text.isupper():
                    self.route(base, method.text, path, module.path, call.line)

    def words(self, what: says.Expression, module: Module, chosen: Chosen) -> list[Word]:
        value = self.reader.value(what, module.path, chosen)
        return [value] if isinstance(value, Word) else [each for each in self.reader.items(value, chosen) or () if isinstance(each, Word)]

    # ---- mounts ----------------------------------------------------------------------------------------------------

    def use(self, base: Router, call: says.Call, module: Module, chosen: Chosen) -> None:
        """`app.use(path, middleware, router)`: what answers below the path is the router."""
        prefixes = [Word("")]
        given: list[tuple[says.Expression, Value]] = []
        for index, what in enumerate(call.arguments):
            value = self.reader.plain(self.reader.value(what, module.path, chosen))
            listed = self.reader.items(value, chosen)
            if isinstance(value, Word) or (index == 0 and listed and all(isinstance(each, Word) for each in listed)):
                found = [value] if isinstance(value, Word) else [each for each in listed or () if isinstance(each, Word)]
                prefixes = found if index == 0 else prefixes
            elif (
                index == 0
                and len(call.arguments) > 1
                and value is None
                and isinstance(what, says.Joined | says.Name | says.Member | says.Either)
            ):
                prefixes = [Word(UNKNOWN, True)]
            elif listed is not None:
                given += [(what, self.reader.plain(each)) for each in listed]
            else:
                given.append((what, value))
        routers = [value for _, value in given if isinstance(value, Router)]
        for prefix in prefixes:
            for router in routers:
                self.mount(base, prefix, router)
            if not routers:
                for what, value in given:
                    self.answered(base, prefix, (what, value), call, module)

    def mount(self, base: Router, prefix: Word, router: Router) -> None:
        if router.prefix.startswith("\0"):  # koa-mount
            prefix = Word(prefix.text.rstrip("/") + "/" + router.prefix[1:].strip("/"), prefix.composed)
        if base.prefix:
            prefix = Word(base.prefix + "/" + prefix.text.strip("/"), prefix.composed)
        self.node(base).mounts.append((prefix, router.key))
        if self.node(router) is not self.node(base):
            self.node(router).below = True

    def answered(self, base: Router, prefix: Word, given: tuple[says.Expression, Value], call: says.Call, module: Module) -> None:
        """What is mounted is no router that could be read: what it answers below the path is not known."""
        what, value = given
        if isinstance(value, Foreign):
            if _MIDDLEWARE.search(value.package) or _MIDDLEWARE.search(value.name) or not prefix.text.strip("/*"):
                return
        elif isinstance(value, Routine):
            function = self.function(value)
            if function is None or function.count >= 3 or not prefix.text.strip("/*") or self.node(base).framework not in ("express", ""):
                return
            if _NOTHING.search(self.repo.text(value.path).encode()[function.start : function.end].decode("utf-8", "replace")):
                return
        elif isinstance(value, Kind | Word) or not _hides(what):
            return
        elif not prefix.text.strip("/*"):
            self.gap(module, call, "are mounted from something that could not be read", base)
            return
        self.route(base, "", Word(prefix.text.rstrip("/") + "/" + UNKNOWN, True), module.path, call.line)

    def function(self, routine: Routine) -> Function | None:
        module = self.reader.module(routine.path)
        return module.function_at(routine.start) if module else None

    def register(self, base: Router, call: says.Call, module: Module, chosen: Chosen) -> None:
        """Fastify's `register(plugin, {prefix})`."""
        if not call.arguments:
            return
        plugin = self.reader.plain(self.reader.value(call.arguments[0], module.path, chosen))
        options = self.reader.value(call.arguments[1], module.path, chosen) if len(call.arguments) > 1 else None
        prefix = self.prefix_of(options, chosen)
        if isinstance(plugin, Foreign) and plugin.package in ("@fastify/autoload", "fastify-autoload"):
            loaded = loaded_plugins(self.reader, options, chosen)
            prefix = self.prefix_of(self.reader.member(options, "options", chosen), chosen)
            if loaded is None:
                self.gap(module, call, "are loaded from a folder that could not be told", base)
            for below, path in loaded or ():
                found = self.reader.plain(self.reader.exported(path, "default") or self.reader.exported(path, "="))
                own = self.reader.exported(path, "autoPrefix")
                folder = below if not isinstance(own, Word) else dirname(below) + "/" + own.text
                self.bind(base, Word(prefix.text + "/" + folder.strip("/"), True), found)
        elif isinstance(plugin, Routine | Router):
            self.bind(base, prefix, plugin)
        elif plugin is None and (_hides(call.arguments[0]) or isinstance(call.arguments[0], says.Call)):
            self.gap(module, call, "are registered by a plugin that could not be read", base)

    def prefix_of(self, options: Value, chosen: Chosen) -> Word:
        if not isinstance(options, Data):
            return Word("")
        prefix = self.reader.member(options, "prefix", chosen)
        if isinstance(prefix, Word):
            return prefix
        written = isinstance(options.written, says.Record) and any(key == "prefix" for key, _ in options.written.entries)
        return Word(UNKNOWN if written else "", True)

    def bind(self, base: Router, prefix: Word, plugin: Value) -> None:
        if isinstance(plugin, Router):
            self.mount(base, prefix, plugin)
        elif isinstance(plugin, Routine):
            self.mount(base, prefix, Router((plugin.path, plugin.start, 0)))

    def passed_on(self, call: says.Call, module: Module, chosen: Chosen) -> None:
        """A router that is handed to a function of the repository is that function's parameter."""
        # only what is called like a router is looked up: every other argument would lead on to most of the repository
        given = [self.reader.value(each, module.path, chosen) if _may_route(each) else None for each in call.arguments]
        if not any(isinstance(each, Router | Data) for each in given):
            return
        base = self.reader.value(call.base, module.path, chosen)
        callee = self.reader.member(base, call.name, chosen) if call.name else self.reader.plain(base)
        if isinstance(callee, Kind):
            kind = self.reader.kind(callee)
            made = kind.methods.get("constructor") if kind else None
            callee = Routine(callee.path, made.start) if made else None
        if not isinstance(callee, Routine):
            return
        for index, each in enumerate(given):
            parameter = (callee.path, callee.start, index)
            if isinstance(each, Router):
                self.mount(each, Word(""), Router(parameter))
            elif isinstance(each, Data) and isinstance(each.written, says.Record):
                for name, entry in each.written.entries:
                    value = self.reader.value(entry, each.path, chosen)
                    if isinstance(value, Router):
                        self.mount(value, Word(""), Router((*parameter, name)))

    def gap(self, module: Module, call: says.Call, reason: str, base: Router) -> None:
        if base.key in self.reader.routers or (len(base.key) == 3 and module.path in self.declaring):
            self.gaps.add(Gap(module.path, call.line, reason))

    # ---- whole paths -----------------------------------------------------------------------------------------------

    def routes(self) -> list[Route]:
        found: dict[Route, None] = {}
        reached: set[tuple[str | int, ...]] = set()
        for key, node in self.nodes.items():
            if node.root and not node.below:
                self.walk(key, Word(""), (node.framework, ()), found, reached)
        unread = {self.package(gap.path) for gap in self.gaps}
        rooted = {self.package(str(key[0])) for key, node in self.nodes.items() if node.root and node.mounts}
        for key, node in self.nodes.items():
            if key in reached or node.below or not (node.routes or node.mounts):
                continue
            package = self.package(node.path)
            declared = key in self.reader.routers or self.is_parameter(key)
            if declared and (package in unread or package not in rooted):
                self.walk(key, Word(UNKNOWN, True), (node.framework, ()), found, reached)
        return list(found)[:MAX_ROUTES]

    def is_parameter(self, key: tuple[str | int, ...]) -> bool:
        """Whether the parameter of a function that nothing was seen to call is called like a router, in a file that declares routes."""
        if str(key[0]) not in self.declaring or len(key) < 3:
            return False
        function = self.function(Routine(str(key[0]), int(key[1])))
        named = [name for name, accessor in function.parameters.items() if (accessor.index, *accessor.parts) == key[2:]] if function else []
        return bool(named) and _ROUTING_NAME.match(named[0]) is not None

    @staticmethod
    def inside(prefix: Word, node: _Node) -> Word:
        return Word(prefix.text.rstrip("/") + "/" + node.prefix.strip("/"), True) if node.prefix else prefix

    def package(self, path: str) -> str:
        folder = dirname(path)
        while folder and self.repo.file(folder + "/package.json") is None:
            folder = dirname(folder)
        return folder

    def walk(
        self,
        key: tuple[str | int, ...],
        prefix: Word,
        state: tuple[str, tuple[tuple[str | int, ...], ...]],
        found: dict[Route, None],
        reached: set[tuple[str | int, ...]],
    ) -> None:
        """Write down the routes of a router below a prefix, then those of the routers mounted on it."""
        framework, above = state
        node = self.nodes.get(key)
        if node is None or key in above or len(above) > MAX_MOUNTED or len(found) > MAX_ROUTES:
            return
        reached.add(key)
        framework = node.framework or framework or "express"
        prefix = self.inside(prefix, node)
        for method, path, file, line in node.routes:
            whole = prefix.text.rstrip("/") + "/" + path.text.lstrip("/")
            composed = path.composed or bool(prefix.text.strip("/"))
            for spelt in spellings(whole, "colon"):
                if method == "GET" and _EVERYTHING.match(spelt):
                    continue  # the page of a browser's application, which no operation of an API is answered by
                certainty: Certainty = "dynamic" if UNKNOWN in spelt else "composed" if composed else "literal"
                found[Route(method, joined(spelt), file, line, framework, certainty)] = None
        for mounted, child in node.mounts:
            below = Word(prefix.text.rstrip("/") + "/" + mounted.text.strip("/*"), True)
            self.walk(child, below, (framework, (*above, key)), found, reached)


def _may_route(what: says.Expression) -> bool:
    if isinstance(what, says.Record):
        return any(_may_route(entry) for _, entry in what.entries)
    return isinstance(what, says.Name | says.Member) and bool(_LIKE_ROUTER.search(what.name))


def _chains(call: says.Call) -> bool:
    return bool(call.arguments) and isinstance(call.arguments[0], says.Text | says.Joined | says.Name | says.Member)


def _hides(what: says.Expression) -> bool:
    """Whether something unread may well be a router: by its name, or because it is required by a name that is worked out."""
    if isinstance(what, says.Call):
        if isinstance(what.base, says.Name) and what.base.name == "require":
            return not (what.arguments and isinstance(what.arguments[0], says.Text) and not what.arguments[0].value.startswith("."))
        return _hides(what.base) or bool(_ROUTERS.search(what.name))
    if isinstance(what, says.Member):
        return bool(_ROUTERS.search(what.name)) or _hides(what.of)
    return isinstance(what, says.Name) and bool(_ROUTERS.search(what.name))


_LIKE_ROUTER = Regex(r"(?i)app|rout|server|fastify|instance|api|express|koa|hono|^.$")
_ROUTERS = Regex(r"(?i)rout|api$|controller|endpoint|^v\d")
