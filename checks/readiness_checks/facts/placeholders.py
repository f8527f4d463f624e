"""Tells values that somebody made up for a reader from values that a machine made up for a machine."""

from __future__ import annotations

import math
import re
from collections import Counter
from itertools import pairwise

from readiness.regex import Regex

_WORDS = Regex(
    r"example|sample|dummy|fake|placeholder|change|replace|redact|secret|passw|your|insert|enter|todo|fixme|xxx|foo|bar(?![a-z])|baz|lorem|"
    r"test|demo|mock|default|unused|notreal|not-real|not_real|invalid|foobar|hello|qwerty|asdf|letmein|welcome|admin|"
    r"0000|1234|4321|abcd|deadbeef|cafebabe|\.\.\.|\*\*\*|___|---|supersecret|keyboard|random|generate|goes.?here|none|null|undefined|"
    r"development|localhost|local.?dev",
    re.IGNORECASE,
)
# Words that short random text does not hold by chance; the shorter ones above do, in a key of a hundred characters.
_LONG_WORDS = Regex(
    r"example|sample|dummy|placeholder|change.?me|replace|redacted|your.?(?:api|key|token|secret)|xxxx|foobar|00000|12345|54321|"
    r"abcdef|fedcba|"
    r"deadbeef|\.\.\.|\*\*\*|_{5}|-{5}|goes.?here|notreal|fake|secret|token.?here|testtest|qwerty",
    re.IGNORECASE,
)
_FILL_IN = Regex(
    r"change|replace|your|<|enter.?|insert|todo|fixme|xxx|example|sample|placeholder|generate|insecure|not.?secure|dummy|\bset\b|"
    r"\.\.\.",
    re.IGNORECASE,
)
_REFERENCE = Regex(
    r"\$\{|\$\(|\{\{|\}\}|<%|%>|<[a-zA-Z][^>]{0,60}>|^\$[A-Za-z_]|^%[\w.]{1,60}%?$|^%\(|#\{|^@|^!|\$\$|^\{[^}]*\}$|^__\w+__$|"
    r"^(?:ref|env|file|vault|ssm|arn|secretsmanager|op|aws|gcp|kms|enc|ENC|secret)[:(+\[]|^\[|^process\.|^os\.|%s|%v|\{\d?\}"
)


def entropy(value: str) -> float:
    """Shannon's entropy of the characters, in bits a character."""
    counts = Counter(value)
    return -sum(count / len(value) * math.log2(count / len(value)) for count in counts.values()) if value else 0.0


def is_reference(value: str) -> bool:
    """Whether a value points elsewhere: an interpolation, a template's variable, a manager's address."""
    return _REFERENCE.search(value) is not None


def is_placeholder(value: str) -> bool:
    """Whether a setting's value is empty, a reference, or a word that stands for a value to be filled in."""
    stripped = value.strip().strip("\"'`")
    return len(stripped) < 2 or is_reference(stripped) or _WORDS.search(stripped) is not None or _monotonous(stripped)


def is_fill_in(value: str) -> bool:
    """Whether a value tells its reader to put another one in its place."""
    return _FILL_IN.search(value) is not None


def is_made_up(value: str) -> bool:
    """Whether text of a key's shape was typed rather than drawn: words, runs, keyboard walks, few different characters."""
    return _LONG_WORDS.search(value) is not None or _monotonous(value)


def _monotonous(value: str) -> bool:
    """Whether a value repeats itself: a run of one character, a short period, or very few different characters."""
    if len(set(value.lower())) <= max(2, min(6, len(value) // 6)):
        return True
    if re.search(r"(.)\1{4}", value):
        return True
    steps = Counter(ord(after) - ord(before) for before, after in pairwise(value))
    climbing = steps.get(1, 0) + steps.get(-1, 0)
    if len(value) >= 8 and climbing > len(value) / 2:
        return True
    return any(len(value) > 3 * period and value == (value[:period] * len(value))[: len(value)] for period in range(1, 13))
