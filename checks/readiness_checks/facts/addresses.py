"""The address under which the repository is published, and links that lead back into it."""

from __future__ import annotations

from urllib.parse import unquote

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, dig, mapping, string

_HOSTED = Regex(r"(?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)[/:]([\w.-]{1,100}/[\w.-]{1,100}?)(?:\.git)?(?:[/#?]|$)")
# npm's short forms: a name alone is one of GitHub's
_SHORT = Regex(r"^(?:github:)?([\w.-]{1,100}/[\w.-]{1,100})$")
# a link to a commit or a tag speaks of another state of the repository
_BLOB = Regex(
    r"https?://(?:www\.)?(?:github\.com|gitlab\.com|codeberg\.org)/([\w.-]{1,100}/[\w.-]{1,100})/(?:-/)?(?:blob|tree|src/branch)/"
    r"(?:main|master|HEAD|develop|trunk)(?:/([^?#\s]{0,600}))?(?:\?[^#\s]{0,200})?(?:#(\S{1,300}))?$"
)


@dataclass(frozen=True, slots=True)
class OwnLink:
    """A link into this repository's own main branch: the path from the root ("" for the root), and what follows `#`."""

    path: str
    fragment: str


@fact
def own_addresses(repo: Repo) -> frozenset[str]:
    """`owner/name` in lower case, as the manifests at the root call the repository; empty where they do not."""
    texts = []
    if repo.file("package.json") is not None:
        package = repo.json("package.json").value
        declared = dig(package, "repository")
        address = string(dig(declared, "url")) if isinstance(declared, Map) else string(declared)
        texts.extend([_SHORT.sub(r"github.com/\1", address), string(dig(package, "homepage"))])
    if repo.file("go.mod") is not None:
        texts.extend(line.removeprefix("module ").strip() for line in repo.text("go.mod").split("\n")[:20] if line.startswith("module "))
    if repo.file("Cargo.toml") is not None:
        value = repo.toml("Cargo.toml").value
        texts.extend(string(dig(value, *keys)) for keys in (("package", "repository"), ("workspace", "package", "repository")))
    if repo.file("pyproject.toml") is not None:
        value = repo.toml("pyproject.toml").value
        texts.extend(string(text) for text in mapping(dig(value, "project", "urls")).values())
        texts.append(string(dig(value, "tool", "poetry", "repository")))
    if repo.file("composer.json") is not None:
        texts.extend(string(text) for text in mapping(dig(repo.json("composer.json").value, "support")).values())
    return frozenset(found.group(1).lower() for text in texts if (found := _HOSTED.search(text)))


def own_link(repo: Repo, target: str) -> OwnLink | None:
    """Where in this repository a link of a code host leads; None for links elsewhere, to other branches, and where that is not sure."""
    found = _BLOB.match(target)
    if found is None or found.group(1).lower() not in own_addresses(repo):
        return None
    return OwnLink(unquote(found.group(2) or "").strip("/"), found.group(3) or "")
