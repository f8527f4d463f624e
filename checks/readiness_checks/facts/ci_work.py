"""What the commands of continuous integration do: the words that its kinds of work share, and builds."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness_checks.facts.calls import program_of
from readiness_checks.facts.ci_effect import binds, speaks_by_name, unparsed
from readiness_checks.facts.commands import Command, ci_commands
from readiness_checks.facts.tools import ci_tools

_NODE = frozenset({"npm", "pnpm", "yarn", "bun"})
_RUNNERS = frozenset(
    {
        "make",
        "just",
        "task",
        "rake",
        "composer",
        "invoke",
        "inv",
        "poe",
        "pdm",
        "hatch",
        "nox",
        "tox",
        "mage",
        "earthly",
        "moon",
        "nx",
        "gulp",
        "mise",
    }
)
_SCRIPTS = (".sh", ".py", ".js", ".mjs", ".ts", ".rb", ".php", ".ps1", ".cmd", ".bat", ".bash")
_CALLED = Regex(r"\.github/workflows/([\w.-]+)|^gitlab:(?:project|component|remote):(.+)|^orb:[\w-]+/[\w-]+/(.+)|^jenkins:library/(.+)")

_RELEASING = Regex(r"push|publish|deploy|release")
# the step that hands over to a pipeline, with the input that names its file
_CONTINUING = Regex(r"^orb:circleci/continuation/continue|^orb:circleci/path-filtering/filter")


@dataclass(frozen=True, slots=True)
class Work:
    """Something that a pipeline's command does; `what` names the tool. `sure` is false where only a name says so."""

    what: str
    command: Command
    sure: bool = True


def by_confidence(work: Work) -> tuple[bool, bool, int, str, int]:
    """A sort key: what can fail the build first, then what a tool shows, then what is called most directly."""
    command = work.command
    return (not binds(command), not work.sure, len(command.via), command.path, command.line)


@fact
def build_runs(repo: Repo) -> tuple[Work, ...]:
    """Every command that builds an image, package or binary."""
    found: dict[Command, Work] = {}
    for tool in ci_tools(repo, "building", "container-build"):
        found.setdefault(tool.command, Work(tool.spelt, tool.command))
    return tuple(sorted(found.values(), key=by_confidence))


def script_name(words: tuple[str, ...]) -> str:
    """The name of the script, target or task that a command runs, "" for other commands."""
    program = program_of(words)
    named = [word for word in words[1:] if not word.startswith("-") and "=" not in word]
    if program in _NODE:
        named = named[1:] if named[:1] in (["run"], ["run-script"]) else named
        return named[0] if named else ""
    if program in _RUNNERS:
        named = named[1:] if named[:1] == ["run"] else named
        return " ".join(named[:4])
    if "/" in words[0] or words[0].endswith(_SCRIPTS):
        return words[0].rpartition("/")[2]
    return ""


def named_commands(repo: Repo, matches: Callable[[tuple[str, ...]], bool]) -> Iterable[Command]:
    """Commands whose name says what they do, where nothing but the name can say it."""
    for command in ci_commands(repo):
        if command.words and matches(command.words) and speaks_by_name(repo, command):
            yield command


def shown(found: Iterable[Work]) -> tuple[tuple[str, int, str], ...]:
    """The best five places with what they run and the way there, one a line of a pipeline."""
    places: dict[tuple[str, int], str] = {}
    for work in found:
        through = f" (through {', '.join(work.command.via[-3:])})" if work.command.via else ""
        places.setdefault((work.command.path, work.command.line), f"{work.what}{through}")
    return tuple((path, line, note) for (path, line), note in list(places.items())[:5])


@fact
def hidden(repo: Repo, deed: str, *words: str) -> str:
    """Why work may be done where it cannot be seen, in one sentence; "" where everything can be seen.

    `deed` says what may be done; `words` are what the name of a called workflow, job or component that does it may hold.
    """
    for command in ci_commands(repo):
        target = command.given("configuration_path") or command.given("config-path") or ".circleci/continue_config.yml"
        if _CONTINUING.search(command.uses) and repo.file(target.removeprefix("./")) is None:
            return f"{command.path}:{command.line} continues with a pipeline that is made when it runs and may {deed}"
    called = next(iter(_elsewhere(repo, words)), None)
    if called is not None:
        return f"{called.path}:{called.line} calls {called.text}, which stands in another repository and may {deed}"
    return unparsed(repo)


def _elsewhere(repo: Repo, words: tuple[str, ...]) -> tuple[Command, ...]:
    """Workflows, templates and components of other repositories that pipelines call and whose name holds one of `words`."""
    found = []
    plain = {command.path for command in ci_commands(repo) if command.words}
    for command in ci_commands(repo):
        called = _CALLED.search(command.uses)
        if called is not None:
            name = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", next(group for group in called.groups() if group)).lower()
            # what a project includes by its name alone may hold anything, as may the library that makes a whole pipeline
            whole = command.uses.startswith("gitlab:") or (command.uses.startswith("jenkins:") and command.path not in plain)
            # what only builds an image to push it tests nothing
            other = _RELEASING.search(name) is not None and not _RELEASING.search(" ".join(words))
            if whole or (not other and any(re.search(rf"(?:^|[^a-z]){word}", name) for word in words)):
                found.append(command)
    return tuple(found)
