"""Environments that are configured by parallel files, and the keys that one of the files lacks.

A deployment environment is staging, production and the like; local, development and test set-ups are none. A key that a base file
gives (`values.yaml` beside `values-production.yaml`) is set everywhere, as is a Terraform variable with a default.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.classify import File
from readiness.model import below
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.helm import charts
from readiness_checks.facts.settings_keys import Setting, keys_of
from readiness_checks.facts.terraform import terraform_documents

ALIKE = 0.3  # of all keys must be shared for two files to be the same settings of two environments
_STAGE = r"(?:pre-?prod(?:uction)?|non-?prod(?:uction)?|prod(?:uction)?|prd|live|staging|stage|stg|qa|uat|preview|acceptance|demo)"
_IN_NAME = Regex(rf"(?:^|(?<=[._-])){_STAGE}(?=[._-]|$)", re.IGNORECASE)
_FOLDER = Regex(rf"{_STAGE}$", re.IGNORECASE)
_SUFFIX = Regex(r"\.(?:ya?ml|json|properties|tfvars|env)$", re.IGNORECASE)
_DOTENV = Regex(r"^\.?env[._-]|[._-]env(?:[._-]example)?$|^\.env$", re.IGNORECASE)
# in folders of their own only files that are named as settings are taken for the same file
_SETTINGS = Regex(
    r"(?:^|[._-])(?:values|config|configmap|settings|application|appsettings|params|parameters|variables|vars|env|environment|secrets?|inputs"
    r"|terraform|all|main)(?=[._-]|$)|\.tfvars$|\.env$",
    re.IGNORECASE,
)
_NOT_SETTINGS = Regex(
    r"compose|buildspec|pipeline|workflow|cloudbuild|package|tsconfig|webpack|kustomization|openapi|swagger|lock|lint|schema|chart\.yaml"
    r"|firebase|google-services|vercel|netlify|eas\.json|manifest",
    re.IGNORECASE,
)
_BASES = ("base", "default", "defaults", "common", "shared", "global", "_base", "all")
_HIDDEN = Regex(r"(?:^|/)\.[^/]+/")


@dataclass(frozen=True, slots=True)
class Lacking:
    """A key that `path` does not set and `other` sets at `line`."""

    key: str
    path: str
    other: str
    line: int


@dataclass(frozen=True, slots=True)
class Environments:
    """The files of one set of settings, one an environment: how many keys there are, how many all set, and who lacks what."""

    paths: tuple[str, ...]
    total: int
    shared: int
    lacking: tuple[Lacking, ...]


@dataclass(frozen=True, slots=True)
class _Settings:
    """Keys with their values and lines, and every branch above a key."""

    values: dict[str, Setting]
    branches: frozenset[str]

    def knows(self, branch: str) -> bool:
        return branch in self.values or branch in self.branches

    def sets(self, key: str) -> bool:
        """Whether the key is set, something inside it, or a whole in which it lies; what is switched off needs no more."""
        return self.knows(key) or any(
            branch in self.values or (f"{branch}.enabled" in self.values and self.values[f"{branch}.enabled"].value == "false")
            for branch in _above(key)
        )


def _settings(values: dict[str, Setting]) -> _Settings:
    return _Settings(values, frozenset(branch for key in values for branch in _above(key)))


def _above(key: str) -> list[str]:
    parts = key.split(".")
    return [".".join(parts[:count]) for count in range(1, len(parts))]


@fact
def parallel_environments(repo: Repo) -> tuple[Environments, ...]:
    """Every set of parallel files, by their first path."""
    groups: dict[tuple[str, str], list[str]] = {}
    for file in repo.files:
        key = _place(file)
        if key is not None:
            groups.setdefault(key, []).append(file.path)
    made = (_compared(repo, key, tuple(sorted(paths))) for key, paths in groups.items() if len(paths) > 1)
    return tuple(sorted((item for item in made if item is not None), key=lambda item: item.paths))


def _place(file: File) -> tuple[str, str] | None:
    """What the files of a set have in common: the folder and the name, the environment taken out of one of them."""
    dotenv = _DOTENV.search(file.name) is not None
    if file.link is not None or not file.size or (file.role != "configuration" and not (dotenv and file.role == "sample")):
        return None
    if _HIDDEN.search(file.path) or not (dotenv or _SUFFIX.search(file.name)) or _NOT_SETTINGS.search(file.name):
        return None
    if _IN_NAME.search(file.name):
        return file.folder, _IN_NAME.sub("*", file.name, count=1)
    parts = file.folder.split("/")
    stages = [index for index, part in enumerate(parts) if _FOLDER.match(part)]
    if len(stages) != 1 or not _SETTINGS.search(file.name):
        return None
    return "/".join("*" if index in stages else part for index, part in enumerate(parts)), file.name


def _compared(repo: Repo, place: tuple[str, str], paths: tuple[str, ...]) -> Environments | None:
    read = {path: keys_of(repo, path) for path in paths}
    sets = {path: _settings({_plain(path, key): value for key, value in keys.items()}) for path, keys in read.items() if keys}
    if len(sets) < 2:
        return None
    everything = {key for settings in sets.values() for key in settings.values}
    given = _settings(_given(repo, place, paths))
    compared = sorted(key for key in everything if not given.sets(key))
    lacking = [(key, path) for key in compared for path, settings in sets.items() if not settings.sets(key)]
    missing = len({key for key, _ in lacking})
    # what has next to nothing in common is not the same settings of two environments
    if missing > (1 - ALIKE) * len(everything):
        return None
    return Environments(tuple(sets), len(compared), len(compared) - missing, tuple(_told(sets, lacking)))


def _told(sets: dict[str, _Settings], lacking: list[tuple[str, str]]) -> Iterator[Lacking]:
    """One entry for a whole branch that is missing: the uppermost key of it that the file does not know."""
    seen: set[tuple[str, str]] = set()
    for key, path in lacking:
        top = next((branch for branch in _above(key) if not sets[path].knows(branch)), key)
        if (top, path) not in seen:
            seen.add((top, path))
            other = next(name for name, settings in sorted(sets.items(), key=lambda item: item[0]) if key in settings.values)
            said = sets[other].values[key]
            yield Lacking(".".join(said.key.split(".")[: top.count(".") + 1]), path, other, said.line)


def _plain(path: str, key: str) -> str:
    """A key as all environments would spell it: relaxed as Spring and .NET do, the environment's own name taken out."""
    name = path.rpartition("/")[2].lower()
    if name.startswith(("application", "appsettings", "bootstrap")):
        key = key.lower().replace("-", "").replace("_", "").replace(":", ".")
    return re.sub(rf"(?i)(?<![a-z]){_STAGE}(?![a-z])", "*", key)


def _given(repo: Repo, place: tuple[str, str], paths: tuple[str, ...]) -> dict[str, Setting]:
    """The keys that a base file, a chart's own values or a variable's default give to all environments."""
    folder, name = place
    if name.endswith((".tfvars", ".tfvars.json")):
        return _defaults(repo)
    found: dict[str, Setting] = {}
    for path in _bases(repo, folder, name):
        if path not in paths:
            found.update({_plain(path, key): value for key, value in (keys_of(repo, path) or {}).items()})
    return found


def _bases(repo: Repo, folder: str, name: str) -> Iterator[str]:
    candidates: list[str] = []
    if "*" in name:
        shorter = re.sub(r"[._-]?\*", "", name)
        names = [shorter, shorter.lstrip("._-"), *(name.replace("*", word) for word in _BASES)]
        parent = folder.rpartition("/")[0]
        places = (folder, parent, *(f"{folder}/{word}".lstrip("/") for word in _BASES))
        candidates = [f"{where}/{word}".lstrip("/") for where in places for word in names]
    else:
        before, _, after = folder.partition("*")
        outer = before.rstrip("/")
        homes = [outer, outer.rpartition("/")[0], *(f"{before}{word}{after}" for word in _BASES)]
        homes += [f"{outer.rpartition('/')[0]}/{word}".lstrip("/") for word in _BASES]
        candidates = [f"{home}/{name}".lstrip("/") for home in homes]
    if name.startswith(("values", "*")) or "values" in name:
        top = folder.partition("*")[0].rstrip("/")
        candidates += [
            f"{chart.folder}/values.yaml".lstrip("/") for chart in charts(repo) if below(chart.folder, top) or below(top, chart.folder)
        ]
    yield from (path for path in dict.fromkeys(candidates) if repo.file(path) is not None)


@fact
def _defaults(repo: Repo) -> dict[str, Setting]:
    return {
        block.labels[0]: Setting(block.labels[0], "", block.line)
        for document in terraform_documents(repo).values()
        for block in document.blocks
        if block.keyword == "variable" and block.labels and any(item.path == "default" for item in block.attributes)
    }
