"""Tells the name of a secret that lies elsewhere, in a cluster or a vault, from the secret itself."""

from __future__ import annotations

import base64
import re

from readiness.regex import Regex
from readiness.repo import Repo
from readiness_checks.facts.lines import lines_of

# a path in a vault or a parameter store: lower-case words between slashes, as no drawn value has them
_PATH = Regex(r"/?[a-z][a-z_.-]*\d{0,3}(?:/[a-z_.-]+\d{0,3})+\Z")
# what an entry in a secret of a cluster may be called: no text that somebody drew
_ENTRY = Regex(r"[A-Za-z][A-Za-z_.-]*\d{0,3}\Z")
_POINTS = Regex(
    r"existing_?secret|secret_?(?:name|ref|key_?ref|store|arn|path)|remote_?ref|external_?secret|value_?from|from_?secret", re.IGNORECASE
)
_KIND = Regex(r"kind:\s{0,8}[\"']?([A-Za-z]{2,60})")
# kinds that carry the values themselves
_CARRIERS = frozenset({"Secret", "ConfigMap", "HelmRelease", "HelmChart", "HelmChartConfig", "Application", "ApplicationSet"})
_NEAR = 3  # lines on each side of an entry that may say which secret it lies in
_FAR = 400  # lines between an entry and the head of its document


def is_secret_path(value: str) -> bool:
    """Whether a value is the path of a secret in a vault or a parameter store, such as `orders/production`."""
    return len(value) <= 200 and _PATH.match(value) is not None


def names_entry(repo: Repo, path: str, line: int, value: str) -> bool:
    """Whether a value in YAML is the name of a secret or of an entry in one, by what stands beside it or by its resource's kind."""
    if not path.endswith((".yaml", ".yml", ".tpl")) or not (_ENTRY.match(value) or is_secret_path(value)):
        return False
    lines = lines_of(repo, path)
    beside = lines[max(0, line - 1 - _NEAR) : line - 1] + lines[line : line + _NEAR]
    return any(_POINTS.search(text[:200]) for text in beside) or _kind_around(lines, line) not in ("", *_CARRIERS)


def plain_value(repo: Repo, path: str, line: int, value: str) -> str:
    """What a value says: of an entry in a Secret of a cluster, whose values are encoded in base64, the text inside."""
    if not path.endswith((".yaml", ".yml")) or _kind_around(lines_of(repo, path), line) != "Secret":
        return value
    try:
        return base64.b64decode(value, validate=True).decode("utf-8").strip()
    except ValueError:
        return value


def _kind_around(lines: tuple[str, ...], line: int) -> str:
    """The kind of the Kubernetes resource that a line of YAML stands in, "" for none."""
    kind, versioned = "", False
    for text in reversed(lines[max(0, line - 1 - _FAR) : line - 1]):
        if text.startswith("---"):
            break
        versioned = versioned or text.startswith("apiVersion:")
        found = _KIND.match(text)
        kind = found.group(1) if found else kind
    return kind if versioned else ""
