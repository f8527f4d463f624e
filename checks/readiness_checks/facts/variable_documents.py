"""Where the repository names its environment variables for a reader: example files, tables, compose and deployment files."""

from __future__ import annotations

import re
from typing import Any

from readiness.classify import File
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import MAX_SCANNED, Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.dotenv import is_dotenv_name, secret_files
from readiness_checks.facts.environment import environment_reads

# Templates of functions whose environment the same template sets: nobody has to look these variables up.
FUNCTION_TEMPLATE = Pattern(
    ("AWS::Serverless", "AWS::Lambda::Function"), suffixes=(".yml", ".yaml", ".json", ".template"), roles=("configuration", "data")
)

_EXAMPLE_NAME = Regex(r"example|sample|(?:^|[._-])(?:dist|template|tmpl|default|defaults)(?:[._-]|$)", re.IGNORECASE)
_EXAMPLE_SOURCE = Regex(r"(?:config|settings|env)\w*[._-](?:example|sample)|(?:example|sample)[._-](?:config|settings|env)", re.IGNORECASE)
_HISTORY = Regex(r"(?:^|/)(?:change|history|news|release|upgrad|licen|copying|security|code.of.conduct|migrat)", re.IGNORECASE)
_PIPELINE = Regex(
    r"(?:^|/)(?:\.github|\.vscode|\.idea|\.circleci|\.gitlab|\.ci|\.buildkite|\.azure\w*|ci)/|(?:^|/)(?:\.gitlab-ci|\.travis|"
    r"azure-pipelines|bitbucket-pipelines|appveyor|\.drone|\.woodpecker|cloudbuild|buildspec|codecov|\.goreleaser|phpunit)[\w.-]*$",
    re.IGNORECASE,
)
_PROSE = frozenset({".md", ".mdx", ".markdown", ".rst", ".adoc", ".asciidoc", ".txt", ".org"})
_DECLARATIVE = frozenset(
    {
        ".yml",
        ".yaml",
        ".json",
        ".toml",
        ".ini",
        ".conf",
        ".cfg",
        ".properties",
        ".env",
        ".hcl",
        ".tfvars",
        ".nomad",
        ".service",
        ".tpl",
        ".hjson",
    }
)
# an image's own instructions set a variable to what it starts with
_IMAGE = Regex(r"^(?:[\w.-]*\.)?(?:Dockerfile|Containerfile)(?:[._-][\w.-]+)?$", re.IGNORECASE)
_MANIFEST = Regex(
    r"(?:^|/)(?:package|composer|tsconfig[\w.]*|deno|nx|project|angular|lerna|turbo|pyproject|cargo|renovate)\.(?:json5?|toml)$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class VariableDocument:
    """A file that names variables which the code reads; `lines` gives the first line of each, by name."""

    path: str
    lines: tuple[tuple[str, int], ...]

    @property
    def names(self) -> frozenset[str]:
        return frozenset(name for name, _ in self.lines)


@fact
def variable_documents(repo: Repo) -> tuple[VariableDocument, ...]:
    """Every file that tells a reader of variables the code reads, sorted by path."""
    reading = {read.path for read in environment_reads(repo)}
    left_out = _in_use(repo) | reading
    files = [file for file in repo.files if file.path not in left_out and 0 < file.size <= MAX_SCANNED and _tells(file)]
    return _naming(repo, files)


@fact
def in_use_only(repo: Repo) -> dict[str, str]:
    """The variables that tracked dotenv files in use name, each with the first such file."""
    files = [file for path in sorted(_in_use(repo)) if (file := repo.file(path))]
    return {name: document.path for document in reversed(_naming(repo, files)) for name in document.names}


@fact
def _in_use(repo: Repo) -> frozenset[str]:
    """The dotenv files that one installation runs with: they tell nobody what to set. `postgres.env` of a compose file is none."""
    return frozenset(item.path for item in secret_files(repo) if item.real and item.path.rpartition("/")[2].startswith(".env"))


@fact
def wired_variables(repo: Repo) -> frozenset[str]:
    """The variables that templates of serverless functions set themselves."""
    files = [file for path in dict.fromkeys(hit.path for hit in repo.hits(FUNCTION_TEMPLATE)) if (file := repo.file(path))]
    return frozenset().union(*(document.names for document in _naming(repo, files)))


def _tells(file: File) -> bool:
    if file.link is not None or _PIPELINE.search(file.path):
        return False
    if is_dotenv_name(file.name) or (_EXAMPLE_NAME.search(file.name) and file.role in ("sample", "configuration", "documentation")):
        return file.role not in ("vendored", "build", "generated", "binary")
    if file.role == "source":
        return _EXAMPLE_SOURCE.search(file.name) is not None
    if file.role == "documentation":
        return file.suffix in _PROSE and _HISTORY.search(file.path) is None
    if _IMAGE.search(file.name):
        return file.role == "configuration"
    return file.role == "configuration" and file.suffix in _DECLARATIVE and _MANIFEST.search(file.path) is None


def _naming(repo: Repo, files: list[File]) -> tuple[VariableDocument, ...]:
    """Which of the variables read each file names as whole words: one pass over its bytes."""
    wanted: dict[str, set[str]] = {}
    for read in environment_reads(repo):
        for spelled in (read.name, *read.also):
            wanted.setdefault(spelled, set()).add(read.name)
    names = sorted(wanted)
    if not names or not files:
        return ()
    import ahocorasick_rs

    machine: Any = ahocorasick_rs.BytesAhoCorasick([name.encode() for name in names])
    made = []
    for file in files:
        raw = repo.raw(file.path)
        found: dict[str, int] = {}
        for index, start, end in machine.find_matches_as_indexes(raw, overlapping=True):
            if not _word(raw[start - 1 : start]) and not _word(raw[end : end + 1]):
                for name in wanted[names[index]]:
                    found.setdefault(name, start)
        if found:
            made.append(VariableDocument(file.path, tuple((name, raw.count(b"\n", 0, at) + 1) for name, at in sorted(found.items()))))
    return tuple(made)


def _word(byte: bytes) -> bool:
    return byte.isalnum() or byte == b"_"
