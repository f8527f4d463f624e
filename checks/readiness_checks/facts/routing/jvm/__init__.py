"""What a Java or Kotlin file declares, as far as routes need it: types, their annotations, methods and constants; no code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, TypeAlias

# A constant expression as its parts after each other: a text, the dotted name of a constant, or what cannot be known.
Term: TypeAlias = tuple[Literal["text", "name", "unknown"], str]
Value: TypeAlias = tuple[Term, ...]

UNKNOWN_VALUE: Value = (("unknown", ""),)
MAX_TERMS = 60


@dataclass(frozen=True, slots=True)
class Annotation:
    """An annotation by its simple name; each argument by its name ("value" when it has none) with the values of its array."""

    name: str
    line: int
    arguments: tuple[tuple[str, tuple[Value, ...]], ...] = ()

    def given(self, *names: str) -> tuple[Value, ...]:
        """The values of the first of the named arguments that is there."""
        for name in names:
            for key, values in self.arguments:
                if key == name:
                    return values
        return ()


@dataclass(frozen=True, slots=True)
class Method:
    """A method: its name, how many parameters it takes, the simple name of what it returns, and its annotations."""

    name: str
    line: int
    parameters: int
    returns: str
    annotations: tuple[Annotation, ...]


@dataclass(frozen=True, slots=True)
class Type:
    """A class, interface, object or annotation type; `name` holds its outer types, `Outer.Inner`; `supers` are names as written."""

    name: str
    file: str
    line: int
    kind: Literal["class", "interface", "annotation"]
    abstract: bool
    annotations: tuple[Annotation, ...]
    supers: tuple[str, ...]
    methods: tuple[Method, ...]
    constants: tuple[tuple[str, Value], ...]

    @property
    def simple(self) -> str:
        """The name without outer types."""
        return self.name.rpartition(".")[2]

    def annotation(self, *names: str) -> Annotation | None:
        """The first of its annotations that bears one of the names."""
        return next((each for each in self.annotations if each.name in names), None)


@dataclass(frozen=True, slots=True)
class Unit:
    """One file: package, imported names (a wildcard ends in `*`), types, top-level constants, and whether all of it was understood."""

    path: str
    package: str
    imports: tuple[str, ...]
    types: tuple[Type, ...]
    constants: tuple[tuple[str, Value], ...]
    whole: bool
