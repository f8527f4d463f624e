"""Who owns what: CODEOWNERS rules, Backstage catalogue entries, MAINTAINERS and OWNERS files."""

from __future__ import annotations

import re

from readiness.glob import path_matches
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import dig, mapping, string, strings


@dataclass(frozen=True, slots=True)
class Ownership:
    """One statement of ownership: a CODEOWNERS rule, or a file that names owners for all. `matches` says whether it covers any file."""

    source: str
    pattern: str
    owners: tuple[str, ...]
    matches: bool
    path: str
    line: int


_WILD = Regex(r"[*?\[]")
# a name, a team of an organisation, a subgroup or a role of GitLab (@@maintainer), an address
_OWNER = Regex(r"@{1,2}[\w.-]+(?:/[\w.-]+){0,20}|[\w.+-]+@[\w-]+\.[\w.-]+")
# what the platforms' manuals write where a name belongs
_NOBODY = Regex(
    r"@(?:your|my)[-_]?\w*(?:/.*)?|@(?:org|organi[sz]ation|company|owner|group)/[\w-]*(?:team|group|owners?)[\w-]*"
    r"|@(?:user(?:name)?\d*|octocat|octo-org/.*|global-owner\d*|js-owner|todo|tbd|fixme|changeme|placeholder)|\S+@example\.(?:com|org|net)",
    re.IGNORECASE,
)
_FOLDERS = ("", ".github/", "docs/", ".gitlab/", ".bitbucket/", ".gitea/", ".forgejo/")
_CODEOWNERS = tuple(f"{folder}CODEOWNERS" for folder in _FOLDERS)


@fact
def ownerships(repo: Repo) -> tuple[Ownership, ...]:
    """Every statement of ownership, CODEOWNERS rules first."""
    found = [rule for path in _CODEOWNERS if repo.file(path) for rule in _codeowners(repo, path)]
    found.extend(_catalogue(repo))
    found.extend(_lists(repo))
    return tuple(found)


@fact
def owner_files(repo: Repo) -> tuple[str, ...]:
    """The files that are there to state ownership, whatever they say."""
    named = [path for path in _CODEOWNERS if repo.file(path)]
    return (*named, *(file.path for file in repo.named("catalog-info.y*ml", "MAINTAINERS*", "OWNERS") if file.role != "fixture"))


def _codeowners(repo: Repo, path: str) -> list[Ownership]:
    rules = []
    default: tuple[str, ...] = ()
    for number, line in enumerate(repo.text(path).splitlines(), 1):
        text = line.partition(" #")[0].strip()
        if not text or text.startswith("#"):
            continue
        section = re.match(r"\^?\[[^\]]+\](?:\[\d+\])?(.*)$", text)
        if section:  # GitLab: a section names the owners of the rules below it
            default = _people(section.group(1).split())
            continue
        pattern, *words = re.split(r"(?<!\\)\s+", text)
        owners = _people(words) or default
        rules.append(Ownership("CODEOWNERS", pattern, owners, _matches(repo, pattern), path, number))
    return rules


def _people(words: list[str]) -> tuple[str, ...]:
    return tuple(word for word in words if _OWNER.fullmatch(word) and not _NOBODY.fullmatch(word))


def _matches(repo: Repo, pattern: str) -> bool:
    """Whether a CODEOWNERS pattern covers any file, by gitignore's rules."""
    cleaned = pattern.strip("/").replace("\\ ", " ")
    if not cleaned.strip("*"):
        return bool(repo.files)
    if "/" in pattern.rstrip("/") and not _WILD.search(cleaned):
        return repo.has_folder(cleaned) or repo.file(cleaned) is not None
    glob = cleaned if "/" in pattern.rstrip("/") else "**/" + cleaned
    if any(path_matches(glob, folder) for folder in repo.folders if folder):
        return True
    return not pattern.endswith("/") and any(path_matches(glob, file.path) for file in repo.files)


def _catalogue(repo: Repo) -> list[Ownership]:
    found = []
    for file in repo.named("catalog-info.yaml", "catalog-info.yml"):
        if not file.own:
            continue
        for document in repo.yaml(file.path).documents:
            owner = string(dig(document, "spec", "owner"))
            if owner and owner.lower() not in ("unknown", "todo", "tbd"):
                line = mapping(dig(document, "spec")).line_of("owner")
                found.append(
                    Ownership("catalog-info", string(dig(document, "metadata", "name")), (owner,), bool(repo.files), file.path, line)
                )
    return found


def _lists(repo: Repo) -> list[Ownership]:
    found = []
    for file in repo.named("MAINTAINERS", "MAINTAINERS.*", "OWNERS", "OWNERS.md"):
        if file.folder not in ("", ".github", "docs", repo.focus):
            continue
        text = repo.text(file.path)
        owners = tuple(dict.fromkeys(owner for owner in _OWNER.findall(text) if not _NOBODY.fullmatch(owner)))
        if file.name == "OWNERS" and not owners:
            value = repo.yaml(file.path).value
            owners = (*strings(dig(value, "approvers")), *strings(dig(value, "reviewers")))
        if not owners:
            owners = tuple(re.findall(r"^\s*[-*]\s+([A-Z][\w.-]+(?: [A-Z][\w.-]+){1,3})", text, re.MULTILINE))
        if owners:
            found.append(Ownership("MAINTAINERS", "", owners[:20], bool(repo.files), file.path, 1))
    return found
