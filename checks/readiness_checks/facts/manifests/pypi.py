"""Python: pyproject.toml (PEP 621, PEP 735, Poetry, PDM, uv), requirement files, setup.py and setup.cfg, Pipfile, environment.yml."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, strings
from readiness_checks.facts.manifests import Dependency, Group, Manifest
from readiness_checks.facts.manifests.places import Places, joined

LOCKS = ("poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pylock.toml", "pylock.*.toml", "conda-lock.yml", "requirements*.lock")

_REQUIREMENT_FILES = (
    "requirements*.txt", "*requirements.txt", "*requirements.in", "requirements*.in", "requirements-*.pip", "requirements.pip",
    "**/requirements/*.txt", "**/requirements/*.in", "requirements/*.txt", "requirements/*.in",
)  # fmt: skip
_LINES = 20_000  # of a requirements file; the largest compiled ones have some 3,000
_NAME = Regex(r"\s*([A-Za-z0-9][A-Za-z0-9._-]{0,100})\s*(?:\[([^\]]{0,200})\])?\s*(.{0,300})")
_EXACT = Regex(r"\s*\(?\s*===?\s*[^\s,*;]+\s*\)?\s*(?:;.*)?$")
_DEVELOPMENT = Regex(
    r"(?:^|[^a-z])(?:dev|devel|development|develop|test|tests|testing|lint|linting|linters?|docs?|documentation|types?|typing|mypy|check|checks|ci"
    r"|format|formatting|bench|benchmarks?|local|coverage|style|qa|debug|pre-commit|release)(?:[^a-z]|$)"
)
_INCLUDE = Regex(r"\s*(?:-r|--requirement)[ =]?\s*(\S{1,300})")
_QUOTED = Regex(r"""["']([A-Za-z0-9][^"'\n]{0,300})["']""")
_SETUP_LIST = Regex(r"\b(install_requires|tests_require|setup_requires)\s*=\s*\[")
_SETUP_GROUPS: dict[str, Group] = {"install_requires": "runtime", "tests_require": "development", "setup_requires": "build"}


def read(repo: Repo) -> Iterator[Manifest]:
    """Every Python manifest; `requirements` files that others include count as manifests of their own."""
    for file in repo.named("pyproject.toml"):
        yield _pyproject(repo, file.path)
    for file in repo.named("Pipfile"):
        yield _pipfile(repo, file.path)
    for path in sorted(_requirement_files(repo)):
        yield _requirements(repo, path)
    for file in repo.named("setup.py"):
        found = _setup_py(repo, file.path)
        if found is not None:
            yield found
    for file in repo.named("setup.cfg"):
        found = _setup_cfg(repo, file.path)
        if found is not None:
            yield found
    for file in repo.named("environment.yml", "environment.yaml", "conda.yml", "conda.yaml"):
        found = _conda(repo, file.path)
        if found is not None:
            yield found


def normalised(name: str) -> str:
    """A project name as PEP 503 compares it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def requirement(text: str, path: str, line: int, group: Group) -> Dependency | None:
    """A PEP 508 requirement, or None for text that is none."""
    found = _NAME.match(text)
    if found is None:
        return None
    constraint = found.group(3).partition(" #")[0].partition(";")[0].strip()
    extras = tuple(name.strip().lower() for name in (found.group(2) or "").split(",") if name.strip())
    if constraint and constraint[0] not in "=<>!~@(*":
        return None
    local = constraint.startswith("@") and ("file:" in constraint or "{root:uri}" in constraint)
    return Dependency(normalised(found.group(1)), "pypi", constraint, _is_exact(constraint), group, path, line, local, extras=extras)


def _is_exact(constraint: str) -> bool:
    return bool(_EXACT.match(constraint)) or bool(re.match(r"@\s*\S+(?:\.whl|\.tar\.gz|\.zip|@[0-9a-f]{40})", constraint))


def group_of(name: str) -> Group:
    """The group that an extra, a dependency group or a file of this name belongs to."""
    return "development" if _DEVELOPMENT.search(name.lower()) else "runtime"


def _pyproject(repo: Repo, path: str) -> Manifest:
    parsed = repo.toml(path)
    if parsed.problem is not None:
        repo.unreadable(path, parsed.problem)
        return Manifest(path, "pypi", "", problem=parsed.problem.message)
    places = Places(repo.text(path))
    project = mapping(dig(parsed.value, "project"))
    tool = mapping(dig(parsed.value, "tool"))
    poetry = mapping(tool.get("poetry"))
    sources = mapping(dig(tool, "uv", "sources"))
    local = frozenset(normalised(name) for name, source in sources.items() if {"workspace", "path"} & set(mapping(source)))
    found = [*_standard(parsed.value, places, path), *_poetry(poetry, places, path)]
    for name, requirements in mapping(dig(tool, "pdm", "dev-dependencies")).items():
        found += _listed(requirements, places, places.table("tool.pdm.dev-dependencies"), path, "development" if name else "runtime")
    found += _listed(dig(tool, "uv", "dev-dependencies"), places, places.table("tool.uv"), path, "development")
    members = (*strings(dig(tool, "uv", "workspace", "members")), *strings(dig(tool, "rye", "workspace", "members")))
    named = string(project.get("name")) or string(poetry.get("name"))
    dependencies = tuple(replace(item, exact=True, local=True) if item.name in local else item for item in found)
    library = bool(named) and dig(parsed.value, "build-system") is not None
    return Manifest(path, "pypi", named, dependencies, members=members, library=library)


def _standard(value: object, places: Places, path: str) -> Iterator[Dependency]:
    start = places.table("project")
    yield from _listed(dig(value, "project", "dependencies"), places, start, path, "runtime")
    extras = places.table("project.optional-dependencies") or start
    for name, requirements in mapping(dig(value, "project", "optional-dependencies")).items():
        yield from (replace(item, optional=True) for item in _listed(requirements, places, extras, path, group_of(name)))
    groups = places.table("dependency-groups")
    for name, requirements in mapping(dig(value, "dependency-groups")).items():
        production = re.search(r"prod|main|runtime|server|deploy", name.lower())
        yield from _listed(requirements, places, groups, path, "runtime" if production else "development")
    yield from _listed(dig(value, "build-system", "requires"), places, places.table("build-system"), path, "build")


def _listed(value: object, places: Places, after: int, path: str, group: Group) -> Iterator[Dependency]:
    for text in strings(value) if isinstance(value, Seq) else ():
        found = requirement(text, path, places.line_of(text, after), group)
        if found is not None:
            yield found


def _poetry(poetry: Map, places: Places, path: str) -> Iterator[Dependency]:
    yield from _table(poetry.get("dependencies"), places, places.table("tool.poetry.dependencies"), path, "runtime")
    yield from _table(poetry.get("dev-dependencies"), places, places.table("tool.poetry.dev-dependencies"), path, "development")
    for name, table in mapping(poetry.get("group")).items():
        start = places.table(f"tool.poetry.group.{name}.dependencies")
        optional = dig(table, "optional") is True
        yield from _table(dig(table, "dependencies"), places, start, path, "development" if optional else group_of(name))


def _table(value: object, places: Places, after: int, path: str, group: Group) -> Iterator[Dependency]:
    """Requirements as Poetry and Pipenv write them: a table from names to a version or a table."""
    for name, wanted in mapping(value).items():
        if name.lower() == "python":
            continue
        first = sequence(wanted)[0] if isinstance(wanted, Seq) and wanted else wanted
        constraint = string(first) or string(dig(first, "version")) or string(dig(first, "rev")) or string(dig(first, "ref"))
        local = bool(string(dig(first, "path")))
        exact = local or bool(re.match(r"(?:==+\s*)?v?[0-9][0-9A-Za-z.+-]*$", constraint)) or bool(string(dig(first, "rev")))
        extras = strings(dig(first, "extras"))
        optional = dig(first, "optional") is True
        yield Dependency(normalised(name), "pypi", constraint, exact, group, path, places.line_of(name, after), local, optional, extras)


def _pipfile(repo: Repo, path: str) -> Manifest:
    parsed = repo.toml(path)
    if parsed.problem is not None:
        repo.unreadable(path, parsed.problem)
        return Manifest(path, "pypi", "", problem=parsed.problem.message)
    places = Places(repo.text(path))
    found = (
        *_table(dig(parsed.value, "packages"), places, places.table("packages"), path, "runtime"),
        *_table(dig(parsed.value, "dev-packages"), places, places.table("dev-packages"), path, "development"),
    )
    return Manifest(path, "pypi", "", found)


def _requirement_files(repo: Repo) -> set[str]:
    pending = [file.path for file in repo.named(*_REQUIREMENT_FILES) if file.role != "documentation"]
    found: set[str] = set()
    while pending:
        path = pending.pop()
        if path in found or len(found) > 500:
            continue
        found.add(path)
        folder = path.rpartition("/")[0]
        for included in _INCLUDE.findall(repo.text(path)[:200_000]):
            target = joined(folder, included)
            if repo.file(target) is not None:
                pending.append(target)
    return found


def _requirements(repo: Repo, path: str) -> Manifest:
    found = []
    group = group_of(path.rpartition("/")[2].rpartition(".")[0])
    before = ""
    for line, text in enumerate(repo.text(path).splitlines()[:_LINES], 1):
        continued, before = before.endswith("\\"), text.rstrip()
        stripped = text.strip().rstrip("\\")
        if continued or not stripped or stripped.startswith(("#", "-", "http:", "https:", "git+")):
            continue
        dependency = requirement(stripped.partition(" --")[0], path, line, group)
        if dependency is not None:
            found.append(dependency)
    return Manifest(path, "pypi", "", tuple(found))


def _setup_py(repo: Repo, path: str) -> Manifest | None:
    text = repo.text(path)
    if "setup(" not in text:
        return None
    places = Places(text)
    found = []
    for match in _SETUP_LIST.finditer(text):
        end = text.find("]", match.end())
        group = _SETUP_GROUPS[match.group(1)]
        for quoted in _QUOTED.finditer(text, match.end(), end if end > 0 else match.end()):
            dependency = requirement(quoted.group(1), path, places.line_at(quoted.start()), group)
            if dependency is not None:
                found.append(dependency)
    named = re.search(r"""\bname\s*=\s*["']([^"']{1,100})["']""", text)
    return Manifest(path, "pypi", named.group(1) if named else "", tuple(found), library=True)


def _setup_cfg(repo: Repo, path: str) -> Manifest | None:
    found: list[Dependency] = []
    section = key = name = ""
    for line, text in enumerate(repo.text(path).splitlines(), 1):
        stripped = text.strip()
        if stripped.startswith("[") and stripped.endswith("]"):
            section, key = stripped[1:-1].strip(), ""
        elif not stripped or stripped[0] in "#;":
            continue
        elif not text[0].isspace():
            key, _, value = (part.strip() for part in stripped.partition("="))
            name = value if (section, key) == ("metadata", "name") else name
        elif section == "options" and key in _SETUP_GROUPS:
            found += filter(None, [requirement(stripped, path, line, _SETUP_GROUPS[key])])
        elif section == "options.extras_require":
            found += filter(None, [requirement(stripped, path, line, group_of(key))])
    return Manifest(path, "pypi", name, tuple(found), library=True) if found else None


def _conda(repo: Repo, path: str) -> Manifest | None:
    parsed = repo.yaml(path)
    wanted = sequence(dig(parsed.value, "dependencies"))
    if not wanted:
        return None
    found = []
    for index, item in enumerate(wanted):
        if isinstance(item, Map):
            pip = sequence(item.get("pip"))
            made = (requirement(string(text), path, pip.line_at(at), "runtime") for at, text in enumerate(pip))
            found += [dependency for dependency in made if dependency is not None]
        elif string(item).partition("=")[0].strip() not in ("python", "pip"):
            name, _, version = string(item).rpartition("::")[2].partition("=")
            exact = bool(version) and "*" not in version
            found.append(Dependency(normalised(name.strip()), "pypi", version, exact, "runtime", path, wanted.line_at(index)))
    return Manifest(path, "pypi", string(dig(parsed.value, "name")), tuple(found))
