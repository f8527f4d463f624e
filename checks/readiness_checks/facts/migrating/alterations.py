"""Reads what an ALTER TABLE does: the forms that a few words decide by themselves, all others by the tree of a SQL parser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from readiness.records import dataclass
from readiness.regex import Regex
from readiness_checks.facts.migrating.action_forms import form_of
from readiness_checks.facts.migrating.heads import NAME
from readiness_checks.facts.migrating.operations import Column, Operation, OperationKind
from readiness_checks.facts.migrating.splitting import bare_of
from readiness_checks.facts.migrating.sql_trees import column_of, columns_of, glot_dialect, name_of, tree_of

_TABLE = Regex(rf"alter\s+(?:ignore\s+|online\s+|foreign\s+)?table\s+(?:if\s+exists\s+)?(?:only\s+)?({NAME})\s*\*?\s+", re.IGNORECASE)
_CHECKED = Regex(r"with\s+(no)?check\s+(?=add\b|check\s+constraint\b)", re.IGNORECASE)
# CockroachDB and MariaDB; sqlglot knows no such condition
_IF_MISSING = Regex(r"\b(constraint|index|key)\s+if\s+not\s+exists\b", re.IGNORECASE)
_WRAPPED = Regex(r"(add(?:\s+column)?|modify)\s*\(([\s\S]*)\)", re.IGNORECASE)
_VERB = Regex(
    r"(?:add|drop|alter|modify|change|rename|validate|set|reset|owner|enable|disable|force|no|replica|cluster|inherit|attach|detach|with|check"
    r"|nocheck|engine|comment|auto_increment|row_format|default|character|charset|collate|convert|order|algorithm|lock|discard|import"
    r"|rebuild|switch|partition|reorganize|truncate|remove|exchange|coalesce|analyze|optimize|repair|key_block_size|move|split|merge"
    r"|of|not|period|tablespace|checksum|pack_keys|stats_persistent|without|encryption|row|read|upgrade|shrink|deallocate|nologging|logging)\b",
    re.IGNORECASE,
)
_GOES_ON = Regex(r"add|drop\s+column", re.IGNORECASE)
_ONLINE = Regex(r"algorithm\s*=?\s*(?:inplace|instant|nocopy)|lock\s*=?\s*none", re.IGNORECASE)
STOPPING = Regex(r"\balgorithm\s*=?\s*copy\b|\block\s*=?\s*(?:shared|exclusive)\b", re.IGNORECASE)
# what a few words say exactly waits for no parser
_PLAIN = r"(?:\"\w{1,100}\"|[^\W\d]\w{0,100})"
_FOREIGN_KEY = Regex(
    rf"add\s+(?:constraint\s+(?P<name>{_PLAIN})\s+)?foreign\s+key\s*\(\s*(?P<columns>{_PLAIN}(?:\s*,\s*{_PLAIN}){{0,15}})\s*\)"
    rf"\s*references\s+(?P<target>(?:{_PLAIN}\.)?{_PLAIN})\s*\(\s*{_PLAIN}(?:\s*,\s*{_PLAIN}){{0,15}}\s*\)"
    r"(?:\s+on\s+(?:delete|update)\s+(?:cascade|restrict|no\s+action|set\s+null)){0,2}(?:\s+deferrable\s+initially\s+deferred)?"
    r"(?P<unvalidated>\s+not\s+valid)?\s*",
    re.IGNORECASE,
)
_RETYPED = Regex(
    rf"alter\s+(?:column\s+)?(?P<column>{_PLAIN})\s+(?:set\s+data\s+)?type\s+(?P<type>bigint|text|uuid|date)\s*", re.IGNORECASE
)
_MODIFIER = Regex(r"(?:algorithm|lock)\s*=?\s*\w+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a statement stands and whose it is."""

    path: str
    line: int
    dialect: str


def altered(text: str, place: Place) -> tuple[list[Operation], int]:
    """The operations of an ALTER TABLE statement, and how many of its actions could not be read."""
    head = _TABLE.match(text)
    if head is None:
        return [], 1
    table = plain(head.group(1))
    actions = list(_actions(text, head.end(), place.dialect))
    online = any(_ONLINE.fullmatch(action) for _, action in actions)
    stopping = any(_MODIFIER.fullmatch(action) and STOPPING.match(action) for _, action in actions)
    found: list[Operation] = []
    unread = 0
    for offset, action in actions:
        if _MODIFIER.fullmatch(action):
            continue
        where = Place(place.path, place.line + text.count("\n", 0, offset), place.dialect)
        made = _by_form(action, table, where)
        made = _exactly(action, table, where) if made is None and place.dialect == "postgresql" else made
        made = _by_tree(action, head.group(1), table, where) if made is None else made
        if made is None:
            unread += 1
        else:
            found += [replace(operation, concurrent=online or operation.concurrent, blocking=stopping) for operation in made]
    return found, unread


def plain(name: str) -> str:
    """A written name in lower case, without quotes and schema."""
    return name.rpartition(".")[2].strip(' \t\r\n"`[]').lower() if "." in name else name.strip(' \t\r\n"`[]').lower()


def _actions(text: str, start: int, dialect: str) -> Iterator[tuple[int, str]]:
    """Each action with its offset: those within one pair of parentheses, and those that go on after a verb, as if written alone."""
    verb = ""
    suffix = ""
    for begin, end in parted(text, start, dialect):
        piece = text[begin:end].strip()
        if not piece:
            continue
        offset = begin + len(text[begin:end]) - len(text[begin:end].lstrip())
        checked = _CHECKED.match(piece)
        if checked:
            suffix, piece = (" not valid" if checked.group(1) else ""), piece[checked.end() :]
        wrapped = _WRAPPED.fullmatch(piece)
        if wrapped:
            inner = offset + wrapped.start(2)
            for first, last in parted(wrapped.group(2), 0, dialect):
                yield inner + first, f"{wrapped.group(1)} {wrapped.group(2)[first:last].strip()}"
            continue
        if _VERB.match(piece):
            going_on = _GOES_ON.match(piece)
            verb = going_on.group() if going_on else ""
        elif verb:
            piece = f"{verb} {piece}"
        yield offset, piece + suffix


def parted(text: str, start: int, dialect: str) -> Iterator[tuple[int, int]]:
    """Start and end of the parts of a text between the commas outside of parentheses, brackets and quotes."""
    bare = bare_of(text, dialect)
    depth, begin = 0, start
    for mark in re.finditer(r"[(),\[\]]", bare[start:]):
        at = start + mark.start()
        if mark.group() in "([":
            depth += 1
        elif mark.group() in ")]":
            depth -= 1
        elif depth <= 0:
            yield begin, at
            begin = at + 1
    yield begin, len(text)


def _by_form(action: str, table: str, place: Place) -> list[Operation] | None:
    form = form_of(action)
    if form is None:
        return None
    columns = (Column(plain(form.column)),) if form.column else ()
    return [
        _operation(
            form.kind, table, place, action, name=plain(form.name), target=plain(form.target), columns=columns,
            unvalidated=form.unvalidated, using_index=form.using_index,
        )
    ]  # fmt: skip


def _exactly(action: str, table: str, place: Place) -> list[Operation] | None:
    """What the commonest forms do that other databases write otherwise."""
    if found := _FOREIGN_KEY.fullmatch(action):
        return [
            _operation(
                "add-foreign-key", table, place, action, name=plain(found["name"] or ""), target=plain(found["target"]),
                columns=tuple(Column(plain(name)) for name in found["columns"].split(",")), unvalidated=found["unvalidated"] is not None,
            )
        ]  # fmt: skip
    if found := _RETYPED.fullmatch(action):
        return [_operation("change-column-type", table, place, action, columns=(Column(plain(found["column"]), found["type"].lower()),))]
    return None


def _operation(kind: OperationKind, table: str, place: Place, text: str, **parts: Any) -> Operation:
    return Operation(kind, place.path, place.line, table, text=headline(text), **parts)


def headline(text: str) -> str:
    """A statement's beginning on one line."""
    return " ".join(text[:200].split())[:100]


def _by_tree(action: str, written: str, table: str, place: Place) -> list[Operation] | None:
    from sqlglot import exp

    plainly = _IF_MISSING.sub(r"\1", action)
    tree = tree_of(f"ALTER TABLE {written} {plainly}", place.dialect)
    if not isinstance(tree, exp.Alter):
        return None
    dialect = glot_dialect(written + action, place.dialect)
    found: list[Operation] = []
    for node in tree.args.get("actions") or ():
        made = _of_node(node, tree, action, table, place, dialect)
        if made is None:
            return None
        found += made
    return found or None


def _of_node(node: Any, tree: Any, action: str, table: str, place: Place, dialect: str) -> list[Operation] | None:
    from sqlglot import exp

    if isinstance(node, exp.ColumnDef):
        return [_operation("add-column", table, place, action, columns=(column_of(node, dialect),))]
    if isinstance(node, exp.AlterColumn):
        kind = node.args.get("dtype")
        if not isinstance(kind, exp.Expression):
            return None
        nullable = node.args.get("allow_null")
        column = Column(name_of(node), kind.sql(dialect).lower(), nullable if isinstance(nullable, bool) else None)
        return [_operation("change-column-type", table, place, action, columns=(column,))]
    if isinstance(node, exp.ModifyColumn):
        column = column_of(node.this, dialect)
        before = name_of(node.args.get("rename_from")) or column.name
        found = [_operation("change-column-type", table, place, action, name=before, columns=(column,))]
        if before != column.name:
            found.append(_operation("rename-column", table, place, action, name=before, target=column.name, columns=(Column(before),)))
        return found
    if isinstance(node, exp.AddConstraint):
        made = [constraint(part, table, place, action, bool(tree.args.get("not_valid"))) for part in node.expressions]
        return [operation for operation in made if operation is not None] if None not in made else None
    return None


def constraint(node: Any, table: str, place: Place, text: str, unvalidated: bool = False) -> Operation | None:
    """The operation that adds a constraint or a key; None for one that is not known."""
    from sqlglot import exp

    name = ""
    if isinstance(node, exp.Constraint):
        name = name_of(node.this)
        parts = node.expressions
        node = parts[0] if parts else None
        if isinstance(node, exp.PrimaryKeyColumnConstraint) and len(parts) > 1:
            # SQL Server: PRIMARY KEY CLUSTERED (...)
            return _operation("add-primary-key", table, place, text, name=name, columns=_clustered(parts[1]))
    if isinstance(node, exp.ForeignKey):
        reference = node.args.get("reference")
        target = name_of(reference.this) if isinstance(reference, exp.Reference) else ""
        return _operation(
            "add-foreign-key", table, place, text, name=name, columns=columns_of(node.expressions), target=target, unvalidated=unvalidated
        )
    if isinstance(node, exp.PrimaryKey):
        return _operation("add-primary-key", table, place, text, name=name, columns=columns_of(node.expressions))
    if isinstance(node, exp.UniqueColumnConstraint):
        schema = node.this
        named = columns_of(schema.expressions) if isinstance(schema, exp.Schema) else _clustered(schema)
        own = name_of(schema.this) if isinstance(schema, exp.Schema) and schema.this is not None else ""
        return _operation("add-unique", table, place, text, name=name or own, columns=named)
    if isinstance(node, exp.IndexColumnConstraint):
        return _operation(
            "add-index", table, place, text, name=name_of(node.this) if node.this is not None else "", columns=columns_of(node.expressions)
        )
    if isinstance(node, exp.CheckColumnConstraint):
        return _operation("add-check", table, place, text, name=name, unvalidated=unvalidated)
    return _operation("add-exclusion", table, place, text, name=name) if isinstance(node, exp.ExcludeColumnConstraint) else None


def _clustered(node: Any) -> tuple[Column, ...]:
    """The columns of a key that SQL Server is told how to store."""
    from sqlglot import exp

    return columns_of(node.this) if isinstance(node, (exp.ClusteredColumnConstraint, exp.NonClusteredColumnConstraint)) else ()
