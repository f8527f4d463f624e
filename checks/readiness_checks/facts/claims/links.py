"""Links and images of documents: where they lead inside the repository, and whether that is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import unquote

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.addresses import own_link
from readiness_checks.facts.claims.headings import has_heading
from readiness_checks.facts.claims.model import Claim, ClaimKind
from readiness_checks.facts.claims.sites import READS_FILES, Site, site_of, sites
from readiness_checks.facts.documents import Document, Link
from readiness_checks.facts.presence import below_root, may_be_made, present

_ELSEWHERE = Regex(
    r"[A-Za-z][A-Za-z0-9+.-]{0,30}:|//|www\.|localhost\b|[\w-]{1,60}\.(?:com|org|io|dev|net|app)(?:/|$)|@|[\w.+-]{1,60}@[\w-]"
)
_FILLED_IN = Regex(
    r"[<>{}$|*!\s\\]|%7B|\.\.\.|…|^(?:url|link|path|href|target|todo|tbd|your|example|foo|bar|placeholder)\b|path/to|your[-_]",
    re.IGNORECASE,
)
_HOSTED = Regex(
    r"(?:\./)?/?(?:issues|pulls?|wiki|releases|discussions|actions|blob|tree|raw|security|commits?|compare|milestones?|labels)(?:/|$|\?)"
)
_FILE = Regex(r"\.[A-Za-z][A-Za-z0-9]{0,9}$")
_PAGE = Regex(r"\.(?:md|mdx|markdown|rst|adoc|asciidoc)$", re.IGNORECASE)
_BUILT = Regex(r"\.(?:html?|xhtml|cheatmd|livemd)$", re.IGNORECASE)
_PAGES = (
    ".md",
    ".mdx",
    ".markdown",
    ".rst",
    ".adoc",
    ".txt",
    "/README.md",
    "/index.md",
    "/_index.md",
    "/index.mdx",
    "/readme.md",
    "/index.rst",
    "/index.html",
)


def link_claims(repo: Repo, document: Document) -> Iterator[Claim]:
    """What the links of a document claim; those that lead elsewhere, or where only a generator knows, claim nothing."""
    site = site_of(repo, document.path)
    thanks = _thanks(repo, document)
    for link in document.links:
        if thanks and any(first <= link.line <= last for first, last in thanks):
            continue
        claim = _own(repo, document, link) or _relative(repo, document, link, site)
        if claim is not None:
            yield claim


def _thanks(repo: Repo, document: Document) -> tuple[tuple[int, int], ...]:
    """The lines of tables that all-contributors keeps: their links lead to anchors that are never made."""
    text = repo.text(document.path)
    if "ALL-CONTRIBUTORS-LIST:START" not in text:
        return ()
    starts = [text.count("\n", 0, found.start()) + 1 for found in re.finditer("ALL-CONTRIBUTORS-LIST:START", text)]
    ends = [text.count("\n", 0, found.start()) + 1 for found in re.finditer("ALL-CONTRIBUTORS-LIST:END", text)]
    return tuple((start, next((end for end in ends if end > start), start + 2_000)) for start in starts[:5])


def _own(repo: Repo, document: Document, link: Link) -> Claim | None:
    led = own_link(repo, link.target)
    if led is None:
        return None
    kind: ClaimKind = "image" if link.image else "link"
    if not present(repo, led.path):
        return None if may_be_made(repo, led.path) else Claim(kind, link.target, document.path, link.line, holds=False)
    return _anchored(repo, document, link, led.path, led.fragment) or Claim(kind, link.target, document.path, link.line, holds=True)


def _relative(repo: Repo, document: Document, link: Link, site: Site | None) -> Claim | None:
    target = link.target.strip()
    if not target or _ELSEWHERE.match(target) or _FILLED_IN.search(target):
        return None
    written, _, fragment = target.partition("#")
    name = unquote(written.partition("?")[0])
    if not name:
        return _anchored(repo, document, link, document.path, fragment)
    kind: ClaimKind = "image" if link.image else "link"
    found = _resolved(repo, document, name, site)
    if found is not None:
        return _anchored(repo, document, link, found, fragment) or Claim(kind, target, document.path, link.line, holds=True)
    return Claim(kind, target, document.path, link.line, holds=False) if _is_judged(repo, document, name, link, site) else None


def _anchored(repo: Repo, document: Document, link: Link, path: str, fragment: str) -> Claim | None:
    """The claim about a heading; None where the link names none or it cannot be told."""
    if not fragment or repo.file(path) is None:
        return None
    holds = has_heading(repo, path, fragment)
    if not holds and document.format in ("rest", "asciidoc") and link.target.startswith("#"):
        # the file may be one chapter of a book
        return None
    return None if holds is None else Claim("heading", f"#{fragment}", document.path, link.line, holds, path)


def _resolved(repo: Repo, document: Document, name: str, site: Site | None) -> str | None:
    """The file or folder that a link leads to, by any reading of it that some renderer has."""
    folder = document.path.rpartition("/")[0]
    if name.startswith("/"):
        roots = [*(site.roots if site else ()), "", *(root for other in sites(repo) for root in other.roots)]
        bases = [(root, name.lstrip("/")) for root in dict.fromkeys(roots)]
        # docs are often served below a path that is no folder
        bases += [(root, name.lstrip("/").partition("/")[2]) for root in dict.fromkeys(roots) if site is not None]
    else:
        # a generator that reads addresses sees a page as a folder
        bases = [(folder, name), (document.path.rpartition(".")[0], name)]
        if document.format in ("rest", "asciidoc") or site is not None:
            bases += [(root, name) for root in (site.roots if site else ("",))]
    for base, rest in bases:
        path = below_root(base, rest)
        if path is None:
            continue
        found = _as_page(repo, path)
        if found is not None:
            return found
    return None


def _as_page(repo: Repo, path: str) -> str | None:
    if present(repo, path):
        return path
    stem = _BUILT.sub("", path)
    for suffix in _PAGES:
        if repo.file(stem + suffix) is not None:
            return stem + suffix
    return None


def _is_judged(repo: Repo, document: Document, name: str, link: Link, site: Site | None) -> bool:
    """Whether a link that leads to nothing is surely wrong."""
    folder = document.path.rpartition("/")[0]
    path = below_root("", name.lstrip("/")) if name.startswith("/") else below_root(folder, name)
    if path is None or may_be_made(repo, path) or _BUILT.search(name) or (_HOSTED.match(name) and not _FILE.search(name)):
        return False
    is_page = _PAGE.search(name) is not None
    if document.format in ("rest", "asciidoc") and not is_page:
        # substitutions, attributes and search paths decide
        return False
    if document.path.endswith(".mdx") or (repo.text(document.path).startswith(("---\n", "+++\n")) and not _reads_files(site)):
        # a page of some site: what stands at its head may move it
        return False
    if site is not None:
        return _reads_files(site) and is_page and not name.startswith("/")
    if name.startswith("/"):
        return is_page or (link.image and repo.has_folder(path.partition("/")[0]))
    return True


def _reads_files(site: Site | None) -> bool:
    return site is not None and site.generator in READS_FILES
