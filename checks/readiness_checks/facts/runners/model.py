"""The word that every task runner's reader returns."""

from __future__ import annotations

from readiness.records import dataclass


@dataclass(frozen=True, slots=True)
class Script:
    """A named task: `commands` are shell texts with the line each starts on, every one run by a shell of its own.

    `runner` is npm, make, just, task, tox, nox, poe, pdm, hatch, pipenv, composer, rake, deno, mise or mix. `needs` are the tasks that
    run before it; `folder` is where it runs, relative to the root.
    """

    name: str
    runner: str
    path: str
    line: int
    commands: tuple[tuple[str, int], ...]
    needs: tuple[str, ...] = ()
    folder: str = ""

    @property
    def command(self) -> str:
        """All commands, one a line."""
        return "\n".join(text for text, _ in self.commands)
