"""The functions of Helm's templates (text/template's own, Sprig's and Helm's) that do nothing but compute; others stay unknown."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from readiness.syntax.yaml import parse_yaml
from readiness_checks.facts.unknowns import PLACEHOLDER, UNKNOWN

MAX_TEXT = 200_000  # characters that a function may make
MAX_WRITTEN = 20_000  # values that toYaml may write


def _knows(function: Callable[..., Any]) -> Callable[..., Any]:
    """`function` made to answer UNKNOWN when any argument is."""

    def known(*arguments: Any) -> Any:
        return UNKNOWN if any(argument is UNKNOWN for argument in arguments) else function(*arguments)

    return known


def to_yaml(value: Any) -> Any:
    """`value` as block YAML without a newline at its end, as Helm's toYaml writes it."""
    if value is UNKNOWN:
        return f"{PLACEHOLDER}: true"
    if value is None:
        return "null"
    lines: list[str] = []
    _write(value, 0, lines)
    return "\n".join(lines)


def _write(value: Any, depth: int, lines: list[str]) -> None:
    if depth > 60 or len(lines) > MAX_WRITTEN:
        raise ValueError("too much to write")
    pad = "  " * depth
    if isinstance(value, dict) and value:
        for key, item in value.items():
            if isinstance(item, (dict, list)) and item:
                lines.append(f"{pad}{_key(key)}:")
                _write(item, depth + (isinstance(item, dict)), lines)
            else:
                lines.append(f"{pad}{_key(key)}: {_scalar(item)}")
    elif isinstance(value, list) and value:
        for item in value:
            inner: list[str] = []
            _write(item, depth + 1, inner)
            lines.append(f"{pad}- {inner[0].lstrip()}")
            lines.extend(inner[1:])
    else:
        lines.append(pad + _scalar(value))


def _key(key: Any) -> str:
    return key if isinstance(key, str) and re.match(r"[A-Za-z_/][\w./-]*\Z", key) else json.dumps(str(key))


def _scalar(value: Any) -> str:
    if isinstance(value, (dict, list)):
        return "{}" if isinstance(value, dict) else "[]"
    if value is UNKNOWN:
        return PLACEHOLDER
    return json.dumps(value, ensure_ascii=False)


def _indent(width: int, text: Any) -> str:
    if width > 200:
        raise ValueError("too wide")
    pad = " " * width
    if text is UNKNOWN:
        # stands for a block that the chart alone does not tell: a key that makes its mapping incomplete
        return f"{pad}{PLACEHOLDER}: true"
    return "\n".join(pad + line for line in _text(text).split("\n"))[:MAX_TEXT]


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if value is None:
        return ""
    return (
        value
        if isinstance(value, str)
        else to_yaml(value)
        if isinstance(value, (dict, list))
        else PLACEHOLDER
        if value is UNKNOWN
        else str(value)
    )


def _printf(form: str, *arguments: Any) -> str:
    given = iter(arguments)
    return re.sub(
        r"%[-+# 0]*[0-9]*(?:\.[0-9]+)?([a-zA-Z%])",
        lambda match: (
            "%" if match.group(1) == "%" else json.dumps(_text(next(given, ""))) if match.group(1) == "q" else _text(next(given, ""))
        ),
        form,
    )[:MAX_TEXT]


def _default(other: Any, value: Any = None) -> Any:
    return value if value is UNKNOWN or value else other


def _and(*values: Any) -> Any:
    for value in values:
        if value is not UNKNOWN and not value:
            return value
    return UNKNOWN if any(value is UNKNOWN for value in values) else values[-1]


def _or(*values: Any) -> Any:
    for value in values:
        if value is not UNKNOWN and value:
            return value
    return UNKNOWN if any(value is UNKNOWN for value in values) else values[-1]


def _ternary(yes: Any, no: Any, test: Any) -> Any:
    return UNKNOWN if test is UNKNOWN else yes if test else no


def _coalesce(*values: Any) -> Any:
    for value in values:
        if value is UNKNOWN or value:
            return value
    return None


def _dict(*pairs: Any) -> dict[str, Any]:
    return {_text(pairs[at]): pairs[at + 1] if at + 1 < len(pairs) else "" for at in range(0, len(pairs), 2)}


def _merge(*maps: Any) -> Any:
    if any(item is UNKNOWN for item in maps):
        return UNKNOWN
    made: dict[str, Any] = {}
    for item in reversed([item for item in maps if isinstance(item, dict)]):
        made = _merged(made, item, 0)
    return made


def _merged(under: dict[str, Any], over: dict[str, Any], depth: int) -> dict[str, Any]:
    made = dict(under)
    for key, value in over.items():
        below = made.get(key)
        made[key] = _merged(below, value, depth + 1) if isinstance(value, dict) and isinstance(below, dict) and depth < 20 else value
    return made


def merge_values(under: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    """Values with others laid over them, key by key, as Helm merges them."""
    return _merged(under, over, 0)


def _get(container: Any, *keys: Any) -> Any:
    for key in keys:
        if container is UNKNOWN or key is UNKNOWN:
            return UNKNOWN
        if isinstance(container, dict):
            container = container.get(_text(key))
        else:
            container = container[key] if isinstance(container, list) and isinstance(key, int) and key < len(container) else None
    return container


def _dig(*arguments: Any) -> Any:
    *keys, other, container = arguments
    for key in keys:
        if container is UNKNOWN:
            return UNKNOWN
        if not isinstance(container, dict) or key not in container:
            return other
        container = container[key]
    return container


def _set(container: Any, key: Any, value: Any) -> Any:
    # the values belong to the parsed file: a change is made on a copy, which `set` gives back
    return {**container, _text(key): value} if isinstance(container, dict) else UNKNOWN


def _from_yaml(text: Any) -> Any:
    return parse_yaml(text[:MAX_TEXT]).value if isinstance(text, str) and PLACEHOLDER not in text else UNKNOWN


def _number(value: Any) -> int:
    return int(float(value)) if isinstance(value, (int, float, str)) and value != "" else 0


def _compare(test: Callable[[Any, Any], bool]) -> Callable[..., Any]:
    return _knows(lambda first, *others: any(test(first, other) for other in others))


def _kind(value: Any) -> str:
    if isinstance(value, bool):
        return "bool"
    if isinstance(value, dict):
        return "map"
    if isinstance(value, list):
        return "slice"
    return {str: "string", int: "int", float: "float64", type(None): "invalid"}.get(type(value), "string")


FUNCTIONS: dict[str, Callable[..., Any]] = {
    "and": _and,
    "or": _or,
    "not": _knows(lambda value: not value),
    "ternary": _ternary,
    "default": _default,
    "coalesce": _coalesce,
    "empty": _knows(lambda value: not value),
    "eq": _compare(lambda a, b: a == b),
    "ne": _compare(lambda a, b: a != b),
    "lt": _compare(lambda a, b: a < b),
    "le": _compare(lambda a, b: a <= b),
    "gt": _compare(lambda a, b: a > b),
    "ge": _compare(lambda a, b: a >= b),
    "toYaml": to_yaml,
    "toYamlPretty": to_yaml,
    "toJson": _knows(json.dumps),
    "fromYaml": _from_yaml,
    "fromJson": _from_yaml,
    "toString": _knows(_text),
    "indent": _indent,
    "nindent": lambda width, text: "\n" + _indent(width, text),
    "quote": lambda *values: " ".join(json.dumps(_text(value), ensure_ascii=False) for value in values if value is not None),
    "squote": lambda *values: " ".join("'" + _text(value) + "'" for value in values if value is not None),
    "print": lambda *values: "".join(map(_text, values)),
    "printf": _printf,
    "println": lambda *values: " ".join(map(_text, values)),
    "required": lambda _message, value: UNKNOWN if value is None or value == "" else value,
    "fail": lambda *_: UNKNOWN,
    "trim": _knows(lambda text: _text(text).strip()),
    "trimAll": _knows(lambda chars, text: _text(text).strip(chars)),
    "trimSuffix": _knows(lambda end, text: _text(text).removesuffix(end)),
    "trimPrefix": _knows(lambda start, text: _text(text).removeprefix(start)),
    "trunc": _knows(lambda size, text: _text(text)[:size] if size >= 0 else _text(text)[size:]),
    "lower": _knows(lambda text: _text(text).lower()),
    "upper": _knows(lambda text: _text(text).upper()),
    "title": _knows(lambda text: _text(text).title()),
    "kebabcase": _knows(lambda text: re.sub(r"[_\s]+", "-", _text(text)).lower()),
    "replace": _knows(lambda old, new, text: _text(text).replace(old, new)[:MAX_TEXT]),
    "contains": _knows(lambda part, text: part in _text(text)),
    "hasPrefix": _knows(lambda start, text: _text(text).startswith(start)),
    "hasSuffix": _knows(lambda end, text: _text(text).endswith(end)),
    "join": _knows(lambda by, items: by.join(map(_text, items))),
    "splitList": _knows(lambda by, text: _text(text).split(by)),
    "split": _knows(lambda by, text: {f"_{index}": part for index, part in enumerate(_text(text).split(by))}),
    "nospace": _knows(lambda text: re.sub(r"\s", "", _text(text))),
    "list": lambda *items: list(items),
    "tuple": lambda *items: list(items),
    "dict": _dict,
    "get": lambda container, key: UNKNOWN if container is UNKNOWN else _get(container, key) if key in container else "",
    "index": _get,
    "dig": _dig,
    "set": _set,
    "unset": _knows(lambda container, key: {name: value for name, value in container.items() if name != key}),
    "hasKey": _knows(lambda container, key: key in container),
    "has": _knows(lambda item, items: item in items),
    "keys": _knows(list),
    "values": _knows(lambda container: list(container.values())),
    "len": _knows(len),
    "merge": _merge,
    "mustMerge": _merge,
    "mergeOverwrite": lambda *maps: _merge(*reversed(maps)),
    "mustMergeOverwrite": lambda *maps: _merge(*reversed(maps)),
    "deepCopy": lambda value: value,
    "mustDeepCopy": lambda value: value,
    "pick": _knows(lambda container, *names: {name: container[name] for name in names if name in container}),
    "omit": _knows(lambda container, *names: {name: value for name, value in container.items() if name not in names}),
    "first": _knows(lambda items: items[0] if items else None),
    "last": _knows(lambda items: items[-1] if items else None),
    "rest": _knows(lambda items: items[1:]),
    "initial": _knows(lambda items: items[:-1]),
    "concat": _knows(lambda *lists: [item for items in lists for item in items]),
    "append": _knows(lambda items, item: [*items, item]),
    "prepend": _knows(lambda items, item: [item, *items]),
    "uniq": _knows(lambda items: [item for at, item in enumerate(items) if item not in items[:at]]),
    "compact": _knows(lambda items: [item for item in items if item]),
    "sortAlpha": _knows(lambda items: sorted(map(_text, items))),
    "until": _knows(lambda count: list(range(min(count, 100)))),
    "int": _knows(_number),
    "int64": _knows(_number),
    "float64": _knows(float),
    "toInt": _knows(_number),
    "atoi": _knows(_number),
    "add": _knows(lambda *numbers: sum(map(_number, numbers))),
    "add1": _knows(lambda number: _number(number) + 1),
    "sub": _knows(lambda a, b: _number(a) - _number(b)),
    "mul": _knows(lambda a, b: _number(a) * _number(b)),
    "div": _knows(lambda a, b: _number(a) // _number(b)),
    "max": _knows(lambda *numbers: max(map(_number, numbers))),
    "min": _knows(lambda *numbers: min(map(_number, numbers))),
    "kindIs": _knows(lambda kind, value: _kind(value) == kind),
    "kindOf": _knows(_kind),
    "typeIs": _knows(lambda kind, value: _kind(value) == kind),
    "typeOf": _knows(_kind),
    "b64enc": lambda _value: PLACEHOLDER,
    "sha256sum": lambda _value: PLACEHOLDER,
    "randAlphaNum": lambda _size: PLACEHOLDER,
    "now": lambda: PLACEHOLDER,
    "date": lambda *_: PLACEHOLDER,
    "uuidv4": lambda: PLACEHOLDER,
    "lookup": lambda *_: {},
}
