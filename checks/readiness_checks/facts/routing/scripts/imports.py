"""Where the specifier of a JavaScript or TypeScript import leads to in the repository: relative files, tsconfig paths, workspaces."""

from __future__ import annotations

from posixpath import dirname, join, normpath

from readiness.repo import Repo, fact
from readiness.syntax import mapping, string, strings

_SUFFIXES = (".ts", ".js", ".mjs", ".tsx", ".mts", ".cjs", ".cts", ".jsx")
_COMPILED = {".js": (".ts", ".tsx", ".js", ".jsx"), ".mjs": (".mts", ".mjs"), ".cjs": (".cts", ".cjs"), ".jsx": (".tsx", ".jsx")}
_ENTRIES = ("src/index", "index", "lib/index", "src/main")
MAX_EXTENDED = 5


@fact
def module_path(repo: Repo, importer: str, specifier: str) -> str | None:
    """The path of the file that `specifier` means in the file `importer`; None for packages from outside and for what is not there."""
    if specifier.startswith("."):
        return file_at(repo, normpath(join(dirname(importer), specifier)))
    for pattern, targets in _aliases(repo, dirname(importer)):
        head, star, tail = pattern.partition("*")
        if specifier == pattern or (star and specifier.startswith(head) and specifier.endswith(tail)):
            middle = specifier[len(head) : len(specifier) - len(tail)] if star else ""
            for target in targets:
                found = file_at(repo, normpath(target.replace("*", middle)))
                if found is not None:
                    return found
    return _workspace(repo, specifier)


def file_at(repo: Repo, path: str) -> str | None:
    """The script that `path` names with its suffix, without it, with that of its compiled form, or as a folder with an index."""
    path = "" if path == "." else path
    stem, dot, suffix = path.rpartition(".")
    candidates = [path]
    if dot and "." + suffix in _COMPILED:
        candidates += [stem + each for each in _COMPILED["." + suffix]]
    candidates += [path + each for each in _SUFFIXES]
    candidates += [f"{path}/index{each}" if path else f"index{each}" for each in _SUFFIXES]
    for candidate in candidates:
        file = repo.file(candidate)
        if file is not None and file.language in ("javascript", "typescript"):
            return candidate
    return None


@fact
def _aliases(repo: Repo, folder: str) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Patterns of specifiers with what they stand for, by the nearest tsconfig or jsconfig above a folder."""
    while True:
        for name in ("tsconfig.json", "jsconfig.json", "tsconfig.base.json"):
            path = join(folder, name)
            if repo.file(path) is not None:
                found = _configured(repo, path, 0)
                if found:
                    return found
        if not folder:
            return ()
        folder = dirname(folder)


def _configured(repo: Repo, path: str, depth: int) -> tuple[tuple[str, tuple[str, ...]], ...]:
    config = mapping(repo.json(path).value)
    options = mapping(config.get("compilerOptions"))
    base = string(options.get("baseUrl"))
    paths = mapping(options.get("paths"))
    root = normpath(join(dirname(path), base or "."))
    found: list[tuple[str, tuple[str, ...]]] = []
    for pattern, targets in paths.items():
        found.append((pattern, tuple(join(root, target) for target in strings(targets))))
    if base:
        found.append(("*", (join(root, "*"),)))
    parent = string(config.get("extends"))
    if not found and parent.startswith(".") and depth < MAX_EXTENDED:
        target = normpath(join(dirname(path), parent))
        return _configured(repo, target if target.endswith(".json") else target + ".json", depth + 1)
    return tuple(found)


@fact
def _workspaces(repo: Repo) -> dict[str, str]:
    """Folder of each package of the repository, by its name."""
    found: dict[str, str] = {}
    for file in repo.named("package.json"):
        name = string(mapping(repo.json(file.path).value).get("name"))
        if name:
            found.setdefault(name, file.folder)
    return found


def _workspace(repo: Repo, specifier: str) -> str | None:
    parts = specifier.split("/")
    count = 2 if specifier.startswith("@") else 1
    name, rest = "/".join(parts[:count]), "/".join(parts[count:])
    folder = _workspaces(repo).get(name)
    if folder is None:
        return None
    below = (join(folder, "src", rest), join(folder, rest)) if rest else tuple(join(folder, entry) for entry in _ENTRIES)
    return next((found for found in (file_at(repo, normpath(each)) for each in below) if found is not None), None)
