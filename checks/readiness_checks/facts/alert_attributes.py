"""What each alert tells whoever it wakes: how long it has held, how grave it is, what is wrong, and where the runbook is."""

from __future__ import annotations

import posixpath
import re
from typing import Literal, TypeAlias

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.scan import Pattern
from readiness_checks.facts.addresses import own_link
from readiness_checks.facts.alerts import Alert, alerts
from readiness_checks.facts.claims.headings import has_heading
from readiness_checks.facts.presence import below_root, present, somewhere
from readiness_checks.facts.resources import Resource, resources

# unchecked: on another host, or only known when the alert fires
LinkState: TypeAlias = Literal["here", "unchecked", "broken", "none"]
MAX_WINDOW = 4_000  # characters of one call that declares an alarm

_SEVERITY = Regex(r"(?:alert_?)?(?:severity|priority|level|urgency|criticality|importance)", re.IGNORECASE)
_SUMMARY = Regex(r"summary|description|message|title|msg", re.IGNORECASE)
_RUNBOOK_KEY = Regex(
    r"run[-_ ]?book|play[-_ ]?book|sop\b|procedure|wiki|documentation|docs?(?:_?ur[il]|_?link)?$|help|instructions", re.IGNORECASE
)
_RUNBOOK_TEXT = Regex(r"run[-_ ]?book|play[-_ ]?book", re.IGNORECASE)
_URL = Regex(r"https?://[^\s\"'<>)\]|]{3,600}")
_PATH = Regex(r"(?:\./|\.\./|/)?[\w.-]{1,80}(?:/[\w.-]{1,100}){0,12}\.(?:md|mdx|adoc|rst|txt|html)(?:#\S{1,200})?")
# The last names of attributes of resources, without underscores and in lower case.
_PERIODS = frozenset(
    """
    evaluationperiods datapointstoalarm duration windowsize thresholdduration for evaluationdelay numberofevaluationperiods pendingduration
    minimumfailingperiodstotriggeralert frequency window evaluationfrequency
    """.split()
)
_GRAVITY = frozenset({"priority", "severity", "tags", "userlabels", "labels", "critical", "level"})
_TEXTS = frozenset(
    {"alarmdescription", "description", "message", "documentation", "content", "annotations", "runbookurl", "runbook", "notes", "body"}
)
_LAST = Regex(r"\blast_\d{1,4}[smhdw]")
_CODE_PERIODS = Regex(r"evaluation_?periods|datapoints_?to_?alarm|window_?size|\bduration\b|\blast_\d{1,4}[mhd]", re.IGNORECASE)
_CODE_GRAVITY = Regex(r"\b(?:priority|severity|tags)\b", re.IGNORECASE)
_NAMED = Regex(r"[\"'`]([\w .-]{2,80})[\"'`]")
_WITHOUT_PERIODS = Regex(r"composite", re.IGNORECASE)
# a condition that each matching line of a log fires: nothing has to hold for a time
_MATCHED_LOG = "conditionmatchedlog"
# Terraform's AWS provider gives these to every resource of its folder
DEFAULT_TAGS = Pattern(("default_tags",), r"^\s*default_tags\s*[{=]", suffixes=(".tf",), roles=("configuration", "source"), once=True)


@dataclass(frozen=True, slots=True)
class Attributes:
    """What an alert carries. `has` names each attribute asked of its kind and whether it is there; `link` is what its runbook link is.

    `target` is the link as written, "" for none.
    """

    alert: Alert
    name: str
    has: tuple[tuple[str, bool], ...]
    link: LinkState
    target: str


@fact
def alert_attributes(repo: Repo) -> tuple[Attributes, ...]:
    """The attributes of every Prometheus-style rule and every declared alarm that can be read, sorted by place."""
    declared = {(item.path, item.line, item.name): item for item in resources(repo)}
    found = []
    for alert in alerts(repo):
        if alert.kind in ("prometheus", "grafana"):
            found.append(_rule(repo, alert))
        elif alert.kind == "declared":
            resource = declared.get((alert.path, alert.line or 0, alert.name))
            read = _resource(repo, alert, resource) if resource is not None else _call(repo, alert)
            if read is not None:
                found.append(read)
    return tuple(found)


def _rule(repo: Repo, alert: Alert) -> Attributes:
    severity = any(_SEVERITY.fullmatch(key) and value for key, value in (*alert.labels, *alert.annotations))
    summary = any(_SUMMARY.fullmatch(key) and value.strip() for key, value in alert.annotations)
    target = next((value.strip() for key, value in alert.annotations if _RUNBOOK_KEY.match(key) and value.strip()), "")
    if not target:
        target = next((value for _, value in alert.annotations if _RUNBOOK_TEXT.search(value) and _URL.search(value)), "")
    state, shown = _followed(repo, alert.path, target)
    has = (
        ("a duration", bool(alert.duration)),
        ("a severity", severity),
        ("a summary", summary),
        ("a runbook link", state in ("here", "unchecked")),
    )
    return Attributes(alert, alert.name, has, state, shown)


def _resource(repo: Repo, alert: Alert, resource: Resource) -> Attributes:
    names = {part for item in resource.attributes for part in item.path.lower().replace("_", "").split(".")}
    periods = bool(names & _PERIODS) or any(_LAST.search(item.value) for item in resource.attributes)
    texts = [item.value for item in resource.attributes if _TEXTS & set(item.path.lower().replace("_", "").split("."))]
    periods = periods or bool(_WITHOUT_PERIODS.search(resource.type))
    gravity = bool(names & _GRAVITY) or (
        resource.type.startswith("aws_")
        and any(posixpath.dirname(hit.path) == posixpath.dirname(resource.path) for hit in repo.hits(DEFAULT_TAGS))
    )
    return _declared(repo, alert, alert.name, None if _MATCHED_LOG in names else periods, gravity, "\n".join(texts))


def _call(repo: Repo, alert: Alert) -> Attributes | None:
    """An alarm that code declares, read from the text of the call; None for plugins whose settings stand elsewhere."""
    if alert.line is None or "plugin" in alert.name:
        return None
    text = "\n".join(repo.text(alert.path).split("\n")[alert.line - 1 :])[: MAX_WINDOW * 2]
    window = _balanced(text) if "(" in text.partition("\n")[0] else text[:MAX_WINDOW].partition("\n---")[0]
    named = _NAMED.search(window)
    return _declared(
        repo, alert, named.group(1) if named else alert.name, bool(_CODE_PERIODS.search(window)), bool(_CODE_GRAVITY.search(window)), window
    )


def _declared(repo: Repo, alert: Alert, name: str, periods: bool | None, gravity: bool, text: str) -> Attributes:
    """`periods` is None where the alarm has no use for them."""
    state, shown = _followed(repo, alert.path, text if _URL.search(text) or _PATH.search(text) else "")
    asked = () if periods is None else (("evaluation periods", periods),)
    has = (*asked, ("a priority or tags", gravity), ("a link in its text", state in ("here", "unchecked")))
    return Attributes(alert, name, has, state, shown)


def _balanced(text: str) -> str:
    """A call up to the parenthesis that closes it."""
    depth = 0
    for index, character in enumerate(text[:MAX_WINDOW]):
        if character == "(":
            depth += 1
        elif character == ")":
            depth -= 1
            if depth == 0:
                return text[: index + 1]
    return text[:MAX_WINDOW]


def _followed(repo: Repo, path: str, text: str) -> tuple[LinkState, str]:
    """Where the link in a text leads, and the link."""
    if not text:
        return "none", ""
    url = _URL.search(text)
    if url is not None:
        target = url.group().rstrip(".,;")
        led = None if "{" in target or "$" in target else own_link(repo, target)
        if led is None:
            return "unchecked", target
        return _at(repo, led.path, led.fragment), target
    if "{{" in text or "${" in text:
        return "unchecked", text[:120]
    named = _PATH.search(text)
    if named is None:
        return "none", ""
    target, _, fragment = named.group().partition("#")
    folder = posixpath.dirname(path)
    while True:
        found = below_root(folder, target.lstrip("/") if target.startswith("/") else target)
        if found is not None and present(repo, found):
            return _at(repo, found, fragment), named.group()
        if not folder:
            break
        folder = posixpath.dirname(folder)
    elsewhere = somewhere(repo, target.lstrip("./"))
    return (_at(repo, elsewhere[0], fragment) if elsewhere else "broken"), named.group()


def _at(repo: Repo, path: str, fragment: str) -> LinkState:
    if not present(repo, path):
        return "broken"
    if fragment and repo.file(path) is not None and has_heading(repo, path, fragment) is False:
        return "broken"
    return "here"
