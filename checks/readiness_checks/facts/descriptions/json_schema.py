"""Compiles trusted JSON Schemas (draft 4 and 2020-12, as far as OpenAPI's own use them) into functions that only say yes or no.

They take a thirtieth of the time of a validator that explains. Formats are not judged. What must be explained is given to
`jsonschema` afterwards, piece by piece. References are followed within the schema and to the meta-schema of draft 4 alone.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Collection, Iterator
from functools import cache, partial
from importlib import import_module
from typing import Any

Holds = Callable[[Any], bool]
Names = Callable[[dict[str, Any]], Collection[str]]

_DRAFT_4 = "http://json-schema.org/draft-04/schema#"
_META = {"type": ["object", "boolean"]}  # what OpenAPI 3.1 and later ask of a Schema Object, which has a standard of its own
_TYPES: dict[str, Holds] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "boolean": lambda value: isinstance(value, bool),
    "integer": lambda value: (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer()),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "null": lambda value: value is None,
}


@cache
def _draft_4() -> Any:
    """The meta-schema of draft 4, its references made absolute."""
    registry = import_module("jsonschema_specifications").REGISTRY
    return json.loads(json.dumps(registry.contents(_DRAFT_4)).replace('"$ref": "#', f'"$ref": "{_DRAFT_4}'))


class Compiled:
    """A schema and its parts, each compiled once when it is first needed."""

    def __init__(self, schema: dict[str, Any]) -> None:
        self.schema = schema
        self._made: dict[int, Holds] = {}
        self._naming: dict[int, Names] = {}

    def part(self, reference: str) -> Any:
        """The schema that a reference of the schema leads to."""
        if reference == "#meta":
            return _META
        value: Any = _draft_4() if reference.startswith(_DRAFT_4) else self.schema
        for name in reference.partition("#")[2].split("/")[1:]:
            value = value[name.replace("~1", "/").replace("~0", "~")]
        return value

    def holds(self, schema: Any) -> Holds:
        """A function that says whether a value holds to `schema`, a part of this one."""
        if isinstance(schema, bool):
            return lambda _value: schema
        made = self._made.get(id(schema))
        if made is None:
            # schemas contain themselves: what is met again while it is being made is looked up when it runs
            self._made[id(schema)] = partial(self._later, id(schema))
            made = self._made[id(schema)] = self._compile(schema)
        return made

    def _later(self, key: int, value: Any) -> bool:
        return self._made[key](value)

    def _named_later(self, key: int, value: dict[str, Any]) -> Collection[str]:
        return self._naming[key](value)

    def _compile(self, schema: dict[str, Any]) -> Holds:
        tests = [*self._of_any(schema), *self._of_words(schema), *self._combined(schema)]
        objects = list(self._of_objects(schema))
        items = list(self._of_arrays(schema))
        if objects:
            tests.append(lambda value: not isinstance(value, dict) or all(test(value) for test in objects))
        if items:
            tests.append(lambda value: not isinstance(value, list) or all(test(value) for test in items))
        if len(tests) == 1:
            return tests[0]
        return lambda value: all(test(value) for test in tests)

    def _of_any(self, schema: dict[str, Any]) -> Iterator[Holds]:
        if "type" in schema:
            kinds = schema["type"]
            kinds = [_TYPES[kind] for kind in (kinds if isinstance(kinds, list) else [kinds])]
            yield kinds[0] if len(kinds) == 1 else lambda value: any(kind(value) for kind in kinds)
        allowed = schema.get("enum", [schema["const"]] if "const" in schema else None)
        if allowed is not None:
            yield lambda value: any(value == one and isinstance(value, bool) == isinstance(one, bool) for one in allowed)

    def _of_words(self, schema: dict[str, Any]) -> Iterator[Holds]:
        if "pattern" in schema:
            pattern = re.compile(schema["pattern"])
            yield lambda value: not isinstance(value, str) or pattern.search(value) is not None
        number = _TYPES["number"]
        if "minimum" in schema:
            low, open_ended = schema["minimum"], schema.get("exclusiveMinimum") is True
            yield lambda value: not number(value) or (value > low if open_ended else value >= low)

    def _combined(self, schema: dict[str, Any]) -> Iterator[Holds]:
        for reference in (schema.get("$ref"), schema.get("$dynamicRef")):
            if reference is not None:
                yield self.holds(self.part(reference))
        if "allOf" in schema:
            yield from [self.holds(one) for one in schema["allOf"]]
        if "anyOf" in schema:
            any_of = [self.holds(one) for one in schema["anyOf"]]
            yield lambda value: any(one(value) for one in any_of)
        if "oneOf" in schema:
            one_of = [self.holds(one) for one in schema["oneOf"]]
            yield lambda value: sum(1 for one in one_of if one(value)) == 1
        if "not" in schema:
            refused = self.holds(schema["not"])
            yield lambda value: not refused(value)
        if "if" in schema:
            case, then, other = (self.holds(schema.get(word, True)) for word in ("if", "then", "else"))
            yield lambda value: then(value) if case(value) else other(value)

    def _of_objects(self, schema: dict[str, Any]) -> Iterator[Callable[[dict[str, Any]], bool]]:
        if "required" in schema:
            required = schema["required"]
            yield lambda value: all(name in value for name in required)
        if "minProperties" in schema:
            fewest = schema["minProperties"]
            yield lambda value: len(value) >= fewest
        if "maxProperties" in schema:
            most = schema["maxProperties"]
            yield lambda value: len(value) <= most
        if "propertyNames" in schema:
            named = self.holds(schema["propertyNames"])
            yield lambda value: all(named(name) for name in value)
        for name, dependent in schema.get("dependentSchemas", {}).items():
            test = self.holds(dependent)
            yield partial(_depends, name, test)
        if {"properties", "patternProperties", "additionalProperties"} & set(schema):
            yield self._properties(schema)
        if schema.get("unevaluatedProperties") is False:
            names = self.names(schema)
            yield lambda value: set(value) <= set(names(value))

    def _properties(self, schema: dict[str, Any]) -> Callable[[dict[str, Any]], bool]:
        known = {name: self.holds(one) for name, one in schema.get("properties", {}).items()}
        patterns = [(re.compile(pattern), self.holds(one)) for pattern, one in schema.get("patternProperties", {}).items()]
        rest = self.holds(schema["additionalProperties"]) if "additionalProperties" in schema else None

        def hold(value: dict[str, Any]) -> bool:
            for name, item in value.items():
                test = known.get(name)
                if test is not None and not test(item):
                    return False
                matched = test is not None
                for pattern, matching in patterns:
                    if pattern.search(name):
                        matched = True
                        if not matching(item):
                            return False
                if not matched and rest is not None and not rest(item):
                    return False
            return True

        return hold

    def _of_arrays(self, schema: dict[str, Any]) -> Iterator[Callable[[list[Any]], bool]]:
        if "minItems" in schema:
            fewest = schema["minItems"]
            yield lambda value: len(value) >= fewest
        if schema.get("uniqueItems") is True:
            yield _unique
        if isinstance(schema.get("items"), (dict, bool)):
            item = self.holds(schema["items"])
            yield lambda value: all(item(one) for one in value)
        if "contains" in schema:
            contained = self.holds(schema["contains"])
            fewest, most = schema.get("minContains", 1), schema.get("maxContains")
            yield lambda value: fewest <= sum(1 for one in value if contained(one)) <= (len(value) if most is None else most)

    def names(self, schema: Any) -> Names:
        """A function that gives the properties of an object that `schema`, to which it holds, has something to say of."""
        if not isinstance(schema, dict):
            return lambda _value: ()
        made = self._naming.get(id(schema))
        if made is None:
            self._naming[id(schema)] = partial(self._named_later, id(schema))
            made = self._naming[id(schema)] = self._names(schema)
        return made

    def _names(self, schema: dict[str, Any]) -> Names:
        if "additionalProperties" in schema:
            return lambda value: value
        known = set(schema.get("properties", ()))
        patterns = [re.compile(pattern) for pattern in schema.get("patternProperties", ())]
        always = [self.names(self.part(schema["$ref"]))] if "$ref" in schema else []
        always += [self.names(one) for one in schema.get("allOf", ())]
        cases: list[tuple[Holds, Names, Names | None]] = [
            (self.holds(one), self.names(one), None) for word in ("anyOf", "oneOf") for one in schema.get(word, ())
        ]
        if "if" in schema:
            cases.append((self.holds(schema["if"]), self.names(schema.get("then")), self.names(schema.get("else"))))
            cases.append((self.holds(schema["if"]), self.names(schema["if"]), None))
        dependent = [(name, self.names(one)) for name, one in schema.get("dependentSchemas", {}).items()]

        def name(value: dict[str, Any]) -> Collection[str]:
            found = {one for one in value if one in known or any(pattern.search(one) for pattern in patterns)}
            for given in always:
                found.update(given(value))
            for case, then, other in cases:
                if case(value):
                    found.update(then(value))
                elif other is not None:
                    found.update(other(value))
            for present, given in dependent:
                if present in value:
                    found.update(given(value))
            return found

        return name


def _depends(name: str, test: Holds, value: dict[str, Any]) -> bool:
    return name not in value or test(value)


def _unique(value: list[Any]) -> bool:
    try:
        return len({(type(one), one) for one in value}) == len(value)
    except TypeError:
        return all(one not in value[:index] for index, one in enumerate(value[:200]))
