"""Renders Go templates as Helm writes them, as far as values tell: what only a cluster or a release would know stays unknown.

A safe reading, not Helm: no template can reach a file, the network or the clock, and steps, depth and output are bounded. Every line
of the result remembers the line of the template it came from. Follows text/template and the Sprig functions charts use most.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import field
from typing import Any

from readiness.records import dataclass
from readiness.regex import Regex
from readiness_checks.facts.gotemplate import MAX_DEPTH, Node, TooMuchError, parse_template
from readiness_checks.facts.sprig import FUNCTIONS
from readiness_checks.facts.unknowns import PLACEHOLDER, UNKNOWN

MAX_OUTPUT = 1_000_000  # characters
MAX_STEPS = 300_000  # of all templates of a chart together
MAX_WORK = 30_000_000  # characters and items that functions make for a chart
_COSTLY = 5_000  # what a function that copies or parses whole values costs at least

_TOKEN = Regex(
    r"\s+|(?P<text>\"(?:[^\"\\]|\\.)*\"|`[^`]*`)|(?P<number>-?[0-9]+(?:\.[0-9]+)?)|(?P<op>:=|=|\||,|\(|\))|(?P<field>\.[\w.]*)|(?P<variable>\$\w*(?:\.\w+)*)|(?P<word>\w+)|."
)


@dataclass(slots=True)
class Rendering:
    """The text of a rendered template and, for each of its lines, the line of the template it came from."""

    parts: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=lambda: [1])
    size: int = 0

    def write(self, text: str, line: int, *, moves: bool) -> None:
        """Append `text`; `moves` says that its lines are the template's own, so that each newline moves on in it."""
        self.size += len(text)
        if self.size > MAX_OUTPUT:
            raise TooMuchError("renders to more than a megabyte")
        if not text:
            return
        if not self.parts or self.parts[-1].endswith("\n"):
            self.lines[-1] = line
        for _ in range(text.count("\n")):
            line += moves
            self.lines.append(line)
        self.parts.append(text)

    @property
    def text(self) -> str:
        return "".join(self.parts)


class Renderer:
    """Renders nodes with named templates and values; one for each chart."""

    def __init__(self, defined: Mapping[str, list[Node]], root: Mapping[str, Any]) -> None:
        self._defined = defined
        self._root = root
        self._steps = 0
        self._work = 0
        self._depth = 0

    def render(self, nodes: list[Node]) -> Rendering:
        """Raises TooMuchError beyond the limits, which hold for all templates that one renderer renders."""
        self._depth = 0
        out = Rendering()
        self._run(nodes, self._root, {"$": self._root}, out, None)
        return out

    def _run(self, nodes: list[Node], dot: Any, variables: dict[str, Any], out: Rendering, fixed: int | None) -> None:
        for node in nodes:
            self._step()
            if node.kind == "text":
                out.write(node.text, fixed or node.line, moves=fixed is None)
            elif node.kind == "action":
                self._action(node, dot, variables, out, fixed)
            elif node.kind == "range":
                self._range(node, dot, variables, out, fixed)
            else:
                inner = dict(variables)
                value = self._assign(node.text, dot, inner)
                # a condition that only the release decides: read what it would add
                if value is UNKNOWN or _truth(value):
                    self._run(node.body, value if node.kind == "with" else dot, _Scope(inner, variables), out, fixed)
                else:
                    self._run(node.otherwise, dot, _Scope(inner, variables), out, fixed)

    def _step(self) -> None:
        self._steps += 1
        if self._steps > MAX_STEPS:
            raise TooMuchError("takes too many steps to render")

    def _spend(self, work: int) -> None:
        self._work += work
        if self._work > MAX_WORK:
            raise TooMuchError("makes too much to render")

    def _range(self, node: Node, dot: Any, variables: dict[str, Any], out: Rendering, fixed: int | None) -> None:
        names, _, expression = node.text.rpartition(":=")
        value = self.evaluate(expression, dot, variables)
        if value is UNKNOWN:
            pairs: list[tuple[Any, Any]] = [(UNKNOWN, UNKNOWN)]
        elif isinstance(value, dict):
            pairs = sorted(value.items(), key=lambda pair: str(pair[0]))
        elif isinstance(value, list):
            pairs = list(enumerate(value))
        else:
            pairs = list(enumerate(range(value))) if isinstance(value, int) and not isinstance(value, bool) and 0 < value < 100 else []
        wanted = [name.strip() for name in names.split(",") if name.strip()]
        for key, item in pairs:
            inner = dict(variables)
            inner.update(zip(wanted, (key, item) if len(wanted) == 2 else (item,), strict=False))
            self._run(node.body, item, _Scope(inner, variables), out, fixed)
        if not pairs:
            self._run(node.otherwise, dot, variables, out, fixed)

    def _action(self, node: Node, dot: Any, variables: dict[str, Any], out: Rendering, fixed: int | None) -> None:
        text = node.text
        if text.startswith(("break", "continue")):
            return
        if text.startswith("template "):
            text = "include " + text.removeprefix("template ")
        if re.match(r"\$\w+\s*:?=", text):
            self._assign(text, dot, variables)
            return
        value = self.evaluate(text, dot, variables)
        out.write(_shown(value), fixed or node.line, moves=False)

    def _assign(self, text: str, dot: Any, variables: dict[str, Any]) -> Any:
        match = re.match(r"(\$\w+)\s*:?=\s*", text)
        value = self.evaluate(text[match.end() :] if match else text, dot, variables)
        if match:
            variables[match.group(1)] = value
        return value

    # ---- expressions ---------------------------------------------------------------------------------------------------

    def evaluate(self, text: str, dot: Any, variables: Mapping[str, Any]) -> Any:
        """The value of a pipeline; UNKNOWN where a function or a value is not known here."""
        self._step()
        tokens = _tokens(text)
        value, at = self._pipeline(tokens, 0, dot, variables, 0)
        return value if at == len(tokens) else UNKNOWN

    def _pipeline(self, tokens: list[tuple[str, str]], at: int, dot: Any, variables: Mapping[str, Any], depth: int) -> tuple[Any, int]:
        if depth > MAX_DEPTH:
            raise TooMuchError("parentheses nested too deep")
        piped: tuple[Any, ...] = ()
        while True:
            value, at = self._command(tokens, at, dot, variables, piped, depth)
            if at < len(tokens) and tokens[at][1] == "|":
                piped, at = (value,), at + 1
                continue
            return value, at

    def _command(
        self, tokens: list[tuple[str, str]], at: int, dot: Any, variables: Mapping[str, Any], piped: tuple[Any, ...], depth: int
    ) -> tuple[Any, int]:
        name = ""
        operands: list[Any] = []
        first = True
        while at < len(tokens) and tokens[at][1] not in ("|", ")"):
            kind, text = tokens[at]
            at += 1
            if first and kind == "word" and text not in ("true", "false", "nil"):
                name = text
            elif kind == "op" and text == "(":
                value, at = self._pipeline(tokens, at, dot, variables, depth + 1)
                if at < len(tokens) and tokens[at][1] == ")":
                    at += 1
                if at < len(tokens) and tokens[at][0] == "attached":
                    value, at = _path(value, tokens[at][1]), at + 1
                operands.append(value)
            else:
                operands.append(_operand(kind, text, dot, variables))
            first = False
        if name:
            return self._call(name, [*operands, *piped]), at
        # `.Capabilities.APIVersions.Has "x"` and the like: a method of something that is not known
        return (operands[0] if len(operands) == 1 and not piped else UNKNOWN), at

    def _call(self, name: str, arguments: list[Any]) -> Any:
        if name in ("include", "tpl"):
            return self._include(name, arguments)
        function = FUNCTIONS.get(name)
        if function is None:
            return UNKNOWN
        if name.startswith(("merge", "must", "from", "toYaml", "deepCopy")):
            self._spend(_COSTLY + 50 * sum(len(item) for item in arguments if isinstance(item, str)))
        try:
            value = function(*arguments)
        except (TypeError, ValueError, IndexError, KeyError, AttributeError, OverflowError, ZeroDivisionError, RecursionError):
            return UNKNOWN
        self._spend(len(value) if isinstance(value, (str, list, dict)) else 0)
        return value

    def _include(self, name: str, arguments: list[Any]) -> Any:
        if not arguments or not isinstance(arguments[0], str):
            return UNKNOWN
        context = arguments[1] if len(arguments) > 1 else None
        if name == "tpl":
            if "{{" not in arguments[0]:
                return arguments[0]
            nodes, _ = parse_template(arguments[0])
        elif arguments[0] in self._defined:
            nodes = self._defined[arguments[0]]
        else:
            return UNKNOWN
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise TooMuchError("templates include each other too deep")
        out = Rendering()
        self._run(nodes, context, {"$": context}, out, 1)
        self._depth -= 1
        self._spend(out.size)
        return out.text


class _Scope(dict[str, Any]):
    """Variables of a block: new ones end with it, assignments to outer ones reach them."""

    def __init__(self, inner: Mapping[str, Any], outer: dict[str, Any]) -> None:
        super().__init__(inner)
        self._outer = outer

    def __setitem__(self, key: str, value: Any) -> None:
        super().__setitem__(key, value)
        if key in self._outer:
            self._outer[key] = value


def _tokens(text: str) -> list[tuple[str, str]]:
    """The tokens of a pipeline with their kinds; a field that touches the parenthesis before it is `attached` to its value."""
    found: list[tuple[str, str]] = []
    closed = -1
    for match in _TOKEN.finditer(text):
        if match.group().isspace():
            continue
        kind = match.lastgroup or "other"
        found.append(("attached" if kind == "field" and match.start() == closed else kind, match.group()))
        closed = match.end() if match.group() == ")" else -1
    return found


def _operand(kind: str, text: str, dot: Any, variables: Mapping[str, Any]) -> Any:
    if kind == "text":
        return (
            text[1:-1]
            if text.startswith("`")
            else re.sub(r"\\(.)", lambda match: {"n": "\n", "t": "\t"}.get(match.group(1), match.group(1)), text[1:-1])
        )
    if kind == "number":
        return float(text) if "." in text else int(text)
    if kind == "field":
        return _path(dot, text)
    if kind == "variable":
        name, _, rest = text.partition(".")
        return _path(variables.get(name, UNKNOWN), "." + rest)
    return {"true": True, "false": False, "nil": None}.get(text, UNKNOWN)


def _path(value: Any, path: str) -> Any:
    for part in path.strip(".").split("."):
        if not part:
            continue
        if value is UNKNOWN:
            return UNKNOWN
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _truth(value: Any) -> bool:
    return bool(value)


def _shown(value: Any) -> str:
    if value is UNKNOWN:
        return PLACEHOLDER
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else str(value)
