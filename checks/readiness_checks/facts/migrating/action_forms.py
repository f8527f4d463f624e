"""The actions of an ALTER TABLE whose few words say all there is: no parser knows more of them, and some know less."""

from __future__ import annotations

import re

from readiness.records import dataclass
from readiness.regex import Regex
from readiness_checks.facts.migrating.heads import IDENTIFIER, NAME
from readiness_checks.facts.migrating.operations import OperationKind

_KEY_BY_INDEX = Regex(
    rf"add\s+(?:constraint\s+({IDENTIFIER})\s+)?(unique|primary\s+key)\s+using\s+index\s+{IDENTIFIER}[\w\s]*", re.IGNORECASE
)
_CHECK = Regex(
    rf"add\s+(?:constraint\s+({IDENTIFIER})\s+)?check\s*\([\s\S]*\)\s*((?:no\s+inherit|not\s+valid|(?:not\s+)?enforced|\s)*)", re.IGNORECASE
)
_END = r"(?:\s+(?:cascade|restrict|cascade\s+constraints))?"
_REWRITES = r"(?:set\s+(?:logged|unlogged|tablespace|access\s+method)|engine|row_format|tablespace|rebuild|key_block_size)\b[\s\S]*"
_HARMLESS = (
    r"(?:owner\s+to|enable|disable|force|no\s+force|replica\s+identity|cluster|no\s+inherit|inherit|attach|detach|set\s*\(|reset\s*\("
    r"|set\s+without|of|not\s+of|comment|auto_increment|default|character\s+set|charset|collate|check\s+constraint"
    r"|nocheck\s+constraint|discard|import|analyze|stats_persistent|add\s+partition|drop\s+partition|truncate\s+partition"
    r"|reorganize|exchange|remove\s+partitioning|partition\s+by|switch|checksum|set\s+system_versioning|add\s+period"
    rf"|alter\s+constraint|alter\s+index|alter\s+(?:column\s+)?{IDENTIFIER}\s+(?:set\s+(?:statistics|storage|compression|generated"
    r"|\(|increment|cache|start|no|visible|invisible)|reset|add\s+generated|drop\s+(?:identity|expression)|restart"
    r"|add\s+(?:rowguidcol|masked|sparse)|drop\s+(?:rowguidcol|masked|sparse)))[\s\S]*"
)
_FORMS: tuple[tuple[str, OperationKind], ...] = (
    (rf"drop\s+constraint\s+(?:if\s+exists\s+)?(?P<name>{IDENTIFIER}){_END}(?:\s+with\s*\([^)]*\))?", "drop-constraint"),
    (rf"add\s+(?:constraint\s+{IDENTIFIER}\s+)?default\s[\s\S]+\sfor\s+(?P<column>{IDENTIFIER})(?:\s+with\s+values)?", "set-default"),
    (rf"drop\s+(?:foreign\s+key|check)\s+(?:if\s+exists\s+)?(?P<name>{IDENTIFIER})", "drop-constraint"),
    (rf"drop\s+primary\s+key(?P<name>){_END}", "drop-constraint"),
    (rf"drop\s+(?:index|key)\s+(?:if\s+exists\s+)?(?P<name>{IDENTIFIER})", "drop-index"),
    (rf"drop\s+(?:column\s+)?(?:if\s+exists\s+)?(?!(?:column|constraint|partition|period)\b)(?P<column>{IDENTIFIER}){_END}", "drop-column"),
    (rf"alter\s+(?:column\s+)?(?P<column>{IDENTIFIER})\s+set\s+not\s+null", "set-not-null"),
    (rf"alter\s+(?:column\s+)?(?P<column>{IDENTIFIER})\s+drop\s+not\s+null", "drop-not-null"),
    (rf"alter\s+(?:column\s+)?(?P<column>{IDENTIFIER})\s+set\s+default\s[\s\S]+", "set-default"),
    (rf"alter\s+(?:column\s+)?(?P<column>{IDENTIFIER})\s+drop\s+default", "drop-default"),
    (rf"validate\s+constraint\s+(?P<name>{IDENTIFIER})", "validate-constraint"),
    (rf"rename\s+constraint\s+(?P<name>{IDENTIFIER})\s+to\s+(?P<target>{IDENTIFIER})", "other"),
    (rf"rename\s+(?:index|key)\s+(?P<name>{IDENTIFIER})\s+to\s+(?P<target>{IDENTIFIER})", "rename-index"),
    (rf"rename\s+(?:to|as|=)\s+(?P<target>{NAME})", "rename-table"),
    (rf"rename\s+(?:column\s+)?(?P<name>{IDENTIFIER})\s+to\s+(?P<target>{IDENTIFIER})", "rename-column"),
    (rf"rename\s+(?P<target>{NAME})", "rename-table"),
    (rf"set\s+schema\s+(?P<target>{IDENTIFIER})", "rename-table"),
    (r"convert\s+to\s+char(?:acter\s+set|set)\s[\s\S]+", "rewrite-table"),
    (_REWRITES, "rewrite-table"),
    (_HARMLESS, "other"),
)  # fmt: skip
_COMPILED = tuple((Regex(form, re.IGNORECASE), kind) for form, kind in _FORMS)


@dataclass(frozen=True, slots=True)
class Form:
    """What an action's words say: its kind and the names as written, "" for those that it does not give."""

    kind: OperationKind
    name: str = ""
    column: str = ""
    target: str = ""
    unvalidated: bool = False
    using_index: bool = False


def form_of(action: str) -> Form | None:
    """What one action of an ALTER TABLE does; None where a parser has to tell."""
    if found := _KEY_BY_INDEX.fullmatch(action):
        return Form("add-unique" if found.group(2).lower() == "unique" else "add-primary-key", found.group(1) or "", using_index=True)
    if found := _CHECK.fullmatch(action):
        late = re.search(r"not\s+(?:valid|enforced)", found.group(2), re.IGNORECASE) is not None
        return Form("add-check", found.group(1) or "", unvalidated=late)
    for form, kind in _COMPILED:
        if found := form.fullmatch(action):
            parts = found.groupdict()
            name = parts.get("name") or ""
            return Form(kind, name, parts.get("column") or (name if kind == "rename-column" else ""), parts.get("target") or "")
    return None
