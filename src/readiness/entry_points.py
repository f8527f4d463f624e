"""The entry points of installed distributions, read from the text that installers leave beside them.

`importlib.metadata` says the same and more; importing it alone is a tenth of a run on a small repository.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from pathlib import Path


def entry_values(group: str, folders: Iterable[str] | None = None) -> tuple[str, ...]:
    """The values of a group's entry points in the distributions installed in `folders` (default: `sys.path`), sorted, each once.

    Of a distribution installed twice the first one counts, as it does for `importlib.metadata`; one inside an archive has none.
    """
    known: set[str] = set()
    found: set[str] = set()
    for folder in sys.path if folders is None else folders:
        here: set[str] = set()
        for name in _names(folder):
            project = name.partition("-")[0].lower().replace(".", "_")
            if name.endswith((".dist-info", ".egg-info")) and project not in known:
                here.add(project)
                found.update(_values(Path(folder, name, "entry_points.txt"), group))
        known |= here
    return tuple(sorted(found))


def _names(folder: str) -> list[str]:
    try:
        return [path.name for path in Path(folder).iterdir()]
    except OSError:
        return []


def _values(path: Path, group: str) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError):
        return
    section = ""
    for line in map(str.strip, lines):
        if line.startswith("["):
            section = line.strip("[] ")
        elif section == group and "=" in line and not line.startswith(("#", ";")):
            # what follows are extras, which installing has settled
            yield line.partition("=")[2].partition("[")[0].strip()
