"""Dataclasses whose methods are generated when the first instance is made.

A run imports hundreds of record classes and makes instances of a third of them; generating the methods of all of them at import
would be a fifth of a run on a small repository. To type checkers this is `dataclasses.dataclass` itself.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls: type | None = None, /, **options: bool) -> Any:
        """What `dataclasses.dataclass` makes of a class, deferred where it has slots, no base, and fields only.

        Until an instance or a subclass is made, `dataclasses.fields` does not know the class.
        """
        if cls is None:
            return lambda cls: _made(cls, options)
        return _made(cls, options)


_OWN = frozenset({"__dict__", "__weakref__"})
_KEPT = _OWN | {"__module__", "__qualname__", "__doc__", "__slots__", "__annotations__"}
_SPECIAL = ("ClassVar", "InitVar", "KW_ONLY")
_UNFINISHED: dict[type, Callable[[], None]] = {}


def _made(cls: Any, options: dict[str, bool]) -> Any:
    fields = inspect.get_annotations(cls)
    plain = cls.__bases__ == (object,) and "__init__" not in vars(cls) and all(isinstance(kind, str) for kind in fields.values())
    if not options.get("slots") or not plain or any(mark in kind for kind in fields.values() for mark in _SPECIAL):
        for base in cls.__mro__:
            _UNFINISHED.get(base, _nothing)()
        return dataclasses.dataclass(**options)(cls)

    def finish() -> None:
        # without a text of its own, a signature would be rendered for it
        cls.__doc__ = cls.__doc__ or ""
        full = dataclasses.dataclass(**{**options, "slots": False})(cls)
        for name, value in vars(full).items():
            if name not in fields and name not in _KEPT:
                setattr(made, name, value)
        _UNFINISHED.pop(made, None)

    def first(self: Any, *args: Any, **kwargs: Any) -> None:
        finish()
        made.__init__(self, *args, **kwargs)

    space = {name: value for name, value in vars(cls).items() if name not in fields and name not in _OWN}
    names = tuple(fields)
    made: Any = type(cls)(cls.__name__, cls.__bases__, {**space, "__slots__": names, "__match_args__": names, "__init__": first})
    made.__qualname__ = cls.__qualname__
    _UNFINISHED[made] = finish
    return made


def _nothing() -> None:
    pass
