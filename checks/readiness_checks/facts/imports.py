"""Which known modules the source code imports, and where."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.classify import Role
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.lines import quoted_lines
from readiness_checks.facts.recognition import by_import

_SCRIPTS = ("javascript", "typescript", "vue", "svelte")
_ROLES: tuple[Role, ...] = ("source", "test", "configuration")
# by family: the languages, what stands before a module's name, and the regex whose group is the module
_FORMS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str]] = {
    "python": (
        # a quoted module alone on its line is an entry of INSTALLED_APPS or MIDDLEWARE
        ("python",), ("import {}", "from {}", '"{}', "'{}"),
        r"""^[ \t]*(?:(?:from|import)[ \t]+([\w.]+)(?:[ \t]+import[ \t]+([\w, ]{1,200}))?|["']([\w.]+)["'],?[ \t]*$)""",
    ),
    "javascript": (
        _SCRIPTS, ("'{}'", '"{}"', "'{}/", '"{}/'),
        r"""(?:\bfrom|\brequire\(|\bimport\(|\bimport)\s*["']([^"'\n]{1,200})["']""",
    ),
    "java": (("java", "kotlin", "scala", "groovy"), ("import {}", "import static {}"), r"^\s*import\s+(?:static\s+)?([\w.]+)"),
    "csharp": (
        ("csharp", "fsharp", "vb", "razor"), ("using {}", "open {}", "@using {}"),
        r"^\s*(?:global\s+|@)?(?:using|open)\s+(?:static\s+)?([\w.]+)",
    ),
    "php": (
        ("php",), ("use {}", "use \\{}", "new \\{}", "(\\{}", "= \\{}", "extends \\{}"),
        r"(?:\buse\s+(?:function\s+)?\\?|\\)([A-Z][\w\\]+)",
    ),
    "elixir": (("elixir",), ("{}",), r"(?<![\w.:])([A-Z]\w*(?:\.[A-Z]\w*)*)"),
    "rust": (("rust",), ("{}::", "use {}"), r"(?<![\w:])([a-z]\w*)(?:::|;|\s+as\b)"),
    "go": (("go",), ('"{}',), r"""^\s*(?:import\s+)?(?:[\w.]+\s+)?"([^"\s]{1,200})\""""),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Import:
    """One import of a module that some technology names; `language` is the key of its family in technologies.toml."""

    module: str
    language: str
    path: str
    line: int


def _patterns() -> dict[str, Pattern]:
    """One pattern a language family, with the known modules as literals: all imports would be most first lines of all files."""
    found = {}
    for family, (languages, forms, regex) in _FORMS.items():
        names = by_import(family).exact
        if names:
            literals = [form.format(name) for name in names for form in forms]
            if family == "python":
                literals += [f"from {name.rpartition('.')[0]} import" for name in names if "." in name]
            found[family] = Pattern(tuple(dict.fromkeys(literals)), regex, languages=languages, roles=_ROLES)
    found.update(_ruby())
    return found


def _ruby() -> Iterator[tuple[str, Pattern]]:
    names = by_import("ruby").exact
    constants = tuple(name for name in names if name[:1].isupper())
    if constants:
        yield "ruby", Pattern(constants, r"(?<![\w:.])([A-Z]\w*(?:::[A-Z]\w*)*)", languages=("ruby",), roles=_ROLES)
    required = tuple(f"require {quote}{name}" for name in names if not name[:1].isupper() for quote in "\"'")
    if required:
        yield "ruby-require", Pattern(required, r"""\brequire ["']([\w./-]{1,100})["']""", languages=("ruby",), roles=_ROLES)


IMPORTS = _patterns()


@fact
def imports(repo: Repo) -> tuple[Import, ...]:
    """Imports in own source and in tests of the modules that technologies.toml names, sorted by place.

    Modules that no technology names are not looked for: in a large repository they are most lines that begin its files.
    """
    found = {
        Import(module, family.partition("-")[0], hit.path, hit.line)
        for family, pattern in IMPORTS.items()
        for hit in repo.hits(pattern)
        # an example in a module's documentation, or a program that this one writes, imports nothing
        if not (family == "elixir" and hit.line in quoted_lines(repo, hit.path))
        for module in _modules(family, hit.groups)
    }
    return tuple(sorted(found, key=lambda item: (item.path, item.line, item.module)))


def _modules(family: str, groups: tuple[str, ...]) -> tuple[str, ...]:
    """The modules of one import; in Python what `from a import b, c` brings in may be modules of their own."""
    if family != "python":
        return groups[:1]
    module, names, quoted = groups
    brought = tuple(f"{module}.{name.split()[0]}" for name in names.split(",") if name.strip())
    return brought or (module or quoted,)
