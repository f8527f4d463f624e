"""Which implemented route a documented path meets: names of parameters, letter case and formats do not matter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from readiness.regex import Regex
from readiness_checks.facts.routing import Route
from readiness_checks.facts.routing.paths import UNKNOWN, nameless

REST = "{...}"
MAX_STEPS = 2_000_000  # of comparing paths that hold parts unknown, for one document
_FORMAT = Regex(r"(?<=.)(?:\.\{\}|\.json|\.xml|\.\w{0,6}\{format\})$")
_PROXY = Regex(r"\{(\w+)\+\}")
_BESIDE = Regex(r"[?#].*$")


@dataclass(frozen=True, slots=True)
class Shift:
    """What stands before the paths of one side only: `added` before the document's paths in the code, `dropped` from them there."""

    added: tuple[str, ...] = ()
    dropped: tuple[str, ...] = ()

    def of(self, parts: tuple[str, ...]) -> tuple[str, ...] | None:
        """The parts of a documented path as the code has them; None where what is dropped does not stand before it."""
        if parts[: len(self.dropped)] != self.dropped:
            return None
        return self.added + parts[len(self.dropped) :]


@dataclass(slots=True)
class Routes:
    """Routes by the parts of their paths, for asking many times."""

    exact: dict[tuple[str, ...], list[Route]] = field(default_factory=dict)
    by_word: dict[tuple[int, int, str], list[tuple[tuple[str, ...], Route]]] = field(default_factory=dict)
    open: list[tuple[tuple[str, ...], Route]] = field(default_factory=list)
    hiding: list[tuple[tuple[str, ...], Route]] = field(default_factory=list)
    steps: int = 0

    def at(self, parts: tuple[str, ...]) -> list[Route]:
        """The routes with just this path."""
        return self.exact.get(parts, [])

    @property
    def exhausted(self) -> bool:
        """Whether there were so many routes to look through that not all of them were."""
        return self.steps > MAX_STEPS

    def like(self, parts: tuple[str, ...]) -> list[Route]:
        """The routes that may serve this path: a parameter where it is literal or the other way, the rest of it, or a part unknown."""
        # what is alike has at least one literal part in the same place: the rarest leaves the fewest to look at
        words = [self.by_word.get((len(parts), at, part), []) for at, part in enumerate(parts) if "{" not in part]
        known: dict[Route, None] = {}
        for some in sorted(words, key=len):
            for have, route in some:
                self.steps += 1
                if self.steps > MAX_STEPS:
                    break
                if _alike(have, parts):
                    known[route] = None
        same = list(known)
        found = self._covering(self.open, parts)
        # what serves all that is below may hand it on to where it is not served
        return same + [route for have, route in found if REST not in have or len(have) == len(parts)]

    def hidden(self, parts: tuple[str, ...]) -> list[Route]:
        """The routes whose end is unknown and that may be just this one."""
        return [route for _, route in self._covering(self.hiding, parts) + self._covering(self.open, parts)]

    def _covering(self, routes: list[tuple[tuple[str, ...], Route]], parts: tuple[str, ...]) -> list[tuple[tuple[str, ...], Route]]:
        found = []
        for have, route in routes:
            self.steps += 1
            if self.steps > MAX_STEPS:
                break
            if covers(have, parts):
                found.append((have, route))
        return found


def indexed(routes: Iterable[Route]) -> Routes:
    """Routes made ready to be asked for."""
    made = Routes()
    for route in routes:
        parts = parts_of(route.path)
        if parts == (REST,):
            continue  # what answers everything that nothing else does: pages of a frontend, an error
        unknown = any(UNKNOWN in part for part in parts)
        if unknown and (UNKNOWN in parts[-1] or not any("{" not in part for part in parts)):
            made.hiding.append((parts, route))
        elif unknown or REST in parts:
            made.open.append((parts, route))
        else:
            made.exact.setdefault(parts, []).append(route)
            for at, part in enumerate(parts):
                if "{" not in part:
                    made.by_word.setdefault((len(parts), at, part), []).append((parts, route))
    return made


def parts_of(path: str) -> tuple[str, ...]:
    """The parts of a path for comparison: `("orders", "{}")` of `/Orders/{id}/`."""
    plain = nameless(_PROXY.sub(r"{\1...}", path if UNKNOWN in path else _BESIDE.sub("", path))).lower()
    return tuple(part for part in _FORMAT.sub("", plain).split("/") if part)


def _alike(have: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Whether paths of one length differ only where one of them has a parameter; one part at least is the same literal."""
    literal = False
    for one, other in zip(have, asked, strict=True):
        if one != other and "{" not in one and "{" not in other:
            return False
        literal = literal or (one == other and "{" not in one)
    return literal


def covers(have: tuple[str, ...], asked: tuple[str, ...]) -> bool:
    """Whether a route with parts that stand for any number of others may serve a path."""
    reach = {0}
    for part in have:
        wide = part == REST or UNKNOWN in part
        if wide:
            first = min(reach)
            reach = set(range(first, len(asked) + 1))
        else:
            reach = {at + 1 for at in reach if at < len(asked) and (asked[at] == part or "{" in part or asked[at] == REST)}
        if not reach:
            return False
    return len(asked) in reach or any(part == REST for part in asked)


def shifts(documented: Iterable[tuple[str, ...]], routes: Routes, bases: Iterable[tuple[str, ...]], limit: int = 8) -> list[Shift]:
    """What may stand before the paths of one side only, the likeliest first: the document's own bases, then what most paths share."""
    known = list(routes.exact) + [parts for parts, _ in routes.open if parts[-1:] != (REST,)]
    by_tail: dict[tuple[str, ...], list[tuple[str, ...]]] = {}
    for parts in known:
        by_tail.setdefault(parts[-2:], []).append(parts)
        if len(parts) > 1:
            by_tail.setdefault(parts[-1:], []).append(parts)
    added: Counter[Shift] = Counter()
    for asked in documented:
        for have in by_tail.get(asked[-2:], ())[:50] if asked else ():
            if UNKNOWN in "".join(have) or not any("{" not in part for part in asked):
                continue
            if len(have) > len(asked) and have[-len(asked) :] == asked:
                added[Shift(added=have[: -len(asked)])] += 1
            elif len(asked) > len(have) and asked[-len(have) :] == have:
                added[Shift(dropped=asked[: -len(have)])] += 1
    stated = [Shift(), *(Shift(added=base) for base in bases)]
    return list(dict.fromkeys([*stated, *(shift for shift, _ in added.most_common(limit))]))
