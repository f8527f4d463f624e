"""Helm charts, rendered with their own default values: what an installation without further settings would create."""

from __future__ import annotations

from typing import Any

from readiness.model import below
from readiness.records import dataclass
from readiness.repo import Repo, fact
from readiness.syntax import Map, Parsed, Problem, mapping, sequence, string
from readiness.syntax.yaml import parse_yaml
from readiness_checks.facts.gotemplate import Node, TooMuchError, parse_template
from readiness_checks.facts.sprig import merge_values
from readiness_checks.facts.template_rendering import Renderer, Rendering
from readiness_checks.facts.unknowns import PLACEHOLDER, UNKNOWN

MAX_TEMPLATES = 400  # of one chart
MAX_TEMPLATE = 300_000  # bytes
MAX_CHARTS = 150


@dataclass(frozen=True, slots=True)
class Chart:
    """A chart: `folder` holds Chart.yaml, `parent` is the folder of the chart that holds it as a subchart, "" for none."""

    name: str
    folder: str
    path: str
    parent: str | None = None


@dataclass(frozen=True, slots=True)
class Rendered:
    """The documents a template gives with the chart's defaults. `lines[n]` is the template's line of the n-th rendered line, from 0.

    `incomplete` says that unknown blocks had to be left out for the rest to parse: what is not there may be in one of them.
    """

    path: str
    parsed: Parsed
    lines: tuple[int, ...]
    incomplete: bool = False

    def line(self, rendered: int) -> int:
        """The line of the template that the rendered line (from 1) came from."""
        return self.lines[rendered - 1] if 0 < rendered <= len(self.lines) else 1


@fact
def charts(repo: Repo) -> tuple[Chart, ...]:
    """The repository's own charts, sorted by folder; library charts hold no workloads and are among them."""
    found = [(file.folder, file.path) for file in repo.named("Chart.yaml", "Chart.yml") if file.own]
    folders = [folder for folder, _ in found]
    made = []
    for folder, path in found:
        name = string(mapping(repo.yaml(path).value).get("name"))
        parents = [other for other in folders if other != folder and below(folder, f"{other}/charts" if other else "charts")]
        if name:
            made.append(Chart(name, folder, path, max(parents, key=len) if parents else None))
    return tuple(made[:MAX_CHARTS])


@fact
def rendered_templates(repo: Repo, chart: Chart) -> tuple[Rendered, ...]:
    """Every template of a chart that creates something, rendered with the defaults of its values.yaml."""
    templates = _templates(repo, chart)
    parsed: dict[str, list[Node]] = {}
    defined: dict[str, list[Node]] = {}
    made = []
    for path in templates:
        try:
            nodes, named = parse_template(repo.text(path))
        except TooMuchError as error:
            made.append(Rendered(path, Parsed(problem=Problem(str(error))), ()))
            continue
        defined.update(named)
        if not path.rpartition("/")[2].startswith("_") and path.endswith((".yaml", ".yml", ".tpl", ".json")):
            parsed[path] = nodes
    renderer = Renderer(defined, _root(repo, chart))
    for path, nodes in parsed.items():
        try:
            out = renderer.render(nodes)
        except (TooMuchError, RecursionError) as error:
            made.append(Rendered(path, Parsed(problem=Problem(str(error))), ()))
            continue
        made.append(_read(path, out))
    return tuple(sorted(made, key=lambda item: item.path))


def _read(path: str, out: Rendering) -> Rendered:
    text = out.text
    parsed = parse_yaml(text)
    if parsed.problem is None or PLACEHOLDER not in text:
        return Rendered(path, parsed, tuple(out.lines))
    # an unknown block in a list or a text: without it the rest can be read
    kept = "\n".join("" if line.strip() in (f"{PLACEHOLDER}: true", PLACEHOLDER) else line for line in text.split("\n"))
    return Rendered(path, parse_yaml(kept), tuple(out.lines), True)


def _templates(repo: Repo, chart: Chart) -> list[str]:
    """The chart's templates and the files of named templates beside them."""
    home = f"{chart.folder}/" if chart.folder else ""
    found = (file for file in repo.files if file.path.startswith(f"{home}templates/"))
    return [file.path for file in found if file.role not in ("binary", "test") and file.size < MAX_TEMPLATE][:MAX_TEMPLATES]


def _root(repo: Repo, chart: Chart) -> dict[str, Any]:
    home = f"{chart.folder}/" if chart.folder else ""
    about = mapping(repo.yaml(chart.path).value)
    values = _values(repo, f"{home}values.yaml")
    if chart.parent is not None and isinstance(values, dict):
        above = _values(repo, f"{chart.parent}/values.yaml" if chart.parent else "values.yaml")
        own = above.get(chart.name) if isinstance(above, dict) else None
        shared = {"global": above["global"]} if isinstance(above, dict) and isinstance(above.get("global"), dict) else {}
        values = merge_values(merge_values(values, own if isinstance(own, dict) else {}), shared)
    return {
        "Values": values,
        "Chart": {
            "Name": chart.name,
            "Version": string(about.get("version")),
            "AppVersion": string(about.get("appVersion")),
            "Type": string(about.get("type")),
        },
        "Release": {"Name": chart.name, "Namespace": "default", "Service": "Helm", "IsInstall": True, "IsUpgrade": False, "Revision": 1},
        "Template": {"Name": "template", "BasePath": f"{chart.name}/templates"},
        "Capabilities": UNKNOWN,
        "Files": UNKNOWN,
        "Subcharts": UNKNOWN,
    }


def _values(repo: Repo, path: str) -> Any:
    if repo.file(path) is None:
        return {}
    parsed = repo.yaml(path)
    if parsed.problem is not None:
        return UNKNOWN
    return parsed.value if isinstance(parsed.value, Map) else {}


def enabled_dependencies(repo: Repo, chart: Chart) -> tuple[str, ...]:
    """The names of the charts that a chart depends on and does not switch off by default."""
    about = mapping(repo.yaml(chart.path).value)
    values = _values(repo, f"{chart.folder}/values.yaml" if chart.folder else "values.yaml")
    made = []
    for item in sequence(about.get("dependencies")):
        condition = string(mapping(item).get("condition")).partition(",")[0]
        value: Any = values
        for part in condition.split(".") if condition else ():
            value = value.get(part) if isinstance(value, dict) else value
        if not condition or value is not False:
            made.append(string(mapping(item).get("name")))
    return tuple(made)
