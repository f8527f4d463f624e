"""Charts are rendered with their own defaults, safely."""

from __future__ import annotations

import time
from contextlib import suppress

import pytest

from readiness_checks.facts.gotemplate import TooMuchError, parse_template
from readiness_checks.facts.helm import charts, rendered_templates
from readiness_checks.facts.template_rendering import Renderer
from readiness_checks.facts.unknowns import UNKNOWN
from tests.repos import repo_of

CHART = {"c/Chart.yaml": "apiVersion: v2\nname: c\nversion: 1.0.0\nappVersion: '7'\n"}


def _render(template: str, values: object = None) -> str:
    nodes, defined = parse_template(template)
    return Renderer(defined, {"Values": values if values is not None else {}, "Capabilities": UNKNOWN}).render(nodes).text


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("a {{- /* gone */ -}} b", "ab"),
        ("{{ if .Values.on }}x{{ else if .Values.other }}y{{ else }}z{{ end }}", "y"),
        ("{{ with .Values.map }}{{ .key }}{{ $.Values.other }}{{ end }}", "vtrue"),
        ("{{ range $i, $e := .Values.list }}{{ $i }}{{ $e }};{{ end }}", "0a;1b;"),
        ('{{ $n := "x" }}{{ if true }}{{ $n = "y" }}{{ end }}{{ $n }}', "y"),
        ('{{ define "t" }}<{{ . }}>{{ end }}{{ include "t" "in" | upper }}', "<IN>"),
        ('{{ printf "%s:%s" (default "r" .Values.none) (.Values.map.key | quote) }}', 'r:"v"'),
        ("{{ toYaml .Values.map | nindent 2 }}", '\n  key: "v"'),
        ('{{ "a }} b" }}', "a }} b"),
        ("{{ unheardOf 1 }}", "readiness-unknown"),
        ("{{ if .Capabilities.APIVersions.Has }}then{{ end }}", "then"),
        ("{{ ternary 1 2 (eq .Values.map.key `v`) }}", "1"),
    ],
)
def test_templates_render_as_helm_would(template: str, expected: str) -> None:
    """Blocks, variables, pipelines and the common functions do what text/template and Sprig say."""
    values = {"on": False, "other": True, "map": {"key": "v"}, "list": ["a", "b"]}

    assert _render(template, values) == expected


@pytest.mark.parametrize("template", ["{{ if true }}", "{{ end }}", "{{ `open", "{{/* open", "{{ else }}"])
def test_what_is_no_template_is_refused(template: str) -> None:
    """A block or action that does not end is said to be one."""
    with pytest.raises(TooMuchError):
        _render(template)


@pytest.mark.parametrize(
    "template",
    [
        '{{ define "a" }}{{ include "a" . }}{{ end }}{{ include "a" . }}',
        "{{ range until 100 }}{{ range until 100 }}{{ range until 100 }}x{{ end }}{{ end }}{{ end }}",
        "{{" * 100_000,
        "{{ if true }}" * 20_000 + "{{ end }}" * 20_000,
        "{{ " + "(" * 5_000 + ")" * 5_000 + " }}",
        '{{ define "b" }}' + '{{ . | printf "%s%s%s" . . | replace "x" "xxxxxxxx" }}' * 30 + "{{ end }}{{ include `b` `xxxxxxxx` }}" * 400,
        "{{ $l := list }}{{ range until 100 }}{{ range until 100 }}{{ $l = append $l 1 }}{{ end }}{{ end }}",
        '{{ define "c" }}'
        + "x" * 200_000
        + '{{ end }}{{ range until 100 }}{{ range until 100 }}{{ include "c" . | trunc 1 }}{{ end }}{{ end }}',
    ],
    ids=["recursion", "loops", "braces", "nesting", "parentheses", "growth", "lists", "copies"],
)
def test_hostile_templates_end_soon(template: str) -> None:
    """No template takes more than a moment, whatever it is made of."""
    begun = time.process_time()
    with suppress(TooMuchError):
        _render(template)

    assert time.process_time() - begun < 3


def test_lines_are_those_of_the_template() -> None:
    """A finding points into the template, not into what it renders to."""
    template = "{{- if true }}\n\nkind: A\n{{- end }}\nitems:\n{{- range .Values.list }}\n  - {{ . }}\n{{- end }}\nlast: 1\n"
    repo = repo_of({**CHART, "c/values.yaml": "list: [1, 2, 3]\n", "c/templates/a.yaml": template})
    rendered = rendered_templates(repo, charts(repo)[0])[0]
    document = rendered.parsed.value

    assert [rendered.line(document.line_of(key)) for key in ("kind", "items", "last")] == [3, 5, 9]


def test_a_broken_chart_is_reported_and_not_raised() -> None:
    """A template that does not parse carries its problem."""
    repo = repo_of({**CHART, "c/values.yaml": "a: [", "c/templates/a.yaml": "{{ if }}"})
    rendered = rendered_templates(repo, charts(repo)[0])

    assert [item.parsed.problem is not None for item in rendered] == [True]
