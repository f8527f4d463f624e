"""Finds checks: packages named by the `readiness.checks` entry point, and files named on the command line.

A check is a module attribute; a module is found by walking its package. Nothing from the repository under review is loaded.
"""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType

from readiness.model import Check, Description
from readiness.records import dataclass
from readiness.repo import Repo
from readiness.scan import Pattern

GROUP = "readiness.checks"
DEFAULT_SHARE = 5.0  # of an area that no plugin gives a share


class PluginError(Exception):
    """A plugin cannot be loaded; the message says which and why."""


@dataclass(frozen=True, slots=True)
class Plugins:
    """Everything that plugins bring: checks by area and id, patterns for the scan, who describes a repository, and the areas' shares.

    A module says these by attributes: checks and patterns, a function `describe_repository`, a mapping `AREA_SHARES`.
    """

    checks: tuple[Check, ...]
    patterns: tuple[Pattern, ...]
    describers: tuple[Callable[[Repo], Description], ...]
    shares: Mapping[str, float]

    def describe(self, repo: Repo) -> Description:
        """What the first plugin that describes repositories says of this one."""
        return self.describers[0](repo) if self.describers else Description()


def load_plugins(paths: Iterable[Path] = ()) -> Plugins:
    """Load installed plugins and the files or folders in `paths`.

    Raises PluginError for one that cannot be imported and for an id that two checks claim.
    """
    modules: list[ModuleType] = []
    for entry in sorted(entry_points(group=GROUP), key=lambda entry: entry.value):
        modules.extend(_walk(entry.value))
    for path in paths:
        modules.extend(_from_path(path))
    return gather(modules)


def gather(modules: Iterable[ModuleType]) -> Plugins:
    """The checks, patterns and describers that stand as attributes of `modules`."""
    checks: dict[str, Check] = {}
    patterns: dict[int, Pattern] = {}
    describers: list[Callable[[Repo], Description]] = []
    shares: dict[str, float] = {}
    for module in modules:
        for value in list(vars(module).values()):
            if isinstance(value, Check) and value.module == module.__name__:
                if value.id in checks:
                    raise PluginError(f"{value.id} is defined twice: in {checks[value.id].module} and in {module.__name__}")
                checks[value.id] = value
            for pattern in value if isinstance(value, tuple) else value.values() if isinstance(value, dict) else (value,):
                if isinstance(pattern, Pattern):
                    patterns[id(pattern)] = pattern
        describe = getattr(module, "describe_repository", None)
        if callable(describe) and describe.__module__ == module.__name__:
            describers.append(describe)
        shares.update(getattr(module, "AREA_SHARES", {}))
    shares.update((check.area, DEFAULT_SHARE) for check in checks.values() if check.area not in shares)
    order = {area: index for index, area in enumerate(shares)}
    ordered = sorted(checks.values(), key=lambda check: (order[check.area], check.id))
    return Plugins(tuple(ordered), tuple(patterns.values()), tuple(describers), shares)


def _walk(name: str) -> Iterator[ModuleType]:
    """A package and all below it; a package that says `LAZY = True` holds neither checks nor patterns and is imported when it is used."""
    package = _imported(name)
    yield package
    if not getattr(package, "LAZY", False):
        for found in pkgutil.iter_modules(getattr(package, "__path__", []), f"{name}."):
            yield from _walk(found.name)


def _imported(name: str) -> ModuleType:
    try:
        return importlib.import_module(name)
    except Exception as error:
        raise PluginError(f"cannot load the checks in {name}: {error}") from error


def _from_path(path: Path) -> Iterator[ModuleType]:
    files = sorted(path.glob("*.py")) if path.is_dir() else [path]
    if not files or not all(file.is_file() for file in files):
        raise PluginError(f"no checks at {path}: name a Python file, or a folder that holds some")
    for file in files:
        name = f"readiness_local_{file.stem}"
        spec = importlib.util.spec_from_file_location(name, file)
        if spec is None or spec.loader is None:
            raise PluginError(f"cannot load the checks in {file}: not a Python file")
        module = importlib.util.module_from_spec(spec)
        sys.modules[name] = module
        try:
            spec.loader.exec_module(module)
        except Exception as error:
            raise PluginError(f"cannot load the checks in {file}: {error}") from error
        yield module


def page_of(check: Check) -> str | None:
    """The text of a check's page, the Markdown file beside its module; None when it has none."""
    source = getattr(sys.modules.get(check.module), "__file__", None)
    page = Path(source).with_suffix(".md") if source else None
    return page.read_text(encoding="utf-8") if page and page.is_file() else None
