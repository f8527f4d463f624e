"""What a Rails migration does, read from `change` or `up` and the methods of the same class that they call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.expressions import Call, Name, Opaque, Value, chain
from readiness_checks.facts.expressions.ruby import call_of, heredocs, parameters, value_of
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.draft import Draft, changes
from readiness_checks.facts.migrating.operations import Changes, Operation, OperationKind
from readiness_checks.facts.migrating.rails_operations import SCHEMA, TABLES, in_table, operate
from readiness_checks.facts.migration_databases import database_of
from readiness_checks.facts.syntax_trees import captures, root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_NESTED = 30
_METHODS = "[(method) (singleton_method)] @method"
_CONSTANTS = "(class body: (body_statement (assignment left: (constant)) @constant))"
_ROWS = ("update_all", "delete_all", "destroy_all", "update", "update!", "update_columns", "update_column", "save", "save!", "insert_all")
_BATCHES = ("in_batches", "find_each", "find_in_batches", "each_batch")
_PASSES = ("say_with_time", "suppress_messages", "transaction", "up_only", "tap", "then", "with_lock_retries", "without_lock_timeout")
_SHAPES = Regex(r"(?i)create|add|alter|drop|table|column|index|constraint|migrat|schema|remove|rename|change|revert")
_HARMLESS = Regex(r"^(?:puts|p|print|say|require|require_relative|raise|sleep|reset_column_information|include|private|attr_\w+)$")


def rails_changes(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    """The operations of `change`, or of `up` and `down`."""
    root = root_of(repo, migration.path)
    if root is None:
        return Changes(unread=1)
    methods = {text_of(node.child_by_field_name("name")): node for node in captures("ruby", _METHODS, root).get("method", [])}
    known: dict[str, Value] = heredocs(root)
    for node in captures("ruby", _CONSTANTS, root).get("constant", []):
        known[text_of(node.child_by_field_name("left"))] = value_of(node.child_by_field_name("right"), known)
    transactional = b"disable_ddl_transaction!" not in repo.raw(migration.path)
    drafts = []
    for name in ("change" if "change" in methods else "up", "down"):
        draft = Draft(migration.path, database_of(repo, made, migration), transactional=transactional, repo=repo)
        if name in methods:
            _Reader(draft, methods).block(methods[name].child_by_field_name("body"), known, 0)
        drafts.append(draft)
    return changes(*drafts)


class _Reader:
    """Follows the statements of a method."""

    def __init__(self, draft: Draft, methods: dict[str, Node]) -> None:
        self.draft = draft
        self.methods = methods
        self.calling: list[str] = []

    def block(self, body: Node | None, known: dict[str, Value], depth: int, *, uncertain: bool = False) -> None:
        """Each statement of a body in turn; all of them under a condition when `uncertain`."""
        if body is None:
            return
        if depth > MAX_NESTED:
            self.draft.unread += 1
            return
        held = self.draft.conditional
        self.draft.conditional = held or uncertain
        for statement in body.named_children:
            self._statement(statement, known, depth)
        self.draft.conditional = held

    def _statement(self, node: Node, known: dict[str, Value], depth: int) -> None:
        kind = node.type
        if kind == "call":
            self._call(call_of(node, known), known, depth)
        elif kind == "identifier" and text_of(node) in self.methods:
            self._call(Call(text_of(node), None, (), {}, node.start_point.row + 1), known, depth)
        elif kind == "assignment":
            right = node.child_by_field_name("right")
            known[text_of(node.child_by_field_name("left"))] = value_of(right, known)
            if right is not None and right.type == "call" and right.child_by_field_name("block") is not None:
                self._call(call_of(right, known), known, depth)
        elif kind in (
            "if",
            "unless",
            "case",
            "begin",
            "rescue",
            "ensure",
            "else",
            "elsif",
            "when",
            "then",
            "while",
            "until",
            "body_statement",
        ):
            for child in node.named_children:
                if child.type in ("then", "else", "elsif", "when", "do", "body_statement", "rescue", "ensure"):
                    self.block(child, dict(known), depth + 1, uncertain=kind != "begin")
                elif kind in ("begin", "else", "then", "ensure"):
                    self._statement(child, known, depth + 1)
        elif kind in ("if_modifier", "unless_modifier", "rescue_modifier", "while_modifier"):
            inner = node.child_by_field_name("body")
            held, self.draft.conditional = self.draft.conditional, True
            if inner is not None:
                self._statement(inner, known, depth + 1)
            self.draft.conditional = held
        elif kind == "parenthesized_statements":
            self.block(node, known, depth + 1)

    def _call(self, call: Call, known: dict[str, Value], depth: int) -> None:
        name, on = call.name, call.on
        draft = self.draft
        body = call.block.child_by_field_name("body") if call.block is not None else None
        if (isinstance(on, Name) and on.text in ("self", "connection")) or (isinstance(on, Call) and on.name == "connection"):
            on = None
        if on is None and name in TABLES and call.block is not None:
            self._table(call, known, body)
        elif on is None and name in SCHEMA:
            operate(draft, call)
        elif name == "safety_assured":
            held, draft.assured = draft.assured, True
            self.block(body, known, depth + 1)
            draft.assured = held
        elif name == "reversible" and call.block is not None:
            self._directions(call.block, known, depth)
        elif on is None and name in self.methods and name not in self.calling:
            self._follow(call, known, depth)
        elif name in ("each", "each_with_index") and call.block is not None:
            self._loop(call, known, depth, body)
        elif body is not None and name in _PASSES:
            self.block(body, known, depth + 1)
        else:
            self._other(call, on, body, known, depth)

    def _other(self, call: Call, on: Value, body: Node | None, known: dict[str, Value], depth: int) -> None:
        """Rows that a model changes, blocks of whatever else, and helpers."""
        draft = self.draft
        names = [each.name for each in chain(call)]
        if any(name in _ROWS for name in names) and on is not None:
            batched = any(name in _BATCHES for name in names)
            kind: OperationKind = "delete-rows" if names[0] in ("delete_all", "destroy_all") else "update-rows"
            whole = names[0] in ("update_all", "delete_all", "destroy_all")
            where = any(name in ("where", "find_by", "not") for name in names)
            made = Operation(kind, draft.path, call.line, where=where, batched=batched, text=call.text)
            draft.add(made if whole else Operation("run-code", draft.path, call.line, batched=batched, text=call.text))
        elif body is not None:
            self.block(body, dict(known), depth + 1, uncertain=True)
        elif on is None and not _HARMLESS.match(call.name) and _SHAPES.search(call.name):
            draft.unread += 1
        elif not _HARMLESS.match(call.name):
            draft.add(Operation("run-code", draft.path, call.line, text=call.text))

    def _table(self, call: Call, known: dict[str, Value], body: Node | None) -> None:
        """`create_table` or `change_table` with a block: what the block calls on the table it is given."""
        names = parameters(call.block) if call.block is not None else ()
        inner: list[Call] = []
        odd = 0
        for node in body.named_children if body is not None else ():
            value = value_of(node, known) if node.type == "call" else None
            if isinstance(value, Call) and isinstance(value.on, Name) and value.on.text in names:
                inner.append(value)
            elif node.type != "comment":
                odd += 1
        in_table(self.draft, call, tuple(inner), opened=bool(odd))

    def _directions(self, block: Node, known: dict[str, Value], depth: int) -> None:
        body = block.child_by_field_name("body")
        for node in body.named_children if body is not None else ():
            call = call_of(node, known) if node.type == "call" else None
            if call is not None and call.name == "up" and call.block is not None:
                self.block(call.block.child_by_field_name("body"), known, depth + 1)

    def _loop(self, call: Call, known: dict[str, Value], depth: int, body: Node | None) -> None:
        names = parameters(call.block) if call.block is not None else ()
        items = call.on
        if isinstance(items, tuple) and len(items) <= 200 and len(names) == 1:
            for item in items:
                self.block(body, {**known, names[0]: item}, depth + 1)
            return
        self.block(body, {**known, **{name: Opaque() for name in names}}, depth + 1, uncertain=True)

    def _follow(self, call: Call, known: dict[str, Value], depth: int) -> None:
        method = self.methods[call.name]
        names = parameters(method)
        local: dict[str, Value] = {**known, **{name: Opaque() for name in names}, **dict(zip(names, call.args, strict=False))}
        self.calling.append(call.name)
        self.block(method.child_by_field_name("body"), local, depth + 1)
        self.calling.pop()
