"""The words of shell commands as far as they can be known: quotes, literal variables, arguments, and names of folders."""

from __future__ import annotations

import posixpath
import re
from dataclasses import field
from typing import Any

from readiness.records import dataclass
from readiness.regex import Regex

_VARIABLE = Regex(r"\$(?:\{([A-Za-z_]\w*|[0-9@*])\}|\{([A-Za-z_]\w*|[0-9]):?-([^{}$]{0,200})\}|([A-Za-z_]\w*|[0-9@*]))")
_HERE = Regex(r"\$\{BASH_SOURCE\[0\]%/\*\}|\$\{0%/\*\}")
_SELF = ("$0", "${BASH_SOURCE[0]}", "$BASH_SOURCE", "${BASH_SOURCE}", "${0}", "$(readlink -f $0)", "$(realpath $0)", "${(%):-%x}")
_ROOTS = Regex(
    r"\$\(\s*git rev-parse --show-toplevel\s*\)|\$\{?(?:GITHUB_WORKSPACE|CI_PROJECT_DIR|TRAVIS_BUILD_DIR|WORKSPACE|BITBUCKET_CLONE_DIR"
    r"|BUILDKITE_BUILD_CHECKOUT_PATH|DRONE_WORKSPACE|CODEBUILD_SRC_DIR)\}?(?!\w)|\$\(\s*(?:System\.DefaultWorkingDirectory"
    r"|Build\.SourcesDirectory)\s*\)"
)
_ARRAY = Regex(r"\"?\$\{(\w+)\[[@*]\]\}\"?")
_CURRENT = Regex(r"\$\{PWD\}|\$PWD(?!\w)|\$\(CURDIR\)")
WORDS = frozenset({
    "word", "raw_string", "string", "concatenation", "simple_expansion", "expansion", "command_substitution", "number", "ansi_c_string",
    "translated_string",
    "arithmetic_expansion", "process_substitution", "extglob_pattern", "brace_expression",
})  # fmt: skip
MAX_WORDS = 400  # of one command
MAX_TEXT = 20_000  # characters of one word after expansion


@dataclass
class Scope:
    """What a shell knows at one point of a script: its folder (None where nobody knows), variables, arrays and arguments.

    `raw` is the script that syntax nodes point into; `here` the folder of its file, for `dirname "$0"`. Paths below the root of the
    repository are spelt `/<root>/...` in words.
    """

    raw: bytes
    folder: str | None
    here: str | None
    arguments: tuple[str, ...]
    variables: dict[str, str]
    arrays: dict[str, list[str]] = field(default_factory=dict)

    def assign(self, node: Any) -> None:
        """Remember a `NAME=value` or `NAME=(...)` node."""
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

    def words(self, node: Any) -> tuple[str, ...]:
        found: list[str] = []
        for child in node.named_children[:MAX_WORDS]:
            if child.type == "command_name":
                found.extend(self.split(child.named_children[0] if child.named_children else child))
            elif child.type in WORDS:
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
        return _VARIABLE.sub(self.value, text)[:MAX_TEXT]

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
    if folder is None or "$" in target or "`" in target or target.startswith(("/", "~")) or (target == "-"):
        return None
    joined = posixpath.normpath(posixpath.join(folder, target)) if target else folder
    if joined.startswith(".."):
        return None
    return "" if joined == "." else joined
