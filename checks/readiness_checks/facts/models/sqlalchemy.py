"""SQLAlchemy's and SQLModel's tables and columns, where classes and `Table(...)` spell them out."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.expressions import Call, Name, Value, literal
from readiness_checks.facts.models.classes import Assigned, PythonClass, classes_of, imported_from

TABLES = Pattern(
    literals=("__tablename__", "table=True", "table = True", "db.Model"),
    regex=r"__tablename__\s*(?::[^=\n]{0,40})?=|\btable\s*=\s*True|\(\s*db\.Model\b",
    languages=("python",),
    once=True,
)
MIXINS = Pattern(
    literals=("Column(", "mapped_column(", "SQLModel)", "DeclarativeBase", "declarative_base"), languages=("python",), once=True
)
_SCALARS = Regex(
    r"^(?:Mapped\[)?(?:Optional\[|Union\[)?(?:datetime\.|uuid\.|decimal\.|dt\.)?"
    r"(?:str|int|float|bool|bytes|datetime|date|time|timedelta|UUID|Decimal|EmailStr)\]?(?:\s*\|\s*None|,\s*None\])?\]?$"
)
_COLUMNS = ("Column", "mapped_column")
_MAX_BASES = 30


@dataclass(frozen=True, slots=True)
class DeclaredTable:
    """A table that a class declares. `base` is the class that gathers it with others (its declarative base), as it can be told apart."""

    table: str
    base: str
    path: str
    line: int
    name: str
    columns: tuple[tuple[str, int, str], ...]  # name, line and path of each column that is certain


@fact
def sqlalchemy_tables(repo: Repo) -> tuple[DeclaredTable, ...]:
    """The tables of the repository's own classes, sorted by place."""
    found = []
    for path in sorted({hit.path for hit in repo.hits(TABLES)}):
        file = repo.file(path)
        if file is None or not file.own:
            continue
        for model in classes_of(repo, path):
            made = _declared(repo, model)
            if made is not None:
                found.append(made)
    return tuple(found)


def _declared(repo: Repo, model: PythonClass) -> DeclaredTable | None:
    table = _table_name(model)
    values = {each.name: each.value for each in model.assigned}
    arguments = values.get("__table_args__")
    if (
        not table
        or values.get("__abstract__") is True
        or _special(arguments)
        or "__table__" in values
        or "__mapper_args__" in model.functions
    ):
        return None
    columns: dict[str, tuple[str, int, str]] = {}
    base = ""
    for each in _line_of_descent(repo, model):
        for assigned in each.assigned:
            if assigned.name not in columns:
                name = _column(assigned, sql_model=table_is_sql_model(model))
                columns[assigned.name] = (name.lower(), assigned.line, each.path)
        base = each.bases[-1] if each.bases else each.name
        if each is not model and _table_name(each):
            return None  # a class that joins another table's: which of the two holds a column is not certain
    return DeclaredTable(table.lower(), base, model.path, model.line, model.name, tuple(item for item in columns.values() if item[0]))


def table_is_sql_model(model: PythonClass) -> bool:
    """Whether the class is a table of SQLModel's."""
    return model.keywords.get("table") is True


def _table_name(model: PythonClass) -> str:
    for each in model.assigned:
        if each.name == "__tablename__":
            return literal(each.value)
    if "__tablename__" in model.functions:
        return ""
    return model.name if table_is_sql_model(model) else ""


def _special(arguments: Value) -> bool:
    """Whether a table's arguments may keep it from the migrations (a view, another tool's table)."""
    given = arguments if isinstance(arguments, tuple) else (arguments,)
    return any(isinstance(each, dict) and ("info" in each or "**" in each) for each in given) or any(
        isinstance(each, Name) for each in given
    )


def _line_of_descent(repo: Repo, model: PythonClass) -> Iterator[PythonClass]:
    """A class and those it derives from as far as they can be read, nearest first."""
    pending, seen = [model], {(model.path, model.name)}
    for _ in range(_MAX_BASES):
        if not pending:
            return
        current = pending.pop(0)
        yield current
        for base in current.bases:
            parent = _resolved(repo, current.path, base)
            if parent is not None and (parent.path, parent.name) not in seen:
                seen.add((parent.path, parent.name))
                pending.append(parent)


def _column(assigned: Assigned, *, sql_model: bool) -> str:
    """The column that an assignment makes, "" for what makes none for certain."""
    if assigned.name.startswith("__") or "ClassVar" in assigned.annotation:
        return ""
    call = assigned.value
    if isinstance(call, Call):
        if call.name in _COLUMNS:
            first = call.args[0] if call.args else call.get("name")
            return literal(first) or literal(call.get("name")) or assigned.name
        if sql_model and call.name == "Field":
            inner = call.get("sa_column")
            if isinstance(inner, Call):
                return literal(inner.args[0] if inner.args else inner.get("name")) or assigned.name
            return assigned.name if _SCALARS.match(assigned.annotation) and inner is None else ""
        return ""
    if not assigned.bare and not sql_model:
        return ""
    scalar = _SCALARS.match(assigned.annotation) is not None
    return assigned.name if scalar and (sql_model or assigned.annotation.startswith("Mapped[")) else ""


def _resolved(repo: Repo, path: str, name: str) -> PythonClass | None:
    last = name.rpartition(".")[2]
    own = [each for each in classes_of(repo, path) if each.name == last]
    if own:
        return own[0] if len(own) == 1 else None
    candidates = _candidates(repo).get(last, ())
    module = imported_from(repo, path).get(name.partition(".")[0], "")
    return candidates[0] if module and len(candidates) == 1 else None


@fact
def _candidates(repo: Repo) -> dict[str, tuple[PythonClass, ...]]:
    found: dict[str, list[PythonClass]] = {}
    for path in sorted({hit.path for hit in repo.hits(TABLES, MIXINS)}):
        file = repo.file(path)
        if file is not None and file.own:
            for each in classes_of(repo, path):
                found.setdefault(each.name, []).append(each)
    return {name: tuple(each) for name, each in found.items()}
