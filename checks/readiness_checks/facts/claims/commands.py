"""Commands of a document with the folders in which a reader may type them: a shell's reading of its blocks, placeholders kept out."""

from __future__ import annotations

import posixpath
import re
import shlex
from collections.abc import Iterator
from dataclasses import field

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.documents import CodeBlock, Document
from readiness_checks.facts.instructions import SHELLS, is_command, without_prompt
from readiness_checks.facts.presence import below_root, somewhere

MAX_LINES = 300  # of one block
MAX_LENGTH = 2_000  # characters of one command
_TYPED = frozenset(
    """
    cd pushd bash sh zsh . pwsh touch mkdir chmod cat tee unzip tar mv rm ln time env
    """.split()
)
_HEREDOC = Regex(r"<<-?\s*['\"]?(\w{1,40})['\"]?")
_JOINS = frozenset({"&&", "||", ";", "|", "&", "|&", ";;"})
_BEFORE = frozenset({"sudo", "time", "env", "exec", "nohup", "then", "do", "if", "!", "command", "dotenv", "cross-env", "--"})
_TERMINALS = SHELLS - {"", "text", "none"}
_KEY = Regex(r"(?m)^\s{0,24}-?\s{0,4}[\"']?([A-Za-z][\w.:-]{0,60})[\"']?\s{0,3}:(?!/)")
_ASSIGNMENT = Regex(r"[A-Za-z_]\w*=\S*")
# what makes another project in a new folder, or goes to one
_STARTS_ANOTHER = Regex(
    r"\b(?:git clone|gh repo clone|degit|create-[\w-]+|npm (?:init|create)|yarn create|pnpm create|composer create-project|startproject"
    r"|rails new|mix (?:phx\.)?new|cargo (?:new|init)|dotnet new|nest new|cookiecutter|copier copy|helm (?:create|pull)|tar -?x\w*|unzip"
    r"|git submodule|git worktree|go mod init|go install|django-admin|laravel new|ssh|scp|docker exec"
    r"|kubectl exec|vagrant ssh|docker run -it)\b"
)


@dataclass(frozen=True, slots=True)
class Typed:
    """One command: its words without quotes and redirections, its place, and where it may be run.

    `folders` are relative to the root, the likeliest first. `foreign`: an earlier line left for another project or machine. `open` says
    that a placeholder or variable stands among the words, which are then cut before it. `shown` holds the keys that examples of files
    in the document set.
    """

    words: tuple[str, ...]
    line: int
    folders: tuple[str, ...]
    foreign: bool = False
    open: bool = False
    shown: frozenset[str] = frozenset()


@dataclass(slots=True)
class _Reader:
    """Goes through a document as its reader does, who keeps the folder that the last block went to."""

    repo: Repo
    document: Document
    visited: dict[str, None] = field(default_factory=dict)
    folder: str | None = None
    foreign: bool = False
    left: bool = False
    shown: frozenset[str] = frozenset()

    def folders(self) -> tuple[str, ...]:
        own = posixpath.dirname(self.document.path)
        known = [] if self.folder is None else [self.folder]
        return tuple(dict.fromkeys((*known, own, "", *self.visited)))

    def read(self) -> Iterator[Typed]:
        for section in self.document.sections:
            # a heading begins a new errand; whoever left the repository by a path is still outside
            self.foreign, self.folder = self.left, None
            for block in section.blocks:
                for text, line in typed_lines(block):
                    yield from self._commands(text, line)
            self.foreign = self.left
            for code, line in section.codes:
                text = without_prompt(code)
                if " " in text and _is_typed(text):
                    yield from self._commands(text, line)
                    self.folder = None

    def _commands(self, text: str, line: int) -> Iterator[Typed]:
        for words, is_open in split(text):
            if words[0] in ("cd", "pushd", "Set-Location"):
                yield Typed(words, line, self.folders(), self.foreign, is_open, self.shown)
                self._go(words, is_open)
                continue
            yield Typed(words, line, self.folders(), self.foreign, is_open, self.shown)
            if _STARTS_ANOTHER.search(" ".join(words)) is not None and not self._is_own_clone(words):
                self.foreign = True

    def _is_own_clone(self, words: tuple[str, ...]) -> bool:
        """Whether the command fetches this repository, as the setup of most READMEs begins."""
        if words[:2] != ("git", "clone"):
            return False
        name = next((word for word in words[2:] if "/" in word), "").rstrip("/").removesuffix(".git").rpartition("/")[2].lower()
        own = self.repo.source.name.lower()
        return bool(name) and (name in own or own in name or name.replace("_", "-") in self.document.title.lower().replace(" ", "-"))

    def _go(self, words: tuple[str, ...], is_open: bool) -> None:
        target = next((word for word in words[1:] if not word.startswith("-")), "")
        if target == "-" or not target:
            self.folder = None
            return
        if is_open or target.startswith(("/", "~")) or "$" in target:
            self.folder, self.foreign = None, True
            return
        self.foreign = self.left = False
        for folder in self.folders():
            path = below_root(folder, target)
            if path is not None and self.repo.has_folder(path):
                self.folder = path
                self.visited[path] = None
                return
        found = [path for path in somewhere(self.repo, target.removeprefix("./")) if self.repo.has_folder(path)]
        self.folder = found[0] if len(found) == 1 else None
        # the folder of a fresh clone is the root
        own = self.repo.source.name.lower()
        if not found and (target.startswith("..") or target.strip("./").lower() not in own):
            self.foreign, self.left = True, target.startswith("..")
        if self.folder is not None:
            self.visited[self.folder] = None


def typed(repo: Repo, document: Document) -> tuple[Typed, ...]:
    """The commands that a document tells its reader to type, in order."""
    return tuple(_Reader(repo, document, shown=_shown(document)).read())


def _shown(document: Document) -> frozenset[str]:
    """The keys that examples of files in the document set: what its reader is told to write."""
    return frozenset(name for block in document.blocks if block.language not in _TERMINALS for name in _KEY.findall(block.text[:20_000]))


def typed_lines(block: CodeBlock) -> Iterator[tuple[str, int]]:
    """The commands in a block of a shell's, each with its line; continued lines are joined, comments and heredocs left out."""
    if block.language not in SHELLS:
        return
    prompted = any(line.lstrip().startswith(("$ ", "> ", "% ", "PS>")) for line in block.text.split("\n")[:MAX_LINES])
    pending, start, until = "", 0, ""
    for offset, line in enumerate(block.text.split("\n")[:MAX_LINES]):
        if until:
            until = "" if line.strip() == until else until
            continue
        stripped = line.strip()
        if not pending and (not stripped or stripped.startswith(("#", "//", "REM "))):
            continue
        if not pending and prompted and not stripped.startswith(("$ ", "> ", "% ", "PS>")) and block.language != "powershell":
            # what stands without a prompt beside prompts is what a command printed
            continue
        start = start if pending else block.line + offset
        joined = f"{pending} {stripped}" if pending else without_prompt(line)
        if joined.endswith(("\\", "`", "^")) and len(joined) < MAX_LENGTH:
            pending = joined[:-1].rstrip()
            continue
        pending = ""
        heredoc = _HEREDOC.search(joined)
        if heredoc is not None:
            until = heredoc.group(1)
        if _is_typed(joined):
            yield joined.replace("\\", "/") if block.language in ("powershell", "ps1", "cmd", "bat") else joined, start


def split(text: str) -> Iterator[tuple[tuple[str, ...], bool]]:
    """The commands of one line, each with whether a placeholder cut it short."""
    lexer = shlex.shlex(text[:MAX_LENGTH], posix=True, punctuation_chars="&|;<>()")
    lexer.whitespace_split = True
    lexer.commenters = "#"
    words: list[str] = []
    is_open = skip = False
    try:
        tokens = list(lexer)
    except ValueError:
        return
    for token in (*tokens, ";"):
        if token in _JOINS or set(token) <= set("&|;()"):
            made = _stripped(words)
            if made:
                yield made, is_open
            words, is_open, skip = [], False, False
        elif set(token) <= set("<>&"):
            # a redirection to a file, or the bracket of a placeholder: what follows is no argument
            if words and words[-1] in ("1", "2"):
                words.pop()
            if words[-1:] in (["1"], ["2"]):
                words.pop()
            is_open, skip = is_open or "<" in token, True
        elif skip:
            skip = False
        elif is_open or _is_open(token):
            is_open = True
        else:
            words.append(token)


def _is_open(word: str) -> bool:
    return re.search(r"[$`{}\[\]*…]|\.\.\.|%\w+%|^\(", word) is not None


def _stripped(words: list[str]) -> tuple[str, ...]:
    """The words after what only wraps a command: assignments, sudo."""
    index = 0
    while index < len(words) and (words[index] in _BEFORE or _ASSIGNMENT.fullmatch(words[index])):
        index += 1
    return tuple(words[index:])


def _is_typed(text: str) -> bool:
    first = text.split(maxsplit=1)[0] if text.strip() else ""
    return first in _TYPED or is_command(text)
