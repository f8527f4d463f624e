"""Whether a script that is called and not tracked is missing, or will be there when the step runs."""

from __future__ import annotations

import posixpath
import re

from readiness.model import below
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.ignored import is_ignored

# what a build makes: a script in there is not missing for not being tracked
_MADE = Regex(
    r"(?:^|/)(?:node_modules|vendor|\.?venv|env|virtualenv|dist|build|target|out|bin|obj|tmp|temp|\.git|artifacts?|downloads?|cache|release"
    r"|output|public)(?:/|$)"
)


def surely_missing(repo: Repo, name: str, folder: str | None, written: str, source: str) -> str:
    """The path of a script that is called as `name` and will not be there either when it runs; "" where something may make it.

    `written` is the step that calls it, `source` the text in which the call stands.
    """
    shown = name.removeprefix("/<root>").lstrip("/")
    path = posixpath.normpath(posixpath.join(folder or "", shown))
    away = path.startswith("..") or (name.startswith(("~", "/")) and not name.startswith("/<root>"))
    if folder is None or away or any(mark in name for mark in "$ *<{()\"';,"):
        return ""
    # a path made of variables may be another one when it runs
    spelt = re.search(r"(?<![/\w}$])(?:\./)?" + re.escape(shown.removeprefix("./")), source) is not None
    return path if spelt and not _MADE.search(path) and not _made(repo, path, written) else ""


def surely_absent(repo: Repo, folder: str, written: str) -> str:
    """The path of the file or folder that a file in `folder` names as `written`, if nothing is there and nothing will be.

    "" for what is there, lies outside the repository, is spelt with variables, is made by a build, ignored by git or a submodule's.
    """
    if not written or written.startswith(("/", "~", "\\")) or "://" in written or any(mark in written for mark in "$*<>{}()\"'`;%\n"):
        return ""
    path = posixpath.normpath(posixpath.join(folder, written.replace("\\", "/")))
    if path.startswith("..") or path == "." or repo.file(path) is not None or repo.has_folder(path):
        return ""
    return "" if _MADE.search(path) or is_ignored(repo, path) or _brought(repo, path) else path


def _brought(repo: Repo, path: str) -> bool:
    """Whether `path` lies in a submodule, or behind a symbolic link."""
    parts = path.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts))]
    return any(below(path, module) for module in _submodules(repo)) or any(repo.file(folder) is not None for folder in above)


@fact
def _submodules(repo: Repo) -> tuple[str, ...]:
    """The folders of the submodules that `.gitmodules` names."""
    if repo.file(".gitmodules") is None:
        return ()
    return tuple(re.findall(r"(?m)^\s*path\s*=\s*(\S+)", repo.text(".gitmodules"))[:500])


def _made(repo: Repo, path: str, written: str) -> bool:
    """Whether the step writes the file itself, or git ignores it."""
    base = posixpath.basename(path)
    # making a file executable does not make it
    text = re.sub(r"chmod\s+\S+\s+\S+", "", written)
    return text.count(base) > 1 or is_ignored(repo, path) or any(below(path, module) for module in _submodules(repo))
