"""Ansible playbooks and roles: whether they parse, and the roles, task files and templates that they name."""

from __future__ import annotations

from collections.abc import Iterator

from readiness.regex import Regex
from readiness.repo import Repo
from readiness.syntax import Map, Seq, mapping, sequence, string
from readiness_checks.facts.absence import surely_absent
from readiness_checks.facts.ansible import PLAY, playbooks
from readiness_checks.facts.provisioning.flaws import Flaw, InfrastructureFile, broken

MAX_TASKS = 2_000
_ROLE = Regex(r"(?:^|/)roles/[^/]+(?=/)")
_NESTED = ("block", "rescue", "always", "tasks", "pre_tasks", "post_tasks", "handlers")
# modules that take another file of tasks, and modules that take a file which lies in a folder of its own
_TASKS = ("include_tasks", "import_tasks", "import_playbook", "include")
_KEPT = {"template": "templates", "script": "files"}


def ansible_files(repo: Repo) -> Iterator[InfrastructureFile]:
    """Every playbook and list of tasks with its flaws."""
    seen = {playbook.path for playbook in playbooks(repo)}
    for path in sorted(seen):
        yield InfrastructureFile(path, "ansible", (*broken(repo, path, repo.yaml(path), "YAML"), *_named(repo, path)))
    for path in sorted({hit.path for hit in repo.hits(PLAY)} - seen):
        if repo.yaml(path).problem is not None and ("tasks:" in repo.text(path) or "roles:" in repo.text(path)):
            yield InfrastructureFile(path, "ansible", broken(repo, path, repo.yaml(path), "YAML"))


def _named(repo: Repo, path: str) -> Iterator[Flaw]:
    pending: list[object] = [repo.yaml(path).value]
    for _ in range(MAX_TASKS):
        if not pending:
            return
        value = pending.pop()
        if isinstance(value, Seq):
            pending.extend(reversed(value))
        elif isinstance(value, Map):
            pending.extend(value[key] for key in _NESTED if key in value)
            yield from _task(repo, path, value)


def _task(repo: Repo, path: str, task: Map) -> Iterator[Flaw]:
    folder = path.rpartition("/")[0]
    match = _ROLE.search(path)
    role = path[: match.end()] if match else ""
    for name, value in task.items():
        module = name.removeprefix("ansible.builtin.")
        if module in _TASKS:
            written = string(value) or string(mapping(value).get("file"))
            # `include: x.yml tags=a` is the old spelling
            places: tuple[str, ...] = (folder, f"{role}/tasks") if role else (folder,)
            yield from _absent(repo, places, written.partition(" ")[0], task.line_of(name), "the task file")
        elif module in _KEPT and role:
            written = string(value).partition(" ")[0] if module == "script" else string(mapping(value).get("src"))
            places = (f"{role}/{_KEPT[module]}", role, f"{role}/tasks", folder)
            yield from _absent(repo, places, written, task.line_of(name), f"the {module}")
        elif module == "vars_files":
            for item in sequence(value):
                if isinstance(item, str):
                    yield from _absent(repo, (folder,), item, task.line_of(name), "the file of variables")


def _absent(repo: Repo, places: tuple[str, ...], written: str, line: int, what: str) -> Iterator[Flaw]:
    absent = [surely_absent(repo, place, written) for place in places]
    if written and all(absent) and "vault" not in written and "secret" not in written:
        yield Flaw("reference", f"{what} `{absent[0]}` does not exist", line)
