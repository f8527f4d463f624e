"""What an expression of JavaScript or TypeScript stands for: followed through names, imports, objects, classes and functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from posixpath import dirname
from typing import TypeAlias

from readiness.repo import Repo
from readiness_checks.facts.route_marks.node import ROUTERS
from readiness_checks.facts.routing.paths import UNKNOWN
from readiness_checks.facts.routing.scripts import expressions as says
from readiness_checks.facts.routing.scripts.imports import module_path
from readiness_checks.facts.routing.scripts.modules import Accessor, Class, Function, Module
from readiness_checks.facts.routing.scripts.reading import read_module

MAX_DEPTH = 40  # of names followed after each other
MAX_STEPS = 400_000  # of one repository
MAX_MODULES = 1_500


@dataclass(frozen=True, slots=True)
class Word:
    """A string; `{?}` in it stands for what is not known. `composed` when it does not stand in one place."""

    text: str
    composed: bool = False


@dataclass(frozen=True, slots=True)
class Router:
    """Something that routes are declared on, told apart by `key`; `prefix` is the path below it that is meant."""

    key: tuple[str | int, ...]
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class Foreign:
    """Something of a package from outside; `called` when it is what a call of it gave back."""

    package: str
    name: str
    called: bool = False


@dataclass(frozen=True, slots=True)
class Routine:
    """A function of the repository."""

    path: str
    start: int


@dataclass(frozen=True, slots=True)
class Kind:
    """A class of the repository, or with `instance` an object of it."""

    path: str
    start: int
    instance: bool = False


@dataclass(frozen=True, slots=True)
class Data:
    """An object or an array that is written out in the module at `path`."""

    path: str
    written: says.Record | says.Items


@dataclass(frozen=True, slots=True)
class Whole:
    """A module of the repository, as `import * as x` or `require` gives it."""

    path: str


Value: TypeAlias = Word | Router | Foreign | Routine | Kind | Data | Whole | None
Chosen: TypeAlias = Mapping[tuple[str, int], Value]  # the item that a loop's function is called on, by module and start

_SAME = frozenset({"fastify-plugin", "hono/factory", "@hono/zod-openapi"})  # what they are called with is what matters


class Reader:
    """Works out values in one repository; `routers` collects the framework, whether it stands alone, prefix and line of each router."""

    def __init__(self, repo: Repo) -> None:
        self.repo = repo
        self.routers: dict[tuple[str | int, ...], tuple[str, bool, str, int]] = {}
        self.modules: dict[str, Module | None] = {}
        self.depth = 0
        self.steps = 0

    def module(self, path: str) -> Module | None:
        """The module at `path`, read once; None when it cannot be parsed."""
        if path not in self.modules:
            self.modules[path] = read_module(self.repo, path) if len(self.modules) < MAX_MODULES else None
        return self.modules[path]

    def value(self, what: says.Expression, path: str, chosen: Chosen) -> Value:
        """What an expression in the module at `path` stands for; None where that is not certain."""
        self.steps += 1
        if self.depth > MAX_DEPTH or self.steps > MAX_STEPS:
            return None
        self.depth += 1
        try:
            return self._value(what, path, chosen)
        finally:
            self.depth -= 1

    def word(self, what: says.Expression, path: str, chosen: Chosen) -> Word | None:
        """The string that an expression stands for."""
        found = self.value(what, path, chosen)
        return found if isinstance(found, Word) else None

    def _value(self, what: says.Expression, path: str, chosen: Chosen) -> Value:
        if isinstance(what, says.Text):
            return Word(what.value)
        if isinstance(what, says.Joined):
            words = [self.word(part, path, chosen) or Word(UNKNOWN) for part in what.parts]
            plain = all(isinstance(part, says.Text) for part in what.parts)
            return Word("".join(word.text for word in words), not plain)
        if isinstance(what, says.Name):
            return self._named(what, path, chosen)
        if isinstance(what, says.Member):
            return self.member(self.value(what.of, path, chosen), what.name, chosen)
        if isinstance(what, says.Call):
            return self._called(what, path, chosen)
        if isinstance(what, says.Record | says.Items):
            return Data(path, what)
        if isinstance(what, says.Either) and what.fallback:
            first, second = self.value(what.first, path, chosen), _composed(self.value(what.second, path, chosen))
            return second if first is None or (isinstance(second, Word) and not isinstance(first, Word)) else first
        if isinstance(what, says.Either):
            return self._both(what, path, chosen)
        if isinstance(what, says.Inline):
            return self._inline(what.at, path)
        return None

    def _both(self, what: says.Either, path: str, chosen: Chosen) -> Value:
        first, second = self.value(what.first, path, chosen), self.value(what.second, path, chosen)
        return first if first == second else None

    def _inline(self, at: int, path: str) -> Value:
        module = self.module(path)
        if module is None:
            return None
        if module.function_at(at) is not None:
            return Routine(path, at)
        return next((Kind(path, known.start) for known in module.classes if known.start == at), None)

    # ---- names -----------------------------------------------------------------------------------------------------

    def _named(self, what: says.Name, path: str, chosen: Chosen) -> Value:
        module = self.module(path)
        if module is None:
            return None
        if what.name == "this":
            inside = module.class_at(what.at)
            return self._instance(Kind(path, inside.start, True)) if inside else None
        if what.name in ("__dirname", "import.meta"):
            return Word("/" + dirname(path), True)
        for function in module.around(what.at):
            if what.name in function.names:
                return _composed(self.value(function.names[what.name], path, chosen))
            if what.name in function.parameters:
                return self._parameter(function, function.parameters[what.name], path, chosen)
            own = next((each for each in module.functions if each.name == what.name and each.outer is function), None)
            if own is not None:
                return Routine(path, own.start)
        if what.name in module.names:
            return _composed(self.value(module.names[what.name], path, chosen))
        routine = next((each for each in module.functions if each.name == what.name and each.owner is None and each.outer is None), None)
        if routine is not None:
            return Routine(path, routine.start)
        kind = next((each for each in module.classes if each.name == what.name), None)
        if kind is not None:
            return Kind(path, kind.start)
        if what.name in module.imports:
            return self.imported(path, *module.imports[what.name])
        return None

    def _parameter(self, function: Function, accessor: Accessor, path: str, chosen: Chosen) -> Value:
        if function.each_of is None:
            return Router((path, function.start, accessor.index, *accessor.parts))
        value = chosen.get((path, function.start)) if accessor.index == 0 else None
        for part in accessor.parts:
            value = self.member(value, part, chosen)
        return _composed(value)

    def imported(self, path: str, specifier: str, name: str) -> Value:
        """What the module at `path` gets when it imports `name` of `specifier`."""
        target = module_path(self.repo, path, specifier)
        if target is not None:
            return Whole(target) if name == "*" else _composed(self.exported(target, name))
        outside = not specifier.startswith((".", "/"))
        return Foreign(specifier.removeprefix("node:").removeprefix("npm:"), "default" if name == "*" else name) if outside else None

    def exported(self, path: str, name: str) -> Value:
        """What the module at `path` exports under a name."""
        self.steps += 1
        module = self.module(path)
        if module is None or self.depth > MAX_DEPTH or self.steps > MAX_STEPS:
            return None
        self.depth += 1
        try:
            return self._exported(module, name)
        finally:
            self.depth -= 1

    def _exported(self, module: Module, name: str) -> Value:
        if name in module.exports:
            return self.value(module.exports[name], module.path, {})
        if name in module.borrowed:
            specifier, original = module.borrowed[name]
            return self.imported(module.path, specifier, original)
        if "=" in module.exports:
            whole = self.value(module.exports["="], module.path, {})
            return whole if name == "default" else self.member(whole, name, {})
        for specifier in module.stars[:100]:
            target = module_path(self.repo, module.path, specifier)
            found = self.exported(target, name) if target is not None and name != "default" else None
            if found is not None:
                return found
        return None

    def plain(self, value: Value) -> Value:
        """A module as what it exports by default."""
        if not isinstance(value, Whole):
            return value
        return self.exported(value.path, "default") or self.exported(value.path, "=")

    # ---- parts -----------------------------------------------------------------------------------------------------

    def member(self, value: Value, name: str, chosen: Chosen) -> Value:
        """The part `name` of a value."""
        if isinstance(value, Whole):
            return _composed(self.exported(value.path, name))
        if isinstance(value, Foreign):
            return Foreign(value.package, name if value.name == "default" else f"{value.name}.{name}", value.called)
        if isinstance(value, Kind):
            return self._field(value, name, chosen)
        if isinstance(value, Word):
            return value if name in ("dirname", "url") else None
        if isinstance(value, Router) and len(value.key) > 2:
            return Router((*value.key, name))  # a part of an argument: `deps.app`
        if isinstance(value, Data) and isinstance(value.written, says.Items):
            at = int(name) if name.isdecimal() and len(name) < 5 else -1
            items = value.written.items
            return _composed(self.value(items[at], value.path, chosen)) if 0 <= at < len(items) else None
        if isinstance(value, Data) and isinstance(value.written, says.Record):
            for key, entry in value.written.entries:
                if key == name:
                    return _composed(self.value(entry, value.path, chosen))
            for key, entry in value.written.entries:
                found = self.member(self.value(entry, value.path, chosen), name, chosen) if key == "..." else None
                if found is not None:
                    return found
        return None

    def kind(self, value: Kind) -> Class | None:
        """The class that a value is of."""
        module = self.module(value.path)
        return next((each for each in module.classes if each.start == value.start), None) if module else None

    def _instance(self, value: Kind) -> Value:
        """An object of a class; of a class that extends a router, a router."""
        known = self.kind(value)
        above = self.value(known.extends, value.path, {}) if known else None
        made = ROUTERS.get(above.package, {}).get(above.name) if isinstance(above, Foreign) else None
        if known is None or made is None:
            return value
        self.routers[(value.path, value.start)] = (made[0], False, "", 0)
        return Router((value.path, value.start))

    def _field(self, value: Kind, name: str, chosen: Chosen) -> Value:
        for _ in range(5):
            known = self.kind(value)
            if known is None:
                return None
            if name in known.fields:
                return _composed(self.value(known.fields[name], value.path, chosen))
            if name in known.methods:
                return Routine(value.path, known.methods[name].start)
            above = self.value(known.extends, value.path, {})
            if not isinstance(above, Kind):
                return None
            value = replace(above, instance=value.instance)
        return None

    def items(self, value: Value, chosen: Chosen) -> list[Value] | None:
        """The items of an array that is written out; None when they are not all known."""
        if not isinstance(value, Data) or not isinstance(value.written, says.Items):
            return None
        found: list[Value] = []
        for item in value.written.items:
            if isinstance(item, says.Spread):
                more = self.items(self.value(item.of, value.path, chosen), chosen) if len(found) < says.MAX_ITEMS else []
                if more is None:
                    return None
                found += more
            else:
                found.append(self.value(item, value.path, chosen))
        return found

    # ---- calls -----------------------------------------------------------------------------------------------------

    def _called(self, what: says.Call, path: str, chosen: Chosen) -> Value:
        if not what.name and isinstance(what.base, says.Name) and what.base.name == "require":
            return self._required(what, path)
        if isinstance(what.base, says.Other) and what.base.text == "import":
            return self._required(what, path)
        base = self.value(what.base, path, chosen)
        if isinstance(base, Word):
            return self._string(base, what, path, chosen)
        if what.name and isinstance(base, Router) and what.name in says.FLUENT:
            paths = [
                *what.prefixes,
                *(what.arguments[:1] if what.name in ("route", "basePath", "within") and len(what.arguments) == 1 else ()),
            ]
            for each in paths:
                word = self.word(each, path, chosen) or Word(UNKNOWN)
                base = Router(base.key, base.prefix + "/" + word.text.strip("/"))
            return base
        if what.name in ("values", "entries") and isinstance(what.base, says.Name) and what.base.name == "Object" and what.arguments:
            return self._taken_apart(self.value(what.arguments[0], path, chosen), what.name)
        callee = self.member(base, what.name, chosen) if what.name else self.plain(base)
        if isinstance(callee, Foreign):
            return self._made(callee, what, path, chosen)
        if isinstance(callee, Kind):
            return self._instance(replace(callee, instance=True))
        if isinstance(callee, Routine):
            return self.given_back(callee)
        return None

    def _required(self, what: says.Call, path: str) -> Value:
        wanted = what.arguments[0] if what.arguments else says.Other()
        if not isinstance(wanted, says.Text):
            return None
        target = module_path(self.repo, path, wanted.value)
        if target is None:
            return self.imported(path, wanted.value, "default")
        module = self.module(target)
        if module is not None and "=" in module.exports:
            return self.value(module.exports["="], target, {}) or Whole(target)
        return Whole(target)

    def _string(self, base: Word, what: says.Call, path: str, chosen: Chosen) -> Value:
        if what.name in ("toString", "trim"):
            return base
        if what.name == "concat":
            return Word(base.text + "".join((self.word(each, path, chosen) or Word(UNKNOWN)).text for each in what.arguments), True)
        return None

    def _taken_apart(self, value: Value, how: str) -> Value:
        if not isinstance(value, Data) or not isinstance(value.written, says.Record):
            return None
        entries = value.written.entries
        if how == "values":
            return Data(value.path, says.Items(tuple(entry for _, entry in entries)))
        return Data(value.path, says.Items(tuple(says.Items((says.Text(key), entry)) for key, entry in entries)))

    def _made(self, callee: Foreign, what: says.Call, path: str, chosen: Chosen) -> Value:
        known = ROUTERS.get(callee.package, {}).get(callee.name)
        if known is not None:
            key = (path, what.at)
            options = self.value(what.arguments[0], path, chosen) if what.arguments else None
            prefix = self.member(options, "prefix", chosen) if isinstance(options, Data) else None
            if prefix is None:
                prefix = self.member(options, "basePath", chosen) if isinstance(options, Data) else None
            self.routers[key] = (*known, prefix.text if isinstance(prefix, Word) else "", what.line)
            return Router(key)
        if callee.package in ("path", "url") and callee.name in ("dirname", "fileURLToPath") and what.arguments:
            return self.value(what.arguments[0], path, chosen)
        if callee.package == "path" and callee.name in ("join", "resolve", "posix.join"):
            words = [self.word(each, path, chosen) or Word(UNKNOWN) for each in what.arguments]
            return Word("/".join(word.text for word in words), True)
        if callee.package in _SAME and what.arguments:
            return self.plain(self.value(what.arguments[0], path, chosen))
        if callee.package == "koa-mount" and len(what.arguments) == 2:
            word, inner = self.word(what.arguments[0], path, chosen), self.value(what.arguments[1], path, chosen)
            return Router(inner.key, "\0" + word.text) if word and isinstance(inner, Router) else inner
        return Foreign(callee.package, callee.name, True)

    def given_back(self, routine: Routine) -> Value:
        """What a function of the repository gives back, where all its returns agree."""
        module = self.module(routine.path)
        function = module.function_at(routine.start) if module else None
        found: list[Value] = []
        for each in function.returns if function else ():
            value = self.value(each, routine.path, {})
            if value is not None and value not in found:
                found.append(value)
        return _composed(found[0]) if len(found) == 1 else None


def _composed(value: Value) -> Value:
    return Word(value.text, True) if isinstance(value, Word) else value
