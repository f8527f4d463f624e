"""Ruby: Gemfile, gems.rb and gemspecs, read as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.manifests import Dependency, Group, Manifest

LOCKS = ("Gemfile.lock", "gems.locked")

_GEM = Regex(r"""\s*gem[ (]\s*["']([\w.-]{1,100})["']\s*(.{0,400})""")
_SPEC = Regex(r"""\s*\w+\.add_(?:(runtime|development)_)?dependency[ (]\s*%?[q<(]*["']?([\w.-]{1,100})["']?\s*,?\s*(.{0,200})""")
_GROUP = Regex(r"\s*group[ (]\s*(.{1,200}?)\)?\s*do\b")
_BLOCK = Regex(r"(?:\bdo(?:\s*\|[^|]*\|)?\s*$)|^\s*(?:if|unless|case|begin|def)\b")
_VERSION = Regex(r"""^,\s*["']\s*([^"']{1,60})["']""")
_INLINE_GROUP = Regex(r"groups?:\s*\[?([^\]}]{1,100})|:groups?\s*=>\s*\[?([^\]}]{1,100})")
_DEVELOPMENT = Regex(r":(?:dev|development|test|lint|docs?|ci|rubocop|debug)\w*")
_EXACT = Regex(r"=?\s*\d[\w.]*$")


def read(repo: Repo) -> Iterator[Manifest]:
    """Every Gemfile and gemspec."""
    for file in repo.named("Gemfile", "gems.rb"):
        yield Manifest(file.path, "rubygems", "", tuple(_gemfile(repo.text(file.path), file.path)))
    for file in repo.named("*.gemspec"):
        text = repo.text(file.path)
        named = re.search(r"""\.name\s*=\s*["']([^"']{1,100})["']""", text)
        yield Manifest(file.path, "rubygems", named.group(1) if named else "", tuple(_gemspec(text, file.path)), library=True)


def _gemfile(text: str, path: str) -> Iterator[Dependency]:
    groups: list[Group | None] = []  # of each open block; None for one that is not a group
    for line, content in enumerate(text.splitlines(), 1):
        stripped = content.strip()
        if stripped.startswith("#"):
            continue
        opened = _GROUP.match(content)
        if opened:
            groups.append("development" if _only_development(opened.group(1)) else "runtime")
        elif re.match(r"end\b", stripped):
            groups = groups[:-1]
        elif _BLOCK.search(stripped):
            groups.append(None)
        else:
            found = _GEM.match(content)
            if found:
                yield _gem(found.group(1), found.group(2), path, line, next((group for group in reversed(groups) if group), "runtime"))


def _gem(name: str, rest: str, path: str, line: int, group: Group) -> Dependency:
    version = _VERSION.match(rest)
    inline = _INLINE_GROUP.search(rest)
    if inline and _only_development(inline.group(1) or inline.group(2)):
        group = "development"
    constraint = version.group(1).strip() if version else ""
    local = bool(re.search(r"\bpath:|:path\s*=>", rest))
    return Dependency(name, "rubygems", constraint, local or bool(_EXACT.match(constraint)), group, path, line, local)


def _only_development(groups: str) -> bool:
    named = re.findall(r":\w+", groups if ":" in groups else f":{groups.strip()}")
    return bool(named) and all(_DEVELOPMENT.match(name) for name in named)


def _gemspec(text: str, path: str) -> Iterator[Dependency]:
    for line, content in enumerate(text.splitlines(), 1):
        found = _SPEC.match(content)
        if found:
            constraint = found.group(3).strip(" )\"'")
            group: Group = "development" if found.group(1) == "development" else "runtime"
            yield Dependency(found.group(2), "rubygems", constraint, bool(_EXACT.match(constraint)), group, path, line)
