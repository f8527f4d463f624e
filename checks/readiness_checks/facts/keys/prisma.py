"""Reads the relations and indexes that a Prisma schema declares."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.keys import DeclaredKeys, ForeignKey, Key, leads
from readiness_checks.facts.migrating import in_own_place
from readiness_checks.facts.migration_databases import named_database

_DATASOURCE = Regex(r"(?m)^\s*datasource\s+\w{1,100}\s*\{[^}]{0,2000}?^\s*provider\s*=\s*\"(\w{1,40})\"")
_BLOCK = Regex(r"^\s*(?:model|(enum|view|type|datasource|generator))\s+(\w{1,100})\s*\{")
_FIELD = Regex(r"^\s*(\w{1,100})\s+([\w.]{1,100})")
_COLUMNS = r"\(\s*(?:[^\[\]()]{0,200}?\bfields:\s*|[^\[\]()]{0,200}?)\[(?P<columns>[^\]]{1,1000})\]"
_RELATION = Regex(rf"@relation{_COLUMNS}")
_KEY = Regex(rf"^\s*@@(?P<kind>id|unique|index){_COLUMNS}(?P<rest>.*)")
_OWN = Regex(r"@(?P<kind>id|unique)\b")
_NAME = Regex(r"(?:^|,)\s*(\w{1,100})")
_FULL = Regex(r"\btype:\s*(?:Gin|Gist|SpGist|Brin)\b")
JUDGED = ("postgresql", "sqlserver", "sqlite")


@dataclass(slots=True)
class _Model:
    foreign: list[ForeignKey] = field(default_factory=list)
    keys: list[Key] = field(default_factory=list)
    ignored: bool = False


@fact
def prisma_schemas(repo: Repo) -> tuple[DeclaredKeys, ...]:
    """The schemas that declare a relational database, by path; those beside a datasource and below it are parts of one schema."""
    files = [file.path for file in repo.named("*.prisma") if in_own_place(repo, file.path) and _is_schema(file.path)]
    found = []
    for path in files:
        source = _DATASOURCE.search(repo.text(path))
        if source is None:
            continue
        home = path.rpartition("/")[0]
        parts = [
            other
            for other in files
            if other == path or (other.startswith(f"{home}/" if home else "") and _DATASOURCE.search(repo.text(other)) is None)
        ]
        database = named_database(source.group(1))
        models = [model for part in parts for model in _models(repo.text(part), part)] if database in JUDGED else []
        keys = tuple(foreign for model in models if not model.ignored for foreign in _judged(model))
        found.append(DeclaredKeys(path, path, keys, database, database == "mysql"))
    return tuple(found)


def _is_schema(path: str) -> bool:
    """Whether Prisma finds a file by itself: `schema.prisma`, or any in a folder `prisma`."""
    return path.endswith("schema.prisma") or "prisma" in path.split("/")[:-1]


def _judged(model: _Model) -> Iterator[ForeignKey]:
    for each in model.foreign:
        yield ForeignKey(each.table, each.columns, each.target, each.path, each.line, leads(each.columns, model.keys))


def _models(text: str, path: str) -> Iterator[_Model]:
    model: _Model | None = None
    name = ""
    for number, line in enumerate(text.split("\n"), start=1):
        if line.lstrip().startswith("//"):
            continue
        if (opened := _BLOCK.match(line)) is not None:
            model, name = (None if opened.group(1) else _Model()), opened.group(2)
        elif model is None:
            continue
        elif line.strip() == "}":
            yield model
            model = None
        elif (key := _KEY.match(line)) is not None:
            if not _FULL.search(key["rest"]):
                model.keys.append(Key(_names(key["columns"]), key["kind"] != "index"))
        elif "@@ignore" in line:
            model.ignored = True
        elif (declared := _FIELD.match(line)) is not None:
            if (relation := _RELATION.search(line)) is not None:
                model.foreign.append(ForeignKey(name, _names(relation["columns"]), declared.group(2), path, number, None))
            elif _OWN.search(line, declared.end()):
                model.keys.append(Key((declared.group(1),), unique=True))


def _names(columns: str) -> tuple[str, ...]:
    return tuple(found.group(1) for found in _NAME.finditer(columns))
