"""Kubernetes manifests, Kustomize and Helm: whether they parse, and the files, overlays and charts that they name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from readiness.model import below
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, mapping, sequence, string, strings
from readiness_checks.facts.absence import surely_absent
from readiness_checks.facts.gotemplate import first_fault
from readiness_checks.facts.helm import Chart, charts
from readiness_checks.facts.kubernetes import RESOURCE, kubernetes_files
from readiness_checks.facts.provisioning.flaws import Flaw, InfrastructureFile, broken

MAX_TEMPLATES = 2_000
_API_VERSION = Regex(r"(?m)^apiVersion:\s*\S")
_KUSTOMIZATIONS = ("kustomization.yaml", "kustomization.yml", "Kustomization")
_REMOTE = Regex(r"://|\?ref=|^git@|^(?:[\w-]+\.)+[a-z]{2,}/|//")
# inside an action: notes for the reader speak of `--template "{{ .status }}"`
_NAMED = Regex(r"\{\{(?:[^{}\n]|\{(?!\{)){0,300}?\b(?:include|template)\s+\"([^\"{}\n]{1,200})\"")
_DEFINED = Regex(r"\{\{-?\s*(?:define|block)\s+[\"`]([^\"`\n]{1,200})[\"`]")
_GOT = Regex(r"\.Files\.Get\s+\"([^\"\n]{1,200})\"")
_COMMENT = Regex(r"\{\{-?\s*/\*.*?\*/\s*-?\}\}", re.DOTALL)


def manifests(repo: Repo) -> Iterator[InfrastructureFile]:
    """Every Kubernetes manifest, kustomization and file of a chart, with its flaws."""
    seen = set()
    for found in (*_kustomized(repo), *_charted(repo)):
        seen.add(found.path)
        yield found
    plain = {file.path for file in kubernetes_files(repo)}
    for path in sorted(plain | {hit.path for hit in repo.hits(RESOURCE)}):
        if path in seen or any(below(path, f"{chart.folder}/templates" if chart.folder else "templates") for chart in charts(repo)):
            continue
        if path in plain:
            flaws = broken(repo, path, repo.json(path) if path.endswith(".json") else repo.yaml(path), "YAML")
            yield InfrastructureFile(path, "kubernetes", flaws)
        elif repo.yaml(path).problem is not None and _API_VERSION.search(repo.text(path)):
            yield InfrastructureFile(path, "kubernetes", broken(repo, path, repo.yaml(path), "YAML"))


def _kustomized(repo: Repo) -> Iterator[InfrastructureFile]:
    for file in repo.named("kustomization.yaml", "kustomization.yml", "kustomization"):
        if file.own and file.link is None:
            parsed = repo.yaml(file.path)
            yield InfrastructureFile(
                file.path, "kustomize", (*broken(repo, file.path, parsed, "YAML"), *_taken(repo, file.path, mapping(parsed.value)))
            )


def _taken(repo: Repo, path: str, value: Map) -> Iterator[Flaw]:
    folder = path.rpartition("/")[0]
    for key in ("resources", "bases", "components"):
        items = sequence(value.get(key))
        for index, item in enumerate(items):
            # an inline generator or resource is text of several lines
            written = string(item)
            if _REMOTE.search(written):
                continue
            absent = surely_absent(repo, folder, written)
            if absent:
                yield Flaw("reference", f"`{absent}` does not exist", items.line_at(index))
    for written, line in _laid_over(value):
        absent = surely_absent(repo, folder, written) if not _REMOTE.search(written) else ""
        if absent:
            yield Flaw("reference", f"the file `{absent}` does not exist", line)


def _laid_over(value: Map) -> Iterator[tuple[str, int]]:
    """Paths of patches, generators' files and further settings, with their lines."""
    for key in (
        "patchesStrategicMerge",
        "patches",
        "patchesJson6902",
        "replacements",
        "configurations",
        "transformers",
        "generators",
        "crds",
    ):
        items = sequence(value.get(key))
        for index, item in enumerate(items):
            written = string(mapping(item).get("path")) if isinstance(item, Map) else string(item)
            if written and "\n" not in written:
                yield written, items.line_at(index)
    items = sequence(value.get("configMapGenerator"))
    for index, item in enumerate(items):
        generator = mapping(item)
        for key in ("files", "envs", "env"):
            for written in strings(generator.get(key)):
                name = written.rpartition("=")[2]
                if not name.rpartition("/")[2].startswith(".env"):
                    yield name, generator.line_of(key) or items.line_at(index)


def _charted(repo: Repo) -> Iterator[InfrastructureFile]:
    for file in repo.named("Chart.yaml"):
        if file.own and repo.yaml(file.path).problem is not None:
            yield InfrastructureFile(file.path, "helm", broken(repo, file.path, repo.yaml(file.path), "YAML"))
    count = 0
    for chart in charts(repo):
        yield InfrastructureFile(chart.path, "helm", tuple(_dependencies(repo, chart)))
        home = f"{chart.folder}/" if chart.folder else ""
        names = _reachable_names(repo, chart)
        for path in _chart_paths(repo).get(home, ()):
            name = path[len(home) :]
            if name.startswith("templates/") and count < MAX_TEMPLATES:
                count += 1
                yield InfrastructureFile(path, "helm", tuple(_template(repo, chart, path, names)))
            elif name.startswith("values") and name.endswith((".yaml", ".yml")) and "/" not in name:
                yield InfrastructureFile(path, "helm", broken(repo, path, repo.yaml(path), "YAML"))


@fact
def _chart_paths(repo: Repo) -> dict[str, tuple[str, ...]]:
    """The templates and value files of each chart, by its folder with a slash behind it."""
    homes = sorted((f"{chart.folder}/" if chart.folder else "" for chart in charts(repo)), key=len, reverse=True)
    found: dict[str, list[str]] = {}
    for file in repo.named("*.yaml", "*.yml", "*.tpl", "*.txt") if homes else ():
        home = next((home for home in homes if file.path.startswith(home)), None)
        if home is not None and file.role not in ("binary", "test", "fixture") and file.link is None:
            found.setdefault(home, []).append(file.path)
    return {home: tuple(paths) for home, paths in found.items()}


def _dependencies(repo: Repo, chart: Chart) -> Iterator[Flaw]:
    items = sequence(mapping(repo.yaml(chart.path).value).get("dependencies"))
    for index, item in enumerate(items):
        repository = string(mapping(item).get("repository"))
        if repository.startswith("file://"):
            absent = surely_absent(repo, chart.folder, repository.removeprefix("file://"))
            if absent:
                yield Flaw("reference", f"the chart `{absent}` does not exist", mapping(item).line_of("repository") or items.line_at(index))


@fact
def _reachable_names(repo: Repo, chart: Chart) -> frozenset[str] | None:
    """The named templates that a chart can include; None where a chart from elsewhere may bring more."""
    about = mapping(repo.yaml(chart.path).value)
    outside = [item for item in sequence(about.get("dependencies")) if not string(mapping(item).get("repository")).startswith("file://")]
    if outside or isinstance(about.get("dependencies"), Seq) or chart.parent is not None or _old_requirements(repo, chart):
        return None
    home = f"{chart.folder}/" if chart.folder else ""
    found: set[str] = set()
    for file in repo.files:
        if file.path.startswith(home) and "templates/" in file.path:
            if file.role in ("binary", "vendored") or file.suffix == ".tgz":
                continue
            found.update(_DEFINED.findall(repo.text(file.path)))
    return frozenset(found)


@fact
def _included_names(repo: Repo, chart: Chart) -> frozenset[str]:
    """The named templates that the chart's templates include by their names."""
    home = f"{chart.folder}/" if chart.folder else ""
    templates = (path for path in _chart_paths(repo).get(home, ()) if path.startswith(f"{home}templates/"))
    return frozenset(name for path in templates for name in _NAMED.findall(repo.text(path)))


def _old_requirements(repo: Repo, chart: Chart) -> bool:
    home = f"{chart.folder}/" if chart.folder else ""
    return repo.file(f"{home}requirements.yaml") is not None or any(path.startswith(f"{home}charts/") for path in _packages(repo))


@fact
def _packages(repo: Repo) -> tuple[str, ...]:
    return tuple(file.path for file in repo.named("*.tgz", "Chart.yaml"))


def _template(repo: Repo, chart: Chart, path: str, names: frozenset[str] | None) -> Iterator[Flaw]:
    text = repo.text(path)
    fault = first_fault(text)
    if fault is not None:
        yield Flaw("parse", f"is no template: {fault[0]}", fault[1])
        return
    # comments keep their line breaks, so that the lines still count
    bare = _COMMENT.sub(lambda match: "\n" * match.group().count("\n"), text) if "/*" in text else text
    within = ""
    for number, line in enumerate(bare.split("\n"), 1):
        if "{{" not in line:
            continue
        # what nobody includes is never run: another program's templates may lie in the chart
        if defined := _DEFINED.findall(line):
            within = defined[-1]
        for match in _NAMED.finditer(line):
            run = not within or within in _included_names(repo, chart)
            if names is not None and match.group(1) not in names and run:
                yield Flaw("reference", f"the template `{match.group(1)}` is defined nowhere in the chart", number)
        for match in _GOT.finditer(line):
            absent = surely_absent(repo, chart.folder, match.group(1))
            if absent:
                yield Flaw("reference", f"the file `{absent}` does not exist", number)
