"""Alert rules of any kind: Prometheus rule files and resources, Grafana's own, and alarms declared in infrastructure code."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Literal, TypeAlias

from readiness.classify import Role
from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness.syntax import Map, dig, mapping, sequence, string, walk
from readiness.syntax.yaml import parse_yaml
from readiness_checks.facts.resources import resources

AlertKind: TypeAlias = Literal["prometheus", "grafana", "slo", "declared"]

_YAML = (".yaml", ".yml", ".rules", ".json", ".tpl", ".tmpl", ".libsonnet", ".jsonnet")
_ROLES: tuple[Role, ...] = ("configuration", "source")
# Lines that only files with alert rules hold; those files are then read whole.
RULES = Pattern(("alert:", '"alert"'), r"""^\s*-?\s*["']?alert["']?:\s*\S""", suffixes=_YAML, roles=_ROLES)
GRAFANA = Pattern(("noDataState", "execErrState"), suffixes=_YAML, roles=_ROLES)
OBJECTIVES = Pattern(
    ("prometheus/v1", "sloth.slok.dev", "pyrra.dev", "openslo/v1", "openslo.com/v1"),
    r"version:\s*[\"']?prometheus/v1|apiVersion:\s*[\"']?(?:sloth\.slok\.dev|pyrra\.dev|openslo(?:\.com)?)/v\w+", suffixes=(".yaml",
    ".yml"), roles=_ROLES,
)  # fmt: skip
DECLARED = Pattern(
    ("Alarm(", "MetricAlarm", "metricAlerts", "scheduledQueryRules", "serverless-plugin-aws-alerts", "DatadogMonitor",
    "conditionThreshold", "MetricAlert("),
    r"\bnew\s+(?:\w+\.){0,3}(?:Composite|Metric)?Alarm\(|\.createAlarm\(|\b(?:cloudwatch|cw|aws_cloudwatch)\.(?:Composite|Metric)?Alarm\("
    r"|\bnew\s+(?:\w+\.){0,3}MetricAlert\("
    r"|Microsoft\.Insights/(?:metricAlerts|scheduledQueryRules)|^\s*-\s*[\"']?serverless-plugin-aws-alerts|^kind:\s*DatadogMonitor\b"
    r"|^\s*[\"']?conditionThreshold[\"']?:",
    languages=("typescript", "javascript", "python", "java", "kotlin", "csharp", "go", "bicep"), suffixes=(".yaml", ".yml", ".json"),
    roles=_ROLES,
)  # fmt: skip

# Resource types that are an alarm by themselves.
_ALARMS = Regex(
    r"aws_cloudwatch_(?:metric|composite)_alarm|AWS::CloudWatch::(?:Composite)?Alarm|google_monitoring_alert_policy"
    r"|azurerm_monitor_\w*alert\w*|datadog_monitor|newrelic_\w*condition"
    r"|grafana_rule_group|signalfx_detector|opsgenie_\w*alert\w*|aws_prometheus_rule_group_namespace|AWS::APS::RuleGroupsNamespace"
    r"|oci_monitoring_alarm|digitalocean_monitor_alert|alicloud_cms_alarm"
    r"|Microsoft\.Insights/(?:metricAlerts|scheduledQueryRules)|dynatrace_metric_events|honeycombio_trigger|google_logging_metric_alert"
)
_TEXT_RULE = Regex(r"""^(\s*-?\s*)["']?alert["']?:\s*["']?([^"'\n,]{1,200})""", re.MULTILINE)
_TEXT_LABEL = Regex(r"""^\s*["']?((?:alert_?)?(?:severity|priority|level))["']?:\s*["']?([^"'\n]{1,200})""", re.MULTILINE)
_TEXT_ANNOTATION = Regex(
    r"""^\s*["']?(summary|description|message|title|(?:run|play)_?book\w{0,20})["']?:\s*["']?(\S[^\n]{0,500})""", re.MULTILINE
)
_TEXT_EXPR = Regex(r"""^\s*["']?expr["']?:\s*(\S[^\n]{0,2000})""", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Alert:
    """One alert rule. `duration` is how long its condition must hold, as written; `expr` its query; "" for what is not said."""

    name: str
    path: str
    line: int | None
    kind: AlertKind
    expr: str = ""
    duration: str = ""
    labels: tuple[tuple[str, str], ...] = ()
    annotations: tuple[tuple[str, str], ...] = ()


@fact
def alerts(repo: Repo) -> tuple[Alert, ...]:
    """Every alert rule that is the repository's own, sorted by place."""
    found: dict[tuple[str, int | None, str], Alert] = {}
    for path in sorted({hit.path for hit in repo.hits(RULES)} | {hit.path for hit in repo.hits(GRAFANA)}):
        for alert in _in_file(repo, path):
            found[alert.path, alert.line, alert.name] = alert
    for hit in repo.hits(OBJECTIVES):
        if _objective_alerts(repo, hit.path):
            found[hit.path, hit.line, ""] = Alert("service level objective", hit.path, hit.line, "slo")
    for resource in resources(repo):
        if _ALARMS.fullmatch(resource.type):
            found[resource.path, resource.line, resource.name] = Alert(resource.name, resource.path, resource.line, "declared")
    declared = {(path, line) for path, line, _ in found}
    for hit in repo.hits(DECLARED):
        if (hit.path, hit.line) not in declared:
            found[hit.path, hit.line, hit.text] = Alert(hit.text.strip(" -('\""), hit.path, hit.line, "declared")
    return tuple(sorted(found.values(), key=lambda alert: (alert.path, alert.line or 0, alert.name)))


def _in_file(repo: Repo, path: str) -> Iterator[Alert]:
    text = repo.text(path)
    parsed = repo.json(path) if path.endswith(".json") else repo.yaml(path)
    # a chart's template is no YAML before it is rendered, and jsonnet never is
    template = path.endswith(("sonnet", ".tpl", ".tmpl")) or ("{{" in text and "/templates/" in f"/{path}")
    if template and parsed.problem is not None:
        yield from _as_text(text, path)
        return
    for document in parsed.documents:
        yield from _in_value(document, path, 0)


def _in_value(value: object, path: str, offset: int) -> Iterator[Alert]:
    """The rules in a parsed value, and those in texts it carries, as a ConfigMap does; `offset` is the line above the value."""
    shared: dict[int, Map] = {}
    for node in walk(value):
        if mapping(node.get("labels")) and sequence(node.get("rules")):
            # Prometheus 3 gives a group's labels to each of its rules
            shared.update((id(rule), mapping(node.get("labels"))) for rule in sequence(node.get("rules")))
        if string(node.get("alert")) and string(node.get("expr")):
            yield _rule(node, path, offset, shared=shared.get(id(node), Map()))
        elif "condition" in node and sequence(node.get("data")) and string(node.get("title")):
            yield _rule(node, path, offset, kind="grafana")
        elif not offset:
            for key, text in node.items():
                if isinstance(text, str) and "alert:" in text and "expr:" in text:
                    for document in parse_yaml(text).documents:
                        yield from _in_value(document, path, node.line_of(key))


def _rule(node: Map, path: str, offset: int, kind: AlertKind = "prometheus", shared: Map | None = None) -> Alert:
    name = string(node.get("alert")) or string(node.get("title"))
    line = offset + node.line_of("alert" if "alert" in node else "title")
    return Alert(
        name,
        path,
        line or None,
        kind,
        string(node.get("expr")),
        string(node.get("for")),
        # a rule's own label wins over its group's
        tuple(sorted({**dict(_pairs(shared)), **dict(_pairs(node.get("labels")))}.items())),
        _pairs(node.get("annotations")),
    )


def _pairs(value: object) -> tuple[tuple[str, str], ...]:
    return tuple((key, string(text)) for key, text in sorted(mapping(value).items()))


def _as_text(text: str, path: str) -> Iterator[Alert]:
    """Rules of a template that is no YAML before it is rendered: an `alert` with an `expr` before the next one."""
    places = list(_TEXT_RULE.finditer(text))
    for index, found in enumerate(places):
        end = places[index + 1].start() if index + 1 < len(places) else len(text)
        block = text[found.end() : min(end, found.end() + 4000)]
        expr = _TEXT_EXPR.search(block)
        if expr is None:
            continue
        held = re.search(r"""^\s*["']?for["']?:\s*["']?([\w.{}$ ]{1,60})""", block, re.MULTILINE)
        line = text.count("\n", 0, found.start(2)) + 1
        labels = tuple(_TEXT_LABEL.findall(block))
        yield Alert(
            found.group(2).strip(),
            path,
            line,
            "prometheus",
            expr.group(1).strip(),
            held.group(1).strip() if held else "",
            labels,
            tuple(_TEXT_ANNOTATION.findall(block)),
        )


def _objective_alerts(repo: Repo, path: str) -> bool:
    """Whether an objective file makes alerts: Sloth and Pyrra do unless told not to, OpenSLO where it carries a policy."""
    for document in repo.yaml(path).documents:
        version = string(dig(document, "apiVersion")) or string(dig(document, "version"))
        if version.startswith("openslo"):
            if string(dig(document, "kind")).startswith("Alert") or sequence(dig(document, "spec", "alertPolicies")):
                return True
        elif sequence(dig(document, "slos")) or sequence(dig(document, "spec", "slos")) or dig(document, "spec", "target") is not None:
            return True
    return False


@fact
def broken_rules(repo: Repo) -> tuple[str, ...]:
    """Files that hold lines of alert rules, do not parse, and gave none."""
    read = {alert.path for alert in alerts(repo)}
    lost = {hit.path for hit in repo.hits(RULES) if hit.path.endswith((".yaml", ".yml", ".rules", ".json")) and hit.path not in read}
    return tuple(
        sorted(
            path
            for path in lost
            if (repo.json(path) if path.endswith(".json") else repo.yaml(path)).problem is not None and "expr" in repo.text(path)
        )
    )


@fact
def empty_rules(repo: Repo) -> tuple[tuple[str, int], ...]:
    """Files named after alerts or rules whose groups hold none, with the line of the groups."""
    found = []
    for file in repo.named("*alert*.yml", "*alert*.yaml", "*rules*.yml", "*rules*.yaml", "*.rules"):
        if not file.own or file.size > 200_000 or "groups:" not in repo.text(file.path):
            continue
        for document in repo.yaml(file.path).documents:
            holder = next((node for node in walk(document) if "groups" in node), None)
            if holder is not None and not any("alert" in node or "record" in node for node in walk(holder)):
                found.append((file.path, holder.line_of("groups")))
    return tuple(found)
