"""What proposes new versions of dependencies: Dependabot, Renovate, other bots, scheduled jobs; and which manifests each watches."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.glob import glob_matches
from readiness.model import below
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.syntax import Map, Parsed, dig, mapping, sequence, string, strings
from readiness.syntax.yaml import parse_yaml
from readiness_checks.facts.commands import ci_commands
from readiness_checks.facts.dependencies import Ecosystem, Manifest

ALL: tuple[Ecosystem, ...] = ("pypi", "npm", "maven", "gradle", "nuget", "go", "rubygems", "composer", "hex", "crates")
_DEPENDABOT: dict[str, Ecosystem] = {
    "pip": "pypi", "uv": "pypi", "pipenv": "pypi", "poetry": "pypi", "conda": "pypi", "npm": "npm", "bun": "npm", "maven": "maven",
    "gradle": "gradle", "nuget": "nuget", "gomod": "go", "bundler": "rubygems", "composer": "composer", "mix": "hex", "cargo": "crates",
}  # fmt: skip
_RENOVATE: dict[str, Ecosystem] = {
    "pip_requirements": "pypi", "pip-compile": "pypi", "pip_setup": "pypi", "setup-cfg": "pypi", "pipenv": "pypi", "poetry": "pypi",
    "pep621": "pypi", "npm": "npm", "maven": "maven", "gradle": "gradle", "nuget": "nuget", "gomod": "go",
    "bundler": "rubygems", "composer": "composer", "mix": "hex", "cargo": "crates",
}  # fmt: skip
_RENOVATE_FILES = tuple(
    f"{folder}{name}"
    for folder in ("", ".github/", ".gitlab/")
    for name in ("renovate.json", "renovate.json5", "renovate.jsonc", ".renovaterc", ".renovaterc.json", ".renovaterc.json5")
)
# what a scheduled job runs to move versions, and the ecosystem it moves
_COMMANDS: tuple[tuple[Ecosystem, str], ...] = (
    ("npm", r"npm update\b|npm-check-updates|ncu -u|yarn (?:upgrade|up)\b|pnpm (?:update|up)\b|bun update\b"),
    ("pypi", r"(?:pip-compile|uv lock|uv pip compile) .{0,80}(?:--upgrade|-U)\b|(?:poetry|pdm|pipenv) update\b|pur\b"),
    ("go", r"go get .{0,40}-u\b"),
    ("rubygems", r"bundle update\b"),
    ("composer", r"composer update\b"),
    ("crates", r"cargo (?:update|upgrade)\b"),
    ("hex", r"mix deps\.update\b"),
    ("nuget", r"dotnet outdated .{0,40}-u|dotnet-outdated|nukeeper"),
    ("maven", r"\S*versions:(?:use-latest|update-properties|use-next)"),
    ("gradle", r"versionCatalogUpdate|useLatestVersions|refreshVersions\b"),
)


@dataclass(frozen=True, slots=True)
class Watch:
    """One entry of an update tool: the ecosystems and folders (globs; empty for all) it watches. `problem` says why it does nothing."""

    tool: str
    path: str
    line: int
    ecosystems: tuple[Ecosystem, ...]
    folders: tuple[str, ...] = ()
    ignored: tuple[str, ...] = ()
    narrowed: str = ""
    problem: str = ""

    def covers(self, manifest: Manifest) -> bool:
        """Whether it proposes updates for `manifest`."""
        if self.problem or manifest.ecosystem not in self.ecosystems:
            return False
        if any(glob_matches(glob if "/" in glob else f"**/{glob}", manifest.path) for glob in self.ignored):
            return False
        return not self.folders or any(_holds(folder, manifest) for folder in self.folders)


def _holds(folder: str, manifest: Manifest) -> bool:
    if any(mark in folder for mark in "*?["):
        return glob_matches(f"/{folder}", manifest.folder) or glob_matches(f"/{folder}", manifest.folder + "/x")
    # from one folder they follow workspaces, modules, project references and included requirement files
    followed = manifest.ecosystem not in ("go", "composer", "rubygems", "hex") or manifest.folder.endswith("requirements")
    return manifest.folder == folder or (followed and below(manifest.folder, folder))


@fact
def watches(repo: Repo) -> tuple[Watch, ...]:
    """Every entry of every update tool that is configured, sorted by place; those that watch no packages have no ecosystem."""
    found = [*_dependabot(repo), *_renovate(repo), *_bots(repo), *_scheduled(repo)]
    return tuple(sorted(found, key=lambda watch: (watch.path, watch.line)))


def _dependabot(repo: Repo) -> Iterator[Watch]:
    for path in (".github/dependabot.yml", ".github/dependabot.yaml"):
        if repo.file(path) is None:
            continue
        parsed = repo.yaml(path)
        updates = sequence(dig(parsed.value, "updates"))
        if parsed.problem is not None:
            repo.unreadable(path, parsed.problem)
            yield Watch("Dependabot", path, parsed.problem.line or 1, (), problem="does not parse")
        elif not updates:
            yield Watch("Dependabot", path, 1, (), problem="lists no updates")
        for index, entry in enumerate(updates):
            ecosystem = _DEPENDABOT.get(string(dig(entry, "package-ecosystem")))
            folders = tuple(folder.strip("/") for folder in (*strings(dig(entry, "directory")), *strings(dig(entry, "directories"))))
            allowed = [string(dig(item, "dependency-name")) for item in sequence(dig(entry, "allow")) if dig(item, "dependency-name")]
            only = ", ".join(allowed[:3]) if allowed and "*" not in allowed else ""
            security = string(dig(entry, "open-pull-requests-limit")) == "0"
            narrowed = f"allowed to update {only} only" if only else "set to security updates only" if security else ""
            yield Watch("Dependabot", path, updates.line_at(index), (ecosystem,) if ecosystem else (), folders, narrowed=narrowed)
    if repo.file(".dependabot/config.yml") is not None:
        yield Watch(
            "Dependabot", ".dependabot/config.yml", 1, (), problem="is the format of Dependabot Preview, which was shut down in 2021"
        )


def _renovate(repo: Repo) -> Iterator[Watch]:
    for path in _RENOVATE_FILES:
        if repo.file(path) is None:
            continue
        parsed = repo.json(path)
        if parsed.problem is not None:
            parsed = _json5(repo.text(path))
        if parsed.problem is not None or not isinstance(parsed.value, Map):
            yield Watch("Renovate", path, 1, (), problem="does not parse")
            continue
        yield _renovated(path, parsed.value, 1)
    for file in repo.named("package.json"):
        value = mapping(repo.json(file.path).value) if not file.folder else mapping(None)
        if isinstance(value.get("renovate"), Map):
            yield _renovated(file.path, value["renovate"], value.line_of("renovate"))


def _json5(text: str) -> Parsed:
    """JSON5 read as the YAML it nearly is: comments go, and a colon is followed by a space."""
    plain = re.sub(r"""("(?:\\.|[^"\\\n])*"|'(?:\\.|[^'\\\n])*')|//[^\n]*|/\*[\s\S]*?\*/""", lambda found: found.group(1) or " ", text)
    return parse_yaml(re.sub(r"^(\s*\w+):(?=\S)", r"\1: ", plain, flags=re.MULTILINE).replace("\t", "  "))


def _renovated(path: str, value: Map, line: int) -> Watch:
    if value.get("enabled") is False:
        return Watch("Renovate", path, value.line_of("enabled"), (), problem="is switched off")
    managers = strings(value.get("enabledManagers"))
    running = set(managers) & set(_RENOVATE) if managers else set(_RENOVATE)
    running -= {name for name in _RENOVATE if dig(value, name, "enabled") is False}
    for rule in sequence(value.get("packageRules")):
        keys = {key for key in mapping(rule) if key.startswith(("match", "exclude"))}
        if dig(rule, "enabled") is False and keys == {"matchManagers"}:
            running -= set(strings(dig(rule, "matchManagers")))
    enabled = {_RENOVATE[name] for name in running}
    ignored = strings(value.get("ignorePaths"))
    folders = tuple(path.rpartition("/")[0] for path in strings(value.get("includePaths")))
    return Watch("Renovate", path, line, tuple(name for name in ALL if name in enabled), folders, ignored)


def _bots(repo: Repo) -> Iterator[Watch]:
    for path in (".pyup.yml", ".pyup.yaml"):
        if repo.file(path) is not None:
            off = string(dig(repo.yaml(path).value, "update")) == "false"
            yield Watch("PyUp", path, 1, ("pypi",), problem="is switched off" if off else "")
    for path in ("depfu.yml", ".depfu.yml", ".depfu/config.yml"):
        if repo.file(path) is not None:
            yield Watch("Depfu", path, 1, ("rubygems", "npm"))
    for path in (".scala-steward.conf", ".github/.scala-steward.conf"):
        if repo.file(path) is not None:
            yield Watch("Scala Steward", path, 1, ("maven", "gradle"))


def _scheduled(repo: Repo) -> Iterator[Watch]:
    for command in ci_commands(repo):
        if not any(trigger.event == "schedule" for trigger in command.triggers):
            continue
        if command.uses.startswith("renovatebot/github-action"):
            yield Watch("Renovate", command.path, command.line, ALL)
        text = " ".join(command.words)
        for ecosystem, regex in _COMMANDS:
            if re.search(rf"(?:^|[\s/])(?:{regex})", text):
                folders = () if command.folder is None else (command.folder,)
                yield Watch("a scheduled job", command.path, command.line, (ecosystem,), folders)
