"""What each NestJS application of a repository puts before the paths of its controllers: a global prefix, and versions."""

from __future__ import annotations

from dataclasses import dataclass
from posixpath import dirname, join

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.nest_applications import CONFIGURED, STARTED
from readiness_checks.facts.routing.paths import UNKNOWN, normalised
from readiness_checks.facts.routing.scripts import expressions as says
from readiness_checks.facts.routing.scripts.values import Data, Foreign, Reader, Routine, Value, Word

_BOUNDARIES = ("package.json", "project.json", "tsconfig.app.json")


@dataclass(frozen=True, slots=True)
class Application:
    """A global prefix with the paths that are left out of it, and how versions stand in paths.

    `version` is what is put before a version's number, None where versions do not stand in paths; `default` are the versions of
    controllers that name none.
    """

    global_prefix: str = ""
    excluded: tuple[tuple[str, str], ...] = ()
    version: str | None = None
    default: tuple[str, ...] = ()

    def version_prefixes(self, versions: tuple[str, ...] | None) -> tuple[str, ...]:
        """What versions put before a path; "" for none."""
        if self.version is None:
            return ("",)
        asked = self.default if versions is None else versions
        return tuple(self.version + each if each else "" for each in asked) or ("",)

    def prefix(self, method: str, path: str) -> str:
        """The global prefix of a path, "" where the path is left out of it."""
        whole = normalised(path, "colon")
        for excluded_method, excluded in self.excluded:
            matched = whole == excluded or (excluded.endswith("...}") and whole.startswith(excluded.rpartition("/")[0]))
            if matched and excluded_method in ("", method):
                return ""
        return self.global_prefix


@fact
def reader_of(repo: Repo) -> Reader:
    """One reader of values for all that is asked of NestJS in a repository."""
    return Reader(repo)


@fact
def applications(repo: Repo, folder: str) -> tuple[Application, ...]:
    """The applications that controllers in a folder belong to: that of their package, else each one; several only where they differ."""
    known = _by_scope(repo)
    own = known.get(_scope(repo, folder))
    return (own,) if own else tuple(dict.fromkeys(known.values())) or (Application(),)


@fact
def _scope(repo: Repo, folder: str) -> str:
    while folder and not any(repo.file(join(folder, name)) for name in _BOUNDARIES):
        folder = dirname(folder)
    return folder


@fact
def _by_scope(repo: Repo) -> dict[str, Application]:
    files: dict[str, list[str]] = {}
    for hit in repo.hits(STARTED):
        files.setdefault(_scope(repo, dirname(hit.path)), []).append(hit.path)
    return {scope: _application(repo, reader_of(repo), sorted(paths)) for scope, paths in files.items()}


def _application(repo: Repo, reader: Reader, paths: list[str]) -> Application:
    prefixes: dict[str, tuple[tuple[str, str], ...]] = {}
    versioning: Application | None = None
    for path in paths:
        module = reader.module(path)
        for call in module.calls if module else ():
            if call.name == "setGlobalPrefix" and call.arguments:
                word = _word(repo, reader, call.arguments[0], path)
                options = reader.value(call.arguments[1], path, {}) if len(call.arguments) > 1 else None
                prefixes.setdefault(word, _excluded(reader, options))
            elif call.name == "enableVersioning":
                versioning = versioning or _versioning(reader, reader.value(call.arguments[0], path, {}) if call.arguments else None, call)
    prefix = next(iter(prefixes)) if len(prefixes) == 1 else UNKNOWN if prefixes else ""
    made = versioning or Application()
    return Application(prefix, prefixes.get(prefix, ()), made.version, made.default)


def _versioning(reader: Reader, options: Value, call: says.Call) -> Application:
    if not isinstance(options, Data):
        return Application(version=UNKNOWN if call.arguments else "v")
    kind = reader.member(options, "type", {})
    if isinstance(kind, Foreign) and not kind.name.endswith("URI"):
        return Application()
    prefix = reader.member(options, "prefix", {})
    default = reader.member(options, "defaultVersion", {})
    listed = reader.items(default, {}) or ([] if default is None else [default])
    return Application(
        version="" if prefix == Word("false") or prefix == Word("false", True) else prefix.text if isinstance(prefix, Word) else "v",
        default=tuple(each.text if isinstance(each, Word) else "" for each in listed),
    )


def _excluded(reader: Reader, options: Value) -> tuple[tuple[str, str], ...]:
    found = []
    listed = reader.member(options, "exclude", {})
    if not isinstance(listed, Data) or not isinstance(listed.written, says.Items):
        return ()
    for item in listed.written.items:
        each = reader.value(item, listed.path, {})
        path = reader.member(each, "path", {}) if isinstance(each, Data) else each
        method = reader.member(each, "method", {}) if isinstance(each, Data) else None
        if isinstance(path, Word):
            name = method.name.rpartition(".")[2] if isinstance(method, Foreign) else ""
            found.append(("" if name == "ALL" else name, normalised(path.text, "colon")))
    return tuple(found)


def _word(repo: Repo, reader: Reader, what: says.Expression, path: str) -> str:
    """A prefix: written, or what the configuration has for it when the environment says nothing."""
    word = reader.word(what, path, {})
    if word is not None:
        return word.text
    if isinstance(what, says.Either):
        first = _word(repo, reader, what.first, path)
        return first if first != UNKNOWN else _word(repo, reader, what.second, path)
    if isinstance(what, says.Call) and what.name in ("get", "getOrThrow") and what.arguments:
        key = reader.word(what.arguments[0], path, {})
        default = reader.word(what.arguments[1], path, {}) if len(what.arguments) > 1 else None
        found = _configured(repo, reader, key.text) if key else None
        return (found or default or Word(UNKNOWN)).text
    return UNKNOWN


def _configured(repo: Repo, reader: Reader, key: str) -> Word | None:
    """The value of `app.prefix` in what `registerAs('app', () => ({ prefix }))` gives back."""
    space, _, rest = key.partition(".")
    for hit in repo.hits(CONFIGURED):
        module = reader.module(hit.path)
        for call in module.calls if module else ():
            if not (isinstance(call.base, says.Name) and call.base.name == "registerAs" and len(call.arguments) == 2):
                continue
            if reader.word(call.arguments[0], hit.path, {}) != Word(space):
                continue
            routine = reader.value(call.arguments[1], hit.path, {})
            value = reader.given_back(routine) if isinstance(routine, Routine) else None
            for part in rest.split("."):
                value = reader.member(value, part, {})
            if isinstance(value, Word):
                return value
    return None
