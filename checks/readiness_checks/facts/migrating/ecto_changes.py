"""What an Ecto migration does, read from `change` or `up` and the functions of the module that they call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.expressions import Call, Opaque, Value, literal, written
from readiness_checks.facts.expressions.elixir import call_of, value_of
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.draft import Draft, changes, folded
from readiness_checks.facts.migrating.operations import Changes, Column, Operation, OperationKind
from readiness_checks.facts.migration_databases import database_of
from readiness_checks.facts.syntax_trees import captures, root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_NESTED = 30
_DEFINITIONS = '(call target: (identifier) @def (#match? @def "^defp?$")) @definition'
_OUT_OF_TRANSACTION = Regex(r"@disable_ddl_transaction\s+true")
_CONDITIONS = ("if", "unless", "case", "cond", "for", "with")
_ROWS = Regex(r"\.(?:update_all|delete_all|insert_all|update!?|insert!?|delete!?|query!?)$")
_QUIET = ("flush", "require", "import", "alias", "direction", "prefix", "repo")
_CREATES = ("create", "create_if_not_exists")
_DROPS = ("drop", "drop_if_exists")


def ecto_changes(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    """The operations of `change`, or of `up` and `down`."""
    root = root_of(repo, migration.path)
    if root is None:
        return Changes(unread=1)
    defined = {name: node for node in captures("elixir", _DEFINITIONS, root).get("definition", []) if (name := _name(node))}
    transactional = _OUT_OF_TRANSACTION.search(repo.text(migration.path)) is None
    drafts = []
    for name in ("change" if "change" in defined else "up", "down"):
        draft = Draft(migration.path, database_of(repo, made, migration), transactional=transactional, repo=repo)
        _function(draft, defined, name, 0)
        drafts.append(draft)
    return changes(*drafts)


def _name(definition: Node) -> str:
    given = next((child for child in definition.named_children if child.type == "arguments"), None)
    first = given.named_children[0] if given is not None and given.named_children else None
    if first is not None and first.type == "call":
        return text_of(first.child_by_field_name("target"))
    return text_of(first) if first is not None and first.type == "identifier" else ""


def _function(draft: Draft, defined: dict[str, Node], name: str, depth: int) -> None:
    definition = defined.get(name)
    if definition is None:
        return
    call = call_of(definition)
    if call.block is not None:
        _block(draft, defined, call.block, depth)
    elif isinstance(call.named.get("do"), Call):
        _act(draft, defined, call.named["do"], depth)


def _block(draft: Draft, defined: dict[str, Node], block: Node, depth: int) -> None:
    if depth > MAX_NESTED:
        draft.unread += 1
        return
    for node in block.named_children:
        if node.type == "call":
            _act(draft, defined, value_of(node), depth)
        elif node.type in ("else_block", "stab_clause", "body"):
            _block(draft, defined, node, depth + 1)
        elif node.type == "binary_operator":
            draft.add(Operation("run-code", draft.path, node.start_point.row + 1, text=text_of(node)[:160]))


def _act(draft: Draft, defined: dict[str, Node], value: Value, depth: int) -> None:
    if not isinstance(value, Call):
        return
    call, inner = value, value.args[0] if value.args else None
    if call.name in _CREATES and isinstance(inner, Call):
        _create(draft, call, inner)
    elif call.name in _DROPS and isinstance(inner, Call):
        kinds: dict[str, OperationKind] = {"table": "drop-table", "constraint": "drop-constraint"}
        name = folded(inner.get("", 1)) if inner.name == "constraint" else folded(inner.get("name"))
        concurrent = inner.get("concurrently") is True
        kind = kinds.get(inner.name, "drop-index")
        draft.add(Operation(kind, draft.path, call.line, folded(inner.get("", 0)), name, concurrent=concurrent))
    elif call.name == "alter" and isinstance(inner, Call) and call.block is not None:
        _alter(draft, folded(inner.get("", 0)), call.block)
    elif call.name == "rename" and isinstance(inner, Call):
        _rename(draft, call, inner)
    elif call.name == "execute":
        if not isinstance(inner, str) and isinstance(inner, Opaque) and inner.text.startswith(("fn", "&")):
            draft.add(Operation("run-code", draft.path, call.line, text=call.text))
        else:
            draft.sql(inner, call.line)
    elif call.name in _CONDITIONS and call.block is not None:
        held, draft.conditional = draft.conditional, True
        _block(draft, defined, call.block, depth + 1)
        draft.conditional = held
    elif call.name in defined and depth < MAX_NESTED:
        _function(draft, defined, call.name, depth + 1)
    elif _ROWS.search(call.name):
        draft.add(Operation("run-code", draft.path, call.line, text=call.text))
    elif call.name not in _QUIET:
        draft.unread += 1


def _create(draft: Draft, call: Call, inner: Call) -> None:
    path, line, table = draft.path, call.line, folded(inner.get("", 0))
    if inner.name == "table":
        given = [value_of(node) for node in call.block.named_children if node.type == "call"] if call.block is not None else []
        columns = [] if inner.get("primary_key") is False else [Column(folded(inner.get("primary_key")) or "id", "bigint", primary=True)]
        columns.extend(column for each in given if isinstance(each, Call) for column in _columns(each))
        odd = any(isinstance(each, Call) and not _columns(each) for each in given)
        draft.add(Operation("create-table", path, line, table, columns=tuple(columns), open=odd))
    elif inner.name in ("index", "unique_index"):
        listed = inner.get("", 1)
        columns = [Column(folded(each)) for each in (listed if isinstance(listed, tuple) else (listed,)) if folded(each)]
        unique = inner.name == "unique_index" or inner.get("unique") is True
        concurrent, where = inner.get("concurrently") is True, "where" in inner.named
        name = folded(inner.get("name"))
        draft.add(Operation("add-index", path, line, table, name, tuple(columns), unique=unique, where=where, concurrent=concurrent))
    elif inner.name == "constraint":
        kind: OperationKind = "add-check" if "check" in inner.named else "add-exclusion"
        draft.add(Operation(kind, path, line, table, folded(inner.get("", 1)), unvalidated=inner.get("validate") is False))
    else:
        draft.unread += 1


def _columns(call: Call) -> tuple[Column, ...]:
    if call.name == "timestamps":
        names = [folded(call.get("inserted_at")) or "inserted_at", folded(call.get("updated_at")) or "updated_at"]
        return tuple(Column(name, "timestamp", nullable=False) for name in names)
    name = folded(call.get("", 0))
    if call.name not in ("add", "add_if_not_exists", "modify") or not name:
        return ()
    kind = call.get("", 1)
    references = folded(kind.get("", 0)) if isinstance(kind, Call) and kind.name == "references" else ""
    nullable = call.get("null") is not False
    default = written(call.get("default")) if call.has("default") and call.get("default") is not None else None
    word = {"string": "varchar(255)", "utc_datetime": "timestamp", "naive_datetime": "timestamp", "map": "jsonb"}.get(
        literal(kind), literal(kind)
    )
    return (Column(name, word or "bigint", nullable, default, references, primary=call.get("primary_key") is True),)


def _alter(draft: Draft, table: str, block: Node) -> None:
    for node in block.named_children:
        each = value_of(node)
        if not isinstance(each, Call):
            continue
        columns = _columns(each)
        if each.name in ("remove", "remove_if_exists"):
            name = folded(each.get("", 0))
            draft.add(Operation("drop-column", draft.path, each.line, table, name, (Column(name),)))
        elif each.name == "modify" and columns:
            previous = literal(each.get("from"))
            draft.add(Operation("change-column-type", draft.path, each.line, table, columns[0].name, columns, previous=previous))
            if each.get("null") is False:
                draft.add(Operation("set-not-null", draft.path, each.line, table, columns[0].name, columns))
        elif columns:
            for column in columns:
                draft.add(Operation("add-column", draft.path, each.line, table, column.name, (column,)))
                if column.references:
                    draft.add(Operation("add-foreign-key", draft.path, each.line, table, "", (column,), column.references))
        else:
            draft.unread += 1


def _rename(draft: Draft, call: Call, inner: Call) -> None:
    table, target = folded(inner.get("", 0)), call.get("to")
    if isinstance(target, Call):
        draft.add(Operation("rename-table", draft.path, call.line, table, target=folded(target.get("", 0))))
    else:
        old = folded(call.get("", 1))
        draft.add(Operation("rename-column", draft.path, call.line, table, old, (Column(old),), target=folded(target)))
