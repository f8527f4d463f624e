"""Follows the statements of a migration in a language that looks like C, and hands each call to the tool's reader."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

from readiness.regex import Regex
from readiness_checks.facts.expressions import Call, Closure, Name, Opaque, Value, chain
from readiness_checks.facts.expressions.braced import Grammar, value_of
from readiness_checks.facts.migrating.draft import Draft
from readiness_checks.facts.migrating.operations import Operation
from readiness_checks.facts.syntax_trees import text_of

if TYPE_CHECKING:
    from tree_sitter import Node

MAX_NESTED = 60
MAX_NODES = 200_000  # of one file that are looked at for functions
_CONDITIONS = frozenset((
    "if_statement", "try_statement", "switch_statement", "ternary_expression", "conditional_expression", "while_statement", "do_statement",
))  # fmt: skip
_LOOPS = frozenset(("foreach_statement", "for_in_statement", "for_statement"))
_BINDINGS = frozenset(("variable_declarator", "assignment_expression"))
_FUNCTIONS = frozenset((
    "method_definition", "method_declaration", "function_declaration", "function_definition", "local_function_statement",
))  # fmt: skip
_BODIES = frozenset(("statement_block", "compound_statement", "block", "declaration_list", "class_body"))
_PASSES = frozenset(("then", "transaction", "tap", "withoutForeignKeyConstraints", "withoutEvents", "call"))
_SHAPES = Regex(r"(?i)create|add|alter|drop|table|column|index|constraint|migrat|schema|sql|query|execute|remove|rename")
_HARMLESS = Regex(
    r"^(?:console\.\w+|log|info|warn|error|write|writeln|print|printf|echo|require|import|abortIf|skipIf|warnIf|parent|hasTable|hasColumn"
    r"|hasColumns|resolve|all|debug|isSQLite|get|each|fetchAll|count|Task|down|up|sprintf|array_\w+|startTransaction|commitTransaction)$"
)

Act: TypeAlias = "Callable[[Script, Call], bool]"


class Script:
    """The reading of one way of a migration. `act` says whether it knew a call; `functions` are those of the file, by name."""

    def __init__(self, grammar: Grammar, draft: Draft, act: Act, functions: dict[str, Node]) -> None:
        self.grammar = grammar
        self.draft = draft
        self.act = act
        self.functions = functions
        self.known: dict[str, Value] = {}
        self.calling: list[str] = []
        self.depth = 0

    def function(self, name: str) -> None:
        """Follow one of the file's functions from its first statement."""
        node = self.functions.get(name)
        body = node.child_by_field_name("body") if node is not None else None
        if body is not None:
            self.calling.append(name)
            self.visit(body)
            self.calling.pop()

    def closure(self, closure: Closure, *given: Value, uncertain: bool = False) -> None:
        """Follow a closure that is given `given`."""
        names = parameters(closure.node)
        held = dict(self.known)
        self.known.update({name: Opaque() for name in names})
        self.known.update(zip(names, given, strict=False))
        body = closure.node.child_by_field_name("body")
        conditional = self.draft.conditional
        self.draft.conditional = conditional or uncertain
        if body is not None:
            self.visit(body)
        self.draft.conditional = conditional
        self.known = held

    def visit(self, node: Node) -> None:
        """A statement or expression and what stands in it."""
        if self.depth > MAX_NESTED:
            self.draft.unread += 1
            return
        self.depth += 1
        kind = node.type
        if kind in self.grammar.calls:
            value = value_of(self.grammar, node, self.known)
            if isinstance(value, Call):
                self.call(value)
        elif kind in _BINDINGS:
            self._bind(node)
        elif kind in _LOOPS:
            self._loop(node)
        elif kind in _CONDITIONS:
            held, self.draft.conditional = self.draft.conditional, True
            for child in node.named_children:
                self.visit(child)
            self.draft.conditional = held
        elif kind not in self.grammar.closures and kind not in _FUNCTIONS:
            for child in node.named_children:
                self.visit(child)
        self.depth -= 1

    def call(self, call: Call) -> None:
        """One call: the tool's, one of the file's own functions, or somebody else's."""
        if self.act(self, call):
            return
        on = call.on
        own = on is None or (isinstance(on, Name) and on.text in ("this", "self", "static"))
        if own and call.name in self.functions and call.name not in self.calling:
            self._follow(call)
            return
        inner = False
        if isinstance(on, Call):
            self.call(on)
            inner = True
        for value in _flat(call.args):
            if isinstance(value, Call):
                self.call(value)
                inner = True
            elif isinstance(value, Closure):
                self.closure(value, uncertain=call.name not in _PASSES)
                inner = True
        if not inner and not _HARMLESS.match(call.name):
            self._foreign(call, own=own)

    def _foreign(self, call: Call, *, own: bool) -> None:
        if own and _SHAPES.search(call.name):
            self.draft.unread += 1
        else:
            self.draft.add(Operation("run-code", self.draft.path, call.line, text=call.text))

    def _follow(self, call: Call) -> None:
        names = parameters(self.functions[call.name])
        held = dict(self.known)
        self.known.update({name: Opaque() for name in names})
        self.known.update(zip(names, call.args, strict=False))
        self.function(call.name)
        self.known = held

    def _bind(self, node: Node) -> None:
        left = node.child_by_field_name("name") or node.child_by_field_name("left")
        right = node.child_by_field_name("value") or node.child_by_field_name("right") or node.named_children[-1]
        if right == left:
            return
        value = value_of(self.grammar, right, self.known)
        if left is not None and left.type in ("identifier", "variable_name"):
            self.known[text_of(left)] = value
        if isinstance(value, Call) and not value.name[:1].isupper():
            self.call(value)

    def _loop(self, node: Node) -> None:
        """A loop over a written list is followed item by item; any other is followed once, with its variable unknown."""
        body = node.child_by_field_name("body")
        left = node.child_by_field_name("left")
        right = node.child_by_field_name("right")
        if node.type == "foreach_statement" and left is None:
            parts = [child for child in node.named_children if child.type not in _BODIES]
            left, right = (parts[-1], parts[0]) if len(parts) == 2 else (None, None)
        items = value_of(self.grammar, right, self.known) if right is not None else None
        if body is None:
            return
        if isinstance(items, tuple) and len(items) <= 200 and left is not None:
            for item in items:
                self.known[text_of(left)] = item
                self.visit(body)
            return
        if left is not None:
            self.known[text_of(left)] = Opaque()
        held, self.draft.conditional = self.draft.conditional, True
        self.visit(body)
        self.draft.conditional = held


def functions_of(grammar: Grammar, root: Node) -> dict[str, Node]:
    """The functions of a file by name, those in classes and objects among them; the first of a name holds."""
    found: dict[str, Node] = {}
    pending = [root]
    for _ in range(MAX_NODES):
        if not pending:
            break
        node = pending.pop()
        if node.type in _FUNCTIONS:
            found.setdefault(text_of(node.child_by_field_name("name")), node)
            continue
        named = _named_closure(grammar, node)
        if named is not None:
            found.setdefault(named[0], named[1])
        if node.type not in grammar.closures and node.type not in grammar.texts:
            pending.extend(reversed(node.named_children))
    return found


def parameters(function: Node) -> tuple[str, ...]:
    """The names of the parameters of a function or closure; "" for one that is taken apart."""
    given = function.child_by_field_name("parameters") or function.child_by_field_name("parameter")
    if given is None:
        return ()
    if given.type in ("identifier", "implicit_parameter"):
        return (text_of(given),)
    names = []
    for child in given.named_children:
        inner = child.child_by_field_name("pattern") or child.child_by_field_name("name") or child
        names.append(text_of(inner) if inner.type in ("identifier", "variable_name") else "")
    return tuple(names)


def _named_closure(grammar: Grammar, node: Node) -> tuple[str, Node] | None:
    if node.type not in ("pair", "variable_declarator", "assignment_expression"):
        return None
    left = node.child_by_field_name("key") or node.child_by_field_name("name") or node.child_by_field_name("left")
    right = node.child_by_field_name("value") or node.child_by_field_name("right")
    if right is None or right.type not in grammar.closures:
        return None
    return text_of(left).rpartition(".")[2].strip("\"'"), right


def _flat(values: tuple[Value, ...]) -> list[Value]:
    return [inner for value in values for inner in (value if isinstance(value, tuple) else (value,))]


def names_in(call: Call) -> tuple[str, ...]:
    """The names of a chain of calls, the first called first."""
    return tuple(each.name for each in chain(call))[::-1]
