"""The promises of the deferred dataclasses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import FrozenInstanceError, field, replace
from dataclasses import dataclass as eager
from typing import ClassVar

import pytest

from readiness.records import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    path: str
    line: int = 1
    notes: tuple[str, ...] = field(default=(), compare=False)

    @property
    def shown(self) -> str:
        return f"{self.path}:{self.line}"


@dataclass(slots=True)
class Counter:
    counts: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counts.append(0)


@dataclass(frozen=True, slots=True)
class Exact(Place):
    column: int = 0


@dataclass(frozen=True, slots=True)
class Limited:
    limit: ClassVar[int] = 3
    size: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class Node:
    name: str


@dataclass(slots=True, order=True)
class Version:
    number: int

    def __iter__(self) -> Iterator[int]:
        yield self.number


def test_instances_are_equal_by_their_fields_and_hash_alike() -> None:
    """A record is its values, from the first instance on; `compare=False` leaves a field out."""
    assert Place("a", 2) == Place("a", 2, ("seen",))
    assert hash(Place("a", 2)) == hash(Place("a", 2, ("seen",)))
    assert Place("a") != Place("b")
    assert repr(Place("a")) == "Place(path='a', line=1, notes=())"
    assert Place("a").shown == "a:1"


def test_instances_are_frozen_and_slotted() -> None:
    """Nothing about a record changes, and it holds no dictionary."""
    place = Place("a")

    with pytest.raises(FrozenInstanceError):
        place.__setattr__("line", 3)
    assert not hasattr(place, "__dict__")
    assert Place.__slots__ == ("path", "line", "notes")


def test_records_work_with_replace_and_match() -> None:
    """What the language does with dataclasses works."""
    match replace(Place("a"), line=5):
        case Place(path, 5):
            found = path

    assert found == "a"


def test_factories_post_init_order_and_bases_work() -> None:
    """The variants that facts use mean what the standard library says."""
    one, two = Counter(), Counter()

    assert one.counts is not two.counts
    assert one == two == Counter()
    assert Exact("a", 2, column=4).shown == "a:2"
    assert (Limited.limit, Limited(2).size) == (3, 2)
    assert Node("a") != Node("a")
    assert Version(1) < Version(2)
    assert [*Version(3)] == [3]


def test_wrong_arguments_are_refused_as_by_a_dataclass() -> None:
    """The first instance is no exception: the same error comes back."""

    @dataclass(frozen=True, slots=True)
    class Deferred:
        path: str

    @eager(frozen=True, slots=True)
    class Eager:
        path: str

    arguments: list[str] = []
    messages = []
    for made in (Deferred, Eager):
        with pytest.raises(TypeError) as raised:
            made(*arguments)
        messages.append(str(raised.value).rpartition(".")[2])

    assert messages[0] == messages[1]
