"""Routes of Ktor: `routing { }` blocks, nested `route`s, and the extension functions of `Route` that they call."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import TypeAlias

from readiness.repo import Repo, fact
from readiness_checks.facts.route_marks.ktor import MARKED
from readiness_checks.facts.routing import Gap, Route, RouteTable
from readiness_checks.facts.routing.jvm.kotlin_values import value_of
from readiness_checks.facts.routing.jvm.kotlin_words import Word, source_of
from readiness_checks.facts.routing.jvm.names import module_of
from readiness_checks.facts.routing.making import routes_made, under
from readiness_checks.facts.syntax_trees import MAX_PARSED

MAX_DEPTH = 20
MAX_NESTED = 200
_VERBS = ("get", "post", "put", "patch", "delete", "head", "options")
_SOCKETS = ("webSocket", "webSocketRaw", "sse")
_STATIC = ("staticResources", "staticFiles", "staticFileSystem", "static", "singlePageApplication")
_RECEIVERS = ("Route", "Routing", "Router")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A route, or the function `calls` whose routes stand at `path`, in the function `within` ("" for a `routing` block)."""

    within: str
    methods: tuple[str, ...]
    path: str
    file: str
    line: int
    calls: str = ""
    gap: str = ""


# by module and function, "" for `routing` blocks
_Pieces: TypeAlias = dict[tuple[str, str], list[_Piece]]


@dataclass(frozen=True, slots=True)
class _Frame:
    """A block: whether routes are declared in it, in which function, and below which path."""

    routes: bool = False
    within: str = ""
    path: str = ""


@fact
def ktor_routes(repo: Repo) -> RouteTable:
    """The routes of every `routing` block, the functions that it calls followed over files."""
    pieces: _Pieces = {}
    for path in sorted({hit.path for hit in repo.hits(MARKED)}):
        file = repo.file(path)
        if file is not None and file.size <= MAX_PARSED:
            for piece in _pieces(path, repo.text(path)):
                pieces.setdefault((module_of(path), piece.within), []).append(piece)
    routes: list[Route] = []
    gaps: list[Gap] = []
    for module in sorted({module for module, within in pieces if not within}):
        for found in _below(pieces, (module, ""), "", 0):
            if isinstance(found, Gap):
                gaps.append(found)
            else:
                routes.append(found)
    return RouteTable(tuple(dict.fromkeys(routes)), tuple(dict.fromkeys(gaps)))


def _named(pieces: _Pieces, module: str, name: str) -> tuple[str, str] | None:
    """The function of a name: the module's own, else the only one so called."""
    if (module, name) in pieces:
        return module, name
    found = [key for key in pieces if key[1] == name]
    return found[0] if len(found) == 1 else None


def _below(pieces: _Pieces, within: tuple[str, str], prefix: str, depth: int) -> Iterator[Route | Gap]:
    for piece in pieces.get(within, ()):
        called = _named(pieces, within[0], piece.calls) if piece.calls else None
        whole = under(prefix, piece.path)
        if piece.gap:
            yield Gap(piece.file, piece.line, piece.gap)
        elif not piece.calls:
            composed = bool(prefix) or whole.count("/") > 1
            yield from routes_made("ktor", "braces", piece.methods, whole or "/", (piece.file, piece.line), composed=composed)
        elif called is not None and depth < MAX_DEPTH:
            yield from _below(pieces, called, whole, depth + 1)
        elif piece.calls.lower().endswith(("routes", "routing", "route")):
            yield Gap(piece.file, piece.line, f"are declared by `{piece.calls}`, which was not found")


def _pieces(file: str, text: str) -> Iterator[_Piece]:
    source = source_of(text)
    words = source.words(0, len(text))
    frames = [_Frame()]
    function = _Frame()  # of an expression for a body, or of a block that is about to open
    at = 0
    while at < len(words):
        word = words[at]
        if word.text == "fun" and word.kind == "word":
            at, function = _function(words, at)
            continue
        if word.text == "{" and word.kind == "mark":
            frames.append(function if function.within and len(frames) < MAX_NESTED else frames[-1])
            function = _Frame()
        elif word.text == "}" and word.kind == "mark":
            if len(frames) > 1:
                frames.pop()
        elif word.kind == "word" and at + 1 < len(words):
            called = _call(words, at)
            if called is not None:
                arguments, after = called
                block = after < len(words) and words[after].text == "{"
                outer = function if function.within else frames[-1]
                made, inner = _declared(file, source.line(word.start), word.text, arguments, block, outer)
                yield from made
                if inner is not None and block:
                    frames.append(inner)
                    function = _Frame()
                    at = after + 1
                    continue
                if made and not block:
                    at = after
                    continue
        at += 1


def _function(words: list[Word], at: int) -> tuple[int, _Frame]:
    """The frame of a function's body, and where its parameters end."""
    names: list[str] = []
    at += 1
    while at < len(words) and words[at].text not in ("(", "{", "="):
        if words[at].kind == "word":
            names.append(words[at].text)
        at += 1
    after = _closing(words, at) if at < len(words) and words[at].text == "(" else at
    receiver = names[-2] if len(names) > 1 else ""
    return after, _Frame(receiver in _RECEIVERS, names[-1] if names else "?")


def _call(words: list[Word], at: int) -> tuple[list[Word], int] | None:
    """The arguments of the call at a word, and where it ends; None where no call stands, or one of something else: `call.get`."""
    following = words[at + 1]
    if at and words[at - 1].text in (".", "?.", "::", "@"):
        return None
    if following.text == "(":
        end = _closing(words, at + 1)
        return words[at + 2 : end - 1], end
    if following.text == "<" and at + 3 < len(words) and words[at + 3].text == ">":
        return [words[at + 2]], at + 4
    return ([], at + 1) if following.text == "{" and following.kind == "mark" else None


def _closing(words: list[Word], at: int) -> int:
    depth = 0
    for end in range(at, len(words)):
        if words[end].kind == "mark":
            depth += (words[end].text == "(") - (words[end].text == ")")
        if not depth:
            return end + 1
    return len(words)


def _declared(
    file: str, line: int, name: str, arguments: list[Word], block: bool, frame: _Frame
) -> tuple[tuple[_Piece, ...], _Frame | None]:  # fmt: skip
    """What a call declares in a frame, and the frame of its block where it opens one."""
    if name in ("routing", "Routing") and block and not frame.routes:
        return (), _Frame(True)
    if not frame.routes:
        return (), None
    path = under(frame.path, _path(arguments))
    typed = len(arguments) == 1 and arguments[0].kind == "word" and arguments[0].text[:1].isupper()
    if name in (*_VERBS, *_SOCKETS) and (block or arguments):
        if typed:
            return (_Piece(frame.within, (), "", file, line, gap="are declared by classes of resources"),), _Frame()
        method = name.upper() if name in _VERBS else "GET"
        return (_Piece(frame.within, (method,), path, file, line),), _Frame()
    if name == "route" and block:
        methods = [word.text.upper() for before, word in pairwise(arguments) if before.text == "." and word.text[:1].isupper()]
        made = tuple(_Piece(frame.within, (method,), path, file, line) for method in methods[:1])
        return made, _Frame(not methods, frame.within, path)
    if name in _STATIC and arguments:
        return (_Piece(frame.within, ("",), under(path, "{?}"), file, line),), None
    if not block and name[:1].islower() and name not in ("if", "for", "while", "when", "return"):
        return (_Piece(frame.within, (), frame.path, file, line, calls=name),), None
    return (), None


def _path(arguments: list[Word]) -> str:
    """The path that is the first argument, "" where there is none."""
    first: list[Word] = []
    for word in arguments:
        if word.text == "," and word.kind == "mark":
            break
        first.append(word)
    if len(first) > 2 and first[0].text == "path" and first[1].text == "=":
        first = first[2:]
    if not first:
        return ""
    value = value_of(first)
    return "".join(text if kind == "text" else "{?}" for kind, text in value) if value is not None else "{?}"
