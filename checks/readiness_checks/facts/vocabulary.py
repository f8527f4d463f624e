"""The commands and actions of pipelines.toml, ready to be matched."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.syntax import dig, strings
from readiness.syntax.toml import parse_toml
from readiness_checks.facts.calls import program_of, runs
from readiness_checks.facts.ci.model import Step


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """One section: command patterns by program, and one expression for the starts of action names."""

    commands: dict[str, tuple[tuple[str, ...], ...]]
    actions: Regex | None

    def command(self, words: tuple[str, ...]) -> str:
        """The pattern that the words run, "" for none."""
        patterns = self.commands.get(program_of(words), ())
        return next((" ".join(pattern) for pattern in patterns if runs(words, pattern)), "")

    def action(self, uses: str) -> bool:
        """Whether an action is one of the section's."""
        return self.actions is not None and self.actions.match(uses.lower()) is not None


@lru_cache(maxsize=1)
def _data() -> object:
    path = Path(__file__).parent.parent / "pipelines.toml"
    return parse_toml(path.read_text(encoding="utf-8")).value


@lru_cache(maxsize=32)
def vocabulary(section: str) -> Vocabulary:
    """The commands and actions of a section of pipelines.toml."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for text in names(section, "commands"):
        pattern = tuple(text.split())
        table.setdefault(pattern[0], []).append(pattern)
    actions = "|".join(re.escape(action).replace(r"\*", "[^/]*") for action in names(section, "actions"))
    return Vocabulary({program: tuple(found) for program, found in table.items()}, Regex(actions) if actions else None)


@lru_cache(maxsize=32)
def names(section: str, key: str) -> tuple[str, ...]:
    """A list of a section, as it stands."""
    return strings(dig(_data(), section, key))


def equivalent(step: Step) -> str:
    """The command line that an action stands for, "" when it stands for none."""
    known = names("equivalents", step.uses.partition("@")[0].lower())
    if not known:
        return ""
    given = [step.given(name) for name in known[1:]]
    return " ".join(part for part in (known[0], *given) if part) if known[0] or any(given) else ""
