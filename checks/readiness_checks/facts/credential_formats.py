"""The formats of `credentials.toml`: what the scan looks for, and how a match proves itself."""

from __future__ import annotations

import base64
import binascii
import json
import sys
import zlib
from collections.abc import Callable
from importlib.resources import files
from typing import Literal, TypeAlias, cast

from readiness.classify import Role
from readiness.records import dataclass
from readiness.scan import Pattern
from readiness_checks.facts.placeholders import entropy, is_made_up

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib

Mode: TypeAlias = Literal["live", "test", "key", "public"]

# What a person types a key into: everything that the scan reads.
_EVERYWHERE: tuple[Role, ...] = ("source", "configuration", "documentation", "data", "test", "fixture", "sample")
_OWN: tuple[Role, ...] = ("source", "configuration", "data")
_BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_SEPARATOR = r"""["']?\]?\s{0,4}(?:=>|:=|==?|:|,|\()\s{0,4}(?:[a-z]{0,2}["'`])?"""
# The beginning of values that providers print in their own manuals: known to everybody, worth nothing.
_PUBLISHED = (
    "Eby8vdM02xNO",
    "wJalrXUtnFEMI",
    "je7MtGbClwBF",
    "C2y6yDjf5",
    "4eC39HqLyjWD",
    "AKIAIOSFODNN7",
    "AKIAI44QH8DHB",
    "BQokikJOvBiI",
)


@dataclass(frozen=True, slots=True)
class Format:
    """One provider's format: its name in the report, its pattern, the check of its last characters, and what it opens."""

    kind: str
    pattern: Pattern
    mode: Mode
    checksum: str
    keyed: bool

    def proves(self, text: str) -> bool:
        """Whether a match is a credential that somebody was handed, not one that somebody typed."""
        if any(published in text for published in _PUBLISHED):
            return False
        check = _CHECKSUMS.get(self.checksum)
        if check is not None:
            return check(text)
        if self.mode == "key":
            return len(set(text)) > 8  # its first bytes are a header, with runs of one character
        drawn = max((text[len(start) :] for start in self.pattern.literals if text.startswith(start)), key=len, default=text)
        return not is_made_up(drawn) and entropy(drawn) >= _least_entropy(drawn)


def _least_entropy(drawn: str) -> float:
    """Below what any of ten thousand drawn texts of this length and alphabet has, in bits a character."""
    if sum(character in "0123456789abcdef-" for character in drawn) > 0.85 * len(drawn):
        return 2.9 if len(drawn) >= 30 else 2.5
    return 2.8 if len(drawn) < 20 else 3.3 if len(drawn) < 30 else 3.8


def _crc32_base62(text: str) -> bool:
    """GitHub's and npm's tokens: the last six of the characters after the prefix are the CRC-32 of the others, in base 62."""
    drawn, last = text.rpartition("_")[2][:-6], text[-6:]
    rest, digits = zlib.crc32(drawn.encode()), ""
    for _ in range(6):
        rest, digit = divmod(rest, 62)
        digits = _BASE62[digit] + digits
    return digits == last


def _supabase_service_role(text: str) -> bool:
    """A Supabase key whose claims name the service role of a hosted project (RFC 7519: the second part is the claims)."""
    part = text.split(".")[1]
    try:
        claims = json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (ValueError, binascii.Error, RecursionError):
        return False
    return isinstance(claims, dict) and claims.get("role") == "service_role" and bool(claims.get("ref"))


_CHECKSUMS: dict[str, Callable[[str], bool]] = {"crc32-base62": _crc32_base62, "supabase-service-role": _supabase_service_role}


def _load() -> tuple[Format, ...]:
    text = (files("readiness_checks") / "credentials.toml").read_text(encoding="utf-8")
    return tuple(_format(entry) for entry in tomllib.loads(text)["format"])


def _format(entry: dict[str, object]) -> Format:
    shape = str(entry["regex"])
    mode = cast("Mode", entry.get("mode", "live"))
    keywords = tuple(cast("list[str]", entry.get("keywords", [])))
    if keywords:
        named = "|".join(word.replace("_", "[_-]?") for word in keywords)
        # the rest of the name is taken whole (a lookahead and its group), so that nothing is tried twice
        shape = rf"(?<![A-Za-z])(?:{named})(?=([\w.-]{{0,40}}))\1{_SEPARATOR}({shape})(?![\w+/=.-])"
        literals = keywords
    else:
        literals = tuple(cast("list[str]", entry["literals"]))
        shape = rf"(?<![A-Za-z0-9])(?:{shape})(?![A-Za-z0-9_])" if mode != "key" else shape
    roles = _OWN if mode in ("key", "public", "test") else _EVERYWHERE
    pattern = Pattern(literals, shape, roles=roles, lines=int(str(entry.get("lines", 1))), comments=True)
    return Format(str(entry["kind"]), pattern, mode, str(entry.get("checksum", "")), bool(keywords))


FORMATS = _load()
FORMAT_PATTERNS = tuple(known.pattern for known in FORMATS)
