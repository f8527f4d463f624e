"""Flags of Go programs that viper also fills from the environment: each declares its variable together with its description."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import islice

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern

AUTOMATIC = Pattern(("AutomaticEnv()",), languages=("go",))

# viper.BindEnv("profiler.addr", "SHOP_PROFILER_ADDR"), or with a constant for the key
BINDING = Pattern(
    ("BindEnv(",),
    r"BindEnv\(\s{0,20}(\"[a-z][\w.-]{0,60}\"|[a-zA-Z]\w{0,60})\s{0,4}(?:,\s{0,20}\"([A-Z][A-Z0-9_]{1,80})\"\s{0,4})?\)",
    languages=("go",),
)
USAGE = Pattern(
    (
        ".String(",
        ".Bool(",
        ".Int(",
        ".Uint32(",
        ".Uint(",
        ".Duration(",
        ".StringSlice(",
        ".StringP(",
        ".BoolP(",
        ".IntP(",
        ".DurationP(",
        ".StringVar(",
        ".BoolVar(",
        ".IntVar(",
        ".DurationVar(",
        ".Float64(",
    ),
    r"lags?(?:\(\))?\.[A-Z]\w{2,15}\(\s{0,9}(?:&[\w.]{1,60},\s{0,9})?(\"[a-z][\w.-]{0,60}\"|[a-zA-Z]\w{0,60}),[^\n]{0,300}\"[^\"\n]{4,400}\"\s{0,4}\)",
    languages=("go",),
)

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
    found = list(_bound_keys(repo))
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


def _bound_keys(repo: Repo) -> Iterator[BoundFlag]:
    """The keys that are bound to the variable of their own name, in files that say the prefix of all names or have none."""
    for hit in repo.hits(BINDING):
        key, named = hit.groups
        if not named and key.startswith('"'):
            prefix = _PREFIX.search(repo.text(hit.path))
            start = f"{prefix[1].upper()}_" if prefix else ""
            yield BoundFlag(start + re.sub(r"[.-]", "_", key.strip('"')).upper(), hit.path, hit.line, described=False)


@fact
def told_bindings(repo: Repo) -> frozenset[str]:
    """The variables bound to keys for which a flag of the program has a usage text: `--help` tells what they are for."""
    usages = {re.sub(r"[._-]", "", hit.groups[0].strip('"')).lower() for hit in repo.hits(USAGE)}
    bound = ((hit.groups[1], re.sub(r"[._-]", "", hit.groups[0].strip('"')).lower()) for hit in repo.hits(BINDING))
    return frozenset(name for name, key in bound if name and key in usages)
