"""C#, F# and Visual Basic: project files, Directory.Packages.props and Directory.Build.props, packages.config."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax.xml import Element, parse_xml
from readiness_checks.facts.manifests import Dependency, Group, Manifest
from readiness_checks.facts.manifests.places import joined

LOCKS = ("packages.lock.json", "paket.lock")

PROJECTS = ("*.csproj", "*.fsproj", "*.vbproj")
_PROPERTY = Regex(r"\$\(([\w.]{1,100})\)")
_FLOATING = Regex(r"\*|^[\[(].*,.*[\])]$")


@dataclass(frozen=True, slots=True)
class Project:
    """What a project file says of itself: its SDK, what it builds, and the projects of this repository it refers to.

    `shared` are the folders of the shared projects whose source it compiles as its own.
    """

    path: str
    sdk: str
    output: str
    tests: bool
    packable: bool
    tool: bool
    references: tuple[str, ...]
    line: int = 1
    shared: tuple[str, ...] = ()


def read(repo: Repo) -> Iterator[Manifest]:
    """Every project, and every props file that references packages; versions kept centrally are filled in."""
    central = _central(repo)
    properties = _properties(repo)
    for file in repo.named(*PROJECTS, "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props", "packages.config"):
        root = _document(repo, file.path)
        if root is None:
            yield Manifest(file.path, "nuget", "", problem="does not parse")
            continue
        tests = file.role == "test" or _is_test(root)
        found = [_old(element, file.path) for element in root.under("package")] + [
            _package(element, central, properties, tests or _for_tests(items), file.path)
            for items in root.under("ItemGroup")
            for element in items.children
            if element.tag in ("PackageReference", "GlobalPackageReference")
        ]
        found += _sdks(root, file.path)
        yield Manifest(file.path, "nuget", file.name.rpartition(".")[0], tuple(d for d in found if d.name))


def _old(element: Element, path: str) -> Dependency:
    return Dependency(element.attributes.get("id", ""), "nuget", element.attributes.get("version", ""), True, "runtime", path, element.line)


def _sdks(root: Element, path: str) -> Iterator[Dependency]:
    """The SDKs that build the project and the shared frameworks it runs on, which come with the toolchain unless they name a version."""
    named = [(root.attributes.get("Sdk", ""), root.line)]
    named += [("/".join(filter(None, map(element.attributes.get, ("Name", "Version")))), element.line) for element in root.under("Sdk")]
    named += [(element.attributes.get("Include", ""), element.line) for element in root.under("ItemGroup", "FrameworkReference")]
    for text, line in named:
        for one in text.split(";"):
            name, _, version = one.strip().partition("/")
            if name:
                yield Dependency(name, "nuget", version, True, "build", path, line, local=not version)


def _package(element: Element, central: dict[str, str], properties: dict[str, str], tests: bool, path: str) -> Dependency:
    name = element.attributes.get("Include") or element.attributes.get("Update") or ""
    stated = element.attributes.get("Version") or element.value("Version") or element.attributes.get("VersionOverride") or ""
    version = _filled(stated or central.get(name.lower(), ""), properties)
    private = (element.attributes.get("PrivateAssets") or element.value("PrivateAssets")).lower() == "all"
    group: Group = "development" if tests else "build" if private else "runtime"
    return Dependency(name, "nuget", version, bool(version) and not _FLOATING.search(version), group, path, element.line)


def projects(repo: Repo) -> tuple[Project, ...]:
    """Every project of the repository, sorted by path."""
    return _projects(repo)


@fact
def _projects(repo: Repo) -> tuple[Project, ...]:
    found = []
    for file in repo.named(*PROJECTS):
        root = _document(repo, file.path)
        if root is None:
            continue
        values = {child.tag: child.text.strip() for group in root.under("PropertyGroup") for child in group.children}
        sdks = (root.attributes.get("Sdk", ""), *(element.attributes.get("Name", "") for element in root.under("Sdk")))
        references = tuple(
            joined(file.folder, element.attributes.get("Include", "").replace("\\", "/"))
            for element in root.walk()
            if element.tag == "ProjectReference" and not _PROPERTY.search(element.attributes.get("Include", ""))
        )
        shared = tuple(
            joined(file.folder, element.attributes["Project"].replace("\\", "/")).rpartition("/")[0]
            for element in root.under("Import")
            if element.attributes.get("Project", "").lower().endswith(".projitems")
        )
        tests = file.role == "test" or _is_test(root)
        packable = bool(values.get("PackageId")) or values.get("IsPackable", "").lower() == "true"
        tool = values.get("PackAsTool", "").lower() == "true"
        sdk = ";".join(filter(None, sdks))
        found.append(Project(file.path, sdk, values.get("OutputType", "").lower(), tests, packable, tool, references, shared=shared))
    return tuple(found)


@fact
def _document(repo: Repo, path: str) -> Element | None:
    root, problem = parse_xml(repo.text(path).lstrip("\ufeff"))
    if problem is not None:
        repo.unreadable(path, problem)
    return root


def _for_tests(items: Element) -> bool:
    return "test" in items.attributes.get("Condition", "").lower()


def _is_test(root: Element) -> bool:
    if any(element.text.strip().lower() == "true" for element in root.under("PropertyGroup", "IsTestProject")):
        return True
    return any(e.tag == "PackageReference" and e.attributes.get("Include", "").lower() == "microsoft.net.test.sdk" for e in root.walk())


@fact
def _central(repo: Repo) -> dict[str, str]:
    found = {}
    for file in repo.named("Directory.Packages.props", "*.props"):
        if b"PackageVersion" not in repo.raw(file.path):
            continue
        root = _document(repo, file.path)
        for element in root.walk() if root is not None else ():
            if element.tag in ("PackageVersion", "GlobalPackageReference"):
                name = element.attributes.get("Include") or element.attributes.get("Update") or ""
                found[name.lower()] = element.attributes.get("Version") or element.value("Version")
    return found


@fact
def _properties(repo: Repo) -> dict[str, str]:
    found = {}
    for file in repo.named("*.props", "*.targets", *PROJECTS):
        root = _document(repo, file.path)
        for group in root.under("PropertyGroup") if root is not None else ():
            found.update({child.tag: child.text.strip() for child in group.children if not child.children})
    return found


def _filled(text: str, properties: dict[str, str]) -> str:
    for _ in range(4):
        filled = _PROPERTY.sub(lambda found: properties.get(found.group(1), found.group()), text)
        if filled == text:
            break
        text = filled
    return text
