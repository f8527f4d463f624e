"""Reads Makefiles: targets, prerequisites, recipes and plain variables (GNU make manual); nothing is evaluated by a shell."""

from __future__ import annotations

import posixpath
import re
from dataclasses import field

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.runners.model import Script

MAKEFILES = ("GNUmakefile", "makefile", "Makefile")
_TARGET = Regex(r"([^\s:=#][^:=#]{0,500}?)\s*::?(?![=:])\s*([^#]{0,2000})")
_VARIABLE = Regex(r"(?:export\s+|override\s+)?([A-Za-z_][\w.-]*)\s*(\?=|:::?=|::=|:=|\+=|!=|=)\s*(.{0,2000})")
_INCLUDE = Regex(r"(-?)s?include\s+([^#]{1,500})")
_REFERENCE = Regex(r"\$(?:\(([^(){}$]{0,500})\)|\{([^(){}$]{0,500})\})")
MAX_LINES = 5_000
MAX_INCLUDES = 20
MAX_ROUNDS = 12


@dataclass
class Makefile:
    """What a Makefile and the files it includes define. `open` means that a target may come from where we cannot look."""

    path: str
    variables: dict[str, str] = field(default_factory=dict)
    targets: dict[str, Script] = field(default_factory=dict)
    patterns: dict[str, Script] = field(default_factory=dict)
    default: str = ""
    open: bool = False
    files: int = 0

    def script(self, name: str, given: dict[str, str]) -> Script | None:
        """The target called `name`, with its variables and `$*` filled in; None when nothing matches."""
        found = self.targets.get(name)
        stem = ""
        if found is None or not (found.commands or found.needs):
            for pattern, script in self.patterns.items():
                head, _, tail = pattern.partition("%")
                if name.startswith(head) and name.endswith(tail) and len(name) > len(head) + len(tail) and pattern != "%":
                    found, stem = script, name[len(head) : len(name) - len(tail)]
                    break
        if found is None:
            return None
        values = {**self.variables, **given, "@": name, "*": stem, "%": stem}
        commands = tuple((self.expanded(text, values), line) for text, line in found.commands)
        needs = tuple(
            word for need in found.needs for word in self.expanded(need.replace("%", stem) if stem else need, values).split() if word != "|"
        )
        return Script(name, "make", found.path, found.line, commands, needs, found.folder)

    def expanded(self, text: str, values: dict[str, str]) -> str:
        """`text` with known variables filled in, functions and unknown variables left as `$NAME`."""
        text = text.replace("$$", "\0").replace("$*", values.get("*", "$STEM")).replace("$@", values.get("@", "$TARGET"))
        text = re.sub(r"\$[<^?+|]", "$FILES", text)
        for _ in range(MAX_ROUNDS):
            changed = _REFERENCE.sub(lambda found: self._reference(found, values), text)
            if changed == text or len(changed) > 20_000:
                break
            text = changed
        return text.replace("\1", "$").replace("\0", "$")

    def _reference(self, found: re.Match[str], values: dict[str, str]) -> str:
        body = (found.group(1) if found.group(1) is not None else found.group(2)).strip()
        name, _, rest = body.partition(" ")
        if name == "foreach" and rest.count(",") >= 2:
            variable, items, produced = rest.split(",", 2)
            # references to the variable were expanded before: what is left names it, or a text made of it
            words = items.split()
            unknown = "\1" + variable.strip()
            return " ".join(produced.replace(unknown, word) for word in words[:20]) if words and "\1" not in items else produced
        if name in ("addprefix", "addsuffix") and rest.count(",") == 1:
            affix, items = rest.split(",")
            return " ".join(affix + item if name == "addprefix" else item + affix for item in items.split())
        if name in ("strip", "sort", "abspath", "realpath"):
            return rest.strip()
        if name == "CURDIR" and not rest:
            return "/<root>/" + posixpath.dirname(self.path)
        if name == "MAKE" and not rest:
            return "make"
        if not rest and body in values:
            value = values[body]
            # a variable that names itself would never end
            return value if f"({body})" not in value and f"{{{body}}}" not in value else "\1" + body
        return "\1" + re.sub(r"\W", "_", name or "UNKNOWN")


def makefile_in(repo: Repo, folder: str) -> str:
    """The Makefile that `make` reads in a folder, "" for none."""
    for name in MAKEFILES:
        path = f"{folder}/{name}" if folder else name
        if repo.file(path) is not None:
            return path
    return ""


@fact
def makefile(repo: Repo, path: str) -> Makefile:
    """The Makefile at `path` with what it includes."""
    made = Makefile(path)
    _read(repo, path, made)
    return made


def _read(repo: Repo, path: str, made: Makefile) -> None:
    made.files += 1
    if made.files > MAX_INCLUDES:
        made.open = True
        return
    current: list[str] = []
    defining = False
    # the file is looked at logical line by logical line: a backslash joins it to the next
    for text, line in _logical(repo.text(path)):
        if defining:
            defining = not text.strip().startswith("endef")
            continue
        if text.startswith("\t") and current:
            _recipe(text, line, current, made)
            continue
        stripped = text.strip()
        if not stripped or stripped.startswith(("#", "if", "else", "endif", ".PHONY", ".SUFFIXES", ".DEFAULT", ".SILENT", ".ONESHELL")):
            continue
        if stripped.startswith("define "):
            defining, made.open = True, True
            continue
        if "$(eval" in stripped or ("$(call" in stripped and ":" not in stripped):
            made.open = True
        variable = _VARIABLE.match(stripped)
        included = _INCLUDE.match(stripped)
        if variable is not None:
            _assign(variable, made)
        elif included is not None:
            _include(repo, included.group(2), made)
        else:
            current = _target(stripped, line, path, made) or current


def _assign(found: re.Match[str], made: Makefile) -> None:
    name, operator, value = found.group(1), found.group(2), found.group(3).split(" #")[0].strip()
    if operator == "+=":
        made.variables[name] = f"{made.variables.get(name, '')} {value}".strip()
    elif operator == "!=":
        made.variables.pop(name, None)
    elif operator != "?=" or name not in made.variables:
        made.variables[name] = value


def _logical(text: str) -> list[tuple[str, int]]:
    found: list[tuple[str, int]] = []
    held, start = "", 0
    for number, line in enumerate(text.split("\n")[:MAX_LINES], 1):
        if not held:
            start = number
        if line.endswith("\\") and len(held) < 20_000:
            held += line + "\n"
            continue
        found.append((held + line, start))
        held = ""
    if held:
        found.append((held, start))
    return found


def _recipe(text: str, line: int, current: list[str], made: Makefile) -> None:
    body = text[1:].lstrip()
    marks = body[: len(body) - len(body.lstrip("@-+ "))]
    body = body[len(marks) :]
    if "-" in marks:
        body += " || true"
    if not body or body.startswith("#"):
        return
    for name in current:
        table = made.patterns if "%" in name else made.targets
        before = table[name]
        if len(before.commands) < 200:
            table[name] = Script(name, "make", before.path, before.line, (*before.commands, (body, line)), before.needs, before.folder)


def _target(text: str, line: int, path: str, made: Makefile) -> list[str]:
    found = _TARGET.match(text)
    if found is None:
        return []
    needs_text, _, inline = found.group(2).partition(";")
    if _VARIABLE.match(needs_text):
        # `target: NAME = value` sets a variable for the target
        needs_text = ""
    if "$(foreach" in needs_text or "$(" in needs_text:
        needs: tuple[str, ...] = (needs_text.replace("\\\n", " "),)
    else:
        needs = tuple(needs_text.replace("\\\n", " ").split())
    names = made.expanded(found.group(1), made.variables).split()[:50]
    for name in names:
        if "$" in name:
            made.open = True
        table = made.patterns if "%" in name else made.targets
        before = table.get(name)
        folder = posixpath.dirname(made.path)
        commands = ((inline.strip(), line),) if inline.strip() else ()
        if before is None:
            table[name] = Script(name, "make", path, line, commands, needs, folder)
        else:
            table[name] = Script(name, "make", before.path, before.line, before.commands or commands, (*before.needs, *needs), folder)
        if not made.default and not name.startswith(".") and "%" not in name and "$" not in name:
            made.default = name
    return names


def _include(repo: Repo, text: str, made: Makefile) -> None:
    base = posixpath.dirname(made.path)
    for word in made.expanded(text, made.variables).split()[:MAX_INCLUDES]:
        target = posixpath.normpath(posixpath.join(base, word.removeprefix("/<root>/")))
        if "$" in word or target.startswith(".."):
            made.open = True
        elif "*" in target:
            for file in repo.named(target)[:MAX_INCLUDES]:
                _read(repo, file.path, made)
        elif repo.file(target) is not None:
            _read(repo, target, made)
        elif not word.endswith(".env") and word != ".env":
            made.open = True
