"""Reads whose variable is named by a constant or a loop of the same file, and clap options that are named after their field."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.classify import BACKEND_LANGUAGES
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit, Pattern
from readiness_checks.facts.lines import lines_of

MAX_NAMES = 100  # of one list that a loop goes over
_VARIABLE = r"[A-Z][A-Z0-9_]{1,80}"

# os.Getenv(databaseUrlEnv), os.environ[NAME], System.getenv(NAME), std::env::var(NAME), process.env[NAME], ENV.fetch(NAME)
CONSTANT = Pattern(
    ("etenv(", "LookupEnv(", "environ[", "environ.get(", "env::var(", "process.env[", "get_env(", "fetch_env!(", "ENV[", "ENV.fetch("),
    r"(?:\b[gG]etenv|\bLookupEnv|\benviron\.get|\benv::var|\bSystem\.(?:get_env|fetch_env!)|\bENV\.fetch)\(\s{0,20}([A-Za-z_@]\w{1,60})\s{0,4}([,)])"
    r"|(?:\benviron|\bprocess\.env|\bENV)\[([A-Za-z_@]\w{1,60})\](?!\s{0,3}=[^=~>])",
    languages=tuple(sorted(BACKEND_LANGUAGES)),
)
# #[arg(long, env)] above a field: the variable is the field's name in capitals
CLAP_FIELD = Pattern(
    ("env)]", "env,"),
    r"#\[(?:arg|clap|structopt)\([^\n\]]{0,200}?\benv\b(?!\s{0,2}=)[^\n\]]{0,200}\)\]\s{0,40}(?:(?:///?[^\n]{0,200}|#\[[^\n]{0,200})\s{0,40}){0,4}"
    r"(?:pub(?:\([a-z]+\))?\s)?(\w{2,60})\s?:\s?([^\n]{0,100})",
    languages=("rust",),
    lines=6,
)
PREFIXED = Pattern((".prefixed(",), r"\bwith\s\w+\.prefixed\(", languages=("python",))
_PREFIXED = Regex(r"\.prefixed\(\s?[\"'](\w+)[\"']\s?\)")
_TESTS = Regex(r"^[ \t]{0,8}#\[cfg\(test\)\]\s{0,20}(?:#\[[^\n]{0,200}\]\s{0,20}){0,3}(?:pub\s)?mod\s\w+\s?\{", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class NamedRead:
    """A read of the variable `name`: its place, whether the code goes on without it, and whether the file says what it is for."""

    name: str
    path: str
    line: int
    default: bool
    described: bool


@fact
def constant_reads(repo: Repo) -> tuple[NamedRead, ...]:
    """Reads of a variable whose name is a constant, or the variable of a loop over names, in the same file."""
    return tuple(
        NamedRead(name, hit.path, hit.line, hit.groups[1] == ",", _is_told(repo, hit))
        for hit in repo.hits(CONSTANT)
        for name in _names(repo, hit)
    )


@fact
def clap_fields(repo: Repo) -> tuple[NamedRead, ...]:
    """Options of clap's derive that the environment fills under the field's own name; the comment above an option is its help."""
    found = []
    for hit in repo.hits(CLAP_FIELD):
        name, kind = hit.groups
        optional = kind.startswith(("Option<", "bool")) or "default_value" in hit.text
        above = lines_of(repo, hit.path)[: hit.line - 1]
        told = "help" in hit.text or "///" in hit.text or (bool(above) and above[-1].lstrip().startswith("///"))
        found.append(NamedRead(name.upper(), hit.path, hit.line, optional, told))
    return tuple(found)


def prefix_at(repo: Repo, path: str, line: int) -> str:
    """What `with env.prefixed("X_"):` blocks of environs around the line (from 1) put before a variable's name, "" for nothing."""
    lines = _prefixing(repo, path)
    if not lines:
        return ""
    depth = len(lines[line - 1]) - len(lines[line - 1].lstrip())
    found = ""
    for text in reversed(lines[: line - 1]):
        indented = len(text) - len(text.lstrip())
        if text.strip() and indented < depth:
            depth = indented
            given = _PREFIXED.search(text)
            found = (given[1] if given else "") + found
    return found


@fact
def _prefixing(repo: Repo, path: str) -> tuple[str, ...]:
    """The lines of a file that says `prefixed(`, nothing of other files."""
    return lines_of(repo, path) if path.endswith(".py") and any(hit.path == path for hit in repo.hits(PREFIXED)) else ()


@fact
def test_lines(repo: Repo, path: str) -> int:
    """The line from which a Rust file holds its own tests, which by custom end it; a number beyond its end where it holds none."""
    text = repo.text(path)
    found = _TESTS.search(text)
    return text.count("\n", 0, found.start()) + 1 if found else text.count("\n") + 2


def _is_told(repo: Repo, hit: Hit) -> bool:
    """Whether a text of the program tells its user of the constant: a usage text that the name is put into."""
    called = re.escape(_constant(hit))
    told = rf"(?i:environment(?:al)? variable|env(?:ironment)? var)[^\n]{{0,200}}\b{called}\b"
    return re.search(told, repo.text(hit.path)) is not None


def _constant(hit: Hit) -> str:
    return (hit.groups[0] or hit.groups[2]).lstrip("@")


def _names(repo: Repo, hit: Hit) -> Iterator[str]:
    text = repo.text(hit.path)
    word = re.escape(_constant(hit))
    given = re.findall(
        rf"(?<![\w.]){word}\b(?:\s?:\s?[&'\w\[\]]{{1,30}})?(?:\sstring)?\s{{0,40}}:?(?:=|\s)\s?[\"']({_VARIABLE})[\"']\s{{0,3}};?\s*$",
        text,
        re.MULTILINE,
    )
    if len(set(given)) == 1:
        yield given[0]
        return
    looped = re.search(
        rf"\bfor\s(?:const\s|let\s|\(const\s|_,\s?)?\(?{word}\s(?:in|of|:=\srange)\s(?:\[\]string)?[(\[{{]([\"'A-Z0-9_,\s]{{3,4000}})[)\]}}]",
        text,
    )
    if looped and not given:
        yield from re.findall(rf"[\"']({_VARIABLE})[\"']", looped[1])[:MAX_NAMES]
