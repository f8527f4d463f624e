"""What an Alembic revision does, read from its two functions and the functions of the same file that they call."""

from __future__ import annotations

from typing import TYPE_CHECKING

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.expressions import Call, Name, Opaque, Value
from readiness_checks.facts.expressions.python import assignments, constants, functions, value_of
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.alembic_operations import execute, operate, table_of_batch
from readiness_checks.facts.migrating.draft import Draft, changes
from readiness_checks.facts.migrating.operations import Changes, Operation
from readiness_checks.facts.migration_databases import database_of
from readiness_checks.facts.syntax_trees import root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_NESTED = 30  # of blocks within blocks and functions called within functions
_HARMLESS = Regex(r"^(?:print|log\w*|logger|logging|warnings|time|sleep|getenv|isinstance|len)$")
_SHAPES = Regex(r"(?i)create|add|alter|drop|table|column|index|constraint|enum|migrat|schema|sql|upgrade|execute|ddl")
_CREATES = ("create_all", "drop_all", "create", "create_table")
_ROWS = (".query", "session", "Session", ".add(", "commit")


def alembic_changes(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    """The operations of `upgrade` and `downgrade`."""
    module = root_of(repo, migration.path)
    if module is None:
        return Changes(unread=1)
    defined = functions(module)
    known = constants(module)
    drafts = []
    for name in ("upgrade", "downgrade"):
        draft = Draft(migration.path, database_of(repo, made, migration), transactional=True, repo=repo)
        if name in defined:
            _Reader(draft, defined).block(_body(defined[name]), dict(known), 0)
        drafts.append(draft)
    return changes(*drafts)


class _Reader:
    """Follows the statements of a function; `batches` are the names that stand for a table, by `with op.batch_alter_table(...)`."""

    def __init__(self, draft: Draft, defined: dict[str, Node]) -> None:
        self.draft = draft
        self.defined = defined
        self.batches: dict[str, str] = {}
        self.calling: list[str] = []

    def block(self, block: Node | None, known: dict[str, Value], depth: int) -> None:
        """Each statement of a block in turn."""
        if block is None:
            return
        if depth > MAX_NESTED:
            self.draft.unread += 1
            return
        for statement in block.named_children:
            self._statement(statement, known, depth)

    def _statement(self, statement: Node, known: dict[str, Value], depth: int) -> None:
        kind = statement.type
        if kind == "expression_statement":
            for name, right, _ in _assigned(statement):
                value = value_of(right, known)
                known[name] = value
                self._value(value, known, depth, kept=True)
            for inner in statement.named_children:
                if inner.type in ("call", "await"):
                    self._value(value_of(inner, known), known, depth)
        elif kind == "return_statement":
            for inner in statement.named_children:
                if inner.type == "call":
                    self._value(value_of(inner, known), known, depth)
        elif kind == "with_statement":
            self._with(statement, known, depth)
        elif kind in ("if_statement", "try_statement", "match_statement"):
            self._branches(statement, known, depth)
        elif kind in ("for_statement", "while_statement"):
            self._loop(statement, known, depth)
        elif kind == "function_definition":
            self.defined[text_of(statement.child_by_field_name("name"))] = statement

    def _branches(self, statement: Node, known: dict[str, Value], depth: int) -> None:
        held, self.draft.conditional = self.draft.conditional, True
        pending = [child for child in statement.named_children if child.type != "comment"]
        for _ in range(200):
            if not pending:
                break
            child = pending.pop(0)
            if child.type == "block":
                inner = dict(known)
                self.block(child, inner, depth + 1)
                # a text that stands differently in each branch still says by its first words what it is
                known.update({name: Opaque(f'"{value}'[:160]) for name, value in inner.items() if value != known.get(name)})
            elif child.type.endswith("_clause"):
                pending[:0] = child.named_children
        self.draft.conditional = held

    def _loop(self, statement: Node, known: dict[str, Value], depth: int) -> None:
        """A loop over a written list is followed item by item; any other is followed once, with its variable unknown."""
        body = statement.child_by_field_name("body")
        left = statement.child_by_field_name("left")
        over = value_of(statement.child_by_field_name("right"), known)
        if left is not None and isinstance(over, tuple) and len(over) <= 200 and not any(isinstance(item, Opaque) for item in over):
            names = [text_of(child) for child in left.named_children] if left.type == "pattern_list" else [text_of(left)]
            for item in over:
                values = item if left.type == "pattern_list" and isinstance(item, tuple) else (item,)
                self.block(body, {**known, **dict(zip(names, values, strict=False))}, depth + 1)
            return
        unknown = {text_of(name): Opaque() for name in _names(left)}
        held, self.draft.conditional = self.draft.conditional, True
        self.block(body, {**known, **unknown}, depth + 1)
        self.draft.conditional = held

    def _with(self, statement: Node, known: dict[str, Value], depth: int) -> None:
        bound: list[str] = []
        for clause in statement.named_children:
            for item in clause.named_children if clause.type == "with_clause" else ():
                inner = item.child_by_field_name("value") or item
                alias = inner.child_by_field_name("alias") if inner.type == "as_pattern" else None
                value = value_of(inner.named_children[0] if inner.type == "as_pattern" else inner, known)
                if isinstance(value, Call) and value.name == "batch_alter_table":
                    name = text_of(alias)
                    self.batches[name] = table_of_batch(value)
                    bound.append(name)
                elif isinstance(value, Call) and value.name == "autocommit_block":
                    self.draft.transactional = False
        self.block(statement.child_by_field_name("body"), known, depth + 1)
        for name in bound:
            self.batches.pop(name, None)

    def _value(self, value: Value, known: dict[str, Value], depth: int, *, kept: bool = False) -> None:
        """A call that stands as a statement, or whose result is kept."""
        if not isinstance(value, Call):
            return
        on = value.on
        if isinstance(on, Name) and (on.text == "op" or on.text in self.batches):
            operate(self.draft, value, self.batches.get(on.text))
        elif on is None and value.name in self.defined:
            self._follow(value, known, depth)
        elif on is not None or not kept:
            self._foreign(value)

    def _follow(self, call: Call, known: dict[str, Value], depth: int) -> None:
        function = self.defined[call.name]
        if call.name in self.calling:
            self.draft.unread += 1
            return
        parameters = function.child_by_field_name("parameters")
        names = [text_of(name) for name in _names(parameters)] if parameters is not None else []
        local: dict[str, Value] = {**known, **{name: Opaque() for name in names}}
        local.update(zip(names, call.args, strict=False))
        local.update({name: value for name, value in call.named.items() if name in names})
        self.calling.append(call.name)
        self.block(_body(function), local, depth + 1)
        self.calling.pop()

    def _foreign(self, call: Call) -> None:
        """What is called on a connection, a type, a model or in another module."""
        draft = self.draft
        on = call.on
        if call.name in ("execute", "exec_driver_sql"):
            execute(draft, call)
        elif call.name == "execution_options" and "AUTOCOMMIT" in call.text:
            draft.transactional = False
        elif call.name in ("create", "drop") and isinstance(on, Call) and on.name.lower() == "enum":
            draft.add(Operation("create-type" if call.name == "create" else "drop-type", draft.path, call.line, text=call.text))
        elif call.name in _CREATES or (on is None and _SHAPES.search(call.name)):
            draft.unread += 1
        elif (on is None and not _HARMLESS.match(call.name)) or any(word in call.text for word in _ROWS):
            draft.add(Operation("run-code", draft.path, call.line, text=call.text))


def _assigned(statement: Node) -> list[tuple[str, Node, Node]]:
    parent = statement.parent
    return [found for found in assignments(parent) if found[2] == statement] if parent is not None else []


def _names(node: Node | None) -> list[Node]:
    """The names that parameters or the left side of a loop bind."""
    if node is None:
        return []
    if node.type == "identifier":
        return [node]
    found = []
    for child in node.named_children:
        if child.type == "identifier":
            found.append(child)
        elif child.type in ("typed_parameter", "default_parameter", "typed_default_parameter", "tuple_pattern", "pattern_list"):
            found.extend(grand for grand in child.named_children[:1] if grand.type == "identifier")
    return found


def _body(function: Node) -> Node | None:
    return function.child_by_field_name("body")
