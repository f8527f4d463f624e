"""The technologies we recognise, from technologies.toml, and the indexes that find one by what names it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from readiness.records import dataclass
from readiness.regex import Regex

DATA = Path(__file__).parent.parent / "technologies.toml"
# how the parts of a module's name are joined, by the language families of `imports`
BOUNDARIES: Mapping[str, str] = {
    "python": ".", "javascript": "/", "java": ".", "csharp": ".", "php": "\\", "ruby": "::", "elixir": ".", "rust": "::", "go": "/",
}  # fmt: skip
_FAMILY_OF_PACKAGES: Mapping[str, str] = {"pypi": "python", "npm": "javascript", "go": "go", "crates": "rust"}
_TABLE = Regex(r'^\[technology\.("?)([^"\]]+)\1\]$')


@dataclass(frozen=True, slots=True, eq=False)
class Technology:
    """One entry of technologies.toml, one object each. `packages` and `imports` are pairs of ecosystem (language family) and names."""

    id: str
    name: str
    categories: tuple[str, ...]
    language: str = ""
    packages: tuple[tuple[str, tuple[str, ...]], ...] = ()
    imports: tuple[tuple[str, tuple[str, ...]], ...] = ()
    images: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    url_schemes: tuple[str, ...] = ()
    config: tuple[str, ...] = ()
    commands: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    resources: tuple[str, ...] = ()

    def is_a(self, *categories: str) -> bool:
        """Whether it is in any of `categories`; given none, in any at all."""
        return not categories or any(category in self.categories for category in categories)


@lru_cache(maxsize=1)
def technologies() -> tuple[Technology, ...]:
    """All technologies, sorted by id."""
    entries = read_entries(DATA.read_text(encoding="utf-8")) if DATA.is_file() else {}
    return tuple(_made(key, entries[key]) for key in sorted(entries))


def read_entries(text: str) -> dict[str, dict[str, Any]]:
    """The tables of technologies.toml by id, with dotted keys left dotted.

    Reads the part of TOML that the file keeps to, five times as fast as tomllib does, because every run waits for it: tables
    named `[technology.ID]`, and keys whose values are strings or lists of strings on one line each, which are JSON too.
    """
    pieces: list[str] = []
    for line in text.splitlines():
        if line.startswith("["):
            found = _TABLE.match(line.rstrip())
            pieces.append(("}," if pieces else "{") + json.dumps(found.group(2) if found else line) + ":{")
        elif " = " in line and pieces and not line.startswith("#"):
            key, _, value = line.partition(" = ")
            if "#" in value and not value.rstrip().endswith(("]", '"')):
                value = value.rpartition("#")[0]
            pieces.append(("" if pieces[-1].endswith("{") else ",") + f'"{key.strip()}":{value}')
    if not pieces:
        return {}
    entries: dict[str, dict[str, Any]] = json.loads("".join(pieces) + "}}")
    return entries


def _made(key: str, entry: Mapping[str, Any]) -> Technology:
    def named(prefix: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
        return tuple((name.removeprefix(prefix), tuple(value)) for name, value in entry.items() if name.startswith(prefix))

    def listed(name: str) -> tuple[str, ...]:
        return tuple(entry.get(name, ()))

    return Technology(
        key,
        entry.get("name", key),
        listed("categories"),
        entry.get("language", ""),
        named("packages."),
        named("imports."),
        listed("images"),
        listed("files"),
        listed("url_schemes"),
        listed("config"),
        listed("commands"),
        listed("actions"),
        listed("resources"),
    )


@dataclass(frozen=True, slots=True)
class Index:
    """Technologies by names; a name that ends in `*` stands for all that begin so."""

    exact: Mapping[str, tuple[Technology, ...]]
    prefixes: tuple[tuple[str, tuple[Technology, ...]], ...]

    def find(self, name: str) -> tuple[Technology, ...]:
        """What `name` names: its exact entry, else that of the longest prefix."""
        found = self.exact.get(name)
        if found is not None:
            return found
        return next((technologies for prefix, technologies in self.prefixes if name.startswith(prefix)), ())

    def find_inside(self, name: str, boundary: str) -> tuple[Technology, ...]:
        """What the longest part of `name` that ends at a boundary names."""
        while name:
            found = self.exact.get(name)
            if found is not None:
                return found
            name = name.rpartition(boundary)[0]
        return ()


def _indexed(pairs: Iterable[tuple[str, Technology]]) -> Index:
    exact: dict[str, tuple[Technology, ...]] = {}
    prefixes: dict[str, tuple[Technology, ...]] = {}
    for name, technology in pairs:
        table, key = (prefixes, name[:-1]) if name.endswith("*") else (exact, name)
        if technology not in table.get(key, ()):
            table[key] = (*table.get(key, ()), technology)
    return Index(exact, tuple(sorted(prefixes.items(), key=lambda item: -len(item[0]))))


@lru_cache(maxsize=32)
def by_package(ecosystem: str) -> Index:
    """Technologies by the names of their packages; Gradle's are Maven's, and case matters only for Go, Maven and Hex."""
    keyed = "maven" if ecosystem == "gradle" else ecosystem
    fold = keyed in ("nuget", "composer", "pypi")
    return _indexed(
        (name.lower() if fold else name, technology)
        for technology in technologies() for kind, names in technology.packages if kind == keyed for name in names
    )  # fmt: skip


def by_import(family: str) -> Index:
    """Technologies by the modules that source code imports, without the boundary and `*` at their end."""
    return _imported().get(family) or Index({}, ())


@lru_cache(maxsize=1)
def _imported() -> Mapping[str, Index]:
    """The modules of all language families: every run needs most of them."""
    pairs: dict[str, list[tuple[str, Technology]]] = {family: [] for family in BOUNDARIES}
    for technology in technologies():
        stated = {family: names for family, names in technology.imports if names}
        for kind, names in technology.packages:
            family = _FAMILY_OF_PACKAGES.get(kind, "")
            if family and not any(known == family for known, given in technology.imports if given):
                implied = tuple(name.replace("-", "_") for name in names) if family in ("python", "rust") else names
                stated[family] = (*stated.get(family, ()), *implied)
        for family, names in stated.items():
            for name in names:
                # a package name that is a prefix says nothing of where the parts of a module end
                if not name.endswith("*") or name.endswith(f"{BOUNDARIES[family]}*"):
                    pairs[family].append((name.removesuffix("*").removesuffix(BOUNDARIES[family]), technology))
    return {family: _indexed(found) for family, found in pairs.items()}


@lru_cache(maxsize=1)
def by_image() -> Index:
    """Technologies by the repositories of container images, without registry and tag."""
    return _indexed((name, technology) for technology in technologies() for name in technology.images)


@lru_cache(maxsize=1)
def by_scheme() -> Index:
    """Technologies by the schemes of connection URLs and the names that adapters go by."""
    return _indexed((name.lower(), technology) for technology in technologies() for name in technology.url_schemes)


@lru_cache(maxsize=1)
def by_config() -> Index:
    """Technologies by the configuration keys that name them."""
    return _indexed((name, technology) for technology in technologies() for name in technology.config)


@lru_cache(maxsize=1)
def by_resource() -> Index:
    """Technologies by the types of infrastructure resources."""
    return _indexed((name, technology) for technology in technologies() for name in technology.resources)
