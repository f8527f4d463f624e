"""Reads what a Liquibase change set does, whether it is written in XML, YAML, JSON or formatted SQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, mapping, sequence, string
from readiness.syntax.xml import Element, parse_xml
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.liquibase_kinds import operations_of
from readiness_checks.facts.migrating.operations import Changes, Operation
from readiness_checks.facts.migrating.statements import operations_of_sql
from readiness_checks.facts.migration_databases import database_of, named_database

_MAX_DEPTH = 12  # of what stands in a change; Liquibase nests four levels
_HEAD = Regex(r"(?m)^--[ \t]*changeset\s[^\n]*")
_ATTRIBUTE = Regex(r"\b(dbms|context|contextFilter|runInTransaction)\s*:\s*\"?([\w, !-]+?)\"?(?=\s+\w+:|\s*$)")
_NO_CHANGE = frozenset({"preConditions", "comment", "validCheckSum", "rollback", "modifySql", "tagDatabase", "output", "empty", "stop"})


def liquibase_changes(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    """What one change set does; changes of unknown names and files that are not here are counted as unread."""
    if migration.path.lower().endswith(".sql"):
        return _formatted(repo, made, migration)
    element = _change_sets(repo, migration.path).get(migration.line)
    if element is None:
        return Changes(unread=1)
    dialect = _dialect(element.attributes) or database_of(repo, made, migration)
    up: list[Operation] = []
    down: list[Operation] = []
    unread = 0
    for child in element.children:
        if child.tag == "rollback":
            down += [operation for each in child.children for operation in _operations(repo, each, migration.path, dialect)[0]]
            down += operations_of_sql(child.text, dialect, migration.path, child.line)[0]
        elif child.tag not in _NO_CHANGE:
            operations, missed = _operations(repo, child, migration.path, dialect)
            up += operations
            unread += missed
    transactional = element.attributes.get("runInTransaction", "true").lower() != "false"
    return Changes(tuple(up), tuple(down), unread, transactional, dialect)


def _operations(repo: Repo, change: Element, path: str, dialect: str) -> tuple[tuple[Operation, ...], int]:
    if change.tag in ("sql", "createProcedure", "createView"):
        meant = change.attributes.get("dbms", "")
        if meant and dialect and named_database(meant) not in ("", dialect):
            return (), 0
        if change.tag == "sql":
            return operations_of_sql(change.text or change.attributes.get("sql", ""), dialect, path, change.line)
    if change.tag == "sqlFile":
        return _of_file(repo, change, path, dialect)
    made = operations_of(change, path)
    return (made, 0) if made is not None else ((), 1)


def _of_file(repo: Repo, change: Element, path: str, dialect: str) -> tuple[tuple[Operation, ...], int]:
    """The operations of a SQL file, said at the place that names it: the file may belong to several change sets."""
    named = change.attributes.get("path", "").removeprefix("classpath:").lstrip("/")
    folder = path.rpartition("/")[0]
    parts = folder.split("/")
    candidates = [f"{folder}/{named}", *("/".join((*parts[:count], named)) for count in range(len(parts), -1, -1))]
    for candidate in candidates:
        if repo.file(candidate.lstrip("/")) is not None:
            return operations_of_sql(repo.text(candidate.lstrip("/")), dialect, candidate.lstrip("/"))
    return (), 1


def _dialect(attributes: Mapping[str, str]) -> str:
    """The database that a change set is for: `dbms`, or a context that is named after one."""
    for key in ("dbms", "context", "contextFilter"):
        value = attributes.get(key, "")
        if value and "," not in value and "!" not in value and " " not in value.strip() and (named := named_database(value)):
            return named
    return ""


def _formatted(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    lines = repo.text(migration.path).split("\n")
    head = lines[migration.line - 1] if migration.line <= len(lines) else ""
    end = next((number for number in range(migration.line, len(lines)) if _HEAD.match(lines[number])), len(lines))
    attributes = dict(_ATTRIBUTE.findall(head))
    dialect = _dialect(attributes) or database_of(repo, made, migration)
    up, unread = operations_of_sql("\n".join(lines[migration.line : end]), dialect, migration.path, migration.line + 1)
    return Changes(up, (), unread, attributes.get("runInTransaction", "true").lower() != "false", dialect)


@fact
def _change_sets(repo: Repo, path: str) -> Mapping[int, Element]:
    """The change sets of a changelog by the line on which they begin."""
    if path.lower().endswith(".xml"):
        root, _ = parse_xml(repo.text(path))
        return {element.line: element for element in root.walk() if element.tag == "changeSet"} if root is not None else {}
    value = (repo.json(path) if path.lower().endswith(".json") else repo.yaml(path)).value
    found = {}
    for item in sequence(mapping(value).get("databaseChangeLog")):
        entry = mapping(item)
        if isinstance(entry.get("changeSet"), Map):
            line = entry.line_of("changeSet")
            found[line] = _element("changeSet", entry["changeSet"], line, 0)
    return found


def _element(tag: str, value: object, line: int, depth: int) -> Element:
    """A change written in YAML or JSON as the element it would be in XML: scalars are attributes, the rest are children."""
    made = Element(tag, {}, line)
    if depth > _MAX_DEPTH:
        return made
    if isinstance(value, Map):
        for key, inner in value.items():
            if isinstance(inner, Map):
                made.children.append(_element(key, inner, value.line_of(key), depth + 1))
            elif isinstance(inner, Seq):
                made.children += _items(key, inner, depth)
            else:
                made.attributes[key] = string(inner)
    elif value is not None:
        made.text = string(value)
    if tag == "sql" and "sql" in made.attributes:
        made.text = made.attributes["sql"]
    return made


def _items(key: str, items: Seq, depth: int) -> Iterator[Element]:
    """The children that a list holds: changes of a change set, columns of a table, written as maps of one key."""
    for index, item in enumerate(items):
        for name, inner in mapping(item).items():
            yield _element(name, inner, mapping(item).line_of(name), depth + 1)
        if not isinstance(item, Map):
            yield Element(key, {"name": string(item)}, items.line_at(index), string(item))
