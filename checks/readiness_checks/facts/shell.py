"""Reads shell scripts down to the simple commands they would run, without running anything; syntax by tree-sitter-bash.

Reading follows POSIX sh and bash where it tells which commands run and whether their failure counts: lists, pipelines, conditions,
loops over literal words, `case` on a known argument, functions, `set -e`, `cd`, literal variables, heredocs for another shell.
What cannot be known stays in the words as written (`$NAME`).
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from functools import lru_cache
from typing import Any

MAX_SCRIPT = 200_000  # characters
MAX_COMMANDS = 2_000
MAX_DEPTH = 60
MAX_CALLS = 8  # functions calling functions
MAX_ITERATIONS = 10
_EXPRESSION = re.compile(r"\$\{\{.{0,2000}?\}\}|\{\{.{0,300}?\}\}", re.DOTALL)
_VARIABLE = re.compile(r"\$(?:\{([A-Za-z_]\w*|[0-9@*])\}|\{([A-Za-z_]\w*|[0-9]):?-([^{}$]{0,200})\}|([A-Za-z_]\w*|[0-9@*]))")
_HERE = re.compile(r"\$\{BASH_SOURCE\[0\]%/\*\}|\$\{0%/\*\}")
_SELF = ("$0", "${BASH_SOURCE[0]}", "$BASH_SOURCE", "${BASH_SOURCE}", "${0}", "$(readlink -f $0)", "$(realpath $0)", "${(%):-%x}")
_ROOTS = re.compile(
    r"\$\(\s*git rev-parse --show-toplevel\s*\)|\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|TRAVIS_BUILD_DIR|WORKSPACE|BITBUCKET_CLONE_DIR"
    r"|BUILDKITE_BUILD_CHECKOUT_PATH|DRONE_WORKSPACE|CODEBUILD_SRC_DIR)\}?(?!\w)|\$\(\s*(?:System\.DefaultWorkingDirectory|Build\.SourcesDirectory)\s*\)"
)
_ARRAY = re.compile(r"\"?\$\{(\w+)\[[@*]\]\}\"?")
_CURRENT = re.compile(r"\$\{PWD\}|\$PWD(?!\w)|\$\(CURDIR\)")
_HOLDERS = frozenset({"command_name", "array", "variable_assignment", "unary_expression", "binary_expression", "parenthesized_expression", "negation_expression"})
_WEAK = frozenset({"true", ":", "echo", "printf", "exit 0", "return 0", "warn", "cat", "exit", "/bin/true"})
_WORDS = frozenset({"word", "raw_string", "string", "concatenation", "simple_expansion", "expansion", "command_substitution", "number", "ansi_c_string", "translated_string", "arithmetic_expansion", "process_substitution", "extglob_pattern", "brace_expression"})


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
    text: str, *, folder: str | None = "", arguments: tuple[str, ...] = (), errexit: bool = True, here: str | None = None,
    variables: Mapping[str, str] | None = None,
) -> tuple[Simple, ...]:
    """The commands of a script that starts in `folder` with `arguments`; at most `MAX_COMMANDS`.

    `variables` is what is known of the environment; `errexit` is whether the shell starts with `set -e`; `here` the folder that holds the script, for `dirname "$0"`.
    """
    if len(text) > MAX_SCRIPT or not text.strip():
        return ()
    source = _EXPRESSION.sub(lambda found: _blank(found.group()), text)
    raw = source.encode("utf-8", "replace")
    root = _parser().parse(raw).root_node
    # a script that asks for a status deals with failures itself
    handled = "$?" in source or re.search(r"\bexit\s+[\"']?(?:\$|[1-9])|PIPESTATUS|\breturn\s+[1-9]", source) is not None
    known = {name: value for name, value in (variables or {}).items() if "${{" not in value}
    reader = _Reader(raw, folder, here, arguments, errexit, handled, known)
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

    raw: bytes
    folder: str | None
    here: str | None
    arguments: tuple[str, ...]
    errexit: bool
    handled: bool
    variables: dict[str, str] = field(default_factory=dict)
    arrays: dict[str, list[str]] = field(default_factory=dict)
    functions: dict[str, Any] = field(default_factory=dict)
    found: list[Simple] = field(default_factory=list)
    calls: int = 0
    visits: int = 0

    def block(self, node: Any, guarded: bool, depth: int) -> None:
        """Statements one after the other; a last `exit 0` swallows every failure before it unless the shell stops at the first."""
        children = [child for child in node.named_children if child.type != "comment"]
        swallowed = bool(children) and not self.errexit and not self.handled and _weak_end(self.text(children[-1])) and len(children) > 1
        begun = len(self.found)
        for child in children:
            self.visit(child, guarded, depth + 1)
        if swallowed and not self.errexit:
            self.found[begun:] = [_swallowed(command) for command in self.found[begun:]]

    def visit(self, node: Any, guarded: bool, depth: int) -> None:
        self.visits += 1
        if depth > MAX_DEPTH or len(self.found) >= MAX_COMMANDS or self.visits > 20_000:
            return
        kind = node.type
        if kind == "command":
            self.command(node, guarded, depth)
        elif kind == "list":
            self.either(node, guarded, depth)
        elif kind == "redirected_statement":
            self.redirected(node, guarded, depth)
        elif kind in ("if_statement", "while_statement"):
            self.conditional(node, guarded, depth)
        elif kind in ("for_statement", "c_style_for_statement"):
            self.loop(node, guarded, depth)
        elif kind == "case_statement":
            self.case(node, guarded, depth)
        elif kind == "function_definition":
            name = node.child_by_field_name("name")
            if name is not None:
                self.functions[self.text(name)] = node.child_by_field_name("body")
        elif kind == "subshell":
            before = self.folder, dict(self.variables), self.errexit
            self.block(node, guarded, depth)
            self.folder, self.variables, self.errexit = before
        elif kind == "variable_assignment":
            self.assign(node)
            self.substitutions(node, guarded, depth)
        elif kind in ("declaration_command", "variable_assignments"):
            for child in node.named_children:
                if child.type == "variable_assignment":
                    self.assign(child)
            self.substitutions(node, True, depth)
        elif kind == "test_command":
            # what the test is made of decides, so a tool whose output it looks at can fail the script
            self.substitutions(node, guarded, depth)
        elif kind in ("program", "compound_statement", "do_group", "pipeline", "negated_command", "ERROR", "else_clause", "elif_clause"):
            self.block(node, guarded, depth) if kind in ("compound_statement", "do_group") else self.each(node, guarded, depth)

    def each(self, node: Any, guarded: bool, depth: int) -> None:
        for child in node.named_children:
            self.visit(child, guarded, depth + 1)

    def either(self, node: Any, guarded: bool, depth: int) -> None:
        """`left && right`, `left || right`: an `||` that ends in nothing but a message swallows the failure on its left."""
        children = [child for child in node.children if child.type not in ("comment",)]
        operators = [child.type for child in children if child.type in ("&&", "||")]
        parts = [child for child in children if child.is_named]
        if len(parts) == 2 and operators == ["||"]:
            self.visit(parts[0], guarded or _weak(self.text(parts[1])), depth + 1)
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
                words = self.words(body)
                program = posixpath.basename(words[0]) if words else ""
                if program in ("bash", "sh", "ssh", "zsh", "sudo", "su"):
                    line = child.start_point[0]
                    remote = program == "ssh"
                    for command in simple_commands(self.text(child), folder=None if remote else self.folder, errexit=False):
                        self.found.append(Simple(command.words, line + command.line, command.can_fail and not guarded, command.folder, command.assigned))
            elif child.type in ("pipeline", "list", "command"):
                self.visit(child, guarded, depth + 1)

    def conditional(self, node: Any, guarded: bool, depth: int) -> None:
        """The condition's failure is an answer, not an error, unless the body then ends the script with one."""
        fails = re.search(r"\b(?:exit|return)\s+[\"']?(?:\$|[1-9])|\bfalse\b|=1\b|=false\b", self.text(node)) is not None
        conditions = node.children_by_field_name("condition")
        spans = {child.start_byte for child in conditions}
        for child in node.named_children:
            if child.start_byte in spans:
                self.visit(child, guarded or not fails, depth + 1)
            else:
                before = self.folder
                self.visit(child, guarded, depth + 1)
                # a branch may not be taken: where it went, nobody knows
                self.folder = before

    def loop(self, node: Any, guarded: bool, depth: int) -> None:
        body = node.child_by_field_name("body")
        variable = node.child_by_field_name("variable")
        values = [self.word(child) for child in node.children_by_field_name("value")]
        if body is None:
            return
        if variable is None or not values or any("$" in value or "*" in value for value in values):
            if variable is not None:
                self.variables.pop(self.text(variable), None)
            self.visit(body, guarded, depth + 1)
            return
        for value in values[:MAX_ITERATIONS]:
            before = self.folder
            self.variables[self.text(variable)] = value
            self.visit(body, guarded, depth + 1)
            self.folder = before
        self.variables.pop(self.text(variable), None)

    def case(self, node: Any, guarded: bool, depth: int) -> None:
        value_node = node.child_by_field_name("value")
        value = self.word(value_node) if value_node is not None else "$"
        items = [child for child in node.named_children if child.type == "case_item"]
        known = "$" not in value and "`" not in value
        for item in items:
            patterns = item.children_by_field_name("value")
            if known and not any(fnmatchcase(value, self.word(pattern)) for pattern in patterns):
                continue
            spans = {pattern.start_byte for pattern in patterns}
            before = self.folder, self.arguments
            for child in item.named_children:
                if child.start_byte not in spans:
                    self.visit(child, guarded, depth + 1)
            if known:
                return
            self.folder, self.arguments = before

    def command(self, node: Any, guarded: bool, depth: int) -> None:
        words = self.words(node)
        self.substitutions(node, guarded or words[:1] not in (("test",), ("[",), ()), depth)
        assigned = tuple(self.assignment(child) for child in node.named_children if child.type == "variable_assignment")
        if not words:
            self.variables.update(assigned)
            return
        name = words[0]
        if name == "cd" or name == "pushd":
            self.go(words)
        elif name == "set":
            self.set(words[1:])
        elif name == "shift":
            count = int(words[1]) if len(words) > 1 and words[1].isdigit() and len(words[1]) < 3 else 1
            self.arguments = self.arguments[count:]
        elif name in self.functions and self.calls < MAX_CALLS:
            before = self.arguments
            self.arguments = words[1:]
            self.calls += 1
            body = self.functions[name]
            if body is not None:
                self.visit(body, guarded or self.unheeded, depth + 1)
            self.calls -= 1
            self.arguments = before
        else:
            line = node.start_point[0] + 1
            self.found.append(Simple(words, line, not (guarded or self.unheeded), self.folder, assigned))

    @property
    def unheeded(self) -> bool:
        """Whether `set +e` holds and nothing looks at the status."""
        return self.variables.get("-e") == "off" and not self.handled

    def set(self, flags: tuple[str, ...]) -> None:
        for flag in flags:
            if re.fullmatch(r"-[a-zA-Z]*e[a-zA-Z]*", flag) or flag == "errexit":
                self.errexit = True
                self.variables.pop("-e", None)
            elif re.fullmatch(r"\+[a-zA-Z]*e[a-zA-Z]*", flag):
                self.errexit = False
                self.variables["-e"] = "off"

    def go(self, words: tuple[str, ...]) -> None:
        target = next((word for word in words[1:] if not word.startswith("-") or word == "-"), "")
        self.folder = joined_folder(self.folder, target)

    def assign(self, node: Any) -> None:
        name, value = self.assignment(node)
        array = node.child_by_field_name("value")
        if name and array is not None and array.type == "array":
            self.arrays[name] = [self.word(child) for child in array.named_children[:100]]
        elif name:
            self.variables[name] = value

    def assignment(self, node: Any) -> tuple[str, str]:
        name = node.child_by_field_name("name")
        value = node.child_by_field_name("value")
        return (self.text(name) if name is not None else "", self.word(value) if value is not None else "")

    def substitutions(self, node: Any, guarded: bool, depth: int) -> None:
        """Commands inside `$(...)`: their failure counts only where the substitution is all of an assignment."""
        for child in node.named_children:
            if child.type in ("command_substitution", "process_substitution"):
                before = self.folder
                self.each(child, guarded, depth + 1)
                self.folder = before
            elif child.type in _WORDS or child.type in _HOLDERS:
                if depth < MAX_DEPTH:
                    self.substitutions(child, guarded, depth + 1)

    def words(self, node: Any) -> tuple[str, ...]:
        found: list[str] = []
        for child in node.named_children[:400]:
            if child.type == "command_name":
                found.extend(self.split(child.named_children[0] if child.named_children else child))
            elif child.type in _WORDS:
                found.extend(self.split(child))
        return tuple(found)

    def split(self, node: Any) -> list[str]:
        """The words of one argument: `"$@"` is all arguments, an unquoted variable may hold several words."""
        text = self.text(node)
        if text in ('"$@"', "$@", '"$*"', "$*", '"${@}"', "${@}"):
            return list(self.arguments)
        array = _ARRAY.fullmatch(text)
        if array is not None and array.group(1) in self.arrays:
            return self.arrays[array.group(1)]
        word = self.word(node)
        if node.type in ("simple_expansion", "expansion") and " " in word and "$" not in word:
            return word.split()
        return [word]

    def word(self, node: Any) -> str:
        kind = node.type
        text = self.text(node)
        if kind == "raw_string":
            return text[1:-1]
        if kind == "ansi_c_string":
            return text[2:-1]
        if kind == "string":
            return self.pieces(node, node.start_byte + 1, node.end_byte - 1).replace('\\"', '"').replace("\\\n", "")
        if kind == "concatenation":
            return self.pieces(node, node.start_byte, node.end_byte)
        if kind == "word":
            return text.replace("\\\n", "").replace("\\", "") if "\\" in text else text
        if kind == "command_substitution":
            known = self.substituted(node)
            return text if known is None else known
        return self.expanded(text)

    def pieces(self, node: Any, start: int, end: int) -> str:
        """A word made of several parts: what stands between its children is literal."""
        made = []
        for child in node.named_children:
            if child.start_byte > start:
                made.append(self.raw[start : child.start_byte].decode("utf-8", "replace"))
            made.append(self.word(child) if child.type != "string_content" else self.text(child))
            start = child.end_byte
        made.append(self.raw[start:end].decode("utf-8", "replace"))
        return "".join(made)

    def substituted(self, node: Any) -> str | None:
        """What a command substitution prints where it names a folder: `pwd`, the script's own folder, the root; None for others."""
        text = " ".join(self.text(node).lstrip("$(`").rstrip(")`").replace('"', "").split())
        if text == "pwd":
            return None if self.folder is None else f"/<root>/{self.folder}"
        if text == "git rev-parse --show-toplevel":
            return "/<root>"
        inner = node.named_children[0] if node.named_children else None
        if text.startswith("dirname ") and self.here is not None and text.endswith(_SELF):
            return f"/<root>/{self.here}"
        if inner is not None and inner.type == "list" and text.startswith("cd ") and text.endswith((" && pwd", " && pwd -P")):
            moved = self.words(inner.named_children[0])
            target = joined_folder(self.folder, moved[-1]) if len(moved) > 1 else None
            return None if target is None else f"/<root>/{target}"
        return None

    def expanded(self, text: str) -> str:
        if "$" not in text:
            return text
        text = _ROOTS.sub("/<root>", text)
        if self.here is not None:
            text = _HERE.sub("/<root>/" + self.here.replace("\\", ""), text)
        if self.folder is not None:
            text = _CURRENT.sub("/<root>/" + self.folder.replace("\\", ""), text)
        return _VARIABLE.sub(self.value, text)

    def value(self, found: re.Match[str]) -> str:
        name = found.group(1) or found.group(2) or found.group(4)
        if name in ("@", "*"):
            return " ".join(self.arguments)
        if name.isdigit():
            at = int(name[:3])
            if 0 < at <= len(self.arguments):
                return self.arguments[at - 1]
        elif name in self.variables:
            return self.variables[name]
        return found.group(3) if found.group(3) is not None else found.group()

    def text(self, node: Any) -> str:
        return self.raw[node.start_byte : node.end_byte].decode("utf-8", "replace")


def joined_folder(folder: str | None, target: str) -> str | None:
    """Where `cd target` leads from `folder`, both relative to the root; None when that leaves the repository or is unknown."""
    if target.startswith("/<root>"):
        folder, target = "", target.removeprefix("/<root>")
        target = target.lstrip("/")
    if folder is None or "$" in target or "`" in target or target.startswith(("/", "~")) or (target in ("-", "") and target != ""):
        return None
    joined = posixpath.normpath(posixpath.join(folder, target)) if target else folder
    if joined.startswith(".."):
        return None
    return "" if joined == "." else joined


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
