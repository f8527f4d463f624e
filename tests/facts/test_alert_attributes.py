"""What an alert tells whoever it wakes, and whether its runbook is there."""

from __future__ import annotations

import pytest

from readiness_checks.facts.alert_attributes import Attributes, alert_attributes
from tests.repos import repo_of

PACKAGE = '{"repository": "github:example/shop"}'
BLOB = "https://github.com/example/shop/blob/main"


def rule(**annotations: str) -> str:
    """A file with one Prometheus rule of these annotations."""
    lines = "".join(f"          {key}: {value!r}\n" for key, value in annotations.items())
    return f"groups:\n  - name: a\n    rules:\n      - alert: Down\n        expr: up == 0\n        annotations:\n{lines}"


def only(files: dict[str, str]) -> Attributes:
    """The attributes of the only alert of the files."""
    (found,) = alert_attributes(repo_of(files))
    return found


def lacks(found: Attributes) -> list[str]:
    """The attributes that an alert does not have."""
    return [name for name, has in found.has if not has]


@pytest.mark.parametrize(
    ("extra", "missing"),
    [
        ("", ["a duration", "a severity", "a summary", "a runbook link"]),
        ("        for: 5m\n", ["a severity", "a summary", "a runbook link"]),
        ("        labels: {severity: page}\n", ["a duration", "a summary", "a runbook link"]),
        ("        labels: {priority: P1}\n", ["a duration", "a summary", "a runbook link"]),
        ("        labels: {severity: ''}\n", ["a duration", "a severity", "a summary", "a runbook link"]),
        ("        labels: {severity_source: x}\n", ["a duration", "a severity", "a summary", "a runbook link"]),
        ("        annotations: {description: 'It is down.'}\n", ["a duration", "a severity", "a runbook link"]),
        ("        annotations: {summary: ' '}\n", ["a duration", "a severity", "a summary", "a runbook link"]),
    ],
)
def test_a_rule_is_asked_for_four_attributes(extra: str, missing: list[str]) -> None:
    """Labels and annotations may be called by their usual other names, but must say something."""
    text = f"groups:\n  - name: a\n    rules:\n      - alert: Down\n        expr: up == 0\n{extra}"

    assert lacks(only({"prometheus/a.rules.yml": text})) == missing


@pytest.mark.parametrize(
    ("link", "state"),
    [
        (f"{BLOB}/docs/runbook.md", "here"),
        (f"{BLOB}/docs/runbook.md#restart", "here"),
        (f"{BLOB}/docs/runbook.md#gone", "broken"),
        (f"{BLOB}/docs/gone.md", "broken"),
        ("https://wiki.example.com/runbooks/down", "unchecked"),
        ("https://wiki.example.com/{{ $labels.job }}", "unchecked"),
        ("{{ $externalURL }}/runbook", "unchecked"),
        ("docs/runbook.md", "here"),
        ("/docs/runbook.md#restart", "here"),
        ("./docs/gone.md", "broken"),
        ("runbook.md", "here"),
        ("ask the team", "none"),
        ("", "none"),
    ],
)
def test_a_runbook_link_is_followed(link: str, state: str) -> None:
    """A path or a link back into the repository must lead to a document and its heading; other hosts are not asked."""
    files = {"package.json": PACKAGE, "docs/runbook.md": "# Down\n\n## Restart\n", "ops/prometheus/a.rules.yml": rule(runbook_url=link)}

    assert only(files).link == state


def test_a_link_in_the_description_counts_when_it_speaks_of_a_runbook() -> None:
    """Not every link in a text is what to do: dashboards are none."""
    told = only({"prometheus/a.rules.yml": rule(description="Runbook: https://wiki.example.com/down")})
    shown = only({"prometheus/a.rules.yml": rule(description="See https://grafana.example.com/d/1")})

    assert (told.link, told.target) == ("unchecked", "https://wiki.example.com/down")
    assert shown.link == "none"


ALARM = 'resource "aws_cloudwatch_metric_alarm" "down" {\n  alarm_name = "down"\n%s}\n'


@pytest.mark.parametrize(
    ("body", "more", "missing"),
    [
        ("", "", ["evaluation periods", "a priority or tags", "a link in its text"]),
        ("  evaluation_periods = 3\n", "", ["a priority or tags", "a link in its text"]),
        ('  tags = { team = "x" }\n', "", ["evaluation periods", "a link in its text"]),
        ("", 'provider "aws" {\n  default_tags {\n    tags = { team = "x" }\n  }\n}\n', ["evaluation periods", "a link in its text"]),
        ('  alarm_description = "See https://wiki.example.com/down"\n', "", ["evaluation periods", "a priority or tags"]),
    ],
)  # fmt: skip
def test_a_declared_alarm_is_asked_for_its_own(body: str, more: str, missing: list[str]) -> None:
    """Tags that the provider gives to everything in the folder are the alarm's too."""
    files = {"infra/alarms.tf": ALARM % body} | ({"infra/main.tf": more} if more else {})

    assert lacks(only(files)) == missing


def test_default_tags_of_another_folder_are_not_the_alarms() -> None:
    """Each folder of Terraform is a module with providers of its own."""
    provider = 'provider "aws" {\n  default_tags {\n    tags = { team = "x" }\n  }\n}\n'
    found = only({"infra/alarms.tf": ALARM % "", "other/main.tf": provider})

    assert "a priority or tags" in lacks(found)
