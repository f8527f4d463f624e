"""Flags of Go programs that viper also fills from the environment: each declares its variable together with its description."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import islice

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern

AUTOMATIC = Pattern(("AutomaticEnv()",), languages=("go",))

MAX_FLAGS = 500  # of one file
_BINDS = Regex(r"\bBindPFlags?\(")
_PREFIX = Regex(r"SetEnvPrefix\(\s*\"(\w+)\"")
_FLAG = Regex(
    r"\.(?:String|Bool|Int|Int32|Int64|Uint|Float64|Duration|StringSlice|StringArray|"
    r"Count)(?:Var)?P?\(\s*(?:&[\w.]+,\s*)?\"([a-z][\w.-]{0,60})\",[^\n]{0,200}?\"([^\"\n]*)\"\s*\)"
)


@dataclass(frozen=True, slots=True)
class BoundFlag:
    """A flag: the variable that sets it, its place, and whether a usage text stands with it."""

    name: str
    path: str
    line: int
    described: bool


@fact
def bound_flags(repo: Repo) -> tuple[BoundFlag, ...]:
    """The flags of each file that binds flags to viper and lets viper read the environment, sorted by place."""
    found = []
    for path in dict.fromkeys(hit.path for hit in repo.hits(AUTOMATIC)):
        text = repo.text(path)
        if not _BINDS.search(text):
            continue
        prefix = _PREFIX.search(text)
        start = f"{prefix[1].upper()}_" if prefix else ""
        for match in islice(_FLAG.finditer(text), MAX_FLAGS):
            name = start + re.sub(r"[.-]", "_", match[1]).upper()
            found.append(BoundFlag(name, path, text.count("\n", 0, match.start()) + 1, bool(match[2])))
    return tuple(found)
