"""One spelling for the paths of routes, whatever their framework writes: `/orders/{id}`, catch-alls `/files/{path...}`."""

from __future__ import annotations

from typing import Literal, TypeAlias

from readiness.regex import Regex

# braces: FastAPI, chi, gorilla, net/http, Spring, JAX-RS, ASP.NET Core, Laravel, Symfony, Actix; colon: Express and its kin, Gin, Echo,
# Fiber, Rails, Phoenix, Axum in both its spellings; angle: Flask and Django's path(); regex: Django's re_path()
Style: TypeAlias = Literal["braces", "colon", "angle", "regex"]

UNKNOWN = "{?}"  # a part of a path that could not be read
MAX_PATH = 300  # characters of a path that are looked at
MAX_SPELLINGS = 8

# inside a normalised path an optional part stands between these until it is kept or dropped
_OPEN, _CLOSE = "\x01", "\x02"
_NAME = Regex(r"[\w.@-]+")
_WORD = Regex(r"[A-Za-z_]\w*")
_REST = Regex(r"^(?:path|\.[*+]\??|\(\.[*+]\)|\*+|\[\\s\\S\][*+]|\(\?:?\.[*+]\))$")
_ANGLE = Regex(r"<(?:([A-Za-z_]\w*)(?:\([^)>]*\))?:)?\s*([A-Za-z_]\w*)\s*>")
_SLASHES = Regex(r"/{2,}")
_OPTIONAL = Regex(_OPEN + f"([^{_OPEN}{_CLOSE}]*)" + _CLOSE)
_END = Regex(f"(?:/?{_OPEN}[^{_OPEN}{_CLOSE}]*{_CLOSE})*/?$")
_PARAMETER = Regex(r"\{(\?|[^{}]*?)(\.\.\.)?\}")


def normalised(path: str, style: Style) -> str:
    """The path in the one spelling, its optional parts kept: a leading slash, no trailing one, `{name}`, `{name...}`, `{?}` for unknown.

    What a pattern demands of a parameter (`:id(\\d+)`, `{id:int}`) is left out; so are formats (`(.:format)`) and `{$}`.
    """
    return spellings(path, style)[0]


def spellings(path: str, style: Style) -> tuple[str, ...]:
    """Each path that one declaration serves, the longest first: `/posts/{id?}` serves `/posts/{id}` and `/posts`."""
    read = {"braces": _braces, "colon": _colon, "angle": _angle, "regex": _regex}[style]
    whole = read(path[:MAX_PATH].partition("\n")[0].strip())
    # where braces are written only what ends a path may be left out
    end = _END.search(whole) if style == "braces" else None
    found = [_bare(whole[: end.start()]) + whole[end.start() :] if end else whole]
    for _ in range(MAX_SPELLINGS):
        grown = [
            spelt for each in found for spelt in ([_kept(each, 1), _kept(each, 0)] if _OPTIONAL.search(each) else [each])
        ]  # fmt: skip
        if grown == found or len(grown) > MAX_SPELLINGS:
            break
        found = grown
    return tuple(dict.fromkeys(_tidy(_bare(each)) for each in found))


def joined(*parts: str) -> str:
    """Normalised parts after each other, with one slash between: `/api` and `/orders` make `/api/orders`; empty parts add nothing."""
    return _tidy("/".join(part.strip("/") for part in parts if part.strip("/")))


def nameless(path: str) -> str:
    """A normalised path without the names of its parameters, for comparison: `/orders/{}`, `/files/{...}`; `{?}` stays."""
    return _PARAMETER.sub(lambda found: UNKNOWN if found[1] == "?" else "{" + (found[2] or "") + "}", path)


def _kept(path: str, keep: int) -> str:
    return _OPTIONAL.sub((lambda found: found[1]) if keep else "", path, count=1)


def _bare(path: str) -> str:
    return path.replace(_OPEN, "").replace(_CLOSE, "")


def _tidy(path: str) -> str:
    return "/" + _SLASHES.sub("/", path).strip("/")


def _optional(text: str) -> str:
    return _OPEN + text + _CLOSE


def _closing(text: str, start: int, pair: str) -> int:
    """Where the bracket that opens at `start` closes; the end of the text when it does not."""
    depth = 0
    at = start
    while at < len(text):
        if text[at] == "\\":
            at += 2
            continue
        depth += (text[at] == pair[0]) - (text[at] == pair[1])
        if not depth:
            return at
        at += 1
    return len(text)


def _braces(path: str) -> str:
    made: list[str] = []
    at = 0
    while at < len(path):
        if path[at] == "{":
            end = _closing(path, at, "{}")
            made.append(_parameter(path[at + 1 : end]))
            at = end + 1
        elif path[at] == "*":
            last = not path[at:].strip("*/")
            made.append("{rest...}" if last or path.startswith("**", at) else "{any}")
            at += len(path[at:]) - len(path[at:].lstrip("*"))
        else:
            made.append(path[at])
            at += 1
    return "".join(made)


def _parameter(inner: str) -> str:
    """One parameter between braces, with what frameworks write beside its name."""
    inner = inner.strip()
    if inner in ("$", ""):
        return "" if inner else "{any}"
    if inner == "?":
        return UNKNOWN
    rest = inner.startswith("*") or inner.endswith("...")
    found = _NAME.search(inner.lstrip("*!"))
    name = found.group().strip(".") if found else "any"
    beside = inner.lstrip("*!")[found.end() :].strip() if found else ""
    if beside.startswith(":"):
        demand = beside[1:].strip()
        rest = rest or _REST.match(demand) is not None
    made = "{" + name + ("..." if rest else "") + "}"
    optional = (beside.endswith("?") and not beside.endswith(("*?", "+?", ")?", "]?"))) or beside.startswith("=")
    return _optional(made) if optional or (beside.startswith("<") and ">?" in beside) else made


def _colon(path: str) -> str:
    made: list[str] = []
    at = 0
    while at < len(path):
        read = {":": _colon_name, "*": _star, "(": _group, "{": _brace_group}.get(path[at])
        if read is None:
            plus = path[at] == "+" and path[at - 1 : at] == "/"
            made.append("{rest...}" if plus else path[at])
            at += 1
        else:
            text, at = read(path, at)
            made.append(text)
    return "".join(made)


def _colon_name(path: str, at: int) -> tuple[str, int]:
    """`:id`, `:id(\\d+)`, `:id{[0-9]+}`, `:id?`, `:rest*`."""
    found = _WORD.match(path, at + 1)
    if found is None:
        return ":", at + 1
    name, end = found.group(), found.end()
    demand = ""
    if path[end : end + 1] in ("(", "{") and not path.startswith(("(.:", "(/", "{/"), end):
        closed = _closing(path, end, "()" if path[end] == "(" else "{}")
        demand, end = path[end + 1 : closed], closed + 1
    elif path[end : end + 1] == "<":  # Fiber's constraints
        closed = path.find(">", end)
        end = closed + 1 if closed > 0 else end
    mark = path[end : end + 1]
    if mark in ("?", "*", "+"):
        end += 1
    made = "{" + name + ("..." if mark in ("*", "+") or _REST.match(demand) else "") + "}"
    return (_optional(made) if mark in ("?", "*") and mark else made), end


def _star(path: str, at: int) -> tuple[str, int]:
    found = _WORD.match(path, at + 1)
    name, end = (found.group(), found.end()) if found else ("rest", at + 1)
    while path[end : end + 1] == "*":
        end += 1
    last = not path[end:].strip("/?")
    return ("{" + name + "...}" if last or found else "{any}"), end


def _group(path: str, at: int) -> tuple[str, int]:
    """What stands in parentheses: optional in Rails, a nameless pattern elsewhere."""
    end = _closing(path, at, "()")
    inner = path[at + 1 : end]
    if inner in (".:format", ".{format}"):
        return "", end + 1
    if _REST.match(inner):
        return "{rest...}", end + 1
    if inner.startswith(("/", ":", "*")) or _WORD.match(inner.lstrip(":*")):
        return _optional(_colon(inner)), end + 1
    return "{any}", end + 1 + path.startswith(("?", "+", "*"), end + 1)


def _brace_group(path: str, at: int) -> tuple[str, int]:
    """`{/:id}` of Express 5 is optional, `{id}` and `{*rest}` are Axum's parameters."""
    end = _closing(path, at, "{}")
    inner = path[at + 1 : end]
    if inner == "?" or _NAME.match(inner.lstrip("*")):
        return _parameter(inner), end + 1
    return _optional(_colon(inner)), end + 1


def _angle(path: str) -> str:
    def parameter(kind: str, name: str) -> str:
        return "{" + name + ("..." if kind == "path" else "") + "}"

    return _ANGLE.sub(lambda found: parameter(found[1] or "", found[2]), path)


_NAMED = Regex(r"\(\?P?<([A-Za-z_]\w*)>")
_ATOM = Regex(r"(?:\\[dwSs]|\[\^?\]?[^\]]*\])(?:[*+?]\??|\{[\d,]+\})?|\.(?:[*+?]\??|\{[\d,]+\})")
_LITERAL = Regex(r"^[\w./-]*$")
_ANYTHING = Regex(r"^\.[*+]\??$")
_REPEAT = Regex(r"[*+?]|\{\d[\d,]*\}")


def _regex(path: str) -> str:
    made: list[str] = []
    at = 0
    while at < len(path):
        text, at = _piece(path, at)
        made.append(text)
    return "".join(made)


def _piece(path: str, at: int) -> tuple[str, int]:
    """The next part of a regular expression, as a part of a path, and where it ends."""
    if path[at] in "^$":
        return "", at + 1
    if path.startswith(("\\A", "\\Z", "\\z", "\\b"), at):
        return "", at + 2
    if path.startswith(UNKNOWN, at):
        return UNKNOWN, at + 3
    if path[at] == "(":
        return _regex_group(path, at)
    if path.startswith("/?", at):
        return "/", at + 2
    found = _ATOM.match(path, at)
    if found is not None:
        return ("{rest...}" if _ANYTHING.match(found.group()) else "{any}"), found.end()
    if path[at] == "\\":
        return path[at + 1 : at + 2], at + 2
    return (UNKNOWN if path[at] in "|*+?)" else path[at]), at + 1


def _regex_group(path: str, at: int) -> tuple[str, int]:
    end = _closing(path, at, "()")
    repeat = _REPEAT.match(path, end + 1)
    after = repeat.end() if repeat else end + 1
    optional = repeat is not None and repeat.group() in ("?", "*")
    if path.startswith(("(?=", "(?!", "(?i)", "(?s)", "(?<!", "(?<="), at):
        return "", after
    named = _NAMED.match(path, at)
    if named is not None:
        inner = path[named.end() : end]
        made = "{" + named[1] + ("..." if _REST.match(inner) else "") + "}"
    elif path.startswith("(?:", at):
        inner = path[at + 3 : end]
        made = inner if _LITERAL.match(inner) else _regex(inner) if "|" not in inner else "{any}"
    else:
        made = "{rest...}" if _REST.match(path[at + 1 : end]) else "{any}"
    return (_optional(made) if optional else made), after
