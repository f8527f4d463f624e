"""What pipelines hand to Helm: the charts and files of values of the repository that its commands name."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from readiness.repo import Repo
from readiness_checks.facts.absence import surely_absent
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.provisioning.flaws import Flaw, InfrastructureFile

_COMMANDS = frozenset({"upgrade", "install", "template", "lint"})
_VALUES = ("-f", "--values")


def releases(repo: Repo) -> Iterator[InfrastructureFile]:
    """Every pipeline whose commands give Helm something that is nowhere."""
    found: dict[str, list[Flaw]] = {}
    for command in ci_commands(repo):
        words = command.words
        if len(words) > 2 and words[0] == "helm" and words[1] in _COMMANDS and command.folder is not None:
            for flaw in _named(repo, command):
                if flaw not in found.setdefault(command.path, []):
                    found[command.path].append(flaw)
    for path, flaws in sorted(found.items()):
        if flaws:
            yield InfrastructureFile(path, "helm", tuple(flaws))


def _named(repo: Repo, command: Command) -> Iterator[Flaw]:
    words = command.words
    for before, word in pairwise(words[1:]):
        name, _, value = word.partition("=")
        if before in _VALUES or (name in _VALUES and value):
            for written in (word if before in _VALUES else value).split(","):
                yield from _absent(repo, command, written, "the file of values")
        elif word.startswith(("./", "../")) and not before.startswith("-"):
            yield from _absent(repo, command, word, "the chart")


def _absent(repo: Repo, command: Command, written: str, what: str) -> Iterator[Flaw]:
    absent = [surely_absent(repo, folder, written) for folder in (command.folder or "", "")]
    if all(absent) and not _made(repo, command, written.rpartition("/")[2]):
        yield Flaw("reference", f"{what} `{absent[0]}` does not exist", command.line)


def _made(repo: Repo, command: Command, base: str) -> bool:
    """Whether something before the command may bring the file: another step that speaks of it, or another repository."""
    places = (command.path, *(place.rpartition(":")[0] for place in command.via))
    text = "\n".join(repo.text(path) for path in dict.fromkeys(places) if repo.file(path) is not None)
    if "git clone" in text or "repository:" in text or "download-artifact" in text or "secret" in base:
        return True
    return any(base in line and "-f" not in line and "--values" not in line and "helm" not in line for line in text.split("\n"))
