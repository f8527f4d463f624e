"""Which files configure what runs in production, by what they are or by their names."""

from __future__ import annotations

import re

from readiness.model import below
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Hit
from readiness_checks.facts.compose import named_as_compose
from readiness_checks.facts.helm import charts
from readiness_checks.facts.kubernetes import kubernetes_files
from readiness_checks.facts.lines import lines_of
from readiness_checks.facts.stages import stage_of

_SETTINGS = Regex(
    r"(?:^|/)(?:application(?:[-_.](?:prod|production|live)\w*)?\.(?:ya?ml|properties)|appsettings(?:\.Prod\w*)?\.json"
    r"|\.env\.(?:prod|production)|(?:prod|production)\.(?:ya?ml|json|toml|env)|serverless\.ya?ml|fly\.toml|render\.yaml|app\.yaml"
    r"|[^/]+\.(?:tf|bicep))$",
    re.IGNORECASE,
)
_HIDDEN = Regex(r"(?:^|/)\.[^/]+/")
_PROFILE = Regex(r"(?m)^\s*(?:on-profile|profiles):\s*[\"']?([\w,| !-]+)")


def for_production(repo: Repo, hit: Hit) -> bool:
    """Whether a file configures what runs in production, by what it is or by its name."""
    path = hit.path
    file = repo.file(path)
    if file is None or not file.own or stage_of(path) == "other" or _HIDDEN.search(path):
        return False
    if path in named_as_compose(repo):
        return False
    if _SETTINGS.search(path):
        return not path.endswith((".yml", ".yaml")) or _profile_of(repo, hit) != "other"
    return path in _manifests(repo) or any(below(path, chart.folder) for chart in charts(repo))


def _profile_of(repo: Repo, hit: Hit) -> str:
    """The stage of the document of a Spring file that a line lies in."""
    lines = lines_of(repo, hit.path)
    first = last = hit.line - 1
    while first > 0 and not lines[first].startswith("---"):
        first -= 1
    while last + 1 < len(lines) and not lines[last + 1].startswith("---"):
        last += 1
    match = _PROFILE.search("\n".join(lines[first : last + 1]))
    return stage_of(match.group(1).strip()) if match else ""


def is_comment(repo: Repo, hit: Hit) -> bool:
    """Whether a hit lies in a comment, which a line may end with."""
    line = lines_of(repo, hit.path)[hit.line - 1]
    return line.lstrip().startswith(("#", "//", "*")) or " # " in line[: line.find(hit.text)]


@fact
def _manifests(repo: Repo) -> frozenset[str]:
    return frozenset(file.path for file in kubernetes_files(repo))
