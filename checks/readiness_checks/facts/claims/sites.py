"""Sites that a generator makes of documents: where their pages lie, and how their links are read.

A page's address is the generator's business: routes, slugs, permalinks and languages move it. Links that are written as files are
judged where the generator reads them as files; what else does not resolve is left alone.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from readiness.model import below
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import dig, string
from readiness_checks.facts.presence import below_root

Generator: TypeAlias = Literal[
    "docusaurus", "mkdocs", "vitepress", "sphinx", "hugo", "jekyll", "mdbook", "antora", "astro", "docsify", "mintlify", "exdoc", "gitbook",
    "nextra",
]  # fmt: skip
# generators that resolve a link to a page as the path of its file
READS_FILES: frozenset[Generator] = frozenset({"docusaurus", "mkdocs", "vitepress", "mdbook", "sphinx", "gitbook"})
_CONFIGURATIONS: tuple[tuple[Generator, tuple[str, ...]], ...] = (
    ("docusaurus", ("docusaurus.config.*",)),
    ("mkdocs", ("mkdocs.yml", "mkdocs.yaml", "properdocs.yml", "zensical.toml")),
    ("vitepress", (".vitepress/config.*", "**/.vitepress/config.*", ".vuepress/config.*", "**/.vuepress/config.*")),
    ("sphinx", ("conf.py",)),
    ("hugo", ("hugo.toml", "hugo.yaml", "hugo.yml", "hugo.json")),
    ("jekyll", ("_config.yml", "_config.yaml")),
    ("mdbook", ("book.toml",)),
    ("antora", ("antora.yml",)),
    ("astro", ("astro.config.*",)),
    ("docsify", ("_sidebar.md",)),
    ("mintlify", ("mint.json", "docs.json")),
    ("gitbook", (".gitbook.yaml", ".bookrc", "book.json")),
    # ex_doc puts all its pages into one folder
    ("exdoc", ("mix.exs",)),
    ("nextra", ("theme.config.*", "_meta.json", "_meta.js", "_meta.ts")),
)
_ELSEWHERE = Regex(r"\bpath:\s*['\"](\.\.?/[\w./-]{1,200})['\"]")


@dataclass(frozen=True, slots=True)
class Site:
    """One site: the folders whose documents are its pages, and those that its absolute links are looked up in."""

    generator: Generator
    folders: tuple[str, ...]
    roots: tuple[str, ...]


@fact
def sites(repo: Repo) -> tuple[Site, ...]:
    """The sites of the repository, by generator and then path of their configuration."""
    return tuple(
        _site(repo, generator, file.path) for generator, globs in _CONFIGURATIONS for file in repo.named(*globs) if file.role != "sample"
    )


@fact
def site_of(repo: Repo, path: str) -> Site | None:
    """The site that a document is a page of: the one whose folder lies nearest."""
    around = [(max(len(folder) for folder in site.folders if below(path, folder)), site) for site in sites(repo) if _holds(site, path)]
    return max(around, key=lambda pair: pair[0])[1] if around else None


def is_page(repo: Repo, path: str) -> bool:
    """Whether a document is a page of a site, which mostly tells users of the product what to do with set-ups of their own."""
    return path.endswith(".mdx") or site_of(repo, path) is not None or repo.text(path).startswith(("---\n", "+++\n"))


def _holds(site: Site, path: str) -> bool:
    return any(below(path, folder) for folder in site.folders)


def _site(repo: Repo, generator: Generator, path: str) -> Site:
    folder = path.rpartition("/")[0]
    if generator == "vitepress":
        folder = folder.rpartition("/")[0]
        return Site(
            generator, (folder,), (folder, _in(folder, "public"), _in(folder, ".vuepress/public"), _in(folder, ".vitepress/public"))
        )
    if generator == "mkdocs":
        pages = _in(
            folder, (string(dig(repo.yaml(path).value, "docs_dir")) if path.endswith("ml") and "zensical" not in path else "") or "docs"
        )
        return Site(generator, (pages,), (pages,))
    if generator == "docusaurus":
        named = [below_root(folder, other) for other in _ELSEWHERE.findall(repo.text(path)[:100_000])]
        folders = tuple(dict.fromkeys((folder, *(other for other in named if other is not None))))
        return Site(generator, folders, (_in(folder, "static"), _in(folder, "docs"), *folders))
    if generator == "mdbook":
        pages = _in(folder, "src")
        return Site(generator, (pages,), (pages,))
    if generator == "hugo":
        return Site(generator, (folder,), (_in(folder, "content"), _in(folder, "static"), folder))
    return Site(generator, (folder,), (folder, _in(folder, "public"), _in(folder, "static")))


def _in(folder: str, name: str) -> str:
    return below_root(folder, name) or ""
