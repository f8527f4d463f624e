"""Whether what a text names is in the repository, may come into it on a reader's machine, or is surely not there."""

from __future__ import annotations

import posixpath
import re

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.ignored import is_ignored

# what tools make: nobody misses such a file in the repository
MADE = Regex(
    r"(?:^|/)(?:node_modules|bower_components|vendor|\.?venv|\.?env|virtualenv|dist|build|_build|target|out|obj|tmp|temp|\.git|artifacts?"
    r"|downloads?|cache|\.cache|coverage|htmlcov|release|output|logs?|certs?|secrets?|backups?|__pycache__|\.terraform|\.next|\.nuxt|_site"
    r"|site|public/build|storage|var|data|generated|gen)(?:/|$)"
    r"|(?:^|/)\.env(?:\.[\w-]+)?$|\.(?:log|pid|sock|db|sqlite3?|pem|key|crt|p12|jks|jar|war|exe|zip|tgz|gz|tar|whl|dump|tfstate|tfvars)$"
)


@fact
def present(repo: Repo, path: str) -> bool:
    """Whether `path`, relative to the root, is a file, a link, a folder, or lies in a repository inside this one."""
    path = path.rstrip("/")
    return not path or path == "." or repo.file(path) is not None or repo.has_folder(path) or _in_submodule(repo, path)


@fact
def somewhere(repo: Repo, path: str) -> tuple[str, ...]:
    """The files and folders whose paths end with `path`, sorted; at most the first ten."""
    tail = "/" + path.strip("/")
    found = [known for known in _by_name(repo).get(tail.rpartition("/")[2], ()) if ("/" + known).endswith(tail)]
    return tuple(found[:10])


@fact
def namesakes(repo: Repo, name: str) -> tuple[str, ...]:
    """The files and folders that are called `name`, wherever they lie."""
    return _by_name(repo).get(name, ())


@fact
def may_be_made(repo: Repo, path: str) -> bool:
    """Whether git ignores `path`, or its name says that a tool makes it, a build or a reader's own set-up."""
    return MADE.search(path) is not None or is_ignored(repo, path)


def below_root(folder: str, name: str) -> str | None:
    """`name` as seen from `folder`, relative to the root; None when it leads out of the repository."""
    joined = posixpath.normpath(posixpath.join(folder, name))
    if joined == ".":
        return ""
    return None if joined == ".." or joined.startswith(("../", "/")) else joined


@fact
def _by_name(repo: Repo) -> dict[str, tuple[str, ...]]:
    found: dict[str, list[str]] = {}
    for path in sorted({*(file.path for file in repo.files), *repo.folders} - {""}):
        found.setdefault(path.rpartition("/")[2], []).append(path)
    return {name: tuple(paths) for name, paths in found.items()}


def _in_submodule(repo: Repo, path: str) -> bool:
    return any(path == module or path.startswith(module + "/") for module in _submodules(repo))


@fact
def _submodules(repo: Repo) -> tuple[str, ...]:
    embedded = [entry.path.rstrip("/") for entry in repo.source.entries() if entry.kind == "submodule"]
    named = re.findall(r"(?m)^\s*path\s*=\s*(\S+)", repo.text(".gitmodules")) if repo.file(".gitmodules") is not None else []
    return tuple(sorted({*embedded, *named}))
