"""Reads shell scripts down to the simple commands they would run, without running anything; syntax by tree-sitter-bash.

Reading follows POSIX sh and bash where it tells which commands run and whether their failure counts: lists, pipelines, conditions,
loops over literal words, `case` on a known argument, functions, `set -e`, `cd`, literal variables, heredocs for another shell.
What cannot be known stays in the words as written (`$NAME`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping
from dataclasses import field
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

from readiness.records import dataclass
from readiness.regex import Regex
from readiness_checks.facts.shell_words import WORDS, Scope, joined_folder

__all__ = ["Simple", "joined_folder", "simple_commands"]

MAX_SCRIPT = 200_000  # characters
MAX_COMMANDS = 2_000
MAX_VISITS = 20_000
MAX_DEPTH = 60
MAX_CALLS = 8  # functions calling functions
MAX_ITERATIONS = 10
_EXPRESSION = Regex(r"\$\{\{.{0,2000}?\}\}|\{\{.{0,300}?\}\}", re.DOTALL)
_HANDLED = Regex(r"\bexit\s+[\"']?(?:\$|[1-9])|PIPESTATUS|\breturn\s+[1-9]")
_FAILS = Regex(r"\b(?:exit|return)\s+[\"']?(?:\$|[1-9])|\bfalse\b|=1\b|=false\b")
_WEAK = frozenset({"true", ":", "echo", "printf", "exit 0", "return 0", "warn", "cat", "exit", "/bin/true"})
# where a command substitution may stand inside a command or assignment
_HOLDERS = WORDS | {
    "command_name", "array", "variable_assignment", "unary_expression", "binary_expression", "parenthesized_expression",
    "negation_expression",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Simple:
    """One command: its words without quotes, its line in the script (from 1), and whether its failure fails the script.

    `folder` is relative to the root of the repository, None when a `cd` went where nobody knows. `assigned` holds `NAME=value`
    prefixes.
    """

    words: tuple[str, ...]
    line: int
    can_fail: bool
    folder: str | None
    assigned: tuple[tuple[str, str], ...] = ()


def simple_commands(
    text: str,
    *,
    folder: str | None = "",
    arguments: tuple[str, ...] = (),
    errexit: bool = True,
    here: str | None = None,
    variables: Mapping[str, str] | None = None,
) -> tuple[Simple, ...]:
    """The commands of a script that starts in `folder` with `arguments`; at most `MAX_COMMANDS`.

    `variables` is what is known of the environment; `errexit` is whether the shell starts with `set -e`; `here` the folder that
    holds the script, for `dirname "$0"`.
    """
    if len(text) > MAX_SCRIPT or not text.strip():
        return ()
    source = _EXPRESSION.sub(lambda found: _blank(found.group()), text)
    raw = source.encode("utf-8", "replace")
    root = _parser().parse(raw).root_node
    # a script that asks for a status deals with failures itself
    handled = "$?" in source or _HANDLED.search(source) is not None
    known = {name: value for name, value in (variables or {}).items() if "${{" not in value}
    reader = _Reader(Scope(raw, folder, here, arguments, known), errexit, handled)
    reader.block(root, False, 0)
    return tuple(reader.found)


def _blank(text: str) -> str:
    # line breaks are kept so that lines hold
    return "$EXPRESSION" + "\n" * text.count("\n")


@lru_cache(maxsize=1)
def _parser() -> Any:
    import tree_sitter
    import tree_sitter_bash

    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_bash.language()))


@dataclass
class _Reader:
    """Walks a syntax tree the way a shell would, with what is known of its variables and its folder."""

    scope: Scope
    errexit: bool
    handled: bool
    tolerant: bool = False
    functions: dict[str, Any] = field(default_factory=dict)
    found: list[Simple] = field(default_factory=list)
    calls: int = 0
    visits: int = 0

    def block(self, node: Any, guarded: bool, depth: int) -> None:
        """Statements one after the other; a last `exit 0` swallows every failure before it unless the shell stops at the first."""
        children = [child for child in node.named_children if child.type != "comment"]
        swallowed = (
            bool(children) and not self.errexit and not self.handled and _weak_end(self.scope.text(children[-1])) and len(children) > 1
        )
        begun = len(self.found)
        for child in children:
            self.visit(child, guarded, depth + 1)
        if swallowed and not self.errexit:
            self.found[begun:] = [_swallowed(command) for command in self.found[begun:]]

    def visit(self, node: Any, guarded: bool, depth: int) -> None:
        self.visits += 1
        if depth > MAX_DEPTH or len(self.found) >= MAX_COMMANDS or self.visits > MAX_VISITS:
            return
        visitor = _VISITORS.get(node.type)
        if visitor is not None:
            visitor(self, node, guarded, depth)

    def function(self, node: Any, _guarded: bool, _depth: int) -> None:
        name = node.child_by_field_name("name")
        if name is not None:
            self.functions[self.scope.text(name)] = node.child_by_field_name("body")

    def subshell(self, node: Any, guarded: bool, depth: int) -> None:
        before = self.scope.folder, dict(self.scope.variables), self.errexit
        self.block(node, guarded, depth)
        self.scope.folder, self.scope.variables, self.errexit = before

    def assigning(self, node: Any, guarded: bool, depth: int) -> None:
        self.scope.assign(node)
        self.substitutions(node, guarded, depth)

    def declaration(self, node: Any, _guarded: bool, depth: int) -> None:
        for child in node.named_children:
            if child.type == "variable_assignment":
                self.scope.assign(child)
        self.substitutions(node, True, depth)

    def each(self, node: Any, guarded: bool, depth: int) -> None:
        for child in node.named_children:
            self.visit(child, guarded, depth + 1)

    def either(self, node: Any, guarded: bool, depth: int) -> None:
        """`left && right`, `left || right`: an `||` that ends in nothing but a message swallows the failure on its left."""
        children = [child for child in node.children if child.type != "comment"]
        operators = [child.type for child in children if child.type in ("&&", "||")]
        parts = [child for child in children if child.is_named]
        if len(parts) == 2 and operators == ["||"]:
            self.visit(parts[0], guarded or _weak(self.scope.text(parts[1])), depth + 1)
            self.visit(parts[1], guarded, depth + 1)
        else:
            for part in parts:
                self.visit(part, guarded, depth + 1)

    def redirected(self, node: Any, guarded: bool, depth: int) -> None:
        body = node.child_by_field_name("body")
        if body is not None:
            self.visit(body, guarded, depth + 1)
        for child in node.named_children:
            if child.type == "heredoc_redirect":
                self.heredoc(body, child, guarded, depth)

    def heredoc(self, body: Any, redirect: Any, guarded: bool, depth: int) -> None:
        """The text of a heredoc is a script when a shell, near or over ssh, reads it."""
        for child in redirect.named_children:
            if child.type == "heredoc_body" and body is not None:
                words = self.scope.words(body)
                program = posixpath.basename(words[0]) if words else ""
                if program in ("bash", "sh", "ssh", "zsh", "sudo", "su"):
                    line = child.start_point[0]
                    remote = program == "ssh"
                    for command in simple_commands(self.scope.text(child), folder=None if remote else self.scope.folder, errexit=False):
                        self.found.append(
                            Simple(command.words, line + command.line, command.can_fail and not guarded, command.folder, command.assigned)
                        )
            elif child.type in ("pipeline", "list", "command"):
                self.visit(child, guarded, depth + 1)

    def conditional(self, node: Any, guarded: bool, depth: int) -> None:
        """The condition's failure is an answer, not an error, unless the body then ends the script with one."""
        fails = _FAILS.search(self.scope.text(node)) is not None
        conditions = node.children_by_field_name("condition")
        spans = {child.start_byte for child in conditions}
        for child in node.named_children:
            if child.start_byte in spans:
                self.visit(child, guarded or not fails, depth + 1)
            else:
                before = self.scope.folder
                self.visit(child, guarded, depth + 1)
                # a branch may not be taken: where it went, nobody knows
                self.scope.folder = before

    def loop(self, node: Any, guarded: bool, depth: int) -> None:
        body = node.child_by_field_name("body")
        variable = node.child_by_field_name("variable")
        values = [self.scope.word(child) for child in node.children_by_field_name("value")]
        if body is None:
            return
        if variable is None or not values or any("$" in value or "*" in value for value in values):
            if variable is not None:
                self.scope.variables.pop(self.scope.text(variable), None)
            self.visit(body, guarded, depth + 1)
            return
        for value in values[:MAX_ITERATIONS]:
            before = self.scope.folder
            self.scope.variables[self.scope.text(variable)] = value
            self.visit(body, guarded, depth + 1)
            self.scope.folder = before
        self.scope.variables.pop(self.scope.text(variable), None)

    def case(self, node: Any, guarded: bool, depth: int) -> None:
        value_node = node.child_by_field_name("value")
        value = self.scope.word(value_node) if value_node is not None else "$"
        items = [child for child in node.named_children if child.type == "case_item"]
        known = "$" not in value and "`" not in value
        for item in items:
            patterns = item.children_by_field_name("value")
            if known and not any(fnmatchcase(value, self.scope.word(pattern)) for pattern in patterns):
                continue
            spans = {pattern.start_byte for pattern in patterns}
            before = self.scope.folder, self.scope.arguments
            for child in item.named_children:
                if child.start_byte not in spans:
                    self.visit(child, guarded, depth + 1)
            if known:
                return
            self.scope.folder, self.scope.arguments = before

    def command(self, node: Any, guarded: bool, depth: int) -> None:
        words = self.scope.words(node)
        self.substitutions(node, guarded or words[:1] not in (("test",), ("[",), ()), depth)
        assigned = tuple(self.scope.assignment(child) for child in node.named_children if child.type == "variable_assignment")
        if not words:
            self.scope.variables.update(assigned)
            return
        name = words[0]
        if name in ("cd", "pushd"):
            self.go(words)
        elif name == "set":
            self.set(words[1:])
        elif name == "shift":
            count = int(words[1]) if len(words) > 1 and words[1].isdigit() and len(words[1]) < 3 else 1
            self.scope.arguments = self.scope.arguments[count:]
        elif name in self.functions and self.calls < MAX_CALLS:
            before = self.scope.arguments
            self.scope.arguments = words[1:]
            self.calls += 1
            body = self.functions[name]
            if body is not None:
                self.visit(body, guarded or self.unheeded, depth + 1)
            self.calls -= 1
            self.scope.arguments = before
        else:
            line = node.start_point[0] + 1
            self.found.append(Simple(words, line, not (guarded or self.unheeded), self.scope.folder, assigned))

    @property
    def unheeded(self) -> bool:
        """Whether `set +e` holds and nothing looks at the status."""
        return self.tolerant and not self.handled

    def set(self, flags: tuple[str, ...]) -> None:
        for flag in flags:
            if re.fullmatch(r"-[a-zA-Z]*e[a-zA-Z]*", flag) or flag == "errexit":
                self.errexit = True
                self.tolerant = False
            elif re.fullmatch(r"\+[a-zA-Z]*e[a-zA-Z]*", flag):
                self.errexit = False
                self.tolerant = True

    def go(self, words: tuple[str, ...]) -> None:
        target = next((word for word in words[1:] if not word.startswith("-") or word == "-"), "")
        self.scope.folder = joined_folder(self.scope.folder, target)

    def substitutions(self, node: Any, guarded: bool, depth: int) -> None:
        """Commands inside `$(...)`: their failure counts only where the substitution is all of an assignment."""
        for child in node.named_children:
            if child.type in ("command_substitution", "process_substitution"):
                before = self.scope.folder
                self.each(child, guarded, depth + 1)
                self.scope.folder = before
            elif child.type in _HOLDERS and depth < MAX_DEPTH:
                self.substitutions(child, guarded, depth + 1)


_VISITORS: dict[str, Callable[[_Reader, Any, bool, int], None]] = {
    "command": _Reader.command, "list": _Reader.either, "redirected_statement": _Reader.redirected, "if_statement": _Reader.conditional,
    "while_statement": _Reader.conditional, "for_statement": _Reader.loop, "c_style_for_statement": _Reader.loop,
    "case_statement": _Reader.case,
    "function_definition": _Reader.function, "subshell": _Reader.subshell, "variable_assignment": _Reader.assigning,
    "declaration_command": _Reader.declaration, "variable_assignments": _Reader.declaration,
    # what a test is made of decides, so a tool whose output it looks at can fail the script
    "test_command": _Reader.substitutions, "compound_statement": _Reader.block, "do_group": _Reader.block, "program": _Reader.each,
    "pipeline": _Reader.each, "negated_command": _Reader.each, "ERROR": _Reader.each, "else_clause": _Reader.each,
    "elif_clause": _Reader.each,
}  # fmt: skip


def _weak(text: str) -> bool:
    """Whether what stands right of `||` succeeds whatever happened."""
    inner = text.strip().strip("(){}").strip().rstrip(";")
    if re.search(r"\b(?:exit|return)\s+[\"']?(?:\$|[1-9])|\bfalse\b|\bexit\s*(?:;|\}|\)|$)", text) and not re.fullmatch(r"exit 0", inner):
        return False
    last = re.split(r"[;\n]|&&|\|\|", inner)[-1].strip() if inner else ""
    return last in _WEAK or last.split(" ")[0] in _WEAK - {"exit"}


def _weak_end(text: str) -> bool:
    return text.strip() in ("exit 0", "true", ":", "return 0")


def _swallowed(command: Simple) -> Simple:
    return Simple(command.words, command.line, False, command.folder, command.assigned)
