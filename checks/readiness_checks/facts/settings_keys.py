"""The keys that a settings file sets, flattened with dots: YAML, JSON, TOML, properties, dotenv and Terraform's variables."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, mapping, string
from readiness_checks.facts.dotenv import variables
from readiness_checks.facts.terraform import parse_terraform

MAX_DEPTH = 12
MAX_KEYS = 3_000  # of one file
_PROPERTY = Regex(r"^[ \t]*([\w.\[\]-]{1,200}?)[ \t]*[=:]")
_TFVARS = Regex(r"^([A-Za-z_][\w-]*)[ \t]*=")
_INDEX = Regex(r"\[\d+\]")
# what says of itself that it is an object of Kubernetes; only a ConfigMap holds settings
_SETTINGS_KINDS = frozenset({"ConfigMap", "Secret"})


@dataclass(frozen=True, slots=True)
class Setting:
    """One key as it is written, its value ("" for what is no scalar), and its line."""

    key: str
    value: str
    line: int


@fact
def keys_of(repo: Repo, path: str) -> dict[str, Setting] | None:
    """Each key that a file sets; None for a file that holds no settings we can read."""
    name = path.rpartition("/")[2].lower()
    if name.endswith((".yaml", ".yml", ".json")):
        parsed = repo.json(path) if name.endswith(".json") else repo.yaml(path)
        if parsed.problem is not None or not parsed.documents:
            return None
        found = _documents(parsed.documents)
        if name.endswith(".tfvars.json") and found is not None:
            # what stands inside an object is that variable's value
            found = {key.partition(".")[0]: Setting(key.partition(".")[0], "", item.line) for key, item in found.items()}
    elif name.endswith(".tfvars"):
        document = parse_terraform(repo.text(path))
        found = None if document.broken is not None else _lines(repo.text(path), _TFVARS)
    elif name.endswith(".properties"):
        found = _lines(repo.text(path), _PROPERTY)
    else:
        found = {key: Setting(key, value, line) for key, value, line in variables(repo.text(path))}
    return found if found is not None and len(found) <= MAX_KEYS else None


def _documents(documents: tuple[object, ...]) -> dict[str, Setting] | None:
    found: dict[str, Setting] = {}
    for document in documents:
        if isinstance(document, Seq) and document and all("ParameterKey" in mapping(item) for item in document):
            # the parameters of a CloudFormation stack
            for item in document:
                key = string(mapping(item)["ParameterKey"])
                found[key] = Setting(key, "", mapping(item).line)
        elif not isinstance(document, Map):
            return None
        elif "apiVersion" in document and "kind" in document:
            if document["kind"] not in _SETTINGS_KINDS:
                return None
            for key in ("data", "stringData"):
                found.update(_flat(mapping(document.get(key)), "", 0))
        else:
            found.update(_flat(document, "", 0))
    return found


def _flat(value: Map, prefix: str, depth: int) -> Iterator[tuple[str, Setting]]:
    for key, item in value.items():
        path = f"{prefix}.{key}" if prefix else key
        if path == "sops":
            continue  # how the file is encrypted, not what it sets
        if isinstance(item, Map) and item and depth < MAX_DEPTH:
            yield from _flat(item, path, depth + 1)
        else:
            yield path, Setting(path, string(item), value.line_of(key))


def _lines(text: str, pattern: Regex) -> dict[str, Setting]:
    """Keys that begin a line; what stands inside brackets is a value."""
    found: dict[str, Setting] = {}
    depth = 0
    for number, line in enumerate(text.split("\n"), 1):
        match = pattern.match(line) if depth <= 0 and not line.lstrip().startswith(("#", "!", "//")) else None
        if match:
            key = _INDEX.sub("", match.group(1))
            found.setdefault(key, Setting(key, line[match.end() :].strip(), number))
        if pattern is _TFVARS:
            depth += sum(line.count(mark) for mark in "[{(") - sum(line.count(mark) for mark in "]})")
    return found
