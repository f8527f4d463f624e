"""Configuration: `[tool.readiness]` of pyproject.toml, or `readiness.toml`, at the repository's root; the command line wins over it.

It selects, excludes and waives; it can never load code or relax limits.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import field, replace
from datetime import date
from typing import Any, Literal, TypeAlias

from readiness.model import TIERS, Check, Tier
from readiness.records import dataclass
from readiness.source import Source, Unreadable
from readiness.syntax import Map
from readiness.syntax.toml import parse_toml

FailOn: TypeAlias = Literal["essential", "fail", "partial", "never"]
FAIL_ON: tuple[FailOn, ...] = ("essential", "fail", "partial", "never")
KEYS = ("profile", "select", "ignore", "exclude", "fail-under", "fail-on", "shares", "waive")


class ConfigError(Exception):
    """The configuration is wrong; the message names the file, the key, and what to write instead."""


@dataclass(frozen=True, slots=True)
class Waiver:
    """An accepted risk: the check, the reason, and the last day it holds (None: no end)."""

    check: str
    reason: str
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Config:
    """What is judged and when the gate fails. `fail_under` is a score out of 100; `shares` overrides area shares."""

    profile: Tier = "production"
    select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    fail_under: float | None = None
    fail_on: FailOn = "essential"
    shares: Mapping[str, float] = field(default_factory=dict)
    waivers: tuple[Waiver, ...] = ()


def load_config(source: Source, checks: Iterable[Check]) -> Config:
    """What the repository configures. Raises ConfigError for a file that does not parse and for an unknown key, id or value."""
    known = tuple(checks)
    for path in ("readiness.toml", "pyproject.toml"):
        try:
            text = source.read(path).decode("utf-8")
        except (Unreadable, UnicodeDecodeError):
            continue
        parsed = parse_toml(text)
        if parsed.problem is not None:
            if path == "pyproject.toml" and "tool.readiness" not in text:
                continue  # somebody else's file: its own tools will say so, and so do the checks
            raise ConfigError(f"{path}:{parsed.problem.line or 1}: {parsed.problem.message}")
        table = parsed.value if path == "readiness.toml" else (parsed.value.get("tool") or {}).get("readiness")
        if isinstance(table, Map):
            return _read(path if path == "readiness.toml" else "pyproject.toml [tool.readiness]", table, known)
    return Config()


def override(
    config: Config,
    *,
    profile: Tier | None = None,
    select: tuple[str, ...] = (),
    ignore: tuple[str, ...] = (),
    exclude: tuple[str, ...] = (),
    fail_under: float | None = None,
    fail_on: FailOn | None = None,
) -> Config:
    """`config` with what the command line gave; None and empty tuples leave the file's value."""
    return replace(
        config,
        profile=profile or config.profile,
        select=select or config.select,
        ignore=ignore or config.ignore,
        exclude=exclude or config.exclude,
        fail_under=config.fail_under if fail_under is None else fail_under,
        fail_on=fail_on or config.fail_on,
    )


def known_names(names: Iterable[str], checks: Iterable[Check], where: str) -> tuple[str, ...]:
    """`names` if each is the id or area of a check. Raises ConfigError that names the nearest right one."""
    checks = tuple(checks)
    right = sorted({check.id for check in checks} | {check.area for check in checks})
    named = tuple(names)
    for name in named:
        if name not in right:
            raise ConfigError(f"{where}: no check or area is called {name!r}{nearest(name, right)}")
    return named


def nearest(name: str, right: Iterable[str]) -> str:
    """A hint at the name that was probably meant, "" when none is near."""
    close = difflib.get_close_matches(name, list(right), n=1, cutoff=0.5)
    return f"; did you mean {close[0]!r}?" if close else ""


def _read(where: str, table: Map, checks: tuple[Check, ...]) -> Config:
    for key in table:
        if key == "checks":
            raise ConfigError(
                f"{where}: checks are loaded from the command line only (--checks PATH), never by a repository's configuration"
            )
        if key not in KEYS:
            raise ConfigError(f"{where}: unknown key {key!r}{nearest(key, KEYS)}")
    return Config(
        profile=_one_of(where, "profile", table.get("profile", "production"), TIERS),
        select=known_names(_texts(where, "select", table.get("select")), checks, f"{where}: select"),
        ignore=known_names(_texts(where, "ignore", table.get("ignore")), checks, f"{where}: ignore"),
        exclude=_texts(where, "exclude", table.get("exclude")),
        fail_under=_number(where, "fail-under", table["fail-under"]) if "fail-under" in table else None,
        fail_on=_one_of(where, "fail-on", table.get("fail-on", "essential"), FAIL_ON),
        shares=_shares(where, table.get("shares"), checks),
        waivers=_waivers(where, table.get("waive"), checks),
    )


def _one_of(where: str, key: str, value: object, right: tuple[Any, ...]) -> Any:
    if value not in right:
        raise ConfigError(f"{where}: {key} must be one of {', '.join(right)}, not {value!r}")
    return value


def _texts(where: str, key: str, value: object) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise ConfigError(f"{where}: {key} must be a list of texts")
    return tuple(value)


def _number(where: str, key: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= 100:
        raise ConfigError(f"{where}: {key} must be a number between 0 and 100")
    return float(value)


def _shares(where: str, value: object, checks: tuple[Check, ...]) -> Mapping[str, float]:
    if value is None:
        return {}
    if not isinstance(value, Map):
        raise ConfigError(f"{where}: shares must be a table of areas and numbers")
    areas = sorted({check.area for check in checks})
    for area in value:
        if area not in areas:
            raise ConfigError(f"{where}: shares: no area is called {area!r}{nearest(area, areas)}")
    return {area: _number(where, f"shares.{area}", share) for area, share in value.items()}


def _waivers(where: str, value: object, checks: tuple[Check, ...]) -> tuple[Waiver, ...]:
    if value is None:
        return ()
    if not isinstance(value, Map):
        raise ConfigError(f'{where}: waive must be a table: "check-id" = {{ reason = "...", until = 2030-01-31 }}')
    ids = sorted(check.id for check in checks)
    waivers = []
    for check_id, entry in value.items():
        if check_id not in ids:
            raise ConfigError(f"{where}: waive: no check is called {check_id!r}{nearest(check_id, ids)}")
        if not isinstance(entry, Map) or not str(entry.get("reason") or "").strip():
            raise ConfigError(f'{where}: waive: {check_id!r} needs a reason: {{ reason = "..." }}')
        for key in entry:
            if key not in ("reason", "until"):
                raise ConfigError(f"{where}: waive: {check_id!r}: unknown key {key!r}{nearest(key, ('reason', 'until'))}")
        waivers.append(Waiver(check_id, str(entry["reason"]), _day(where, check_id, entry.get("until"))))
    return tuple(waivers)


def _day(where: str, check_id: str, value: object) -> date | None:
    if value is None:
        return None
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ConfigError(f"{where}: waive: {check_id!r}: until must be a date like 2030-01-31, not {value!r}") from None
