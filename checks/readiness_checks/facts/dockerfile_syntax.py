"""The grammar of Dockerfiles: parser directives, continued lines, comments, heredocs and flags, as BuildKit reads them."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex

MAX_INSTRUCTIONS = 2_000
_DIRECTIVE = Regex(r"#\s*([a-zA-Z]+)\s*=\s*(\S+)\s*\Z")
_HEREDOC = Regex(r"(?:^|(?<=\s))[0-9]*<<(-?)([\"']?)([A-Za-z_][\w.]*)\2(?=\s|\Z|[;&|)>])")
_FLAG = Regex(r"--([a-z][\w-]*)(?:=(\"[^\"]*\"|'[^']*'|\S*))?\s+")


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction with its flags; `value` is the rest with continued lines joined and heredocs' bodies at the end."""

    keyword: str
    value: str
    flags: tuple[tuple[str, str], ...]
    line: int

    def flag(self, name: str) -> str:
        """The value of `--name=`, "" when it is not set."""
        return next((value for key, value in self.flags if key == name), "")


def instructions(text: str) -> Iterator[Instruction]:
    """The instructions of a Dockerfile, at most `MAX_INSTRUCTIONS`, with the line each begins on."""
    lines = text.splitlines()
    escape = _escape(lines)
    at = count = 0
    while at < len(lines) and count < MAX_INSTRUCTIONS:
        begin = at
        stripped = lines[at].strip()
        at += 1
        if not stripped or stripped.startswith("#"):
            continue
        parts = []
        while stripped.endswith(escape):
            parts.append(stripped[:-1])
            # comments and empty lines inside a continued instruction do not end it
            while at < len(lines) and (not lines[at].strip() or lines[at].lstrip().startswith("#")):
                at += 1
            if at >= len(lines):
                stripped = ""
                break
            stripped = lines[at].strip()
            at += 1
        parts.append(stripped)
        keyword, _, rest = " ".join(parts).strip().partition(" ")
        keyword = keyword.upper()
        if keyword in ("RUN", "COPY", "ADD"):
            bodies, at = _heredocs(rest, lines, at)
            rest = "\n".join((rest, *bodies))
        flags: list[tuple[str, str]] = []
        while match := _FLAG.match(rest.lstrip()):
            flags.append((match.group(1), (match.group(2) or "").strip("\"'")))
            rest = rest.lstrip()[match.end() :]
        count += 1
        yield Instruction(keyword, rest.strip(), tuple(flags), begin + 1)


def _escape(lines: list[str]) -> str:
    """The escape character: the one that a parser directive at the top names, else a backslash."""
    for line in lines:
        directive = _DIRECTIVE.match(line.strip())
        if directive is None:
            break
        if directive.group(1).lower() == "escape" and directive.group(2) == "`":
            return "`"
    return "\\"


def _heredocs(value: str, lines: list[str], at: int) -> tuple[list[str], int]:
    """The bodies of the heredocs that `value` opens, and the line after them; one that never ends is none."""
    bodies = []
    for match in _HEREDOC.finditer(value):
        end = at
        while end < len(lines) and (lines[end].lstrip("\t") if match.group(1) else lines[end]) != match.group(3):
            end += 1
        if end >= len(lines):
            break
        bodies.append("\n".join(lines[at:end]))
        at = end + 1
    return bodies, at
