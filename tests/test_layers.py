"""The layers of the design hold, by what each module imports."""

from __future__ import annotations

import ast
import importlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from readiness.plugins import gather, load_plugins

ROOT = Path(__file__).parent.parent
HEAVY = {
    "git",
    "openapi_spec_validator",
    "jsonschema",
    "sqlglot",
    "graphql",
    "tree_sitter",
    "rich",
    "markdown_it",
    "pathspec",
}


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module


def breaches(folder: str, forbidden: tuple[str, ...], allowed: tuple[str, ...] = ()) -> list[str]:
    return [
        f"{path.relative_to(ROOT)} imports {name}"
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in imports(path)
        if name.startswith(forbidden) and not name.startswith(allowed or ("\0",))
    ]


def test_the_engine_has_never_heard_of_the_checks() -> None:
    """`readiness` never imports `readiness_checks`."""
    assert breaches("src/readiness", ("readiness_checks",)) == []


def test_outputs_know_the_model_only() -> None:
    """Outputs import the model and nothing else of the engine."""
    assert breaches("src/readiness/output", ("readiness.",), ("readiness.model",)) == []


def test_facts_do_not_import_checks() -> None:
    """Facts parse and never judge: they import no check."""
    areas = tuple(
        f"readiness_checks.{path.name}" for path in (ROOT / "checks/readiness_checks").iterdir() if path.is_dir() and path.name != "facts"
    )

    assert breaches("checks/readiness_checks/facts", areas) == []


def test_only_git_py_reaches_git() -> None:
    """Git is reached through one module."""
    named = [
        f"{path.relative_to(ROOT)} imports {name}"
        for folder in ("src", "checks")
        for path in sorted((ROOT / folder).rglob("*.py"))
        for name in imports(path)
        if name.split(".")[0] in ("subprocess", "git") and path != ROOT / "src/readiness/git.py"
    ]

    assert named == []


def loaded_at_start() -> set[str]:
    program = "import sys, readiness.cli, readiness.plugins; readiness.plugins.load_plugins(); print(' '.join(sys.modules))"
    return set(subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT).stdout.split())


def test_starting_up_imports_nothing_heavy() -> None:
    """Loading the command line and all checks imports no heavy library, and little of what few repositories need."""
    loaded = loaded_at_start()
    few = {name for name in lazy_modules() if name.count(".") > 2}

    assert HEAVY & {name.split(".")[0] for name in loaded} == set()
    assert len(few & loaded) <= len(few) / 20


def lazy_modules() -> set[str]:
    """The modules of the packages that say `LAZY = True`."""
    root = ROOT / "checks"
    return {
        ".".join(path.relative_to(root).with_suffix("").parts)
        for package in sorted(root.rglob("__init__.py"))
        if "\nLAZY = True" in package.read_text(encoding="utf-8")
        for path in sorted(package.parent.rglob("*.py"))
        if path.name != "__init__.py"
    }


def test_what_is_imported_late_declares_nothing() -> None:
    """Modules that are imported when they are used hold neither checks nor patterns: nobody would find these."""
    found = gather(importlib.import_module(name) for name in sorted(lazy_modules()))
    own = [pattern for pattern in found.patterns if pattern not in load_plugins().patterns]

    assert lazy_modules() != set()
    assert (found.checks, own) == ((), [])
