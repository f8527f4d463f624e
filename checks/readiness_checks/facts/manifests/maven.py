"""Java with Maven: pom.xml with its parents, properties, managed versions and modules."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax.xml import Element, parse_xml
from readiness_checks.facts.manifests import Dependency, Group, Manifest
from readiness_checks.facts.manifests.places import joined

LOCKS: tuple[str, ...] = ()

_PROPERTY = Regex(r"\$\{([\w.-]{1,100})\}")
_FLOATING = Regex(r"[\[(,]|\A(?:LATEST|RELEASE)\Z|-SNAPSHOT\Z")


def read(repo: Repo) -> Iterator[Manifest]:
    """Every pom.xml; parents and plugins are `build`, provided and runtime scopes `runtime`, the scope test `development`."""
    for file in repo.named("pom.xml"):
        root = _pom(repo, file.path)
        if root is None:
            yield Manifest(file.path, "maven", "", problem="does not parse")
            continue
        properties = _properties(repo, file.path)
        group = root.value("groupId") or root.value("parent", "groupId")
        artifact = _filled(root.value("artifactId"), properties)
        profiles = root.under("profiles", "profile")
        modules = tuple(module.text.strip() for place in (root, *profiles) for module in place.under("modules", "module"))
        own = _own_coordinates(repo)
        found = tuple(
            Dependency(name, "maven", version, _is_exact(version, name in own), scope, file.path, line, name in own)
            for name, version, scope, line in _wanted(root, properties)
        )
        yield Manifest(file.path, "maven", f"{group}:{artifact}", found, members=modules)


def _is_exact(version: str, local: bool) -> bool:
    # without a version of its own a dependency takes the one that its parent or an imported bill of materials fixes
    return local or not _FLOATING.search(version)


@fact
def _pom(repo: Repo, path: str) -> Element | None:
    root, problem = parse_xml(repo.text(path))
    if problem is not None:
        repo.unreadable(path, problem)
    return root if root is not None and root.tag == "project" else None


@fact
def _own_coordinates(repo: Repo) -> frozenset[str]:
    found = set()
    for file in repo.named("pom.xml"):
        root = _pom(repo, file.path)
        if root is not None:
            found.add(f"{root.value('groupId') or root.value('parent', 'groupId')}:{root.value('artifactId')}")
    return frozenset(found)


def _wanted(root: Element, properties: dict[str, str]) -> Iterator[tuple[str, str, Group, int]]:
    for place in (root, *root.under("profiles", "profile")):
        for element in place.under("dependencies", "dependency"):
            scope: Group = "development" if element.value("scope") == "test" else "runtime"
            yield _coordinates(element, properties, scope)
        for element in place.under("dependencyManagement", "dependencies", "dependency"):
            if element.value("scope") == "import":
                yield _coordinates(element, properties, "build")
        for element in (*place.under("build", "plugins", "plugin"), *place.under("build", "pluginManagement", "plugins", "plugin")):
            yield _coordinates(element, properties, "build")
            for inner in element.under("dependencies", "dependency"):
                yield _coordinates(inner, properties, "build")
    for element in root.under("parent"):
        yield _coordinates(element, properties, "build")


def _coordinates(element: Element, properties: dict[str, str], group: Group) -> tuple[str, str, Group, int]:
    named = element.value("groupId") or "org.apache.maven.plugins"
    name = f"{_filled(named, properties)}:{_filled(element.value('artifactId'), properties)}"
    inner = element.child("artifactId")
    return name, _filled(element.value("version"), properties), group, inner.line if inner else element.line


def _filled(text: str, properties: dict[str, str]) -> str:
    for _ in range(4):
        filled = _PROPERTY.sub(lambda found: properties.get(found.group(1), found.group()), text)
        if filled == text:
            break
        text = filled
    return text


@fact
def _properties(repo: Repo, path: str, depth: int = 0) -> dict[str, str]:
    """The properties in force: the parents' that are in the repository, then the pom's own."""
    root = _pom(repo, path)
    if root is None or depth > 10:
        return {}
    found: dict[str, str] = {}
    parent = root.child("parent")
    if parent is not None:
        above = joined(path.rpartition("/")[0], parent.value("relativePath") or "../pom.xml")
        above = above if above.endswith(".xml") else f"{above}/pom.xml".lstrip("/")
        if above != path and repo.file(above) is not None:
            found.update(_properties(repo, above, depth + 1))
    for place in (root, *root.under("profiles", "profile")):
        for element in (child for holder in place.under("properties") for child in holder.children):
            found[element.tag] = element.text.strip()
    version = root.value("version") or root.value("parent", "version")
    found.update({"project.version": version, "project.groupId": root.value("groupId") or root.value("parent", "groupId")})
    return found
