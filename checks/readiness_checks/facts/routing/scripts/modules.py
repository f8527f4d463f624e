"""One JavaScript or TypeScript module: what it imports and exports, its names by scope, functions, classes and calls on routers."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field

from readiness_checks.facts.routing.scripts.expressions import Call, Expression

MAX_NESTED = 50  # functions inside each other


@dataclass(frozen=True, slots=True)
class Accessor:
    """Which part of a value a name is bound to: the argument's index, then what it is taken apart by."""

    index: int
    parts: tuple[str, ...] = ()


@dataclass(slots=True)
class Function:
    """A function: its span, the names of its parameters, what it gives back, and what it is called on each of, when it is a loop's."""

    start: int
    end: int
    name: str
    parameters: dict[str, Accessor] = field(default_factory=dict)
    count: int = 0
    returns: list[Expression] = field(default_factory=list)
    names: dict[str, Expression] = field(default_factory=dict)
    each_of: Expression | None = None
    owner: Class | None = None
    outer: Function | None = None
    decorators: list[Call] = field(default_factory=list)


@dataclass(slots=True)
class Class:
    """A class: its span, what it extends, and its fields with their first values."""

    start: int
    end: int
    name: str
    extends: Expression
    fields: dict[str, Expression] = field(default_factory=dict)
    methods: dict[str, Function] = field(default_factory=dict)
    decorators: list[Call] = field(default_factory=list)


@dataclass(slots=True)
class Module:
    """What one file says. `imports` holds local name -> (specifier, exported name); the name "*" is the whole module."""

    path: str
    imports: dict[str, tuple[str, str]] = field(default_factory=dict)
    exports: dict[str, Expression] = field(default_factory=dict)
    borrowed: dict[str, tuple[str, str]] = field(default_factory=dict)
    stars: list[str] = field(default_factory=list)
    names: dict[str, Expression] = field(default_factory=dict)
    functions: list[Function] = field(default_factory=list)
    classes: list[Class] = field(default_factory=list)
    calls: list[Call] = field(default_factory=list)
    starts: list[int] = field(default_factory=list)

    def around(self, at: int) -> list[Function]:
        """The functions that a byte lies in, the innermost first."""
        last = bisect_right(self.starts, at)
        function = self.functions[last - 1] if last else None
        found: list[Function] = []
        while function is not None and len(found) < MAX_NESTED:
            if at < function.end:
                found.append(function)
            function = function.outer
        return found

    def function_at(self, start: int) -> Function | None:
        """The function that starts at a byte."""
        at = bisect_right(self.starts, start) - 1
        return self.functions[at] if at >= 0 and self.functions[at].start == start else None

    def class_at(self, at: int) -> Class | None:
        """The innermost class that a byte lies in."""
        return next((known for known in reversed(self.classes) if known.start <= at < known.end), None)
