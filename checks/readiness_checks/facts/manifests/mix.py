"""Elixir: mix.exs, read as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.manifests import Dependency, Group, Manifest
from readiness_checks.facts.manifests.places import Places

LOCKS = ("mix.lock",)

# a version requirement, or one of the options that say where a package comes from: other pairs of an atom and text are settings
_DEPENDENCY = Regex(
    r"""\{\s*:(\w{1,80})\s*,\s*((?:"[~><=! ]{0,6}\d[^"\n]{0,80}"|(?:git|github|path|in_umbrella|hex|only|override"""
    r"""|runtime|app|optional|organization|repo|branch|tag|ref|sparse|manager|compile|env|system_env|targets):)[^}]{0,300})\}"""
)
_ONLY = Regex(r"only:\s*(\[[^\]]{0,80}\]|:\w+)")
_APP = Regex(r"\bapp:\s*:(\w{1,80})")


def read(repo: Repo) -> Iterator[Manifest]:
    """Every mix.exs; an umbrella's applications are its members."""
    for file in repo.named("mix.exs"):
        text = repo.text(file.path)
        places = Places(text)
        found = []
        for match in _DEPENDENCY.finditer(text):
            rest = match.group(2)
            version = rest[1:].partition('"')[0] if rest.startswith('"') else ""
            local = "in_umbrella:" in rest or "path:" in rest
            only = _ONLY.search(rest)
            group: Group = "development" if only and ":prod" not in only.group(1) else "runtime"
            exact = local or bool(re.match(r"(?:==\s*)?\d+\.\d+\.\d+\S*$", version))
            found.append(Dependency(match.group(1), "hex", version, exact, group, file.path, places.line_at(match.start()), local))
        app = _APP.search(text)
        umbrella = re.search(r'apps_path:\s*"([^"\n]{1,80})"', text)
        members = (f"{umbrella.group(1)}/*",) if umbrella else ()
        yield Manifest(file.path, "hex", app.group(1) if app else "", tuple(found), members=members, library="package:" in text)
