"""Dockerfiles and Containerfiles: their stages, images, and what the last stage runs as.

Stages are found by name and number and ARGs before FROM resolved, as BuildKit does. No base image is looked up: what a stage inherits
is known only where it builds on another stage of the file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Literal, TypeAlias

from readiness.classify import File
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.dockerfile_syntax import Instruction, instructions
from readiness_checks.facts.images import names_version

Purpose: TypeAlias = Literal["production", "development", "test", "workspace"]

_NAME = Regex(r"(?:.+[._-])?(?:docker|container)file(?:[._-][\w.-]+)?\Z", re.IGNORECASE)
_NOT_DOCKERFILES = tuple(
    ".dockerignore .containerignore .md .txt .json .yml .yaml .html .lock .rst .toml .xml .orig .bak .snap .svg .png".split()
)
_VARIABLE = Regex(r"\$(?:(\w+)|\{(\w+)(?::?([-+?])([^}]*))?\})")
_DEVELOPMENT = Regex(
    r"(?:^|[._/-])(?:dev|devel|develop|development|local|debug|devcontainer|hot|hotreload|watch|override)(?=[._/-]|\Z)", re.IGNORECASE
)
# where a developer edits, not what the service runs in
_WORKSPACE = Regex(
    r"/(?:\.?devcontainer|\.worktree-container|\.gitpod|\.codespaces|\.sandbox)(?=[/.]|\Z)|[./]gitpod\.|[.]devcontainer\Z", re.IGNORECASE
)
_TEST = Regex(
    r"(?:^|[._/-])(?:tests?|testing|e2e|ci|cypress|playwright|coverage|bench|benchmarks?|lint|fuzz|integration)(?=[._/-]|\Z)", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Reference:
    """An image that the file draws from. `image` has its variables resolved; `unresolved` names those without a default."""

    image: str
    written: str
    line: int
    how: Literal["base", "copy"]
    unresolved: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Stage:
    """One build stage. `base` is the image it starts from, or None where it starts from stage number `parent` or from scratch."""

    number: int
    name: str
    line: int
    base: Reference | None
    parent: int | None
    instructions: tuple[Instruction, ...]
    copied: tuple[Reference, ...]

    def last(self, keyword: str) -> Instruction | None:
        """The instruction that holds for the image where a later one replaces an earlier one."""
        return next((item for item in reversed(self.instructions) if item.keyword == keyword), None)


@dataclass(frozen=True, slots=True)
class Dockerfile:
    """A file that builds an image; `stages` is never empty. `purpose` is what its name and folder say it is for.

    `given` holds the ARGs before the first FROM and their defaults; a stage sees those that it declares again.
    """

    path: str
    stages: tuple[Stage, ...]
    purpose: Purpose
    given: tuple[tuple[str, str], ...] = ()

    @property
    def folder(self) -> str:
        return self.path.rpartition("/")[0]

    @property
    def images(self) -> tuple[Reference, ...]:
        """Every base image and `COPY --from` image, in order; stages and scratch are none."""
        return tuple(item for stage in self.stages for item in ((stage.base,) if stage.base else ()) + stage.copied)

    def lineage(self) -> tuple[Stage, ...]:
        """The last stage and the stages that it builds on, nearest first."""
        found = [self.stages[-1]]
        while found[-1].parent is not None and len(found) <= len(self.stages):
            found.append(self.stages[found[-1].parent])
        return tuple(found)

    def final(self, keyword: str) -> Instruction | None:
        """The instruction that holds for the image that is shipped, inherited from an earlier stage where the last has none."""
        return next((item for item in (stage.last(keyword) for stage in self.lineage()) if item is not None), None)

    @property
    def base(self) -> Reference | None:
        """The image that what is shipped starts from; None for scratch."""
        return self.lineage()[-1].base

    @property
    def empty(self) -> bool:
        """Whether what is shipped is the base image and nothing else: nothing is put in, installed or started."""
        return not any(
            item.keyword in ("COPY", "ADD", "RUN", "CMD", "ENTRYPOINT") for stage in self.lineage() for item in stage.instructions
        )

    @property
    def user(self) -> str:
        """The user of the last stage with ARG and ENV defaults resolved, "" when none is set."""
        instruction = self.final("USER")
        if instruction is None:
            return ""
        inside = {name: value for stage in reversed(self.lineage()) for item in stage.instructions for name, value in _assigned(item)}
        known = dict(self.given) | inside
        return _expand(instruction.value.strip().strip("\"'"), known)[0]

    @property
    def drops_privileges(self) -> bool:
        """Whether the entry point hands over to an unprivileged user (gosu, su-exec, setpriv, s6-setuidgid)."""
        started = " ".join(item.value for item in (self.final("ENTRYPOINT"), self.final("CMD")) if item is not None)
        return bool(re.search(r"\b(?:gosu|su-exec|setpriv|s6-setuidgid|runuser)\b", started))


@fact
def dockerfiles(repo: Repo) -> tuple[Dockerfile, ...]:
    """The repository's own Dockerfiles that hold at least one stage, sorted by path."""
    found = []
    for file in repo.files:
        if file.own and file.link is None and file.size and "file" in file.name.lower() and is_dockerfile(file):
            stages, given = read_stages(repo.text(file.path))
            if stages:
                found.append(Dockerfile(file.path, stages, purpose_of(file.path), given))
    return tuple(found)


def names_version_of(reference: Reference) -> bool | None:
    """Whether the image carries a version; None where that hangs on an argument without a default."""
    fixed = _VARIABLE.sub("", reference.image)
    return names_version(reference.image if "@" in fixed else fixed) or (None if reference.unresolved else False)


def is_dockerfile(file: File) -> bool:
    """Whether the name is that of a Dockerfile or Containerfile, with or without a prefix or suffix."""
    lowered = file.name.lower()
    return _NAME.match(lowered) is not None and not file.language and not lowered.endswith(_NOT_DOCKERFILES)


def purpose_of(path: str) -> Purpose:
    """What the name and folders of a container or deployment file say it is for; `workspace` is a developer's editor."""
    folder, _, name = path.rpartition("/")
    place = "/".join(folder.lower().split("/")[-2:])
    if _WORKSPACE.search("/" + path):
        return "workspace"
    if _TEST.search(name) or _TEST.search("/" + place):
        return "test"
    return "development" if _DEVELOPMENT.search(name) or _DEVELOPMENT.search("/" + place) else "production"


# ---- reading -----------------------------------------------------------------------------------------------------------


def read_stages(text: str) -> tuple[tuple[Stage, ...], tuple[tuple[str, str], ...]]:
    """The stages of a Dockerfile's text, none where no FROM stands, and the defaults of the ARGs before them."""
    given: dict[str, str] = {}
    stages: list[Stage] = []
    names: dict[str, int] = {}
    body: list[Instruction] = []
    opened: Instruction | None = None

    def close() -> None:
        if opened is not None:
            stages.append(_stage(opened, tuple(body), len(stages), names, given))
            if stages[-1].name:
                names[stages[-1].name] = stages[-1].number

    for instruction in instructions(text):
        if instruction.keyword == "FROM":
            close()
            opened, body = instruction, []
        elif opened is None:
            given.update((name, _expand(value, given)[0]) for name, value in _assigned(instruction) if value)
        else:
            body.append(instruction)
    close()
    return tuple(stages), tuple(given.items())


def _stage(opened: Instruction, body: tuple[Instruction, ...], number: int, names: Mapping[str, int], given: Mapping[str, str]) -> Stage:
    words = opened.value.split()
    written = words[0] if words else ""
    name = words[2].lower() if len(words) > 2 and words[1].lower() == "as" else ""
    image, unresolved = _expand(written, given)
    parent = _stage_named(image, written, names, unresolved)
    base = None if parent is not None or image == "scratch" or not written else Reference(image, written, opened.line, "base", unresolved)
    copied = []
    for item in body:
        source = item.flag("from") if item.keyword in ("COPY", "ADD") else ""
        if source and not source.isdigit():
            known = dict(given) | {key: value for earlier in body if earlier.line < item.line for key, value in _assigned(earlier) if value}
            resolved, missing = _expand(source, known)
            if _stage_named(resolved, source, names, missing) is None and resolved.lower() != name and resolved != "scratch":
                copied.append(Reference(resolved, source, item.line, "copy", missing))
    return Stage(number, name, opened.line, base, parent, body, tuple(copied))


def _stage_named(image: str, written: str, names: Mapping[str, int], unresolved: tuple[str, ...]) -> int | None:
    """The number of the stage that `image` names; for a name with the platform in it, one of those it may mean."""
    if image.lower() in names:
        return names[image.lower()]
    if unresolved and "/" not in written and ":" not in written:
        pattern = Regex("".join("[a-z0-9_.-]+" if part is None else re.escape(part) for part in _around_variables(written.lower())))
        return next((number for name, number in names.items() if pattern.fullmatch(name)), None)
    return None


def _around_variables(written: str) -> Iterator[str | None]:
    at = 0
    for match in _VARIABLE.finditer(written):
        yield written[at : match.start()]
        yield None
        at = match.end()
    yield written[at:]


def _expand(text: str, known: Mapping[str, str]) -> tuple[str, tuple[str, ...]]:
    """`text` with its variables replaced, and the names of those that have no value."""
    missing: list[str] = []

    def replaced(match: re.Match[str]) -> str:
        name = match.group(1) or match.group(2)
        value, operator, other = known.get(name, ""), match.group(3), match.group(4) or ""
        if operator == "+":
            return other if value else ""
        if value:
            return value
        if operator == "-" and other:
            return _expand(other, known)[0] if "$" in other else other
        missing.append(name)
        return match.group()

    return _VARIABLE.sub(replaced, text), tuple(missing)


def _assigned(instruction: Instruction) -> Iterator[tuple[str, str]]:
    """The names and values that an ARG or ENV instruction sets."""
    if instruction.keyword not in ("ARG", "ENV"):
        return
    words = re.findall(r"([A-Za-z_]\w*)=(\"(?:[^\"\\]|\\.)*\"|'[^']*'|\S*)", instruction.value)
    if words:
        yield from ((name, value.strip("\"'")) for name, value in words)
    elif instruction.keyword == "ENV":
        name, _, value = instruction.value.strip().partition(" ")
        yield name, value.strip().strip("\"'")
