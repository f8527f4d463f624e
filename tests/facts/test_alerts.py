"""Alert rules are read with their place, whatever carries them."""

from __future__ import annotations

from readiness_checks.facts.alerts import Alert, alerts, empty_rules
from tests.repos import repo_of

RULES = """groups:
  - name: orders
    rules:
      - record: job:requests:rate5m
        expr: sum(rate(requests_total[5m]))
      - alert: Down
        expr: up == 0
        for: 5m
        labels: {severity: page}
        annotations: {summary: "{{ $labels.job }} is down"}
"""


def test_a_rule_carries_its_attributes() -> None:
    """Recording rules are none; an alert keeps what it says."""
    found = alerts(repo_of({"prometheus/alert.rules": RULES}))

    assert found == (
        Alert(
            "Down",
            "prometheus/alert.rules",
            6,
            "prometheus",
            "up == 0",
            "5m",
            (("severity", "page"),),
            (("summary", "{{ $labels.job }} is down"),),
        ),
    )


def test_a_config_map_keeps_the_lines_of_its_text() -> None:
    """The line is that of the outer file."""
    text = "kind: ConfigMap\ndata:\n  rules.yml: |\n" + "".join(f"    {line}\n" for line in RULES.splitlines())

    assert [alert.line for alert in alerts(repo_of({"rules.yaml": text}))] == [9]


def test_grafana_rules_are_known_by_condition_and_data() -> None:
    """Grafana's provisioned rules carry a title and queries instead of one expression."""
    rule = (
        "uid: x\n        title: Slow\n        condition: B\n        noDataState: OK\n        for: 2m\n        data:\n          - refId: A\n"
    )
    text = f"apiVersion: 1\ngroups:\n  - name: a\n    rules:\n      - {rule}"

    assert [(alert.name, alert.kind, alert.duration) for alert in alerts(repo_of({"grafana/alerting.yml": text}))] == [
        ("Slow", "grafana", "2m")
    ]


def test_a_template_is_read_without_rendering() -> None:
    """A chart's rules count though the file is no YAML before it is rendered."""
    rule = "alert: Down\n          expr: up{job={{ .Release.Name | quote }}} == 0\n          for: 1m\n"
    text = "{{- if .Values.alerts }}\nspec:\n  groups:\n    - rules:\n        - " + rule + "{{- end }}\n"
    found = alerts(repo_of({"chart/templates/rules.yaml": text, "chart/Chart.yaml": "name: a\n"}))

    assert [(alert.name, alert.line, alert.duration) for alert in found] == [("Down", 5, "1m")]


def test_alarms_of_an_infrastructure_program_are_declared() -> None:
    """CDK alarms are seen in the program's source."""
    found = alerts(repo_of({"lib/stack.ts": "new cloudwatch.Alarm(this, 'Errors', { threshold: 1 });\n"}))

    assert [(alert.kind, alert.line) for alert in found] == [("declared", 1)]


def test_other_things_called_alert_are_none() -> None:
    """A product's alerts, a translation and a rule without expression are no rules."""
    files = {
        "locales/en.yml": "en:\n  flash:\n    alert: Please sign in\n",
        "src/alert.ts": "const x = { alert: 'on', expr: '1' };\n",
        "alerts.yml": "groups:\n  - name: a\n    rules:\n      - alert: Nothing\n",
    }

    assert alerts(repo_of(files)) == ()


def test_groups_without_alerts_are_empty() -> None:
    """The line of the groups is kept; a file of recording rules is no broken promise."""
    files = {"alerts.yml": "groups: []\n", "recording-rules.yml": "groups:\n  - rules:\n      - record: a\n        expr: b\n"}

    assert empty_rules(repo_of(files)) == (("alerts.yml", 1),)


def test_a_group_gives_its_labels_to_its_rules() -> None:
    """Prometheus 3 reads labels of a group; what a rule says itself wins."""
    text = (
        "groups:\n  - name: web\n    labels: {severity: page, team: web}\n    rules:\n"
        "      - alert: Down\n        expr: up == 0\n      - alert: Slow\n        expr: p99 > 1\n        labels: {severity: ticket}\n"
    )

    assert [alert.labels for alert in alerts(repo_of({"rules/alerts.yml": text}))] == [
        (("severity", "page"), ("team", "web")),
        (("severity", "ticket"), ("team", "web")),
    ]
