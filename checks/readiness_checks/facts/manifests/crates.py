"""Rust: Cargo.toml."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.repo import Repo
from readiness.syntax import Map, dig, mapping, string, strings
from readiness_checks.facts.manifests import Dependency, Group, Manifest
from readiness_checks.facts.manifests.places import Places

LOCKS = ("Cargo.lock",)

_TABLES: tuple[tuple[str, Group], ...] = (
    ("dependencies", "runtime"), ("dev-dependencies", "development"), ("build-dependencies", "build"),
)  # fmt: skip


def read(repo: Repo) -> Iterator[Manifest]:
    """Every Cargo.toml; what it inherits from its workspace carries the workspace's version when that is in the same file."""
    for file in repo.named("Cargo.toml"):
        parsed = repo.toml(file.path)
        if parsed.problem is not None:
            repo.unreadable(file.path, parsed.problem)
            yield Manifest(file.path, "crates", "", problem=parsed.problem.message)
            continue
        value = mapping(parsed.value)
        places = Places(repo.text(file.path))
        found: list[Dependency] = []
        for table, group in _TABLES:
            found += _table(value.get(table), places, table, file.path, group)
            for name, target in mapping(value.get("target")).items():
                found += _table(dig(target, table), places, f"target.{name}.{table}", file.path, group)
        if "package" not in value:
            found += _table(dig(value, "workspace", "dependencies"), places, "workspace.dependencies", file.path, "runtime")
        members = strings(dig(value, "workspace", "members"))
        program = "bin" in value or repo.file(f"{file.folder}/src/main.rs".lstrip("/")) is not None
        name = string(dig(value, "package", "name"))
        yield Manifest(file.path, "crates", name, tuple(found), members=members, library=bool(name) and not program)


def _table(value: object, places: Places, header: str, path: str, group: Group) -> Iterator[Dependency]:
    start = places.table(header)
    for key, wanted in mapping(value).items():
        name = string(dig(wanted, "package")) or key
        constraint = string(wanted) or string(dig(wanted, "version")) or string(dig(wanted, "rev"))
        local = isinstance(wanted, Map) and "path" in wanted
        exact = local or bool(re.match(r"=\s*\d+\.\d+\.\d+", constraint)) or bool(string(dig(wanted, "rev")))
        line = places.line_of(key, start)
        yield Dependency(name, "crates", constraint, exact, group, path, line, local, extras=strings(dig(wanted, "features")))
