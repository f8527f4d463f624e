"""Which columns the models of Active Record have stopped to read: `ignored_columns`, model by model."""

from __future__ import annotations

import re

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.scan import Pattern

IGNORED = Pattern(
    literals=("ignored_columns",),
    regex=r"ignored_columns\s*\+?=\s*(%[wi]?[\[({][^\])}]{0,2000}|\[[^\]]{0,2000}|[^\n]{1,400})",
    languages=("ruby",),
    lines=40,
)
_TABLE = Regex(r"\bself\.table_name\s*=\s*[\"':]+([\w.]{1,100})")
_PARENT = Regex(r"^\s*class\s+[\w:]{1,200}\s*<\s*([\w:]{1,200})", re.MULTILINE)
_HUMP = Regex(r"(?<=[a-z0-9])(?=[A-Z])")
_IRREGULAR = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "datum": "data",
    "medium": "media",
    "index": "indices",
}
_FOR_ALL = ("application_record", "base")


def is_ignored(repo: Repo, table: str, column: str) -> bool:
    """Whether the model of a table has been told to leave a column alone; a concern or a base class speaks for all of its models."""
    word = re.compile(rf"\b{re.escape(column)}\b")
    return any(word.search(hit.groups[0]) and _is_of(repo, hit.path, table) for hit in repo.hits(IGNORED))


def _is_of(repo: Repo, path: str, table: str) -> bool:
    text = repo.text(path)
    if named := _TABLE.search(text):
        return named.group(1).rpartition(".")[2].lower() == table
    own = path.rpartition("/")[2].removesuffix(".rb")
    if "/concerns/" in path or own in _FOR_ALL:
        return True
    # the model, and those it inherits its table from
    parents = [_HUMP.sub("_", parent.rpartition("::")[2]).lower() for parent in _PARENT.findall(text)]
    tables = {plural for model in (own, *parents) for plural in _plurals(model)}
    return any(table == plural or table.endswith(f"_{plural}") for plural in tables)


def _plurals(model: str) -> tuple[str, ...]:
    """The tables that a model may have by Rails' rules of English."""
    head, _, last = model.rpartition("_")
    start = f"{head}_" if head else ""
    forms = (f"{last}s", f"{last}es", last, f"{last[:-1]}ies", f"{last[:-1]}ves", f"{last[:-2]}es", _IRREGULAR.get(last, last))
    return tuple(start + form for form in forms)
