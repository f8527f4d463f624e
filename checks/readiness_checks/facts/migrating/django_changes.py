"""What the migrations of a Django app do, by the models they leave: each is read once, on top of those before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from typing import TYPE_CHECKING

from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness_checks.facts.expressions import Call, Value, literal
from readiness_checks.facts.expressions.python import assignments, constants, functions, value_of
from readiness_checks.facts.migrating import Migration, MigrationSet
from readiness_checks.facts.migrating.django_operations import ModelState, State, apply
from readiness_checks.facts.migrating.draft import Draft, changes
from readiness_checks.facts.migrating.operations import Changes
from readiness_checks.facts.migration_databases import database_of
from readiness_checks.facts.syntax_trees import root_of, text_of

if TYPE_CHECKING:
    from tree_sitter import Node


@dataclass(frozen=True, slots=True)
class History:
    """What each migration of an app does, by path, and the models that all of them leave, by name in lower case.

    `unread` counts what may change models and could not be read.
    """

    changes: dict[str, Changes] = field(default_factory=dict)
    models: dict[str, ModelState] = field(default_factory=dict)
    unread: int = 0


@fact
def django_history(repo: Repo, made: MigrationSet) -> History:
    """The migrations of an app in their order, one on top of the other."""
    state = State()
    found = {}
    package = made.folder.rpartition("/")[0].rpartition("/")[2].lower()
    for migration in ordered(made):
        draft = Draft(migration.path, database_of(repo, made, migration), transactional=True, repo=repo)
        module = root_of(repo, migration.path)
        if module is None:
            draft.unread += 1
            state.unread += 1
        else:
            _read(draft, module, state, package)
        found[migration.path] = changes(draft)
    return History(found, state.models, state.unread)


def django_changes(repo: Repo, made: MigrationSet, migration: Migration) -> Changes:
    """The operations of one migration."""
    return django_history(repo, made).changes[migration.path]


def ordered(made: MigrationSet) -> Iterator[Migration]:
    """Parents before children, else by name: names need not count up across a merge."""
    by_name = {migration.identity: migration for migration in made.migrations}
    done: set[str] = set()
    for migration in made.migrations:
        pending = [migration.identity]
        while pending:
            name = pending[-1]
            missing = [parent for parent in by_name[name].parents if parent in by_name and parent not in done and parent not in pending]
            if missing:
                pending.append(missing[0])
                continue
            pending.pop()
            if name not in done:
                done.add(name)
                yield by_name[name]


def _read(draft: Draft, module: Node, state: State, package: str) -> None:
    body = migration_class(module)
    if body is None:
        draft.unread += 1
        state.unread += 1
        return
    known = constants(module)
    defined = functions(module)
    operations: Value = ()
    for name, right, _ in assignments(body):
        known[name] = value_of(right, known)
        if name == "operations":
            operations = known[name]
        elif name == "atomic" and text_of(right) == "False":
            draft.transactional = False
    if not isinstance(operations, tuple):
        draft.unread += 1
        state.unread += 1
        return
    draft.assured = any(isinstance(call, Call) and call.name == "IgnoreMigration" for call in operations)
    for call in operations:
        apply(draft, call, state, package, {name: text_of(node) for name, node in defined.items()} if _runs(call) else {})
    written = text_of(body)
    if any(word in written for word in ("operations +=", "operations.append", "operations.extend", "def __init__")):
        draft.unread += 1
        state.unread += 1


def _runs(call: Value) -> bool:
    return isinstance(call, Call) and call.name in ("RunPython", "SeparateDatabaseAndState")


def migration_class(module: Node) -> Node | None:
    """The body of the class `Migration` of a module."""
    for statement in module.named_children:
        if statement.type == "class_definition" and literal(text_of(statement.child_by_field_name("name"))) == "Migration":
            return statement.child_by_field_name("body")
    return None
