"""Java and Kotlin with Gradle: build scripts and version catalogs, read as text."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import dig, mapping, string
from readiness_checks.facts.manifests import Dependency, Group, Manifest
from readiness_checks.facts.manifests.places import joined

LOCKS = ("gradle.lockfile", "*.lockfile")

_SCOPE = (
    r"(\w{0,60}(?:[iI]mplementation|[aA]pi|[cC]ompileOnly|[rR]untimeOnly|[cC]ompile|[rR]untime|[aA]nnotationProcessor|kapt|ksp"
    r"|developmentOnly|classpath))\b"
)
_PLATFORM = r"(?:\w{0,30}[pP]latform\s?\(?\s?)?"
_WORD = r"""["']([\w.-]{1,100})["']"""
_COORDINATES = Regex(
    rf"""^\s*(?:add\()?["']?{_SCOPE}["']?[ (,]{{1,4}}{_PLATFORM}["']([\w.-]{{1,100}}):([\w.${{}}-]{{1,100}})(?::([^"'@]{{1,80}}))?"""
)
_CONTINUED = Regex(r"""^\s*["']([\w.-]{1,100}):([\w.-]{1,100})(?::([^"'@:]{1,80}))?["'],?\s*\)?\s*(?:$|//|,)""")
_SCOPE_OPENED = Regex(rf"^\s*{_SCOPE}\s*\(?\s*$")
_NAMED = Regex(
    rf"""^\s*{_SCOPE}[ (]{{1,3}}{_PLATFORM}group\s*[:=]\s*{_WORD},\s*name\s*[:=]\s*{_WORD}"""
    r"""(?:,\s*version\s*[:=]\s*["']?([^"',)]{1,80}))?"""
)
_CATALOG = Regex(rf"^\s*{_SCOPE}[ (]{{1,3}}{_PLATFORM}libs\.([\w.]{{1,120}})")
_PLUGIN = Regex(r"""^\s*id[ (]{1,2}["']([\w.-]{1,100})["']\)?(?:\s+version\s+["']?([^"'\s]{1,60}))?""")
_PLUGIN_ALIAS = Regex(r"^\s*alias\s*\(\s*libs\.plugins\.([\w.]{1,120})\)")
_KOTLIN = Regex(r"""^\s*kotlin\(["']([\w.-]{1,60})["']\)(?:\s+version\s+["']([^"']{1,60}))?""")
_PROJECT = Regex(rf"""^\s*{_SCOPE}[ (]{{1,3}}{_PLATFORM}project\(\s*(?:path:\s*)?["']([\w:./-]{{1,200}})["']""")
_APPLIED = Regex(r"""^\s*apply[ (]+plugin\s*[:=]\s*["']([\w.-]{1,100})["']""")
_INCLUDE = Regex(r"""^\s*include(?:Build)?\b[ (]*(.{1,400})""")
_REFERRED = Regex(r"(?:\$\{)?\blibs\.(versions\.[\w.]{1,80}?)\.(?:get|asProvider)\(\)(?:\.get\(\))?\}?")
_FLOATING = Regex(r"\+$|^latest\.|[\[(].*[,\])]|-SNAPSHOT$")


def read(repo: Repo) -> Iterator[Manifest]:
    """Every build script that declares something, with catalog references filled in; settings files carry the modules."""
    for file in repo.named("*.gradle", "*.gradle.kts"):
        text = repo.text(file.path)
        folder = file.folder
        if file.name.startswith("settings.gradle"):
            yield Manifest(file.path, "gradle", _root_name(text), tuple(_plugins(repo, text, file.path)), members=tuple(_modules(text)))
            continue
        found = (*_plugins(repo, text, file.path), *_dependencies(repo, text, file.path))
        if found or file.name.startswith("build.gradle"):
            yield Manifest(file.path, "gradle", folder.rpartition("/")[2], found)


def _group(scope: str) -> Group:
    lowered = scope.lower()
    if "test" in lowered or lowered == "developmentonly":
        return "development"
    return "build" if lowered == "classpath" or "processor" in lowered or lowered in ("kapt", "ksp") else "runtime"


def _dependencies(repo: Repo, text: str, path: str) -> Iterator[Dependency]:
    catalog = _catalog(repo)
    opened = ""
    for line, content in enumerate(text.splitlines(), 1):
        if len(content) > 1_000 or content.lstrip().startswith(("//", "*")):
            continue
        found = _COORDINATES.match(content) or _NAMED.match(content)
        if found:
            opened = found.group(1) if content.rstrip().endswith(",") else ""
            version = _settled(catalog, found.group(4) or "")
            yield _made(found.group(2), found.group(3), version, _group(found.group(1)), path, line)
            continue
        project = _PROJECT.match(content)
        if project:
            name = project.group(2).rpartition(":")[2]
            yield Dependency(name, "gradle", "", True, _group(project.group(1)), path, line, local=True)
            continue
        referred = _CATALOG.match(content)
        if referred:
            name, version = catalog.get(referred.group(2).removesuffix(".get"), ("", ""))
            if name:
                group, _, artifact = name.partition(":")
                yield _made(group, artifact, version, _group(referred.group(1)), path, line)
            continue
        opening = _SCOPE_OPENED.match(content)
        continued = _CONTINUED.match(content) if opened else None
        if opening:
            opened = opening.group(1)
        elif continued:
            yield _made(continued.group(1), continued.group(2), _settled(catalog, continued.group(3) or ""), _group(opened), path, line)
        elif content.strip() in (")", "}"):
            opened = ""


def _made(group: str, artifact: str, version: str, scope: Group, path: str, line: int) -> Dependency:
    # without a version it takes the one that a platform, a plugin or a constraint fixes; a variable is one version too
    return Dependency(f"{group}:{artifact}", "gradle", version, not _FLOATING.search(version), scope, path, line)


def _plugins(repo: Repo, text: str, path: str) -> Iterator[Dependency]:
    catalog = _catalog(repo)
    for line, content in enumerate(text.splitlines(), 1):
        if len(content) > 1_000:
            continue
        plugin = _PLUGIN.match(content)
        found = plugin or _APPLIED.match(content)
        kotlin = _KOTLIN.match(content)
        alias = _PLUGIN_ALIAS.match(content)
        if found:
            version = (plugin.group(2) or "") if plugin else ""
            yield _plugin(found.group(1), _settled(catalog, version), path, line)
        elif kotlin:
            yield _plugin(f"org.jetbrains.kotlin.{kotlin.group(1)}", kotlin.group(2) or "", path, line)
        elif alias and "plugins." + alias.group(1) in catalog:
            yield _plugin(*catalog["plugins." + alias.group(1)], path, line)


def _plugin(name: str, version: str, path: str, line: int) -> Dependency:
    # the coordinates of the plugin's marker artifact, under which a repository publishes it
    return Dependency(f"{name}:{name}.gradle.plugin", "gradle", version, not _FLOATING.search(version), "build", path, line)


def _root_name(text: str) -> str:
    found = re.search(r"""rootProject\.name\s*=\s*["']([^"'\n]{1,100})["']""", text)
    return found.group(1) if found else ""


def _modules(text: str) -> Iterator[str]:
    pending = ""
    for content in text.splitlines():
        found = _INCLUDE.match(content)
        words = found.group(1) if found else content if pending else ""
        pending = words if words.rstrip().endswith((",", "(")) else ""
        for name in re.findall(r"""["']:?([\w./:-]{1,200})["']""", words):
            yield joined("", name.replace(":", "/"))


@fact
def _catalog(repo: Repo) -> dict[str, tuple[str, str]]:
    """What `libs.…` stands for: accessor to `group:artifact` and version; plugins under `plugins.…` with their id."""
    found: dict[str, tuple[str, str]] = {}
    for file in repo.named("*.versions.toml"):
        value = mapping(repo.toml(file.path).value)
        versions = mapping(value.get("versions"))
        for alias, stated in versions.items():
            found["versions." + _accessor(alias)] = ("", _version(stated, versions))
        for alias, library in mapping(value.get("libraries")).items():
            text = string(library)
            module = string(dig(library, "module")) or ":".join(filter(None, (string(dig(library, "group")), string(dig(library, "name")))))
            group, artifact, version = (*(text or module).split(":"), "", "", "")[:3]
            if group and artifact:
                found[_accessor(alias)] = (f"{group}:{artifact}", version or _version(dig(library, "version"), versions))
        for alias, plugin in mapping(value.get("plugins")).items():
            name, _, version = string(plugin).partition(":")
            name = name or string(dig(plugin, "id"))
            found["plugins." + _accessor(alias)] = (name, version or _version(dig(plugin, "version"), versions))
    return found


def _settled(catalog: dict[str, tuple[str, str]], version: str) -> str:
    """A version with a reference to the catalogue, `libs.versions.x.get()`, replaced by what stands there."""
    return _REFERRED.sub(lambda found: catalog.get(found.group(1), ("", found.group(1)))[1], version)


def _accessor(alias: str) -> str:
    return re.sub(r"[-_]", ".", alias)


def _version(value: object, versions: object) -> str:
    reference = string(dig(value, "ref"))
    if reference:
        value = dig(versions, reference)
    return string(value) or string(dig(value, "strictly")) or string(dig(value, "require")) or string(dig(value, "prefer"))
