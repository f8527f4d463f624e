"""Reads just, Task, composer, Rake, mise and mix, and the hooks of pre-commit."""

from __future__ import annotations

import re

from readiness.records import dataclass
from readiness.regex import Regex
from readiness.repo import Repo, fact
from readiness.syntax import Map, Seq, dig, mapping, sequence, string, strings
from readiness_checks.facts.runners.model import Script

_RECIPE = Regex(r"@?([A-Za-z_][\w-]*)((?:\s+[^:=]{1,200})?)\s*:(?!=)\s*([^#]{0,500})")
_JUST_VARIABLE = Regex(r"(?:export\s+)?([A-Za-z_][\w-]*)\s*:=\s*['\"]([^'\"\n]{0,300})['\"]")
_JUST_FOLDER = Regex(r"working-directory\s*:\s*['\"](?:\./)?([\w./-]{1,200})['\"]")
_RAKE_TASK = Regex(
    r"^\s*(?:task|multitask)\s+\(?:?['\"]?([\w:]+)['\"]?\s*(?:(?:=>|:)\s*(\[[^\]\n]{0,500}\]|%[wi]\[[^\]\n]{0,500}\]|:?['\"]?[\w:]+['\"]?))?",
    re.MULTILINE,
)
_RAKE_SH = Regex(r"\bsh\s*\(?\s*['\"]([^'\"\n]{1,500})['\"]")
_RAKE_CLASS = Regex(
    r"\b(RSpec::Core::RakeTask|Rake::TestTask|RuboCop::RakeTask|Cucumber::Rake::Task|Bundler::Audit::Task)\b(?:\.new\b(?:\s*\(?\s*:(\w+))?)?"
)
_RAKE_TOOLS = {
    "RSpec::Core::RakeTask": ("spec", "rspec"), "Rake::TestTask": ("test", "ruby -Itest"), "RuboCop::RakeTask": ("rubocop", "rubocop"),
    "Cucumber::Rake::Task": ("cucumber", "cucumber"), "Bundler::Audit::Task": ("bundle:audit", "bundle-audit check"),
}  # fmt: skip
_MIX_ALIAS = Regex(r"^\s*\"?([a-z][\w.]*)\"?:\s*\[([^\]]{1,2000})\]", re.MULTILINE | re.DOTALL)


@fact
def just_recipes(repo: Repo, folder: str) -> dict[str, Script] | None:
    """The recipes of the justfile in `folder`."""
    path = next((_in(folder, name) for name in ("justfile", "Justfile", ".justfile") if repo.file(_in(folder, name))), "")
    if not path:
        return None
    found: dict[str, Script] = {}
    current = inside = ""
    text = repo.text(path)[:200_000]
    variables = dict(_JUST_VARIABLE.findall(text))
    for number, line in enumerate(text.split("\n"), 1):
        if current and line[:1] in (" ", "\t"):
            body = line.strip()
            lenient = body.lstrip("@").startswith("-")
            body = re.sub(r"\{\{\s*([\w-]+)\s*\}\}", lambda match: variables.get(match.group(1), "$UNKNOWN"), body.lstrip("@-"))
            if body and not body.startswith("#"):
                before = found[current]
                commands = (*before.commands, (body + (" || true" if lenient else ""), number))
                found[current] = Script(current, "just", path, before.line, commands[:200], before.needs, before.folder)
            continue
        recipe = _RECIPE.match(line)
        if recipe is not None and not line.startswith(("set ", "import ", "mod ", "alias ")):
            current = recipe.group(1)
            needs = tuple(re.findall(r"\(?([A-Za-z_][\w-]*)[^\s()]*", re.sub(r"\(([\w-]+)[^)]{0,200}\)", r"\1", recipe.group(3))))
            where = _in(folder, inside) if inside else folder
            found[current] = Script(current, "just", path, number, (), tuple(need for need in needs if need != current), where)
            found.setdefault("", found[current])
            inside = ""
        elif line.startswith("["):
            # attributes stand above the recipe that they are of
            told = _JUST_FOLDER.search(line)
            inside = told.group(1).strip("/") if told is not None else inside
        elif line.strip() and not line.startswith(("#", "[")):
            current = ""
    return found


@fact
def task_tasks(repo: Repo, folder: str) -> dict[str, Script] | None:
    """The tasks of the Taskfile in `folder` (taskfile.dev); tasks of included files are not followed."""
    names = ("Taskfile.yml", "Taskfile.yaml", "taskfile.yml", "Taskfile.dist.yml")
    path = next((_in(folder, name) for name in names if repo.file(_in(folder, name))), "")
    if not path:
        return None
    found: dict[str, Script] = {}
    tasks = mapping(dig(repo.yaml(path).value, "tasks"))
    for name, body in tasks.items():
        line = tasks.line_of(name)
        commands, needs = [], [string(item) or string(dig(item, "task")) for item in sequence(dig(body, "deps"))]
        listed = dig(body, "cmds") if isinstance(body, Map) else body
        listed = listed if listed is not None else dig(body, "cmd")
        for index, item in enumerate(listed if isinstance(listed, Seq) else [listed]):
            place = listed.line_at(index) if isinstance(listed, Seq) else line
            text = string(item) or string(dig(item, "cmd"))
            if text:
                commands.append((text + (" || true" if dig(item, "ignore_error") is True else ""), place))
            if string(dig(item, "task")):
                needs.append(string(dig(item, "task")))
        inside = string(dig(body, "dir"))
        where = _in(folder, inside.removeprefix("./")) if inside and "{" not in inside else folder
        found[name] = Script(name, "task", path, line, tuple(commands), tuple(need for need in needs if need), where)
    return found


@fact
def composer_scripts(repo: Repo, folder: str) -> dict[str, Script] | None:
    """The scripts of composer.json in `folder`."""
    path = _in(folder, "composer.json")
    if repo.file(path) is None or not isinstance(repo.json(path).value, Map):
        return None
    declared = mapping(dig(repo.json(path).value, "scripts"))
    found = {}
    for name, body in declared.items():
        line = declared.line_of(name)
        commands, needs = [], []
        for text in strings(body):
            if text.startswith(("@php ", "@composer ")):
                commands.append((text.removeprefix("@"), line))
            elif re.match(r"@(?!putenv)", text):
                needs.append(text[1:].split()[0] if text[1:].split() else "")
            elif "::" not in text:
                commands.append((text, line))
        found[name] = Script(name, "composer", path, line, tuple(commands), tuple(need for need in needs if need), folder)
    return found


@fact
def rake_tasks(repo: Repo, folder: str) -> dict[str, Script] | None:
    """Tasks of the Rakefile in `folder` and of lib/tasks, by literal `task`, `sh` and task classes; namespaces are not followed."""
    path = next((_in(folder, name) for name in ("Rakefile", "rakefile", "Rakefile.rb") if repo.file(_in(folder, name))), "")
    if not path:
        return None
    found: dict[str, Script] = {}
    for file in (path, *(other.path for other in repo.named(_in(folder, "lib/tasks/*.rake"))[:60])):
        text = re.sub(r"^\s*#.*$", "", repo.text(file)[:100_000], flags=re.MULTILINE)
        tasks = list(_RAKE_TASK.finditer(text))
        for index, task in enumerate(tasks):
            end = tasks[index + 1].start() if index + 1 < len(tasks) else len(text)
            line = text.count("\n", 0, task.start(1)) + 1
            commands = tuple((run.group(1), text.count("\n", 0, run.start()) + 1) for run in _RAKE_SH.finditer(text, task.end(), end))
            needs = tuple(word for word in re.findall(r"[\w:]+", task.group(2) or "") if word not in ("w", "i"))
            name = task.group(1).strip(":")
            before = found.get(name)
            needs = tuple(need.strip(":") for need in needs)
            found[name] = Script(
                name,
                "rake",
                file,
                line,
                (*(before.commands if before else ()), *commands),
                (*(before.needs if before else ()), *needs),
                folder,
            )
        for kind in _RAKE_CLASS.finditer(text):
            name, command = _RAKE_TOOLS.get(kind.group(1), ("", ""))
            name = kind.group(2) or name
            line = text.count("\n", 0, kind.start()) + 1
            if name:
                found[name] = Script(name, "rake", file, line, ((command, line),), (), folder)
    return found


@fact
def mix_aliases(repo: Repo, folder: str) -> dict[str, Script] | None:
    """The aliases of mix.exs in `folder`; each entry is another mix task."""
    path = _in(folder, "mix.exs")
    if repo.file(path) is None:
        return None
    text = repo.text(path)[:100_000]
    start = text.find("defp aliases")
    found = {}
    for alias in _MIX_ALIAS.finditer(text, start) if start >= 0 else ():
        line = text.count("\n", 0, alias.start(1)) + 1
        entries = re.findall(r"\"([^\"\n]{1,200})\"", alias.group(2))
        commands = tuple((f"mix {entry}" if not entry.startswith("cmd ") else entry.removeprefix("cmd "), line) for entry in entries)
        found[alias.group(1)] = Script(alias.group(1), "mix", path, line, commands, (), folder)
    return found


@fact
def mise_tasks(repo: Repo, folder: str) -> dict[str, Script] | None:
    """The tasks of mise.toml in `folder`."""
    path = next((_in(folder, name) for name in ("mise.toml", ".mise.toml") if repo.file(_in(folder, name))), "")
    if not path:
        return None
    found = {}
    for name, body in mapping(dig(repo.toml(path).value, "tasks")).items():
        run = dig(body, "run") if isinstance(body, Map) else body
        found[name] = Script(name, "mise", path, 1, tuple((text, 1) for text in strings(run)), strings(dig(body, "depends")), folder)
    return found


@dataclass(frozen=True, slots=True)
class Hook:
    """A hook of .pre-commit-config.yaml: `repo` is `local` or the address of the repository it comes from."""

    id: str
    repo: str
    entry: str
    path: str
    line: int
    manual: bool


@fact
def commit_hooks(repo: Repo, path: str) -> tuple[Hook, ...]:
    """The hooks that pre-commit or prek run from the configuration at `path`."""
    root = mapping(repo.yaml(path).value)
    found = []
    default = strings(root.get("default_stages"))
    for source in sequence(root.get("repos")):
        hooks = sequence(dig(source, "hooks"))
        for index, hook in enumerate(hooks[:200]):
            stages = strings(dig(hook, "stages")) or default
            runs = not stages or any(stage in ("pre-commit", "commit") for stage in stages)
            entry = string(dig(hook, "entry"))
            found.append(Hook(string(dig(hook, "id")), string(dig(source, "repo")), entry, path, hooks.line_at(index), not runs))
    return tuple(found)


def _in(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder else name
