"""Which plugins Fastify's autoload finds in a folder, and the path that it gives to each."""

from __future__ import annotations

from posixpath import dirname

from readiness.regex import Regex
from readiness_checks.facts.routing.scripts.values import Chosen, Data, Reader, Value, Word

_PARAMETER = Regex(r"(?<=/)_{1,2}(\w+)")


def loaded_plugins(reader: Reader, options: Value, chosen: Chosen) -> tuple[tuple[str, str], ...] | None:
    """Path below the prefix and file of each plugin; None when the folder is not certain.

    A folder is part of the path; an index file stands for its folder alone; with `routeParams` a folder `_id` is a parameter.
    """
    folder = reader.member(options, "dir", chosen) if isinstance(options, Data) else None
    if not isinstance(folder, Word) or "{?}" in folder.text:
        return None
    root = _resolved(folder.text)
    plain = reader.member(options, "dirNameRoutePrefix", chosen) == Word("false", True)
    parameters = reader.member(options, "routeParams", chosen) == Word("true", True)
    files = [
        file.path
        for file in reader.repo.files
        if file.path.startswith(root + "/") and file.role == "source" and file.language in ("javascript", "typescript")
    ]
    if not files:
        return None
    indexed = {dirname(path) for path in files if path.rpartition("/")[2].partition(".")[0] == "index"}
    found = []
    for path in files:
        name = path.rpartition("/")[2]
        if name.endswith(".d.ts") or (dirname(path) in indexed and name.partition(".")[0] != "index"):
            continue
        below = "" if plain else dirname(path)[len(root) :]
        found.append((_PARAMETER.sub(r":\1", below) if parameters else below, path))
    return tuple(found)


def _resolved(path: str) -> str:
    parts: list[str] = []
    for part in path.split("/"):
        if part == "..":
            parts = parts[:-1]
        elif part not in ("", "."):
            parts.append(part)
    return "/".join(parts)
